// Every history of the threads of one start, best first (`all`).
//
// Histories are stored from their ends and shared: a graph.  The walk turns the
// part of it that leads to the wanted ends round and goes through it from the
// start, always by the preferred event first, so that histories come in order
// of preference, one after the other, and can be cut off: the work is that of
// the graph and of what is reported.
//
// Thread safety: none.

#pragma once

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
  // The store must outlive this.
  explicit HistoryWalk(const HistoryStore& store) : store_(store) {}

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
  void Report(const std::function<bool(std::span<const TakenEvent>)>& report) const;

  const HistoryStore& store_;
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
  // What is to be connected: a head of a layer with the element after it.
  struct Pending {
    std::size_t level = 0;
    Head head;
    std::uint32_t to = 0;
  };
  std::vector<Pending> pending_;
};

}  // namespace precept::nfa
