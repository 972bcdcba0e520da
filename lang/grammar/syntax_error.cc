// From what the grammar expected to what an author is told.
//
// The farthest place at which a terminal failed is the mistake's place, and the
// terminals that failed there are what could have stood in it.  Before that
// list is shown, known slips are tried one after another, each a function that
// recognises one and says how to repair it: first those of the text itself (a
// string without an end), then those of habit (`&&`), then those of order (a
// negation first in a pattern).  The first that knows the case reports it.
// tests/cases/parse/fail_*.precept holds one case at least for each.

#include "lang/grammar/syntax_error.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "lang/grammar/failure.h"
#include "lang/grammar/recovery.h"
#include "lang/parser.h"

namespace precept::lang::grammar {
namespace {

using std::string_view;
using Kind = Expectation::Kind;
using Weight = Expectation::Weight;

std::string Shown(const Expectation& expected) {
  return expected.kind == Kind::kPhrase ? std::string(expected.text)
                                        : Quoted(expected.text);
}

// What a message names of the expectations.
std::vector<std::string> Named(const std::vector<Expectation>& expected) {
  const bool any_named =
      std::any_of(expected.begin(), expected.end(), [](const Expectation& e) {
        return e.weight == Weight::kNamed;
      });
  const bool any_phrase =
      std::any_of(expected.begin(), expected.end(), [](const Expectation& e) {
        return e.kind == Kind::kPhrase;
      });
  std::vector<std::string> shown;
  for (const Expectation& e : expected) {
    if (any_named && e.weight == Weight::kQuiet) continue;
    if (!any_named && any_phrase && e.kind != Kind::kPhrase) continue;
    shown.push_back(Shown(e));
  }
  return shown;
}

std::string ExpectedList(const std::vector<Expectation>& expected) {
  const std::vector<std::string> shown = Named(expected);
  std::string text;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) text += i + 1 == shown.size() ? " or " : ", ";
    text += shown[i];
  }
  return text;
}

char ToLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct ForeignType {
  string_view written;
  string_view instead;
};

constexpr auto kForeignTypes = std::to_array<ForeignType>(
    {{"integer", "int"},      {"long", "int"},         {"bigint", "int"},
     {"int32", "int"},        {"int64", "int"},        {"boolean", "bool"},
     {"number", "float"},     {"double", "float"},     {"real", "float"},
     {"float64", "float"},    {"numeric", "decimal"},  {"text", "string"},
     {"str", "string"},       {"varchar", "string"},   {"char", "string"},
     {"datetime", "timestamp"}, {"date", "timestamp"}, {"time", "timestamp"},
     {"interval", "duration"}, {"ipaddr", "ip"},       {"inet", "ip"}});

// The name in this language for a type of another one.
std::string OwnType(const Failure& f) {
  if (!f.Expects("a type")) return {};
  std::string found(f.FoundWord());
  std::transform(found.begin(), found.end(), found.begin(), ToLower);
  const auto type = std::find_if(
      kForeignTypes.begin(), kForeignTypes.end(),
      [&found](const ForeignType& t) { return t.written == found; });
  return type == kForeignTypes.end() ? "" : "write " + Quoted(type->instead);
}

std::string NearestWord(const Failure& f) {
  const string_view found = f.FoundWord();
  if (found.empty()) return {};
  std::vector<std::string> words;
  for (const Expectation& e : f.state().expected()) {
    if (e.kind == Kind::kWord) words.emplace_back(e.text);
  }
  std::string small(found);
  std::transform(small.begin(), small.end(), small.begin(), ToLower);
  if (std::find(words.begin(), words.end(), small) != words.end()) {
    return "write " + Quoted(small);
  }
  const auto nearest = NearestName(found, words);
  return nearest ? "did you mean " + Quoted(*nearest) + "?" : std::string();
}

// `expext nothing` was read as an event of that type.
std::string MisspeltEntry(const Failure& f) {
  if (!f.Expects("{") || f.state().expected().size() != 1) return {};
  const Iterator word = f.PrecedingToken();
  const Iterator stop = ScanIdent(word, f.state().end());
  if (stop == nullptr) return {};
  const auto nearest =
      NearestName({word, static_cast<std::size_t>(stop - word)},
                  {"clock", "expect", "lateness", "repeat"});
  return nearest ? "did you mean " + Quoted(*nearest) + "?" : std::string();
}

// Something is missing at the end of the line before, so that what stands at the
// place is not to blame.  Where a construct could have ended there, it is.
bool LacksPart(const Failure& f) {
  if (f.place() == f.start()) return false;
  const Iterator behind = f.TokenEnd(f.PrecedingToken());
  if (std::find(behind, f.place(), '\n') == f.place()) return false;
  return Named(f.state().expected()).size() == 1 ||
         f.state().CompletedBefore(f.place()).empty();
}

Diagnostic Unexpected(const Failure& f) {
  std::string message = "expected " + ExpectedList(f.state().expected());
  const string_view after = f.state().CompletedBefore(f.place());
  if (!after.empty()) message += " after " + std::string(after);
  if (f.at_end()) message += ", but the file ends here";
  std::string fix = OwnType(f);
  if (fix.empty()) fix = NearestWord(f);
  const bool is_word = IsExpressionWord(f.place(), f.state().end());
  if (fix.empty()) fix = MisspeltEntry(f);
  if (fix.empty() && is_word && f.Expects("an expression")) {
    fix = "a field of this name stands in backticks";
  }
  if (fix.empty() && LacksPart(f)) {
    const Iterator behind = f.TokenEnd(f.PrecedingToken());
    return f.Make(DiagnosticCode::kUnexpectedText, behind, behind,
                  std::move(message), {});
  }
  return f.Here(DiagnosticCode::kUnexpectedText, std::move(message),
                std::move(fix));
}

}  // namespace

void ReportFailure(ParseState& state, Iterator start) {
  const Failure failure(state, start);
  // A block whose entry has failed does not end: one mistake, not two.
  if (state.ResumedAt(failure.place()) && failure.AtEndOfDeclaration()) return;
  for (const auto slip : {SlipOfText, SlipOfHabit, SlipOfOrder}) {
    Finding finding = slip(failure);
    if (!finding) continue;
    state.ReportOnce(std::move(*finding));
    return;
  }
  state.ReportOnce(Unexpected(failure));
}

void ReportLimit(ParseState& state, const LimitPassed& limit) {
  const bool is_nesting = limit.code() == DiagnosticCode::kNestingTooDeep;
  const Iterator place = state.Skip(limit.place());
  const Iterator stop = place == state.end() ? place : place + 1;
  state.ReportOnce(
      {limit.code(), state.Range(place, stop),
       is_nesting ? "this is nested deeper than " + std::to_string(kMaxNesting) +
                        " levels"
                  : std::string("this expression has too many operators in a row"),
       is_nesting ? "give a part of it a name with `def`"
                  : "use a list and `in`, or a `def` for a part of it",
       {}});
}

}  // namespace precept::lang::grammar
