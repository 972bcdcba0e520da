// Events that a loop may take where its starts stand, not yet written on them.
//
// A loop whose conditions read the event and steps before the loop changes
// nothing that is read later: which of these events a start has taken is found
// when its history is needed, by testing those since it came (MATCHER section 8,
// loops (b)).  An entry holds the position from which it has to test; events
// before all positions are dropped.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nfa/event_row.h"
#include "nfa/value.h"

namespace precept::nfa {

class LoopLog {
 public:
  struct Take {
    EventRowId event;  // Held.
    std::uint32_t alternative = 0;
    std::vector<Value> own;  // What the conditions read of it: Probe::own.
  };

  // `rows` must outlive this; `key` is that of the events.
  LoopLog(EventRowStore& rows, std::string_view key) : rows_(rows), key_(key) {}
  ~LoopLog() {
    for (const Take& take : takes_) rows_.Release(take.event);
  }
  LoopLog(const LoopLog&) = delete;
  LoopLog& operator=(const LoopLog&) = delete;

  const std::string& key() const { return key_; }
  // Takes over the reference to the event.
  void Append(Take take) {
    takes_.push_back(std::move(take));
    holders_.push_back(0);
    Trim();
  }
  // Positions wrap round; one stands after the events before it.
  std::uint32_t HoldEnd() {
    ++holders_.back();
    return first_ + static_cast<std::uint32_t>(takes_.size());
  }
  // A position before the last `takes` events.  REQUIRES: it has not been dropped.
  std::uint32_t HoldBeforeLast(std::uint32_t takes) {
    const std::size_t at = takes_.size() - takes;
    ++holders_[at];
    return first_ + static_cast<std::uint32_t>(at);
  }
  // Events that stand behind a position.
  std::uint32_t NumFrom(std::uint32_t position) const {
    return static_cast<std::uint32_t>(takes_.size()) - (position - first_);
  }
  // The first position.
  std::uint32_t begin() const { return first_; }
  std::size_t size() const { return takes_.size(); }
  void Release(std::uint32_t position) {
    --holders_[position - first_];
    Trim();
  }
  // Calls f(take) for those after a position.
  template <class F>
  void ForEachFrom(std::uint32_t position, F f) const {
    for (std::size_t i = position - first_; i < takes_.size(); ++i) f(takes_[i]);
  }

 private:
  void Trim() {
    while (holders_.size() > 1 && holders_.front() == 0) {
      rows_.Release(takes_.front().event);
      takes_.pop_front();
      holders_.pop_front();
      ++first_;
    }
  }

  EventRowStore& rows_;
  const std::string key_;
  std::uint32_t first_ = 0;  // The first position.
  std::deque<Take> takes_;
  std::deque<std::uint32_t> holders_{0};  // By position.
};

}  // namespace precept::nfa
