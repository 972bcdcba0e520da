#include "tests/exhaustive/map_store.h"

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

void MapStore::Refuse(nfa::Status status) { Complain(status.message()); }

void MapStore::Complain(const std::string& what) {
  if (refusal.empty()) refusal = what;
}

void MapStore::OnGone(std::string_view key, bool journals) {
  const auto stored = keys.find(std::string(key));
  if (stored == keys.end()) return Complain("what was not stored has gone");
  if (journals == stored->second.journals.empty()) Complain("it may have journals, or not");
  keys.erase(stored);
}

void MapStore::OnSnapshot(std::string_view key, std::string_view bytes) {
  keys[std::string(key)].snapshot = bytes;
  ++num_snapshots;
}

void MapStore::OnJournal(std::string_view key, std::uint32_t number, std::string_view bytes) {
  const auto stored = keys.find(std::string(key));
  if (stored == keys.end()) return Complain("a journal without a snapshot");
  std::vector<std::string>& journals = stored->second.journals;
  if (number > journals.size()) return Complain("a journal is left out");
  if (number == journals.size()) journals.emplace_back();
  journals[number] = bytes;
  ++num_journals;
}

void MapStore::OnTimer(std::string_view key, nfa::Timestamp time) {
  timers.emplace(time, key);
}

}  // namespace precept::exhaustive
