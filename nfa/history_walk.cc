#include "nfa/history_walk.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace precept::nfa {

void HistoryWalk::Run(std::uint32_t leaf, std::span<const ThreadMove> ends,
                      const Happening& happening, const Moment& now,
                      const std::function<bool(std::span<const TakenEvent>)>& report) {
  leaf_ = leaf;
  path_.clear();
  for (Node node = store_.place(Node::Leaf(leaf)).parent; !node.is_none();
       node = store_.place(node).parent) {
    path_.push_back(node);
  }
  std::reverse(path_.begin(), path_.end());
  elements_.assign(1, Element{});
  by_link_.clear();
  by_stretch_.clear();
  absences_.clear();
  leaf_element_.reset();
  bindings_.clear();
  has_twins_ = false;
  for (const ThreadMove& end : ends) AddEnd(end, happening, now);
  while (!pending_.empty()) {
    const Pending next = pending_.back();
    pending_.pop_back();
    Connect(next.level, next.head, next.to);
  }
  SortNext();
  Report(report);
}

std::uint32_t HistoryWalk::Add(Moment when, std::uint32_t way,
                               std::optional<TakenEvent> event) {
  Element element;
  element.when = when;
  element.rank = way;
  element.event = event;
  elements_.push_back(std::move(element));
  const std::uint64_t variable = variable_of_way_[way];
  if (variable == kBindsNothing) {
    has_twins_ = true;
  } else if (event) {
    has_twins_ |= !bindings_.insert(variable << 32 | event->event.value).second;
  }
  return static_cast<std::uint32_t>(elements_.size() - 1);
}

Moment HistoryWalk::MomentOf(EventRowId event) const {
  const Coordinates at = store_.rows_.CoordinatesOf(event);
  return {at.time, false, at, Moment::Phase::kEvent};
}

// The absence that is met after `previous`, and what leads to it.
std::uint32_t HistoryWalk::AddAbsence(std::size_t level, Head previous, const Moment& when,
                                      std::uint32_t way) {
  const auto [known, is_new] =
      absences_.try_emplace({level, previous.bits(), when, way}, 0);
  if (is_new) {
    known->second = Add(when, way, std::nullopt);
    pending_.push_back({level, previous, known->second});
  }
  return known->second;
}

// The last elements of histories that end by a move: an absence, an event or
// both.
void HistoryWalk::AddEnd(const ThreadMove& end, const Happening& happening,
                         const Moment& now) {
  // A run that begins has no path yet.
  const Head head = path_.empty()
                        ? Head::Base(0)
                        : store_.HeadsOf(store_.layers_[path_[0].index()])[end.from];
  std::optional<std::uint32_t> absence;
  if (end.absence != NewRun::kNone) {
    absence = AddAbsence(0, head, *happening.absence, end.absence);
  }
  if (end.took == NewRun::kNone) {
    elements_[*absence].is_end = true;
    return;
  }
  const HistoryStore::Took took = store_.TookBy(end.took, happening);
  const std::uint32_t last =
      Add(now, end.took, TakenEvent{happening.row, took.alternative(), took.way()});
  elements_[last].is_end = true;
  if (absence) {
    Precede(*absence, last);
  } else {
    pending_.push_back({0, head, last});
  }
}

void HistoryWalk::Precede(std::uint32_t from, std::uint32_t to) {
  elements_[from].next.push_back(to);
}

// Makes what `head` leads to precede the element `to`.
void HistoryWalk::Connect(std::size_t level, Head head, std::uint32_t to) {
  switch (head.kind()) {
    case Head::Kind::kEnd:
      Precede(0, to);
      return;
    case Head::Kind::kBase:
      if (level + 1 < path_.size()) {
        const Node child = path_[level + 1];
        pending_.push_back(
            {level + 1, store_.HeadsOf(store_.layers_[child.index()])[head.index()], to});
        return;
      }
      if (!leaf_element_) {
        const HistoryStore::Leaf& leaf = store_.leaves_[leaf_];
        leaf_element_ = Add(MomentOf(leaf.event), leaf.took.way(),
                            TakenEvent{leaf.event, leaf.took.alternative(), leaf.took.way()});
        Precede(0, *leaf_element_);
      }
      Precede(*leaf_element_, to);
      return;
    case Head::Kind::kUnion:
      pending_.push_back({level, store_.unions_[head.index()].first, to});
      pending_.push_back({level, store_.unions_[head.index()].second, to});
      return;
    case Head::Kind::kStretch: {
      // Its events one after the other, each once.
      std::vector<TakenEvent> taken;
      store_.AppendStretch(store_.stretches_[head.index()], taken);
      const auto [known, is_new] = by_stretch_.try_emplace(head.index(), 0);
      if (!is_new) {
        Precede(known->second, to);
        return;
      }
      std::uint32_t after = to;
      for (const TakenEvent& event : taken) {
        const std::uint32_t element = Add(MomentOf(event.event), event.way, event);
        if (after == to) known->second = element;
        Precede(element, after);
        after = element;
      }
      pending_.push_back({level, Head::Base(0), after});
      return;
    }
    case Head::Kind::kLink:
      break;
  }
  const HistoryStore::Link& link = store_.links_[head.index()];
  const auto [known, is_new] = by_link_.try_emplace(head.index(), 0);
  if (is_new) {
    if (store_.IsAbsence(link.took.way())) {
      known->second =
          AddAbsence(level, link.previous, store_.moments_[link.event], link.took.way());
    } else {
      const TakenEvent taken = store_.TakenBy(link);
      known->second = Add(MomentOf(taken.event), taken.way, taken);
      pending_.push_back({level, link.previous, known->second});
    }
  }
  Precede(known->second, to);
}

void HistoryWalk::SortNext() {
  for (Element& element : elements_) {
    std::sort(element.next.begin(), element.next.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tie(elements_[a].when, elements_[a].rank, a) <
             std::tie(elements_[b].when, elements_[b].rank, b);
    });
    const auto twice = std::unique(element.next.begin(), element.next.end());
    element.next.erase(twice, element.next.end());
  }
}

HistoryWalk::Bound HistoryWalk::Bind(const Bound& before, std::uint32_t number) const {
  const Element& element = elements_[number];
  const std::uint32_t variable = variable_of_way_[element.rank];
  if (variable == kBindsNothing) return before;
  const std::uint64_t bound = element.event ? element.event->event.value : number;
  const std::array<std::uint64_t, 3> text{before.low, before.high,
                                          std::uint64_t{variable} << 32 | bound};
  const XXH128_hash_t digest = XXH3_128bits(text.data(), sizeof text);
  return {digest.low64, digest.high64};
}

bool HistoryWalk::WasGoneTo(std::uint32_t element, const Bound& bound) {
  const std::array<std::uint64_t, 3> text{bound.low, bound.high, element};
  const XXH128_hash_t digest = XXH3_128bits(text.data(), sizeof text);
  return !gone_to_.insert({digest.low64, digest.high64}).second;
}

void HistoryWalk::Report(const std::function<bool(std::span<const TakenEvent>)>& report) {
  // The elements on the way, each with how many of its followers were gone to.
  struct Stop {
    std::uint32_t element = 0;
    std::size_t tried = 0;
    Bound bound;  // With the element.
  };
  std::vector<Stop> way{Stop{}};
  std::vector<TakenEvent> taken;
  gone_to_.clear();
  while (!way.empty()) {
    Stop& stop = way.back();
    const Element& element = elements_[stop.element];
    if (stop.tried == element.next.size()) {
      // What goes on is preferred to what ends here.
      if (element.is_end && !report(taken)) return;
      if (element.event) taken.pop_back();
      way.pop_back();
      continue;
    }
    Stop next{element.next[stop.tried++], 0, {}};
    if (has_twins_) {
      next.bound = Bind(stop.bound, next.element);
      if (WasGoneTo(next.element, next.bound)) continue;
    }
    if (elements_[next.element].event) taken.push_back(*elements_[next.element].event);
    way.push_back(next);
  }
}

}  // namespace precept::nfa
