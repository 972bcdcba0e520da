// Which complete matches a mode reports (LANGUAGE 2.2), and what that ends.

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

#include "nfa/shape_matcher.h"

namespace precept::nfa {

void ShapeMatcher::ReportCompletions(KeyState& state) {
  const bool some = std::any_of(plans_.begin(), plans_.end(), [](const Plan& plan) {
    return !plan.transition->completions.empty();
  });
  if (!some) return;
  switch (automaton_.mode) {
    case ReportMode::kFirst: ReportFirst(state); break;
    case ReportMode::kEach: ReportEach(state); break;
    case ReportMode::kAll: ReportAll(state); break;
    case ReportMode::kLongest:  // Held threads; see ReportLongest.
    case ReportMode::kLatest:
      break;
  }
}

// The starts that are complete, in order of start.
void ShapeMatcher::CollectCompleting() {
  completing_.clear();
  for (std::uint32_t i = 0; i < plans_.size(); ++i) {
    if (plans_[i].transition->completions.empty()) continue;
    leaves_.clear();
    history_.Leaves(plans_[i].root, leaves_);
    for (std::uint32_t leaf : leaves_) completing_.push_back({StartOf(leaf), leaf, i});
  }
  std::sort(completing_.begin(), completing_.end(),
            [](const Completing& a, const Completing& b) { return a.start < b.start; });
}

// Reports the preferred run of a start.
void ShapeMatcher::ReportRun(KeyState& state, std::uint32_t leaf, const ThreadMove& end) {
  history_.Read(leaf, end.from, taken_);
  TakeEnd(end);
  Report(state.bytes.view(), history_.key_rank(leaf), state.incomplete, taken_);
}

// Adds the event that a move takes to what has been read.
void ShapeMatcher::TakeEnd(const ThreadMove& end) {
  if (end.took == NewRun::kNone) return;
  const Happening event = TakingEvent();
  taken_.push_back({event.row, history_.AlternativeOf(end.took, event), end.took});
}

void ShapeMatcher::ReportFirst(KeyState& state) {
  const bool all_took = std::all_of(plans_.begin(), plans_.end(), [](const Plan& plan) {
    const std::vector<ThreadMove>& ends = plan.transition->completions;
    return ends.empty() || ends[0].took != NewRun::kNone;
  });
  if (all_took) {
    ReportFirstOfEvent(state);
    return;
  }
  CollectCompleting();
  std::optional<Coordinates> last;
  for (const Completing& complete : completing_) {
    if (last && complete.start <= *last) continue;
    const ThreadMove& end = plans_[complete.plan].transition->completions[0];
    ReportRun(state, complete.leaf, end);
    if (end.took != NewRun::kNone) {
      forgets_event_ = true;
      return;
    }
    last = rows_.CoordinatesOf(taken_.back().event);
  }
  ForgetUpTo(state, *last);
}

// Every open start is at or before the event that completes: the earliest of
// those that do is reported, and the key is done.
void ShapeMatcher::ReportFirstOfEvent(KeyState& state) {
  for (std::uint32_t leaf = state.first_start; leaf != kNone;
       leaf = history_.neighbours(leaf).next) {
    const Node root = history_.RootOf(leaf);
    const auto plan = std::find_if(plans_.begin(), plans_.end(), [&](const Plan& p) {
      return p.root == root && !p.transition->completions.empty();
    });
    if (plan == plans_.end()) continue;
    ReportRun(state, leaf, plan->transition->completions[0]);
    forgets_event_ = true;
    return;
  }
}

// Reports every start that completes, in order of start, and drops it.
void ShapeMatcher::ReportEach(KeyState& state) {
  CollectCompleting();
  for (const Completing& complete : completing_) {
    ReportRun(state, complete.leaf, plans_[complete.plan].transition->completions[0]);
  }
  for (Plan& plan : plans_) {
    if (plan.transition->completions.empty()) continue;
    DropTree(state, plan.root);
    plan.root = Node();
  }
}

// ---- all ---------------------------------------------------------------------

void ShapeMatcher::ReportAll(KeyState& state) {
  // Of what is not reported only what may come about again is wanted.
  if (is_replaying() && !automaton_.has_absence) return;
  CollectCompleting();
  for (const Completing& complete : completing_) {
    if (num_matches_ > caps_.matches) return;
    const std::vector<ThreadMove>& ends = plans_[complete.plan].transition->completions;
    seen_.clear();
    const auto known = reported_.find(complete.leaf);
    const MatchHashes* reported = known == reported_.end() ? nullptr : &known->second;
    if (ReadOne(complete.leaf, ends)) {
      const bool may_be_known = automaton_.has_absence;
      ReportOneOfAll(state, complete.leaf, may_be_known, reported, taken_);
    } else {
      const Happening happening = HappeningOf(ends);
      Moment now = AbsenceMoment();
      if (at_event()) now.phase = Moment::Phase::kEvent;
      walk_.Run(complete.leaf, ends, happening, now, [&](std::span<const TakenEvent> events) {
        return ReportOneOfAll(state, complete.leaf, true, reported, events);
      });
    }
    Remember(complete.leaf);
  }
}

// Reads the history of a start that ends in one way and is one; false: it is not.
bool ShapeMatcher::ReadOne(std::uint32_t leaf, std::span<const ThreadMove> ends) {
  if (ends.size() != 1 || !history_.Read(leaf, ends[0].from, taken_)) return false;
  TakeEnd(ends[0]);
  return true;
}

// False: no more of the event's matches.
bool ShapeMatcher::ReportOneOfAll(KeyState& state, std::uint32_t leaf, bool may_be_known,
                                  const MatchHashes* reported,
                                  std::span<const TakenEvent> events) {
  if (num_matches_ == caps_.matches) {
    state.incomplete |= kCappedMatches;
    ++num_matches_;
    return false;
  }
  if (may_be_known && !IsNew(reported, events)) return true;
  ++num_matches_;
  Report(state.bytes.view(), history_.key_rank(leaf), state.incomplete, events);
  return true;
}

// "A match is what it binds, and is reported once": one binding may come about
// in two ways, and, where an absence is one of them, at two times.
bool ShapeMatcher::IsNew(const MatchHashes* reported, std::span<const TakenEvent> events) {
  bound_.clear();
  for (const TakenEvent& taken : events) {
    const StepId step = rule_.alternatives[taken.alternative].step;
    const Coordinates at = rows_.CoordinatesOf(taken.event);
    // As stored: a stream's number must not depend on other rules.
    bound_.insert(bound_.end(), {rule_.steps[step.index()].variable, at.time.ns,
                                 *stored_fields().NumberOf(at.stream), at.partition, at.offset});
  }
  const XXH128_hash_t digest =
      XXH3_128bits(bound_.data(), bound_.size() * sizeof(std::int64_t));
  const MatchHash match{digest.low64, digest.high64};
  if (!seen_.insert(match).second) return false;
  return reported == nullptr || !reported->contains(match);
}

// What has been reported of a start that lives on may come about again, if an
// absence is one of the ways.
void ShapeMatcher::Remember(std::uint32_t leaf) {
  if (automaton_.mode != ReportMode::kAll || !automaton_.has_absence) return;
  reported_[leaf].insert(seen_.begin(), seen_.end());
}

// ---- what an event begins ----------------------------------------------------

// Reports what begins and ends with the event.  `state`: of the key, if it has
// one.
void ShapeMatcher::ReportBegun(std::string_view key, std::uint32_t rank, KeyState* state) {
  seen_.clear();
  for (const ThreadMove& end : begun_->completions) {
    const Happening event = TakingEvent();
    const TakenEvent taken{event.row, history_.AlternativeOf(end.took, event), end.took};
    const std::span<const TakenEvent> events(&taken, 1);
    const bool is_all = automaton_.mode == ReportMode::kAll;
    if (is_all && num_matches_ >= caps_.matches) {
      if (state != nullptr) state->incomplete |= kCappedMatches;
      return;
    }
    if (is_all && !IsNew(nullptr, events)) continue;
    ++num_matches_;
    Report(key, rank, state != nullptr ? state->incomplete : kComplete, events);
    if (automaton_.mode == ReportMode::kFirst) forgets_event_ = true;
    if (!is_all) return;
  }
}

// ---- longest -----------------------------------------------------------------

// A match is reported when no run preferred to it is alive: when it is held by
// the earliest start, before whose held thread no thread is left.  `drained`:
// only what is held counts.
void ShapeMatcher::ReportLongest(KeyState& state, bool drained) {
  const std::vector<std::uint32_t>& rest =
      automaton_.positions[Automaton::kStart.index()].rest;
  while (state.first_start != kNone) {
    const std::uint32_t leaf = state.first_start;
    const Found found = *Find(state, history_.RootOf(leaf));
    const ShapeId shape = state.buckets[found.bucket].shape();
    const std::size_t num_threads = shapes_[shape].threads.size();
    std::uint32_t held = 0;
    if (drained) held = static_cast<std::uint32_t>(num_threads - 1);
    if (!shapes_.is_held(shape, held)) {
      if (!drained) return;
      RemoveStart(state, leaf);
      continue;
    }
    history_.Read(leaf, held, taken_);
    const Coordinates last = rows_.CoordinatesOf(taken_.back().event);
    // One that fails is struck out as if it were reported.
    if (shapes_.runs().PassesRest(rest, state.bytes.view(), taken_)) {
      Report(state.bytes.view(), history_.key_rank(leaf), state.incomplete, taken_);
    }
    // Damaged state may have it that the last came before the first.
    ForgetUpTo(state, std::max(last, StartOf(leaf)));
  }
}

}  // namespace precept::nfa
