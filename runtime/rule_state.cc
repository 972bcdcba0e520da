#include "runtime/rule_state.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace precept::runtime {

void RuleState::Serve(nfa::Matcher& matcher, const nfa::RuleTime& time,
                      std::size_t small_snapshot) {
  matcher_ = &matcher;
  matcher.StoreIn(*this, time, small_snapshot);
}

// ---- timers ------------------------------------------------------------------

void RuleState::WakeBefore(nfa::Timestamp time) {
  if (!status_.ok() || (next_timer_ && *next_timer_ >= time)) return;
  KeyRange range;
  SetTimerPrefix(owner_, scan_from_, range.begin);
  std::string all;
  SetOwnerPrefix(owner_, all);
  range.end = KeyRange::Prefix(all).end;
  std::vector<std::pair<nfa::Timestamp, std::string>> due;
  next_timer_ = nfa::kMaxTimestamp;
  Keep(store_.Scan(StateKind::kTimer, range, [&](std::string_view row, std::string_view) {
    StateKeyReader reader(row);
    StateOwner owner;
    nfa::Timestamp at;
    std::string key;
    if (!reader.TakeOwner(owner) || !reader.TakeTime(at) || !reader.TakeKey(key)) {
      Keep({nfa::StatusCode::kDataLoss, "a timer of the stored state is damaged"});
      return false;
    }
    if (at >= time) {
      next_timer_ = at;
      return false;
    }
    due.emplace_back(at, std::move(key));
    return true;
  }));
  if (!status_.ok()) return;
  for (const auto& [at, key] : due) matcher_->Wake(key, at);
  if (!due.empty()) met_before_ = time;
  scan_from_ = time;
}

void RuleState::WakeAll() {
  std::string prefix;
  SetOwnerPrefix(owner_, prefix);
  std::vector<std::string> keys;
  Keep(store_.Scan(StateKind::kSnapshot, KeyRange::Prefix(prefix),
                     [&](std::string_view row, std::string_view) {
                       StateKeyReader reader(row);
                       StateOwner owner;
                       if (!reader.TakeOwner(owner) || !reader.TakeKey(keys.emplace_back())) {
                         Keep({nfa::StatusCode::kDataLoss,
                                 "a key of the stored state is damaged"});
                         return false;
                       }
                       return true;
                     }));
  if (!status_.ok()) return;
  for (const std::string& key : keys) matcher_->Load(key);
}

// ---- reading -----------------------------------------------------------------

bool RuleState::Load(std::string_view key, nfa::StoredKey& out) {
  if (!status_.ok()) return false;
  SetSnapshotKey(owner_, key, row_);
  const nfa::Result<bool> found = store_.Read(StateKind::kSnapshot, row_, out.snapshot);
  if (!found.ok()) Keep(found.status());
  if (!found.ok() || !found.value()) return false;
  out.journals.clear();
  Keep(store_.Scan(StateKind::kJournal, KeyRange::Prefix(row_),
                     [&](std::string_view, std::string_view bytes) {
                       out.journals.emplace_back(bytes);
                       return true;
                     }));
  return status_.ok();
}

void RuleState::Keep(nfa::Status status) {
  if (!status_.ok()) return status.IgnoreError();
  status_ = std::move(status);
  status_.IgnoreError();  // status() has it for who asks.
}

// ---- writing -----------------------------------------------------------------

void RuleState::Save(StateWrite& write) {
  write_ = &write;
  if (met_before_) {
    KeyRange met;
    SetOwnerPrefix(owner_, met.begin);
    SetTimerPrefix(owner_, *met_before_, met.end.emplace());
    write.DeleteRange(StateKind::kTimer, met);
    met_before_.reset();
  }
  matcher_->Save(*this);
  write_ = nullptr;
}

void RuleState::OnGone(std::string_view key, bool journals) {
  SetSnapshotKey(owner_, key, row_);
  if (journals) write_->DeleteRange(StateKind::kJournal, KeyRange::Prefix(row_));
  write_->Delete(StateKind::kSnapshot, row_);
}

void RuleState::OnSnapshot(std::string_view key, std::string_view bytes) {
  SetSnapshotKey(owner_, key, row_);
  write_->Put(StateKind::kSnapshot, row_, bytes);
}

void RuleState::OnJournal(std::string_view key, std::uint32_t number, std::string_view bytes) {
  SetJournalKey(owner_, key, number, row_);
  write_->Put(StateKind::kJournal, row_, bytes);
}

void RuleState::OnTimer(std::string_view key, nfa::Timestamp time) {
  SetTimerKey(owner_, time, key, row_);
  write_->Put(StateKind::kTimer, row_, {});
  if (next_timer_) next_timer_ = std::min(*next_timer_, time);
  // Mostly later than what has been met; one that is overdue is not.
  scan_from_ = std::min(scan_from_, time);
}

}  // namespace precept::runtime
