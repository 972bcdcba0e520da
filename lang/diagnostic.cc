#include "lang/diagnostic.h"

#include <algorithm>
#include <array>
#include <utility>

namespace precept::lang {
namespace {

struct Entry {
  DiagnosticCode code;
  Severity severity;
  std::string_view title;
};

constexpr auto kRegistry = std::to_array<Entry>({
#define PRECEPT_DIAGNOSTIC(number, name, severity, title) \
  {DiagnosticCode::k##name, Severity::severity, title},
#include "lang/diagnostic_codes.def"
#undef PRECEPT_DIAGNOSTIC
});

const Entry& EntryOf(DiagnosticCode code) {
  return *std::find_if(kRegistry.begin(), kRegistry.end(),
                       [code](const Entry& e) { return e.code == code; });
}

// The number of insertions, removals, replacements and exchanges of
// neighbours that make one text of the other.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_up, up(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) up[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = up[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({up[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_up[j - 2] + 1);
      }
    }
    two_up = up;
    std::swap(up, row);
  }
  return up[b.size()];
}

// Longer names forgive more slips.
std::size_t ForgivenSlips(std::size_t length) {
  if (length <= 2) return 0;
  if (length <= 5) return 1;
  return length <= 9 ? 2 : 3;
}

}  // namespace

Severity SeverityOf(DiagnosticCode code) { return EntryOf(code).severity; }

std::string CodeText(DiagnosticCode code) {
  return "P" + std::to_string(static_cast<unsigned>(code));
}

std::string_view TitleOf(DiagnosticCode code) { return EntryOf(code).title; }

std::vector<DiagnosticCode> AllDiagnosticCodes() {
  std::vector<DiagnosticCode> codes;
  for (const Entry& entry : kRegistry) codes.push_back(entry.code);
  std::sort(codes.begin(), codes.end());
  return codes;
}

void DiagnosticSink::Report(Diagnostic diagnostic) {
  if (diagnostic.severity() == Severity::kError) ++num_errors_;
  diagnostics_.push_back(std::move(diagnostic));
}

std::optional<std::string> NearestName(
    std::string_view name, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongestCompared = 64;
  if (name.size() > kLongestCompared) return std::nullopt;
  std::size_t best = ForgivenSlips(name.size()) + 1;
  std::optional<std::string> nearest;
  for (const std::string& candidate : candidates) {
    if (candidate == name || candidate.size() > kLongestCompared) continue;
    const std::size_t distance = EditDistance(name, candidate);
    const bool better =
        distance < best ||
        (nearest && distance == best && candidate < *nearest);
    if (better) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace precept::lang
