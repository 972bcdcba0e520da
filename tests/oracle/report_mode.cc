// Choosing: which of the complete matches a mode reports (LANGUAGE 2.2).

#include <algorithm>
#include <map>

#include "tests/oracle/runner.h"

namespace precept::oracle {
namespace {

namespace ast = lang::ast;

void DropDead(std::vector<Run>& runs) {
  std::erase_if(runs, [](const Run& run) {
    return run.ways.empty() && !run.held && !run.at_end;
  });
}

// SKIP PAST LAST ROW: "every run of the key that began at or before its last
// event is forgotten".
void ForgetUpTo(std::vector<Run>& runs, std::size_t last_event) {
  std::erase_if(
      runs, [last_event](const Run& run) { return run.start <= last_event; });
}

}  // namespace

void Runner::ReportAll(KeyState& state, const Moment& moment) {
  DropDead(state.runs);
  switch (mode_) {
    case ast::Mode::kFirst:
      ReportFirst(state, moment);
      break;
    case ast::Mode::kLongest:
      HoldComplete(state);
      ReportLongest(state, moment, false);
      break;
    case ast::Mode::kEach:
      ReportEach(state, moment);
      break;
    case ast::Mode::kAll:
      ReportEvery(state, moment);
      break;
    case ast::Mode::kLatest:
      KeepLatest(state);
      ReportEvery(state, moment);
      break;
  }
  for (Run& run : state.runs) run.at_end = false;
  DropDead(state.runs);
  // The text is silent on how long alerts say `incomplete`: until nothing of
  // the key is open.
  if (state.runs.empty()) state.incomplete = false;
}

bool Runner::PassesRest(const KeyState& state, const Run& run) {
  for (std::size_t i = 0; i < conditions_.num_conjuncts(); ++i) {
    if (!run.tested[i] && !conditions_.ConjunctHolds(i, run.taken, state.key)) {
      return false;
    }
  }
  return true;
}

// "In every mode a match is what it binds, and is reported once."
bool Runner::AddReport(KeyState& state, const Run& run, const Moment& moment) {
  std::vector<std::pair<int, std::size_t>> bound;
  for (const Taken& taken : run.taken) {
    bound.emplace_back(taken.step->variable, taken.event);
  }
  if (!state.reported.insert(std::move(bound)).second) return false;
  reports_.push_back(Report{run, moment, state.key, state.incomplete});
  return true;
}

// "the first run to reach its end (of several at one event, the preferred) is
// reported at once, and every run of the key that began at or before its last
// event is forgotten"; what began during the silence of an absence lives on.
void Runner::ReportFirst(KeyState& state, const Moment& moment) {
  while (true) {
    const auto it = std::find_if(state.runs.begin(), state.runs.end(),
                                 [](const Run& run) { return run.at_end; });
    if (it == state.runs.end()) return;
    const std::size_t last_event = it->taken.back().event;
    AddReport(state, *it, moment);
    ForgetUpTo(state.runs, last_event);
  }
}

// "a complete match is held": it stands behind the run that would go on, since
// looping is preferred to leaving.
void Runner::HoldComplete(KeyState& state) {
  std::vector<Run> runs;
  for (Run& run : state.runs) {
    if (!run.at_end) {
      runs.push_back(std::move(run));
      continue;
    }
    run.at_end = false;
    Run held = run;
    held.ways.clear();
    held.held = true;
    if (!run.ways.empty()) runs.push_back(std::move(run));
    runs.push_back(std::move(held));
  }
  state.runs = std::move(runs);
  DropDead(state.runs);
}

// "… until no run preferred to it is alive, then as `first`".
void Runner::ReportLongest(KeyState& state, const Moment& moment,
                           bool drained) {
  // "then reports what is held": whatever is alive, in order of preference.
  if (drained) std::erase_if(state.runs, [](const Run& r) { return !r.held; });
  while (!state.runs.empty() && state.runs.front().held) {
    const Run held = state.runs.front();
    state.runs.erase(state.runs.begin());
    // "one that fails is struck out as if reported"
    if (PassesRest(state, held)) AddReport(state, held, moment);
    ForgetUpTo(state.runs, held.taken.back().event);
  }
}

// "for every starting event the first match to complete; the start's other runs
// are dropped"
void Runner::ReportEach(KeyState& state, const Moment& moment) {
  while (true) {
    const auto it = std::find_if(state.runs.begin(), state.runs.end(),
                                 [](const Run& run) { return run.at_end; });
    if (it == state.runs.end()) return;
    const std::size_t start = it->start;
    AddReport(state, *it, moment);
    std::erase_if(state.runs,
                  [start](const Run& run) { return run.start == start; });
  }
}

// `all`: every match.  `latest`: "a report removes no others".
void Runner::ReportEvery(KeyState& state, const Moment& moment) {
  std::size_t reported = 0;
  for (const Run& run : state.runs) {
    if (!run.at_end) continue;
    // "Matches of one event under `all` are capped"
    if (mode_ == ast::Mode::kAll && reported == options_.matches_cap) {
      state.incomplete = true;
      return;
    }
    if (AddReport(state, run, moment)) ++reported;
  }
}

// "at every place … only the run that came there last is kept, of several the
// one that began last, of those the preferred".  The end is a place like any
// other: of several runs that come there at once, one is reported.  The text is
// loose on what a position is: here it is what may still follow, so two
// branches of | that go on alike end at one place.
void Runner::KeepLatest(KeyState& state) {
  std::map<std::string, const Run*> kept;
  for (const Run& run : state.runs) {
    const std::string place = PlaceText(run.ways);
    const Run*& best = kept[place];
    if (best == nullptr || run.arrived > best->arrived ||
        (run.arrived == best->arrived && run.start > best->start)) {
      best = &run;
    }
  }
  std::vector<Run> runs;
  for (const Run& run : state.runs) {
    if (kept[PlaceText(run.ways)] == &run) runs.push_back(run);
  }
  state.runs = std::move(runs);
}

}  // namespace precept::oracle
