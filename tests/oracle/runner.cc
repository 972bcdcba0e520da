// Reading: what a run does with an event or a deadline.  The report modes are
// in report_mode.cc.

#include "tests/oracle/runner.h"

#include <algorithm>

namespace precept::oracle {
namespace {

namespace ast = lang::ast;
using lang::ast::Contiguity;


bool IsIn(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <class T>
bool BeginsSomethingPast(const std::vector<T>& taker,
                         const std::vector<T>& other) {
  return std::any_of(taker.begin(), taker.end(), [&](const T& begun) {
    return std::find(other.begin(), other.end(), begun) == other.end();
  });
}

// Whether a step on `->` that took the event closes another way on `->`.
bool Closes(const Way& taker, const Way& other, ast::Mode mode) {
  if (taker.arrow != Contiguity::kRelaxed) return false;
  if (taker.operand >= 0) {
    // "what an operand of & takes closes that operand's ways only, under `all`
    // none"
    if (mode == ast::Mode::kAll) return false;
    return other.operand == taker.operand &&
           other.frames.back().node == taker.frames.back().node;
  }
  // "Beginning a branch of |, an operand of &, or a repeated or optional group
  // of more than one step does not close the ways past it."  The text is loose:
  // "of more than one step" is read with the group only, so a branch of one
  // step leaves the other branches open too.
  return !BeginsSomethingPast(taker.begun, other.begun);
}

std::vector<std::string> StrictTypes(const ast::Match& match,
                                     const PatternTree& pattern,
                                     const Catalog& catalog) {
  std::vector<std::string> types;
  const auto add = [&](const std::string& name) {
    for (const std::string& base : catalog.BaseTypes(name)) {
      if (!IsIn(types, base)) types.push_back(base);
    }
  };
  // "those named by `match … among T | U`, else the base types of the pattern's
  // steps"
  for (const ast::Name& name : match.among) add(name.text);
  for (const auto& step : pattern.steps) {
    if (!step->negative && match.among.empty()) add(step->type);
    // "types of negations and `until` do not count, but for `=> not n`"
    if (step->very_next) add(step->type);
  }
  return types;
}

}  // namespace

Runner::Runner(const ast::Rule& rule, const PatternTree& pattern,
               const Catalog& catalog, const std::vector<const Event*>& events,
               const Options& options, Evaluator& evaluator)
    : rule_(rule),
      pattern_(pattern),
      catalog_(catalog),
      events_(events),
      options_(options),
      mode_(rule.match.mode.value_or(ast::Mode::kFirst)),
      keys_(rule.match, pattern, catalog, evaluator),
      conditions_(rule, pattern, keys_.header(), events, evaluator),
      strict_types_(StrictTypes(rule.match, pattern, catalog)) {
  for (const auto& step : pattern.steps) {
    for (const std::string& base : catalog.BaseTypes(step->type)) {
      streams_.insert(catalog.StreamOf(base));
    }
  }
  for (const ast::Name& name : rule.match.among) {
    for (const std::string& base : catalog.BaseTypes(name.text)) {
      streams_.insert(catalog.StreamOf(base));
    }
  }
}

KeyState& Runner::StateOf(const KeyTuple& key) {
  for (const auto& state : states_) {
    if (state->key == key) return *state;
  }
  states_.push_back(std::make_unique<KeyState>());
  states_.back()->key = key;
  return *states_.back();
}

bool Runner::IsAmong(const Event& event) const {
  return std::any_of(
      event.types.begin(), event.types.end(),
      [this](const std::string& type) { return IsIn(strict_types_, type); });
}

bool Runner::HasKey(const Step& step, const Event& event, const KeyTuple& key) {
  const std::vector<KeyTuple> keys = keys_.KeysForStep(step, event);
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void Runner::RunAll() {
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const Event& event = *events_[i];
    // "the event time of the rule's input (any record of its streams that has
    // an event type)"
    if (!streams_.contains(event.stream) || event.types.empty()) continue;
    MeetDeadlines(event.time);
    if (!failures_.empty()) return;
    now_ = event.time;
    const Moment moment{event.time, i, ++ordinal_};
    for (const KeyTuple& key : keys_.KeysOf(event)) {
      KeyState& state = StateOf(key);
      EndScopes(state, event, moment);
      ReadEvent(state, event, moment);
      Begin(state, event, moment);
      ReportAll(state, moment);
      if (state.runs.size() > options_.max_runs) {
        failures_.push_back("too many runs");
        return;
      }
    }
  }
  // "time stands at the greatest event time read of the rule's streams, and
  // deadlines before it are met"; drained, it runs out.
  if (!options_.drain) {
    MeetDeadlines(now_);
    return;
  }
  MeetDeadlines(std::nullopt);
  if (!failures_.empty()) return;
  if (mode_ != ast::Mode::kLongest) return;
  // The text is silent on the time of what a drain reports without a deadline:
  // where time stands then.
  for (const auto& state : states_) {
    ReportLongest(*state, Moment{now_, std::nullopt, ++ordinal_}, true);
  }
}

// ---- 1. Time first ---------------------------------------------------------

std::optional<nfa::Timestamp> Runner::NextDeadline(
    std::optional<nfa::Timestamp> before) const {
  std::optional<nfa::Timestamp> next;
  for (const auto& state : states_) {
    for (const Run& run : state->runs) {
      for (const Way& way : run.ways) {
        // "A deadline d is met when the event time … has passed d, strictly."
        if (!way.deadline || (before && *way.deadline >= *before)) continue;
        if (!next || *way.deadline < *next) next = way.deadline;
      }
    }
  }
  return next;
}

void Runner::MeetDeadlines(std::optional<nfa::Timestamp> before) {
  std::size_t reported = reports_.size();
  while (const auto deadline = NextDeadline(before)) {
    if (*deadline > now_) {
      SortReports(reported);
      reported = reports_.size();
    }
    MeetDeadline(*deadline);
  }
  SortReports(reported);
}

void Runner::MeetDeadline(nfa::Timestamp deadline) {
  now_ = std::max(now_, deadline);
  const Moment moment{now_, std::nullopt, ++ordinal_};
  for (const auto& state : states_) {
    std::vector<Run> runs;
    for (const Run& run : state->runs) {
      MeetInRun(*state, run, deadline, moment, runs);
    }
    state->runs = std::move(runs);
    ReportAll(*state, moment);
  }
}

// Of what was decided at one time; an absence that is met may lead to another
// deadline as early.
void Runner::SortReports(std::size_t reported) {
  // "What several runs complete at one … deadline is reported in order of
  // preference, across keys in the order of the steps that gave them."
  std::stable_sort(reports_.begin() + static_cast<std::ptrdiff_t>(reported),
                   reports_.end(), [this](const Report& a, const Report& b) {
                     if (a.run.start != b.run.start) {
                       return a.run.start < b.run.start;
                     }
                     return RankOfKey(a) < RankOfKey(b);
                   });
}

std::size_t Runner::RankOfKey(const Report& report) {
  const auto keys = keys_.KeysOf(*events_[report.run.start]);
  return static_cast<std::size_t>(
      std::find(keys.begin(), keys.end(), report.key) - keys.begin());
}

// "a run that can skip what is left inside it … leaves it at that time, by ways
// that are open …; any other run is dropped.  An absence that is met is a way
// taken on `->`.  An arrow's range closes the arrow when it has passed."
void Runner::MeetInRun(const KeyState& state, const Run& run,
                       nfa::Timestamp deadline, const Moment& moment,
                       std::vector<Run>& out) {
  const auto is_due = [deadline](const Way& way) {
    return way.deadline && *way.deadline == deadline;
  };
  if (std::none_of(run.ways.begin(), run.ways.end(), is_due)) {
    out.push_back(run);
    return;
  }
  std::vector<const Way*> takers;
  for (const Way& way : run.ways) {
    if (!is_due(way) || way.kind != Way::Kind::kAbsence) continue;
    takers.push_back(&way);
    TakeAbsence(state, run, way, moment, out);
  }
  Run rest = run;
  rest.ways.clear();
  for (const Way& way : run.ways) {
    const bool closed =
        way.arrow == Contiguity::kRelaxed &&
        std::any_of(takers.begin(), takers.end(), [&](const Way* taker) {
          return Closes(*taker, way, mode_);
        });
    if (!is_due(way) && !closed) rest.ways.push_back(way);
  }
  rest.arrived = moment.ordinal;
  if (!rest.ways.empty()) out.push_back(std::move(rest));
}

void Runner::TakeAbsence(const KeyState& state, const Run& run, const Way& way,
                         const Moment& moment, std::vector<Run>& out) {
  Run copy = run;
  Arrive(copy, WaysAfterAbsence(way, run.last), moment);
  if (copy.at_end && mode_ != ast::Mode::kLongest) {
    copy.at_end = PassesRest(state, copy);
  }
  if (copy.at_end || !copy.ways.empty()) out.push_back(std::move(copy));
}

void Runner::Arrive(Run& run, std::vector<Way> ways,
                    const Moment& moment) const {
  run.at_end = false;
  run.ways.clear();
  run.arrived = moment.ordinal;
  for (Way& way : ways) {
    if (way.kind == Way::Kind::kEnd) {
      run.at_end = true;
    } else {
      run.ways.push_back(std::move(way));
    }
  }
}

// ---- 2. until --------------------------------------------------------------

const Frame* Runner::ScopeEnded(const KeyState& state, const Run& run,
                                const Way& way, const Event& event) {
  for (std::size_t i = 0; i < way.frames.size(); ++i) {
    const Frame& frame = way.frames[i];
    // "it guards from p's first event"
    if (frame.node->kind != Node::Kind::kScope || !frame.since) continue;
    const Rounds rounds = RoundsOf(std::vector<Frame>(
        way.frames.begin(),
        way.frames.begin() + static_cast<std::ptrdiff_t>(i)));
    for (const Step* step : frame.node->until) {
      if (HasKey(*step, event, state.key) &&
          conditions_.StepFits(*step, event, run.taken, rounds)) {
        return &frame;
      }
    }
  }
  return nullptr;
}

// "an event that fits it ends the scope it guards.  A run that could leave it
// leaves it and reads on; any other is dropped."
void Runner::EndScopes(KeyState& state, const Event& event,
                       const Moment& moment) {
  std::vector<Run> runs;
  for (const Run& run : state.runs) {
    Run rest = run;
    rest.ways.clear();
    for (const Way& way : run.ways) {
      const Frame* ended = ScopeEnded(state, run, way, event);
      if (ended == nullptr) {
        rest.ways.push_back(way);
      } else if (way.kind == Way::Kind::kAbsence && !way.absence->wait) {
        // "likewise": an absence without `for` can be skipped, one with `for`
        // cannot.
        const std::size_t before = runs.size();
        TakeAbsence(state, run, way, moment, runs);
        if (runs.size() == before) continue;
        // The scope has ended: what goes on inside it is not open.
        std::erase_if(runs.back().ways, [ended](const Way& next) {
          return StaysInside(next, *ended);
        });
        if (!runs.back().at_end && runs.back().ways.empty()) runs.pop_back();
      }
    }
    if (rest.ways.size() == run.ways.size()) {
      runs.push_back(run);
    } else if (!rest.ways.empty()) {
      rest.arrived = moment.ordinal;
      runs.push_back(std::move(rest));
    }
  }
  state.runs = std::move(runs);
}

// ---- 3. Each run -----------------------------------------------------------

void Runner::ReadEvent(KeyState& state, const Event& event,
                       const Moment& moment) {
  std::vector<Run> runs;
  for (const Run& run : state.runs) {
    // "Every open step that fits takes it, a copy of the run each."
    std::vector<const Way*> takers;
    for (const Way& way : run.ways) {
      if (std::optional<Run> copy = Take(state, run, way, event, moment)) {
        takers.push_back(&way);
        runs.push_back(std::move(*copy));
      }
    }
    Run rest = run;
    if (!run.ways.empty()) {
      // "Of the run itself remains: nothing, if the event fits a negation that
      // guards where it stands".
      rest.ways = GuardFits(state, run, event)
                      ? std::vector<Way>{}
                      : WaysThatRemain(run, takers, event);
      if (mode_ == ast::Mode::kLatest &&
          PlaceText(rest.ways) != PlaceText(run.ways)) {
        rest.arrived = moment.ordinal;
      }
    }
    if (!rest.ways.empty() || rest.held || rest.at_end) {
      runs.push_back(std::move(rest));
    }
  }
  state.runs = std::move(runs);
}

std::optional<Run> Runner::Take(const KeyState& state, const Run& run,
                                const Way& way, const Event& event,
                                const Moment& moment) {
  if (way.kind != Way::Kind::kStep) return std::nullopt;
  // "the time from p's last to q's first event lies in the range"; its upper
  // end has closed the way in time.
  if (way.low && event.time.ns - run.last.ns < *way.low) return std::nullopt;
  const Rounds rounds = RoundsOf(way.frames);
  if (!HasKey(*way.step, event, state.key) ||
      !conditions_.StepFits(*way.step, event, run.taken, rounds)) {
    return std::nullopt;
  }
  Run copy = run;
  copy.taken.push_back(Taken{way.step, *moment.event, rounds});
  copy.last = event.time;
  // "Each conjunct is tested at the first point at which every variable it
  // names is complete …: an event that fails it is not taken".
  const std::vector<const Step*> ahead = StepsStillAhead(way);
  for (std::size_t i = 0; i < conditions_.num_conjuncts(); ++i) {
    if (copy.tested[i] || !conditions_.IsComplete(i, ahead)) continue;
    if (!conditions_.ConjunctHolds(i, copy.taken, state.key)) {
      return std::nullopt;
    }
    copy.tested[i] = true;
  }
  Arrive(copy, WaysAfterEvent(way, event.time), moment);
  // "a trailing list that fails it is not at its end yet and goes on (under
  // `longest` it is tested on the match that would be reported …)"
  if (copy.at_end && mode_ != ast::Mode::kLongest) {
    copy.at_end = PassesRest(state, copy);
  }
  return copy;
}

// The text is loose on how long a negation guards: here, as long as a way past
// it is open (an arrow whose range has passed guards no more).
bool Runner::GuardFits(const KeyState& state, const Run& run,
                       const Event& event) {
  for (const Way& way : run.ways) {
    for (const Guard& guard : way.guards) {
      for (const Step* step : guard.negation->steps) {
        if (HasKey(*step, event, state.key) &&
            conditions_.StepFits(*step, event, run.taken, guard.rounds)) {
          return true;
        }
      }
    }
  }
  return false;
}

// "else its steps on `~>`; and its steps on `->`, unless a step on `->` took
// the event. … Steps on `=>` are closed by any event."
std::vector<Way> Runner::WaysThatRemain(const Run& run,
                                        const std::vector<const Way*>& takers,
                                        const Event& event) const {
  std::vector<Way> ways;
  for (const Way& way : run.ways) {
    const bool closed =
        (way.arrow == Contiguity::kStrict && IsAmong(event)) ||
        (way.arrow == Contiguity::kRelaxed &&
         std::any_of(takers.begin(), takers.end(), [&](const Way* taker) {
           return Closes(*taker, way, mode_);
         }));
    if (closed) continue;
    ways.push_back(way);
    if (!IsAmong(event)) continue;
    // "`=> not n` looks at the very next event only."
    std::erase_if(ways.back().guards,
                  [](const Guard& guard) { return guard.negation->very_next; });
  }
  return ways;
}

// ---- 4. The event may begin a new run --------------------------------------

void Runner::Begin(KeyState& state, const Event& event, const Moment& moment) {
  Run empty;
  empty.start = *moment.event;
  empty.tested.assign(conditions_.num_conjuncts(), false);
  std::vector<Run> begun;
  for (const Way& way : WaysOfStart(*pattern_.root)) {
    if (std::optional<Run> run = Take(state, empty, way, event, moment)) {
      begun.push_back(std::move(*run));
    }
  }
  if (begun.empty()) return;
  // "A cap counts, per rule and key, the starting events with a run alive. …
  // At the cap no new run begins and open ones go on".
  std::set<std::size_t> starts;
  for (const Run& run : state.runs) {
    // What `longest` holds, or is about to hold, is alive.
    const bool held = run.held || (run.at_end && mode_ == ast::Mode::kLongest);
    if (!run.ways.empty() || held) starts.insert(run.start);
  }
  if (starts.size() >= options_.start_cap) {
    state.incomplete = true;
    return;
  }
  for (Run& run : begun) state.runs.push_back(std::move(run));
}

}  // namespace precept::oracle
