#include "cli/replay_summary.h"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include "cli/terminal.h"

namespace precept::cli {
namespace {

// Names left, numbers right under each other.
void AppendTable(const std::vector<std::pair<std::string, std::uint64_t>>& rows,
                 const std::string& indent, std::string& out) {
  std::size_t name_width = 0, number_width = 0;
  for (const auto& [name, number] : rows) {
    name_width = std::max(name_width, name.size());
    number_width = std::max(number_width, Grouped(number).size());
  }
  for (const auto& [name, number] : rows) {
    const std::string digits = Grouped(number);
    out += indent + name + std::string(name_width - name.size() + 2, ' ') +
           std::string(number_width - digits.size(), ' ') + digits + '\n';
  }
}

// Of few records the rate says nothing.
constexpr std::uint64_t kFewestRated = 1000;

std::string RateText(std::uint64_t records, double seconds) {
  char elapsed[32];
  std::snprintf(elapsed, sizeof elapsed, "%.2f s", seconds);
  if (records < kFewestRated) return elapsed;
  const double rate = seconds > 0 ? static_cast<double>(records) / seconds : 0;
  return std::string(elapsed) + ", " +
         Grouped(static_cast<std::uint64_t>(rate)) + " records a second";
}

}  // namespace

std::string SummaryText(const nfa::RuleSet& rules,
                        const runtime::EngineCounts& counts, double seconds,
                        bool colors) {
  std::string out = Styled("replayed", Style::kBold, colors) + " " +
                    Grouped(counts.records) + " records in " +
                    RateText(counts.records, seconds) + '\n';
  AppendTable({{"events", counts.events},
               {"late", counts.late},
               {"dead letters", counts.dead},
               {"of no declared type", counts.untyped}},
              "  ", out);
  if (!counts.missing.empty()) {
    out += Styled("missing values", Style::kBold, colors) + '\n';
    AppendTable({counts.missing.begin(), counts.missing.end()}, "  ", out);
  }
  out += Styled("alerts", Style::kBold, colors) + " " + Grouped(counts.alerts) +
         '\n';
  std::vector<std::pair<std::string, std::uint64_t>> by_rule;
  for (std::size_t i = 0; i < counts.alerts_by_rule.size(); ++i) {
    by_rule.emplace_back(rules.rules[i].name, counts.alerts_by_rule[i]);
  }
  AppendTable(by_rule, "  ", out);
  return out;
}

}  // namespace precept::cli
