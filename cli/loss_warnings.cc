#include "cli/loss_warnings.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace precept::cli {
namespace {

constexpr std::size_t kFieldsNamed = 5;

std::string Counted(std::uint64_t count, const std::string& noun) {
  return Grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

// "Login.ok in 2 of 3 events, Login.host in 1, and 4 more fields": the most
// often missing ones.
std::string MissingText(const runtime::EngineCounts& counts) {
  std::vector<std::pair<std::string, std::uint64_t>> fields(counts.missing.begin(),
                                                            counts.missing.end());
  std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) {
    return a.second > b.second;
  });
  std::string text;
  const std::size_t named = std::min(fields.size(), kFieldsNamed);
  for (std::size_t i = 0; i < named; ++i) {
    text += (i == 0 ? "" : ", ") + fields[i].first + " in " + Grouped(fields[i].second);
    if (i == 0) text += " of " + Counted(counts.events, "event");
  }
  if (fields.size() > named) {
    text += ", and " + Counted(fields.size() - named, "more field");
  }
  return text;
}

}  // namespace

void WarnOfLosses(const ReplayOptions& options,
                  const runtime::EngineCounts& counts,
                  const std::string& first_dead_letter,
                  const Terminal& terminal) {
  if (counts.dead > 0 && options.dead.empty()) {
    terminal.Warning(Grouped(counts.dead) +
                     (counts.dead == 1 ? " dead letter" : " dead letters") +
                     " (--dead FILE keeps them); the first: " + first_dead_letter);
  }
  if (counts.late > 0 && options.late.empty()) {
    terminal.Warning(Grouped(counts.late) +
                     (counts.late == 1 ? " event was" : " events were") +
                     " late and left out (--lateness allows for more, --late "
                     "FILE keeps them)");
  }
  if (!counts.missing.empty()) {
    terminal.Warning("values were missing where the type has no `?`: " +
                     MissingText(counts));
  }
}

void WarnOfNoEvents(const runtime::EngineCounts& counts, const Terminal& terminal) {
  if (counts.records == 0 || counts.events + counts.late > 0) return;
  const std::string records = counts.records == 1
                                  ? "the one record that was read was no event"
                                  : "none of the " + Grouped(counts.records) +
                                        " records that were read was an event";
  terminal.Warning("NO EVENTS: " + records + " (" +
                   Counted(counts.dead, "dead letter") + ", " +
                   Grouped(counts.untyped) +
                   " of no declared type): do the files fit the types?");
}

}  // namespace precept::cli
