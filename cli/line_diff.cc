// The shortest list of lines to delete and insert, by Myers' greedy search
// (An O(ND) difference algorithm, 1986): for d = 0, 1, … the furthest place
// that d edits reach on every diagonal.  Time and memory grow with the number
// of edits, not with the length of the file.

#include "cli/line_diff.h"

#include <algorithm>
#include <vector>

namespace precept::cli {
namespace {

constexpr std::size_t kContext = 3;

using Lines = std::vector<std::string_view>;

// A line of the diff: ' ', '-' or '+' and its numbers from 0 in both texts.
struct Edit {
  char mark = ' ';
  std::size_t before = 0;
  std::size_t after = 0;
};

Lines SplitLines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

// For every number of edits, the furthest x on each diagonal, until both ends.
std::vector<std::vector<long>> Search(const Lines& a, const Lines& b) {
  const long n = static_cast<long>(a.size());
  const long m = static_cast<long>(b.size());
  const long offset = n + m + 1;
  std::vector<long> furthest(static_cast<std::size_t>(2 * offset + 1), 0);
  std::vector<std::vector<long>> trace;
  for (long d = 0;; ++d) {
    trace.push_back(std::vector<long>(furthest.begin() + offset - d - 1,
                                      furthest.begin() + offset + d + 2));
    for (long k = -d; k <= d; k += 2) {
      const auto at = static_cast<std::size_t>(offset + k);
      const bool down =
          k == -d || (k != d && furthest[at - 1] < furthest[at + 1]);
      long x = down ? furthest[at + 1] : furthest[at - 1] + 1;
      while (x < n && x - k < m &&
             a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) {
        ++x;
      }
      furthest[at] = x;
      if (x >= n && x - k >= m) return trace;
    }
  }
}

std::vector<Edit> EditsOf(const Lines& a, const Lines& b) {
  const std::vector<std::vector<long>> trace = Search(a, b);
  std::vector<Edit> edits;
  long x = static_cast<long>(a.size());
  long y = static_cast<long>(b.size());
  auto add = [&](char mark) {
    edits.push_back({mark, static_cast<std::size_t>(x), static_cast<std::size_t>(y)});
  };
  for (long d = static_cast<long>(trace.size()) - 1; d >= 0; --d) {
    // The furthest places before edit d; diagonal k stands at d + 1 + k.
    const std::vector<long>& before = trace[static_cast<std::size_t>(d)];
    const long k = x - y;
    auto at = [&](long diagonal) {
      return before[static_cast<std::size_t>(d + 1 + diagonal)];
    };
    const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
    const long from = d == 0 ? 0 : (down ? k + 1 : k - 1);
    const long from_x = d == 0 ? 0 : at(from);
    const long from_y = d == 0 ? 0 : from_x - from;
    const long run_x = d == 0 ? 0 : (down ? from_x : from_x + 1);
    while (x > run_x) {
      --x, --y;
      add(' ');
    }
    if (d == 0) break;
    x = from_x;
    y = from_y;
    add(down ? '+' : '-');
  }
  std::reverse(edits.begin(), edits.end());
  return edits;
}

void AppendHunk(const Lines& a, const Lines& b, const std::vector<Edit>& edits,
                std::size_t begin, std::size_t end, std::string& out) {
  std::size_t removed = 0, added = 0;
  std::string body;
  for (std::size_t i = begin; i < end; ++i) {
    const Edit& edit = edits[i];
    removed += edit.mark != '+';
    added += edit.mark != '-';
    const std::string_view line = edit.mark == '+' ? b[edit.after] : a[edit.before];
    body += edit.mark;
    body += line;
    if (!line.ends_with('\n')) body += "\n\\ No newline at end of file\n";
  }
  auto range = [](std::size_t first, std::size_t count) {
    // An empty range names the line before it.
    return std::to_string(count == 0 ? first : first + 1) + "," +
           std::to_string(count);
  };
  out += "@@ -" + range(edits[begin].before, removed) + " +" +
         range(edits[begin].after, added) + " @@\n" + body;
}

}  // namespace

std::string UnifiedDiff(std::string_view name, std::string_view before,
                        std::string_view after) {
  if (before == after) return {};
  const Lines a = SplitLines(before);
  const Lines b = SplitLines(after);
  const std::vector<Edit> edits = EditsOf(a, b);
  std::string out = "--- " + std::string(name) + "\n+++ " + std::string(name) +
                    " (formatted)\n";
  for (std::size_t i = 0; i < edits.size();) {
    if (edits[i].mark == ' ') {
      ++i;
      continue;
    }
    const std::size_t begin = i - std::min(i, kContext);
    // A hunk goes on while the next change is near enough to share context.
    std::size_t end = i + 1;
    for (std::size_t j = end; j < edits.size() && j < end + 2 * kContext; ++j) {
      if (edits[j].mark != ' ') end = j + 1;
    }
    const std::size_t hunk_end = std::min(edits.size(), end + kContext);
    AppendHunk(a, b, edits, begin, hunk_end, out);
    i = hunk_end;
  }
  return out;
}

}  // namespace precept::cli
