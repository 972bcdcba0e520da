// State of keys outside of memory: what a matcher asks its host to keep.
//
// A rule and key has a snapshot and, since it was made, a journal an epoch: what
// the key was shown.  Journals are numbered from 0 after each snapshot and
// replace those of before; what of these is left says itself that it is too old.
// The matcher is a function of what it was shown, so that a
// key which is read again, its journals run with reports off and its deadlines
// met up to where time stood, is as it was.  FORMAT.md has the bytes.
//
// Thread safety: as the matcher's.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/status.h"
#include "nfa/value.h"

namespace precept::nfa {

// What snapshots and journals begin with; others are refused.
inline constexpr std::uint8_t kStateVersion = 2;

// Where time stands for a rule.
struct RuleTime {
  Timestamp passed = kMinTimestamp;  // All deadlines before it have been met.
  Timestamp now = kMinTimestamp;     // The last event's, or that of a later deadline met.

  friend bool operator==(const RuleTime&, const RuleTime&) = default;
};

struct StoredKey {
  std::string snapshot;
  std::vector<std::string> journals;  // By number.
};

// Where keys are that are not in memory.
class KeyStore {
 public:
  virtual ~KeyStore() = default;
  // Whether there is the key; `out` is replaced then.
  virtual bool Load(std::string_view key, StoredKey& out) = 0;
  // What was loaded cannot be read, and the matcher's state is not to be used.
  virtual void Refuse(Status status) = 0;
};

// What an epoch changes, by key; for one key in the order of the calls.
class StateSink {
 public:
  virtual ~StateSink() = default;
  // All of the key goes; `journals`: it may have some.
  virtual void OnGone(std::string_view key, bool journals) = 0;
  virtual void OnSnapshot(std::string_view key, std::string_view bytes) = 0;
  virtual void OnJournal(std::string_view key, std::uint32_t number,
                         std::string_view bytes) = 0;
  // No deadline of the key shows before `time`, when the host is to call
  // Matcher::Wake.
  virtual void OnTimer(std::string_view key, Timestamp time) = 0;
};

}  // namespace precept::nfa
