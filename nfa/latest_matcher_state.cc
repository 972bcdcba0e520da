// A key of a LatestMatcher as bytes: FORMAT.md, "snapshot of latest".

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "nfa/latest_matcher.h"
#include "nfa/stored_history.h"
#include "nfa/stored_place.h"

namespace precept::nfa {
void LatestMatcher::WriteSnapshot(std::uint32_t number, std::string& bytes) {
  const KeyState& state = keys_[number];
  ByteWriter out(bytes);
  EventWriter events(stored_fields(), rows_, out);
  HistoryWriter history(history_, events, out);
  // Of when they came to their places only the order matters.
  std::vector<std::uint64_t> arrivals;
  for (const Run& run : state.runs) arrivals.push_back(run.arrived);
  std::sort(arrivals.begin(), arrivals.end());
  arrivals.erase(std::unique(arrivals.begin(), arrivals.end()), arrivals.end());
  out.Unsigned(state.runs.size());
  for (const Run& run : state.runs) {
    WritePlace(places_, *run.place, out);
    for (RegisterId id : places_[*run.place].registers) {
      WriteRegister(automaton_.registers[id.index()], run.registers[id.index()], events, out);
    }
    events.Write(run.start);
    out.Unsigned(run.key_rank);
    history.WriteHead(run.history);
    const auto at = std::lower_bound(arrivals.begin(), arrivals.end(), run.arrived);
    out.Unsigned(static_cast<std::uint64_t>(at - arrivals.begin()));
  }
  out.Unsigned(state.reported.size());
  for (const auto& [start, match] : state.reported) {
    events.WriteCoordinates(start);
    out.Unsigned(match.size());
    for (std::int64_t number_of_match : match) out.Signed(number_of_match);
  }
}

bool LatestMatcher::ReadRuns(KeyState& state, ByteReader& in) {
  EventReader events(stored_fields(), rows_, in);
  HistoryReader history(history_, events, in, false);
  const std::uint32_t num_runs = in.Count();
  if (num_runs == 0) in.Fail();
  for (std::uint32_t i = 0; i < num_runs && in.ok(); ++i) {
    Run run;
    run.place = ReadPlace(places_, false, in);
    if (!run.place) return false;
    run.registers.assign(automaton_.registers.size(), kNoEvent);
    for (RegisterId id : places_[*run.place].registers) {
      const std::optional<std::int64_t> value =
          ReadRegister(automaton_.registers[id.index()], events, in);
      if (!value) return false;
      run.registers[id.index()] = *value;
    }
    const std::optional<EventRowId> start = events.Read();
    run.key_rank = in.Below(std::size_t{1} << 32);
    const std::optional<HistoryStore::Head> head = history.ReadHead();
    run.arrived = in.Below(num_runs);
    if (!start || !head || !in.ok()) return false;
    run.start = *start;
    run.history = *head;
    rows_.AddReference(run.start);
    HoldEvents(run);
    moment_ = std::max(moment_, run.arrived);
    state.runs.push_back(std::move(run));
  }
  const std::uint32_t num_reported = in.Count();
  for (std::uint32_t i = 0; i < num_reported && in.ok(); ++i) {
    const Coordinates start = events.ReadCoordinates();
    MatchText match(in.Count());
    for (std::int64_t& number : match) number = in.Signed();
    state.reported.emplace(start, std::move(match));
  }
  return in.ok();
}

bool LatestMatcher::RestoreKey(const EncodedKey& key, ByteReader& in) {
  const std::uint32_t number = keys_.Add(key);
  if (ReadRuns(keys_[number], in) && in.at_end()) return true;
  keys_.Remove(number);
  return false;
}

void LatestMatcher::SetIncomplete(std::uint32_t number, Incomplete incomplete) {
  keys_[number].incomplete = incomplete;
}

std::int64_t LatestMatcher::WakingTime(std::uint32_t number) {
  return NextDeadline(number).value_or(kNever);
}

}  // namespace precept::nfa
