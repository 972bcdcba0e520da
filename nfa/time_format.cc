#include "nfa/time_format.h"

#include <set>

namespace precept::nfa {
namespace {

constexpr std::string_view kDirectives = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYz%";

// The directives of a format by their letters, without the modifiers E and O;
// a '%' at the end stands for itself.
std::set<char> DirectivesOf(std::string_view format) {
  std::set<char> found;
  for (std::size_t i = 0; i + 1 < format.size(); ++i) {
    if (format[i] != '%') continue;
    ++i;
    if ((format[i] == 'E' || format[i] == 'O') && i + 1 < format.size()) ++i;
    found.insert(format[i]);
  }
  return found;
}

bool SaysWholeDate(const std::set<char>& found) {
  const auto has = [&](std::string_view any) {
    return any.find_first_of(std::string(found.begin(), found.end())) !=
           std::string_view::npos;
  };
  if (has("FDcx")) return true;
  const bool year = has("Yy");
  const bool month_and_day = has("mbBh") && has("de");
  const bool week_and_day = has("UW") && has("aAuw");
  const bool iso = has("Gg") && has("V") && has("aAuw");
  return (year && (month_and_day || has("j") || week_and_day)) || iso;
}

}  // namespace

std::optional<std::string> CheckTimestampFormat(std::string_view format) {
  const std::set<char> found = DirectivesOf(format);
  for (const char directive : found) {
    if (directive == 'Z') {
      return "a zone named by letters can be several; `%z` reads an offset such as +0200";
    }
    if (kDirectives.find(directive) == std::string_view::npos) {
      return std::string("there is no directive %") + directive;
    }
  }
  if (!SaysWholeDate(found)) return "it says no whole date: a year, a month and a day";
  return std::nullopt;
}

}  // namespace precept::nfa
