// Every history of the threads of one start, best first (`all`).
//
// Histories are stored from their ends and shared: a graph.  The walk turns the
// part of it that leads to the wanted ends round and goes through it from the
// start, always by the preferred event first, so that histories come in order
// of preference, one after the other, and can be cut off: the work is that of
// the graph and of what is reported.
//
// Where histories that bind the same come to the same thing taken, only the
// preferred goes on from there: what follows would bind the same again.  So of
// the many ways in which one binding can arise in nested loops few are gone.
//
// Thread safety: none.

#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "nfa/history.h"
#include "nfa/match.h"
#include "nfa/shape.h"

namespace precept::nfa {

class HistoryWalk {
 public:
  // What a way of an absence binds, and any that binds nothing.
  static constexpr std::uint32_t kBindsNothing = ~std::uint32_t{0};

  // The store must outlive this.  `variable_of_way`: what an event that is taken
  // by a way is bound to.
  HistoryWalk(const HistoryStore& store, std::vector<std::uint32_t> variable_of_way)
      : store_(store), variable_of_way_(std::move(variable_of_way)) {}

  // Calls `report` with what was taken, for each history that ends by one of
  // `ends` (moves from threads of the leaf's root), until it returns false.
  // `now`: when the last event or absence was taken.
  void Run(std::uint32_t leaf, std::span<const ThreadMove> ends, const Happening& happening,
           const Moment& now,
           const std::function<bool(std::span<const TakenEvent>)>& report);

 private:
  using Head = HistoryStore::Head;

  // Something taken, or the beginning (number 0).
  struct Element {
    Moment when;
    std::uint32_t rank = 0;  // The way.
    std::optional<TakenEvent> event;
    bool is_end = false;
    std::vector<std::uint32_t> next;  // Best first.
  };

  std::uint32_t Add(Moment when, std::uint32_t way, std::optional<TakenEvent> event);
  void AddEnd(const ThreadMove& end, const Happening& happening, const Moment& now);
  void Precede(std::uint32_t from, std::uint32_t to);
  std::uint32_t AddAbsence(std::size_t level, Head previous, const Moment& when,
                           std::uint32_t way);
  void Connect(std::size_t level, Head head, std::uint32_t to);
  Moment MomentOf(EventRowId event) const;
  void SortNext();
  void Report(const std::function<bool(std::span<const TakenEvent>)>& report);
  // 128 bits of what histories bind that come to an element.
  struct Bound {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const Bound&) const = default;
    friend std::size_t hash_value(const Bound& bound) {
      return static_cast<std::size_t>(bound.low);
    }
  };
  Bound Bind(const Bound& before, std::uint32_t element) const;
  // Whether histories that bind so have come to the element before.
  bool WasGoneTo(std::uint32_t element, const Bound& bound);

  const HistoryStore& store_;
  const std::vector<std::uint32_t> variable_of_way_;
  std::vector<Node> path_;  // From the root to the leaf's parent.
  std::uint32_t leaf_ = 0;
  std::vector<Element> elements_;
  // By link: its element, and layer of the path.
  std::map<std::uint32_t, std::uint32_t> by_link_;
  // By stretch: the element of its last event.
  std::map<std::uint32_t, std::uint32_t> by_stretch_;
  // By level and head of what comes before, moment and way: where one event
  // ends an absence and is taken in several ways, these go on from one absence.
  std::map<std::tuple<std::size_t, std::uint32_t, Moment, std::uint32_t>, std::uint32_t>
      absences_;
  std::optional<std::uint32_t> leaf_element_;
  // Variables with events, of all elements.
  boost::unordered_flat_set<std::uint64_t> bindings_;
  // Two elements bind the same, or one nothing: histories may bind the same.
  bool has_twins_ = false;
  boost::unordered_flat_set<Bound> gone_to_;
  // What is to be connected: a head of a layer with the element after it.
  struct Pending {
    std::size_t level = 0;
    Head head;
    std::uint32_t to = 0;
  };
  std::vector<Pending> pending_;
};

}  // namespace precept::nfa
