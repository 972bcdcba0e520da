#include "nfa/key_journal.h"

#include <algorithm>
#include <utility>

#include "nfa/byte_code.h"
#include "nfa/match.h"

namespace precept::nfa {
namespace {

// What a snapshot of a generation, or a journal after it, begins with.
void BeginRecord(std::uint32_t generation, const KeyJournal::Standing& standing,
                 std::string& out) {
  ByteWriter writer(out);
  writer.Byte(kStateVersion);
  writer.Unsigned(generation);
  standing.Write(writer);
}

constexpr std::uint8_t kOverdue = 4;  // Beside Incomplete.

}  // namespace

KeyJournal::Saved& KeyJournal::SavedOf(std::uint32_t number) {
  if (saved_.size() <= number) saved_.resize(number + 1);
  return saved_[number];
}

KeyJournal::Pending& KeyJournal::Touch(std::uint32_t number, std::string_view key) {
  Saved& saved = SavedOf(number);
  if (saved.pending == kNone) {
    saved.pending = static_cast<std::uint32_t>(pending_.size());
    Pending& pending = pending_.emplace_back();
    pending.key = key;
    pending.number = number;
  }
  return pending_[saved.pending];
}

void KeyJournal::OnLoaded(std::uint32_t number, const Stored& stored) {
  SavedOf(number).stored = stored;
}

void KeyJournal::Standing::Write(ByteWriter& out) const {
  out.Byte(static_cast<std::uint8_t>(incomplete | (overdue_at ? kOverdue : 0)));
  if (overdue_at) out.Signed(*overdue_at);
}

KeyJournal::Standing KeyJournal::Standing::Read(ByteReader& in) {
  const std::uint32_t flags = in.Below(kAllCaps + kOverdue + 1);
  Standing standing;
  standing.incomplete = static_cast<std::uint8_t>(flags & kAllCaps);
  if ((flags & kOverdue) != 0) standing.overdue_at = in.Time().ns;
  return standing;
}

void KeyJournal::BeginSnapshot(std::uint32_t number, const Standing& standing,
                               std::string& out) const {
  const std::uint32_t generation =
      number < saved_.size() ? saved_[number].stored.generation : 0;
  BeginRecord(generation, standing, out);
}

void KeyJournal::Forget(std::uint32_t number, std::string_view key, bool is_gone) {
  if (number >= saved_.size()) return;
  Saved& saved = saved_[number];
  if (saved.pending != kNone) pending_[saved.pending].number = kNone;
  if (is_gone && saved.stored.generation > 0) OnGone(key, saved.stored.has_journals);
  saved = Saved{};
}

void KeyJournal::OnWoken(std::uint32_t number, std::string_view key, std::int64_t time) {
  Saved& saved = SavedOf(number);
  // It may have an earlier one, of a time when it was not in memory.
  if (saved.timer != kNever && saved.timer > time) return;
  saved.timer = kNever;
  Touch(number, key);
}

void KeyJournal::Save(Keys& keys, StateSink& sink) {
  std::vector<std::pair<std::string_view, bool>> gone(gone_.begin(), gone_.end());
  std::sort(gone.begin(), gone.end());
  for (const auto& [key, journals] : gone) sink.OnGone(key, journals);
  gone_.clear();
  order_.clear();
  for (std::uint32_t i = 0; i < pending_.size(); ++i) {
    if (pending_[i].number != kNone) order_.push_back(i);
  }
  std::sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return pending_[a].key < pending_[b].key;
  });
  large_in_turn_ = LargeInTurn();
  for (std::uint32_t i : order_) {
    Pending& key = pending_[i];
    Saved& saved = saved_[key.number];
    saved.pending = kNone;
    if (key.is_changed || saved.stored.generation == 0) SaveChanged(key, saved, keys, sink);
    const std::int64_t wake = keys.WakingTime(key.number);
    if (wake < saved.timer) {
      saved.timer = wake;
      sink.OnTimer(key.key, Timestamp{wake});
    }
  }
  pending_.clear();
}

// Of the keys with large snapshots that are due the one with most in journals, so
// that all have their turn; kNone: there is none.
std::uint32_t KeyJournal::LargeInTurn() const {
  std::uint32_t in_turn = kNone;
  std::uint64_t most = 0;
  for (std::uint32_t i : order_) {
    const Stored& stored = saved_[pending_[i].number].stored;
    const std::uint64_t grown = stored.journal_bytes + pending_[i].journal.size();
    if (stored.snapshot_bytes <= kLargeSnapshot || grown < stored.snapshot_bytes) continue;
    if (grown <= most) continue;
    in_turn = pending_[i].number;
    most = grown;
  }
  return in_turn;
}

void KeyJournal::SaveChanged(const Pending& key, Saved& saved, Keys& keys, StateSink& sink) {
  Stored& stored = saved.stored;
  const Standing standing = keys.StandingOf(key.number);
  record_.clear();
  BeginRecord(stored.generation, standing, record_);
  record_ += key.journal;
  const std::uint64_t grown = stored.journal_bytes + record_.size();
  const bool waits = stored.snapshot_bytes > kLargeSnapshot && key.number != large_in_turn_;
  const bool is_due =
      stored.generation == 0 ||
      (!waits && grown >= std::max<std::uint64_t>(stored.snapshot_bytes, small_snapshot_));
  const std::size_t size = keys.SizeOf(key.number);
  if (is_due || size < saved.too_many) {
    snapshot_.clear();
    BeginRecord(stored.generation + 1, standing, snapshot_);
    keys.WriteSnapshot(key.number, snapshot_);
    if (is_due || snapshot_.size() <= small_snapshot_) {
      sink.OnSnapshot(key.key, snapshot_);
      ++stored.generation;
      stored.num_journals = 0;
      stored.snapshot_bytes = snapshot_.size();
      stored.journal_bytes = 0;
      return;
    }
    saved.too_many = size;
  }
  sink.OnJournal(key.key, stored.num_journals++, record_);
  stored.has_journals = true;
  stored.journal_bytes = grown;
}

}  // namespace precept::nfa
