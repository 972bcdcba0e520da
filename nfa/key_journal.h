// What is to be stored of the keys in memory: which of them this epoch has
// touched, what they were shown in it, and how much lies in store already.
//
// A snapshot is written instead of a journal while it is small, for keys that
// are not in store yet, and when the journals since the last have grown to its
// size: so what is written in all is a small multiple of what was shown.  Of large
// ones at most one an epoch replaces another, the next wait: an epoch is to be short.
//
// Thread safety: none.

#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/byte_code.h"
#include "nfa/event_row.h"
#include "nfa/limits.h"
#include "nfa/stored_event.h"
#include "nfa/stored_state.h"

namespace precept::nfa {

class KeyJournal {
 public:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  // How a key stands at the end of an epoch.
  struct Standing {
    std::uint8_t incomplete = 0;  // Caps that have dropped something.
    // A deadline of the key that time has passed already is still to be met:
    // where time stands.
    std::optional<std::int64_t> overdue_at;

    void Write(ByteWriter& out) const;
    static Standing Read(ByteReader& in);
  };

  // What is asked of the matcher while an epoch is saved.
  class Keys {
   public:
    virtual ~Keys() = default;
    // How many starts, or runs, a snapshot would have.
    virtual std::size_t SizeOf(std::uint32_t number) = 0;
    virtual void WriteSnapshot(std::uint32_t number, std::string& out) = 0;
    virtual Standing StandingOf(std::uint32_t number) = 0;
    // When the host is to wake the key, or kNever.
    virtual std::int64_t WakingTime(std::uint32_t number) = 0;
  };

  // A snapshot of up to `bytes` is written at once.
  void SetSmallSnapshot(std::size_t bytes) { small_snapshot_ = bytes; }

  // An event that a key was shown is appended to Pending::journal, with
  // coordinates as what differs from `last`.
  struct Pending {
    std::string key;
    std::uint32_t number = 0;
    std::string journal;
    Coordinates last;
    bool is_changed = false;
  };
  Pending& Touch(std::uint32_t number, std::string_view key);
  // Of what the store has of a key.
  struct Stored {
    // How many snapshots there have been since the key came up; journals say
    // after which they were written.
    std::uint32_t generation = 0;
    std::uint32_t num_journals = 0;  // Since the snapshot.
    bool has_journals = false;       // Of any generation.
    std::uint64_t snapshot_bytes = 0;
    std::uint64_t journal_bytes = 0;
  };
  // The key has come from the store.
  void OnLoaded(std::uint32_t number, const Stored& stored);
  // What a snapshot of the key begins with that would replace none.
  void BeginSnapshot(std::uint32_t number, const Standing& standing, std::string& out) const;
  // The key is not in memory any more; `is_gone`: nor is it to be in store.
  void Forget(std::uint32_t number, std::string_view key, bool is_gone);
  // A key that was in store has nothing open.
  void OnGone(std::string_view key, bool journals) { gone_.emplace(key, journals); }
  // What is in store of the key has gone since the last time.
  bool IsGone(std::string_view key) const {
    return !gone_.empty() && gone_.contains(std::string(key));
  }
  // The host has woken a key at `time`: it has no timer in store.
  void OnWoken(std::uint32_t number, std::string_view key, std::int64_t time);

  // Hands on what the epoch changes, and begins the next.
  void Save(Keys& keys, StateSink& sink);

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::size_t kFewStarts = 21;
  // Of a key in memory.
  struct Saved {
    std::uint32_t pending = kNone;
    Stored stored;  // Generation 0: it is not.
    std::int64_t timer = kNever;  // In store.
    std::size_t too_many = kFewStarts;  // No snapshot of so many starts is small.
  };

  Saved& SavedOf(std::uint32_t number);
  std::uint32_t LargeInTurn() const;
  void SaveChanged(const Pending& key, Saved& saved, Keys& keys, StateSink& sink);

  std::uint64_t small_snapshot_ = kSmallSnapshot;
  std::uint32_t large_in_turn_ = kNone;  // In this epoch; a number of a key.
  std::vector<Saved> saved_;  // By number of key.
  std::vector<Pending> pending_;
  std::vector<std::uint32_t> order_;
  boost::unordered_flat_map<std::string, bool> gone_;  // Whether with journals.
  std::string snapshot_;
  std::string record_;
};

}  // namespace precept::nfa
