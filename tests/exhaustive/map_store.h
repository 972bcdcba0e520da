// A store of one rule's keys in maps, open to view.
//
// Thread safety: none.

#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "nfa/matcher.h"
#include "nfa/stored_state.h"

namespace precept::exhaustive {

class MapStore : public nfa::KeyStore, public nfa::StateSink {
 public:
  // Wakes what is due before `time`, as a host does.
  void WakeBefore(nfa::Timestamp time, nfa::Matcher& matcher);

  std::map<std::string, nfa::StoredKey> keys;
  std::set<std::pair<nfa::Timestamp, std::string>> timers;
  // What was read and could not be, or was written though it makes no sense; the
  // first.
  std::string refusal;
  // How many of each have been written.
  std::size_t num_snapshots = 0;
  std::size_t num_journals = 0;

  // KeyStore
  bool Load(std::string_view key, nfa::StoredKey& out) override;
  void Refuse(nfa::Status status) override;
  // StateSink
  void OnGone(std::string_view key, bool journals) override;
  void OnSnapshot(std::string_view key, std::string_view bytes) override;
  void OnJournal(std::string_view key, std::uint32_t number, std::string_view bytes) override;
  void OnTimer(std::string_view key, nfa::Timestamp time) override;

 private:
  void Complain(const std::string& what);
};

}  // namespace precept::exhaustive
