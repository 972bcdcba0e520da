#include "nfa/key_journal.h"

#include <algorithm>

#include "nfa/byte_code.h"

namespace precept::nfa {

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

void KeyJournal::OnLoaded(std::uint32_t number, std::size_t snapshot, std::size_t journals) {
  Saved& saved = SavedOf(number);
  saved.is_stored = true;
  saved.snapshot_bytes = snapshot;
  saved.journal_bytes = journals;
}

void KeyJournal::Forget(std::uint32_t number, std::string_view key, bool is_gone) {
  if (number >= saved_.size()) return;
  Saved& saved = saved_[number];
  if (saved.pending != kNone) pending_[saved.pending].number = kNone;
  if (is_gone && saved.is_stored) gone_.emplace(key);
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
  std::vector<std::string_view> gone(gone_.begin(), gone_.end());
  std::sort(gone.begin(), gone.end());
  for (std::string_view key : gone) sink.OnGone(key);
  gone_.clear();
  order_.clear();
  for (std::uint32_t i = 0; i < pending_.size(); ++i) {
    if (pending_[i].number != kNone) order_.push_back(i);
  }
  std::sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return pending_[a].key < pending_[b].key;
  });
  for (std::uint32_t i : order_) {
    Pending& key = pending_[i];
    Saved& saved = saved_[key.number];
    saved.pending = kNone;
    if (key.is_changed || !saved.is_stored) SaveChanged(key, saved, keys, sink);
    const std::int64_t wake = keys.WakingTime(key.number);
    if (wake < saved.timer) {
      saved.timer = wake;
      sink.OnTimer(key.key, Timestamp{wake});
    }
  }
  pending_.clear();
}

void KeyJournal::SaveChanged(const Pending& key, Saved& saved, Keys& keys, StateSink& sink) {
  record_.assign(1, static_cast<char>(kStateVersion));
  record_.push_back(static_cast<char>(keys.IncompleteOf(key.number)));
  record_ += key.journal;
  const std::uint64_t grown = saved.journal_bytes + record_.size();
  const bool is_due = !saved.is_stored ||
                      grown >= std::max<std::uint64_t>(saved.snapshot_bytes, small_snapshot_);
  if (is_due || keys.IsSmall(key.number)) {
    snapshot_.clear();
    keys.WriteSnapshot(key.number, snapshot_);
    if (is_due || snapshot_.size() <= small_snapshot_) {
      sink.OnSnapshot(key.key, snapshot_, saved.journal_bytes > 0);
      saved.is_stored = true;
      saved.snapshot_bytes = snapshot_.size();
      saved.journal_bytes = 0;
      return;
    }
  }
  sink.OnJournal(key.key, record_);
  saved.journal_bytes = grown;
}

}  // namespace precept::nfa
