// Rules written by hand, as a program without an engine would do it: what they
// cost is the floor under the matcher.
//
// They use what the engine cannot know: keys are small numbers and index a
// vector, kinds are compared in code, one pattern has one data structure.  Each
// keeps what a match must name (the events taken), as a report would need it.
//
// Thread safety: none.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bench/micro/matcher_harness.h"

namespace precept::bench {

enum class PlainMode : std::uint8_t { kFirst, kEach };

// A queue in a vector: positions are counted from the beginning of all time.
template <class T>
class Queue {
 public:
  std::uint64_t begin() const { return gone_ + head_; }
  std::uint64_t end() const { return gone_ + items_.size(); }
  bool empty() const { return head_ == items_.size(); }
  T& operator[](std::uint64_t position) { return items_[position - gone_]; }
  T& front() { return items_[head_]; }
  void push(const T& item) { items_.push_back(item); }
  // Amortised O(1): what is gone is cut off when it is half of the vector.
  void PopTo(std::uint64_t position) {
    head_ = position - gone_;
    if (head_ < items_.size() && (head_ < 64 || head_ * 2 < items_.size())) return;
    gone_ += head_;
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
  void Clear() { PopTo(end()); }

 private:
  std::vector<T> items_;
  std::size_t head_ = 0;
  std::uint64_t gone_ = 0;
};

// Steps of the kinds 0 to N - 1 joined by `->`, by key: starts stand in a queue,
// those that have come further before the others.  An event of kind kNegated
// ends what has taken A and waits for B.
template <std::size_t N, std::uint32_t kNegated = 99>
class PlainChain : public PlainLoop {
 public:
  PlainChain(PlainMode mode, std::int64_t within, std::size_t num_keys)
      : mode_(mode), within_(within), keys_(num_keys) {}

  void Feed(std::span<const Event> events, std::int64_t later) override {
    for (const Event& event : events) {
      if (event.kind < N) {
        Read(keys_[event.key], event, event.time + later);
      } else if (event.kind == kNegated) {
        Negate(keys_[event.key], event.time + later);
      }
    }
  }

 private:
  struct Start {
    std::array<std::int64_t, N - 1> taken;  // Times; the first is the start's own.
  };
  struct Key {
    Queue<Start> starts;
    // reached[s]: starts before it have taken step s + 1.
    std::array<std::uint64_t, N - 2> reached{};
  };

  void Expire(Key& key, std::int64_t now) {
    std::uint64_t begin = key.starts.begin();
    while (begin < key.starts.end() && now - key.starts[begin].taken[0] > within_) ++begin;
    if (begin != key.starts.begin()) key.starts.PopTo(begin);
  }

  void Read(Key& key, const Event& event, std::int64_t now) {
    Expire(key, now);
    const std::uint64_t begin = key.starts.begin();
    if (event.kind == 0) {
      Start start{};
      start.taken[0] = now;
      key.starts.push(start);
    } else if (event.kind < N - 1) {
      const std::size_t step = event.kind - 1;
      const std::uint64_t end = step == 0 ? key.starts.end() : key.reached[step - 1];
      for (std::uint64_t i = std::max(begin, key.reached[step]); i < end; ++i) {
        key.starts[i].taken[step + 1] = now;
      }
      key.reached[step] = std::max(key.reached[step], end);
    } else if (key.reached[N - 3] > begin) {
      Complete(key, now);
    }
  }

  void Complete(Key& key, std::int64_t now) {
    const std::uint64_t end = key.reached[N - 3];
    if (mode_ == PlainMode::kFirst) {
      Report(key.starts.front(), now);
      key.starts.Clear();
      return;
    }
    for (std::uint64_t i = key.starts.begin(); i < end; ++i) Report(key.starts[i], now);
    key.starts.PopTo(end);
  }

  // What waits for B stands at the end of the queue.
  void Negate(Key& key, std::int64_t now) {
    Expire(key, now);
    if (std::max(key.reached[0], key.starts.begin()) < key.starts.end()) {
      Queue<Start> kept;
      for (std::uint64_t i = key.starts.begin(); i < key.reached[0]; ++i) kept.push(key.starts[i]);
      for (std::uint64_t& reached : key.reached) reached -= std::min(reached, key.starts.begin());
      key.starts = kept;
    }
  }

  void Report(const Start& start, std::int64_t now) {
    ++matches_;
    checksum_ += start.taken[N - 2] - start.taken[0] + now;
  }

  const PlainMode mode_;
  const std::int64_t within_;
  std::vector<Key> keys_;
  std::int64_t checksum_ = 0;
};

// `a: A -> b: B{min,} -> c: C` by key: the B of a key are one log, a start knows
// where its own begin.  `also`: another kind that counts as B.
class PlainLoopStep : public PlainLoop {
 public:
  PlainLoopStep(PlainMode mode, std::uint64_t min, std::int64_t within, std::size_t num_keys,
                std::uint32_t also = 1)
      : mode_(mode), min_(min), also_(also), within_(within), keys_(num_keys) {}

  void Feed(std::span<const Event> events, std::int64_t later) override {
    for (const Event& event : events) {
      const std::uint32_t kind = event.kind == also_ ? 1 : event.kind;
      if (kind < 3) Read(keys_[event.key], kind, event.time + later);
    }
  }

 private:
  struct Start {
    std::int64_t time;
    std::uint64_t first;  // Of its B.
  };
  struct Key {
    Queue<Start> starts;
    Queue<std::int64_t> log;
  };

  void Read(Key& key, std::uint32_t kind, std::int64_t now) {
    std::uint64_t begin = key.starts.begin();
    while (begin < key.starts.end() && now - key.starts[begin].time > within_) ++begin;
    if (begin != key.starts.begin()) key.starts.PopTo(begin);
    key.log.PopTo(key.starts.empty() ? key.log.end() : key.starts.front().first);
    if (kind == 0) {
      key.starts.push({now, key.log.end()});
    } else if (kind == 1) {
      if (!key.starts.empty()) key.log.push(now);
    } else {
      Complete(key);
    }
  }

  void Complete(Key& key) {
    std::uint64_t at = key.starts.begin();
    while (at < key.starts.end() && key.log.end() - key.starts[at].first >= min_) {
      ++matches_;
      for (std::uint64_t i = key.starts[at].first; i < key.log.end(); ++i) {
        checksum_ += key.log[i];
      }
      at = mode_ == PlainMode::kFirst ? key.starts.end() : at + 1;
    }
    key.starts.PopTo(at);
  }

  const PlainMode mode_;
  const std::uint64_t min_;
  const std::uint32_t also_;
  const std::int64_t within_;
  std::vector<Key> keys_;
  std::int64_t checksum_ = 0;
};

// `each`: `a: A -> b: B where amount > 2 * a.amount`, by key; the starts of a
// key are looked through.
class PlainCompare : public PlainLoop {
 public:
  PlainCompare(double factor, std::int64_t within, std::size_t num_keys)
      : factor_(factor), within_(within), keys_(num_keys) {}

  void Feed(std::span<const Event> events, std::int64_t later) override {
    for (const Event& event : events) {
      if (event.kind > 1) continue;
      std::vector<Start>& starts = keys_[event.key];
      const std::int64_t now = event.time + later;
      if (event.kind == 0) {
        starts.push_back({now, event.amount * factor_});
        continue;
      }
      std::size_t kept = 0;
      for (const Start& start : starts) {
        if (now - start.time > within_) continue;
        if (event.amount > start.bound) {
          ++matches_;
          checksum_ += start.time + now;
        } else {
          starts[kept++] = start;
        }
      }
      starts.resize(kept);
    }
  }

 private:
  struct Start {
    std::int64_t time;
    double bound;
  };
  const double factor_;
  const std::int64_t within_;
  std::vector<std::vector<Start>> keys_;
  std::int64_t checksum_ = 0;
};

// `each`: `a: A -> not B for wait`, or `within wait { a: A -> not B }`, by key: all
// waits in one queue, an event of kind `negated` ends those of its key.
class PlainAbsence : public PlainLoop {
 public:
  PlainAbsence(std::int64_t wait, std::size_t num_keys, std::uint32_t negated = 1)
      : wait_(wait), negated_(negated), keys_(num_keys) {}

  void Feed(std::span<const Event> events, std::int64_t later) override {
    for (const Event& event : events) {
      if (event.kind != 0 && event.kind != negated_) continue;
      const std::int64_t now = event.time + later;
      AdvanceTo(now);
      if (event.kind == 0) {
        waits_.push({now + wait_, event.key, keys_[event.key]});
      } else {
        ++keys_[event.key];
      }
    }
  }

  void AdvanceTo(std::int64_t time) override {
    std::uint64_t at = waits_.begin();
    for (; at < waits_.end() && waits_[at].until < time; ++at) {
      const Wait& wait = waits_[at];
      if (keys_[wait.key] != wait.ended) continue;
      ++matches_;
      checksum_ += wait.until;
    }
    if (at != waits_.begin()) waits_.PopTo(at);
  }

 private:
  struct Wait {
    std::int64_t until;
    std::uint32_t key;
    std::uint32_t ended;
  };
  const std::int64_t wait_;
  const std::uint32_t negated_;
  std::vector<std::uint32_t> keys_;  // How often B came.
  Queue<Wait> waits_;
  std::int64_t checksum_ = 0;
};

// `each`, one key: `a: A{n} -> c: C`, also `consecutive` or `combinations`, or
// `A{3,n}` (min 3): a start has counted the A since its own.
class PlainCount : public PlainLoop {
 public:
  PlainCount(std::uint64_t min, std::int64_t within) : min_(min), within_(within) {}

  void Feed(std::span<const Event> events, std::int64_t later) override {
    for (const Event& event : events) {
      const std::int64_t now = event.time + later;
      std::uint64_t begin = log_.begin();
      while (begin < log_.end() && now - log_[begin] > within_) ++begin;
      if (begin != log_.begin()) log_.PopTo(begin);
      if (event.kind == 0) {
        log_.push(now);
      } else if (event.kind == 2 && log_.end() - log_.begin() >= min_) {
        matches_ += log_.end() - log_.begin() - min_ + 1;
        log_.Clear();
      }
    }
  }

 private:
  const std::uint64_t min_;
  const std::int64_t within_;
  Queue<std::int64_t> log_;
};

// `each`, one key: `a: A -> b: B` within a window: B reports all that wait.
class PlainPair : public PlainLoop {
 public:
  explicit PlainPair(std::int64_t within) : within_(within) {}

  void Feed(std::span<const Event> events, std::int64_t later) override {
    for (const Event& event : events) {
      if (event.kind > 1) continue;
      const std::int64_t now = event.time + later;
      std::uint64_t begin = starts_.begin();
      while (begin < starts_.end() && now - starts_[begin] > within_) ++begin;
      if (begin != starts_.begin()) starts_.PopTo(begin);
      if (event.kind == 0) {
        starts_.push(now);
        continue;
      }
      for (std::uint64_t i = starts_.begin(); i < starts_.end(); ++i) {
        ++matches_;
        checksum_ += starts_[i] + now;
      }
      starts_.Clear();
    }
  }

 private:
  const std::int64_t within_;
  Queue<std::int64_t> starts_;
  std::int64_t checksum_ = 0;
};

// `each`, one key: `a: A ~> b: B ~>[..range] c: C`: of the B after a start the last
// is in range if one is.
class PlainClock : public PlainLoop {
 public:
  PlainClock(std::int64_t within, std::int64_t range) : within_(within), range_(range) {}

  void Feed(std::span<const Event> events, std::int64_t later) override {
    for (const Event& event : events) {
      const std::int64_t now = event.time + later;
      std::uint64_t begin = starts_.begin();
      while (begin < starts_.end() && now - starts_[begin] > within_) ++begin;
      if (begin != starts_.begin()) starts_.PopTo(begin);
      if (event.kind == 0) {
        starts_.push(now);
      } else if (event.kind == 1) {
        last_ = now;
        // Those that it comes after.
        before_last_ = starts_.end();
      } else if (event.kind == 2 && now - last_ <= range_) {
        const std::uint64_t end = std::max(before_last_, starts_.begin());
        for (std::uint64_t i = starts_.begin(); i < end; ++i) {
          ++matches_;
          checksum_ += starts_[i] + last_ + now;
        }
        starts_.PopTo(end);
      }
    }
  }

 private:
  const std::int64_t within_;
  const std::int64_t range_;
  Queue<std::int64_t> starts_;
  std::uint64_t before_last_ = 0;
  std::int64_t last_ = 0;
  std::int64_t checksum_ = 0;
};

}  // namespace precept::bench
