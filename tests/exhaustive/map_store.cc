#include "tests/exhaustive/map_store.h"

#include <gtest/gtest.h>

namespace precept::exhaustive {

void MapStore::WakeBefore(nfa::Timestamp time, nfa::Matcher& matcher) {
  while (!timers.empty() && timers.begin()->first < time) {
    const auto [at, key] = *timers.begin();
    timers.erase(timers.begin());
    matcher.Wake(key, at);
  }
}

bool MapStore::Load(std::string_view key, nfa::StoredKey& out) {
  const auto found = keys.find(std::string(key));
  if (found == keys.end()) return false;
  out = found->second;
  return true;
}

void MapStore::Refuse(nfa::Status status) {
  if (refusal.empty()) refusal = status.message();
}

void MapStore::OnGone(std::string_view key) {
  EXPECT_EQ(keys.erase(std::string(key)), 1u) << "what was not stored has gone";
}

void MapStore::OnSnapshot(std::string_view key, std::string_view bytes, bool journals) {
  nfa::StoredKey& stored = keys[std::string(key)];
  EXPECT_EQ(journals, !stored.journals.empty());
  stored.journals.clear();
  stored.snapshot = bytes;
  ++num_snapshots;
}

void MapStore::OnJournal(std::string_view key, std::string_view bytes) {
  const auto stored = keys.find(std::string(key));
  ASSERT_NE(stored, keys.end()) << "a journal without a snapshot";
  stored->second.journals.emplace_back(bytes);
  ++num_journals;
}

void MapStore::OnTimer(std::string_view key, nfa::Timestamp time) {
  timers.emplace(time, key);
}

}  // namespace precept::exhaustive
