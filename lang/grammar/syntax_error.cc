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
#include <optional>
#include <string>
#include <utility>

#include "lang/grammar/pattern_marks.h"
#include "lang/grammar/recovery.h"
#include "lang/parser.h"

namespace precept::lang::grammar {
namespace {

using std::string_view;
using Kind = Expectation::Kind;
using Weight = Expectation::Weight;
using Finding = std::optional<Diagnostic>;

constexpr auto kLongMarks = std::to_array<string_view>(
    {"===", "!==", "->", "=>", "~>", "==", "!=", "<=", ">=", "<>", "&&", "||",
     "??", "::", "..", "/*"});

std::string Quoted(string_view text) { return "`" + std::string(text) + "`"; }

std::string Shown(const Expectation& expected) {
  return expected.kind == Kind::kPhrase ? std::string(expected.text)
                                        : Quoted(expected.text);
}

// What stands where the parse failed, and what could have.
class Failure {
 public:
  Failure(ParseState& state, Iterator start)
      : state_(state), start_(start), place_(state.farthest()) {}

  ParseState& state() const { return state_; }
  Iterator start() const { return start_; }
  Iterator place() const { return place_; }
  bool at_end() const { return place_ == state_.end(); }

  bool Begins(string_view text) const { return BeginsAt(place_, text); }
  // `text` ends right where the failure stands but for blanks.
  bool Follows(string_view text) const {
    Iterator p = place_;
    while (p != state_.begin() && (p[-1] == ' ' || p[-1] == '\n')) --p;
    return static_cast<std::size_t>(p - state_.begin()) >= text.size() &&
           string_view(p - text.size(), text.size()) == text;
  }
  bool BeginsAt(Iterator p, string_view text) const {
    return static_cast<std::size_t>(state_.end() - p) >= text.size() &&
           string_view(p, text.size()) == text;
  }

  // The word at the place; empty if none stands there.
  string_view FoundWord() const {
    const Iterator stop = ScanIdent(place_, state_.end());
    return stop == nullptr
               ? string_view()
               : string_view(place_, static_cast<std::size_t>(stop - place_));
  }

  bool Expects(string_view text) const {
    const auto& all = state_.expected();
    return std::any_of(all.begin(), all.end(), [text](const Expectation& e) {
      return e.text == text;
    });
  }
  bool ExpectsName() const {
    const auto& all = state_.expected();
    return std::any_of(all.begin(), all.end(), [](const Expectation& e) {
      return e.text.starts_with("the name of") || e.text == "a step" ||
             e.text == "a parameter";
    });
  }
  bool ExpectsField() const {
    return Expects("a field") || Expects("a key") || Expects("an entry");
  }

  // The token before the place, blanks and comments passed; the start of the
  // construct if there is none.
  Iterator PrecedingToken() const {
    Iterator last = start_;
    for (Iterator p = start_; p < place_; p = PassToken(p, state_.end())) {
      if (state_.Skip(p) == p) last = p;
    }
    return last;
  }

  Diagnostic Make(DiagnosticCode code, Iterator from, Iterator to,
                  std::string message, std::string fix) const {
    return {code, state_.Range(from, to), std::move(message), std::move(fix), {}};
  }
  // About the token at the place.
  Diagnostic Here(DiagnosticCode code, std::string message,
                  std::string fix) const {
    return Make(code, place_, TokenEnd(place_), std::move(message),
                std::move(fix));
  }

  // Nothing of the declaration follows: the text or another one does.
  bool AtEndOfDeclaration() const {
    return at_end() || (StandsFirstOnLine(state_, place_) &&
                        DeclarationBegins(state_, place_));
  }

  Iterator TokenEnd(Iterator p) const {
    if (p == state_.end()) return p;
    for (const string_view mark : kLongMarks) {
      if (BeginsAt(p, mark)) return p + mark.size();
    }
    const Iterator stop = PassToken(p, state_.end());
    return std::find(p, stop, '\n');
  }

 private:
  ParseState& state_;
  Iterator start_;
  Iterator place_;
};

// ---- the text itself -------------------------------------------------------

Finding UnterminatedComment(const Failure& f) {
  if (!f.Begins("/*")) return std::nullopt;
  return f.Here(DiagnosticCode::kUnterminatedComment,
                "this comment has no end", "write `*/` where it ends");
}

Finding UnterminatedTemplate(const Failure& f) {
  if (!f.Expects(kClosingQuote)) return std::nullopt;
  if (f.Begins("}")) {
    return f.Here(DiagnosticCode::kUnexpectedText,
                  "a single `}` in the text of a template",
                  "write `}}` for a brace in the text");
  }
  if (f.Begins("\\")) return std::nullopt;
  return f.Make(DiagnosticCode::kUnterminatedString, f.place(), f.place(),
                "the template has no closing `\"` on its line",
                "write `\"` where the text ends");
}

Finding UnterminatedString(const Failure& f) {
  const Iterator end = f.state().end();
  const bool is_quoted = f.Begins("`") && ScanQuotedName(f.place(), end) == nullptr;
  const bool opens = f.Begins("\"") || f.Begins("r\"") || f.Begins("r#\"");
  const bool is_string = opens && ScanString(f.place(), end) == nullptr;
  if (!is_quoted && !is_string) return std::nullopt;
  const Iterator stop = std::find(f.place(), end, '\n');
  const std::string mark =
      is_quoted ? "`" : f.Begins("r#") ? "\"#" : "\"";
  return f.Make(DiagnosticCode::kUnterminatedString, f.place(), stop,
                is_quoted ? "the name in backticks has no end on its line"
                          : "the string has no end on its line",
                "close it with " + mark);
}

// A string without an end was taken for the text up to its line's end, as part
// of a template is.
Finding UnterminatedBefore(const Failure& f) {
  if (f.place() == f.start()) return std::nullopt;
  const Iterator token = f.PrecedingToken();
  const Iterator quote = f.BeginsAt(token, "f") ? token + 1 : token;
  const Iterator end = f.state().end();
  if (!f.BeginsAt(quote, "\"") || ScanString(quote, end) != nullptr) {
    return std::nullopt;
  }
  return f.Make(DiagnosticCode::kUnterminatedString, token,
                std::find(token, end, '\n'), "the string has no end on its line",
                "close it with \"");
}

Finding SingleQuotes(const Failure& f) {
  if (!f.Begins("'")) return std::nullopt;
  const Iterator line_end = std::find(f.place(), f.state().end(), '\n');
  const Iterator close = std::find(f.place() + 1, line_end, '\'');
  const Iterator stop = close == line_end ? f.place() + 1 : close + 1;
  return f.Make(DiagnosticCode::kSingleQuotes, f.place(), stop,
                "strings stand in double quotes", "write \"…\"");
}

Finding SecondFraction(const Failure& f) {
  if (!f.Begins(".") || f.place() == f.state().begin() || !IsDigit(f.place()[-1])) {
    return std::nullopt;
  }
  const auto is_part = [](char c) { return IsWordChar(c) || c == '.'; };
  Iterator from = f.place();
  while (from != f.state().begin() && is_part(from[-1])) --from;
  const Iterator stop =
      std::find_if_not(f.place(), f.state().end(), is_part);
  const string_view text(from, static_cast<std::size_t>(stop - from));
  return f.Make(DiagnosticCode::kMalformedNumber, from, stop,
                Quoted(text) + " is neither a number nor a duration",
                "a version or an address stands in quotes");
}

Finding MalformedNumber(const Failure& f) {
  const Iterator end = f.state().end();
  if (f.at_end() || !IsDigit(*f.place()) || ScanNumber(f.place(), end) != nullptr ||
      ScanDuration(f.place(), end) != nullptr) {
    return std::nullopt;
  }
  const Iterator stop = PassToken(f.place(), end);
  const string_view text(f.place(), static_cast<std::size_t>(stop - f.place()));
  return f.Make(DiagnosticCode::kMalformedNumber, f.place(), stop,
                Quoted(text) + " is neither a number nor a duration",
                "the units are us, ms, s, m, h, d and w, as in 1h30m");
}

// The end of the code point at `p`.
Iterator CodePointEnd(Iterator p, Iterator end) {
  ++p;
  while (p != end && (static_cast<unsigned char>(*p) & 0xC0u) == 0x80u) ++p;
  return p;
}

Finding UnexpectedCharacter(const Failure& f) {
  if (f.at_end()) return std::nullopt;
  const auto byte = static_cast<unsigned char>(*f.place());
  constexpr string_view kUnused = "#$^\\;";
  const bool is_unused = kUnused.find(*f.place()) != string_view::npos;
  if (byte > 0x20 && byte < 0x7F && !is_unused) return std::nullopt;
  const Iterator stop = CodePointEnd(f.place(), f.state().end());
  const string_view text(f.place(), static_cast<std::size_t>(stop - f.place()));
  std::string fix = "leave it out";
  if (text == "“" || text == "”" || text == "„") fix = "write straight quotes, \"";
  if (text == "‘" || text == "’") fix = "write straight double quotes, \"";
  if (text == "→") fix = "write `->`";
  if (text == "⇒") fix = "write `=>`";
  if (text == "≤") fix = "write `<=`";
  if (text == "≥") fix = "write `>=`";
  if (text == "≠") fix = "write `!=`";
  if (text == "#") fix = "a comment begins with `//`";
  const bool is_printable = byte > 0x20 && byte != 0x7F &&
                            FindInvalidUtf8(text, 0) == string_view::npos;
  return f.Make(DiagnosticCode::kUnexpectedCharacter, f.place(), stop,
                is_printable ? Quoted(text) + " is no character of the language"
                             : "a character that cannot be shown stands here",
                std::move(fix));
}

// ---- habits of other languages ---------------------------------------------

struct Habit {
  string_view written;
  string_view instead;
};

constexpr auto kHabits = std::to_array<Habit>({
    {"&&", "and"}, {"||", "or"}, {"<>", "!="}, {"===", "=="}, {"!==", "!="}});

bool InExpression(const Failure& f) {
  return f.Expects("an operator") || f.Expects("an expression");
}

Diagnostic Foreign(const Failure& f, Iterator from, string_view written,
                   string_view instead) {
  return f.Make(DiagnosticCode::kForeignOperator, from, from + written.size(),
                Quoted(written) + " is no operator of the language",
                "write " + Quoted(instead));
}

// The operator may begin before the place: its first character was taken for a
// shorter one.
Finding ForeignOperator(const Failure& f) {
  for (const Habit& habit : kHabits) {
    for (std::size_t back = 0; back < habit.written.size(); ++back) {
      if (static_cast<std::size_t>(f.place() - f.start()) < back) break;
      const Iterator from = f.place() - back;
      if (!f.BeginsAt(from, habit.written)) continue;
      if (InExpression(f)) return Foreign(f, from, habit.written, habit.instead);
      const bool is_pattern = habit.written == "&&" || habit.written == "||";
      if (is_pattern) {
        return Foreign(f, from, habit.written, habit.written.substr(0, 1));
      }
    }
  }
  if (f.Begins("!") && f.Expects("an expression")) {
    return Foreign(f, f.place(), "!", "not");
  }
  const bool is_assignment = f.Begins("=") && !f.Begins("=>") && !f.Begins("==");
  if (is_assignment && f.Expects("an operator") && !f.Expects(":")) {
    return Foreign(f, f.place(), "=", "==");
  }
  return std::nullopt;
}

char Closing(char c) { return c == '{' ? '}' : c == '(' ? ')' : ']'; }

// The innermost bracket between `start` and `place` that is not closed.
Iterator UnclosedBracket(const Failure& f) {
  std::vector<Iterator> open;
  for (Iterator p = f.start(); p < f.place();
       p = PassToken(p, f.state().end())) {
    if (*p == '{' || *p == '(' || *p == '[') open.push_back(p);
    const bool closes = *p == '}' || *p == ')' || *p == ']';
    if (closes && !open.empty() && Closing(*open.back()) == *p) open.pop_back();
  }
  return open.empty() ? nullptr : open.back();
}

bool InBlock(const Failure& f) {
  const Iterator open = UnclosedBracket(f);
  // The failed construct is an entry itself where it holds no open bracket.
  return open == nullptr || *open == '{';
}

Finding WrongSeparator(const Failure& f) {
  constexpr auto kCode = DiagnosticCode::kWrongSeparator;
  if (f.Begins("=") && !f.Begins("=>") && f.Expects(":")) {
    return f.Here(kCode, "a `:` stands between a name and what it is",
                  "write `:`");
  }
  if (f.Begins(":") && f.Expects("=")) {
    return f.Here(kCode, "a `=` stands between the name and what it is",
                  "write `=`");
  }
  if (f.Begins(",")) {
    if (f.Expects("..")) {
      return f.Here(kCode, "`..` stands between the ends of a range", "write `..`");
    }
    if (f.Expects("|") && !f.Expects("an operator")) {
      return f.Here(kCode, "`|` stands between the names", "write `|`");
    }
    return f.Here(kCode, "no `,` stands here",
                  InBlock(f)
                    ? "leave it out: what stands in braces has no commas between"
                    : "leave it out");
  }
  return std::nullopt;
}

Finding ChainedComparison(const Failure& f) {
  constexpr auto kComparisons =
      std::to_array<string_view>({"==", "!=", "<=", ">=", "<", ">"});
  const bool compares =
      std::any_of(kComparisons.begin(), kComparisons.end(),
                  [&f](string_view mark) { return f.Begins(mark); });
  if (!compares || !f.Expects("an operator")) return std::nullopt;
  return f.Here(DiagnosticCode::kUnexpectedText,
                "a comparison cannot be compared again",
                "join two comparisons with `and`, or use parentheses");
}

// ---- order -----------------------------------------------------------------

string_view WhereNegationStands(const Failure& f) {
  if (f.Follows("&")) return "an operand of `&` cannot be a negation";
  if (f.Follows("|")) return "a branch of `|` cannot be a negation";
  if (f.Follows("~>")) return "a negation follows `->` or `=>`, not `~>`";
  if (f.Follows("]")) return "an arrow before a negation has no range";
  return "a pattern cannot begin with a negation";
}

Finding MisplacedNegation(const Failure& f) {
  if (f.FoundWord() == "not" && f.Expects("a step")) {
    const bool has_range = f.Follows("]");
    return f.Here(DiagnosticCode::kMisplacedNegation,
                  std::string(WhereNegationStands(f)),
                  has_range ? "write the range on the arrow after the negation"
                            : "write it after a step: `p -> not n`");
  }
  if (f.Begins("(") && f.Follows("not") && f.Expects("a step")) {
    return f.Here(DiagnosticCode::kMisplacedNegation,
                  "a negation takes a step or several joined by `|`, not a group",
                  "write `-> not a | b` without parentheses");
  }
  return std::nullopt;
}

Finding MisplacedBound(const Failure& f) {
  const string_view after = f.state().CompletedBefore(f.place());
  if (after != kAfterWithin && after != kAfterUntil) return std::nullopt;
  if (f.FoundWord() == "until") {
    return f.Here(DiagnosticCode::kMisplacedBound,
                  after == kAfterWithin ? "`until` stands before `within`"
                                        : "a pattern has one `until`",
                  "write `until n within d`");
  }
  constexpr auto kContinuations =
      std::to_array<string_view>({"->", "=>", "~>", "&", "|"});
  const bool goes_on =
      std::any_of(kContinuations.begin(), kContinuations.end(),
                  [&f](string_view mark) { return f.Begins(mark); });
  if (!goes_on) return std::nullopt;
  const std::string word = after == kAfterWithin ? "`within`" : "`until`";
  return f.Here(DiagnosticCode::kMisplacedBound,
                word + " stands last in what it bounds, and the pattern goes on",
                "put what is bounded in parentheses together with its " + word +
                    ", or write " + word + " at the end");
}

// `in == 3` was read as the beginning of a call of that name.
Finding WordAsField(const Failure& f) {
  const Iterator word = f.PrecedingToken();
  const bool only_call = f.state().expected().size() == 1 && f.Expects("(");
  if (!only_call || !IsExpressionWord(word, f.state().end())) return std::nullopt;
  const Iterator stop = f.TokenEnd(word);
  if (f.BeginsAt(word, "if")) {
    return f.Make(DiagnosticCode::kUnexpectedText, word, stop,
                  "an `if` inside another expression stands in parentheses",
                  "write `(if … then … else …)`");
  }
  const std::string quoted =
      Quoted(string_view(word, static_cast<std::size_t>(stop - word)));
  return f.Make(DiagnosticCode::kReservedWord, word, stop,
                quoted + " is a word of the language",
                "as a field's name it stands in backticks: " + quoted);
}

Finding UnknownAnnotation(const Failure& f) {
  const Iterator word = f.PrecedingToken();
  const Iterator stop = ScanAtWord(word, f.state().end());
  if (stop == nullptr || !f.Expects(":")) return std::nullopt;
  const string_view text(word, static_cast<std::size_t>(stop - word));
  const auto nearest =
      NearestName(text, {"@time", "@from", "@format", "@required", "@evidence",
                         "@nocase", "@oneof"});
  return f.Make(DiagnosticCode::kUnexpectedText, word, stop,
                Quoted(text) + " is no annotation",
                nearest ? "did you mean " + Quoted(*nearest) + "?"
                        : "the annotations are @time, @from, @format, @required, "
                          "@evidence, @nocase and @oneof");
}

Finding ReservedWord(const Failure& f) {
  const string_view word = f.FoundWord();
  if (word.empty() || f.Expects(word)) return std::nullopt;
  const Iterator end = f.state().end();
  const std::string message = Quoted(word) + " is a word of the language";
  if (f.ExpectsName() && IsReservedWord(f.place(), end)) {
    return f.Here(DiagnosticCode::kReservedWord,
                  message + " and cannot be a name here", "choose another name");
  }
  const bool is_word =
      IsExpressionWord(f.place(), end) || IsPatternWord(f.place(), end);
  if (f.ExpectsField() && is_word) {
    return f.Here(DiagnosticCode::kReservedWord, message,
                  "as a field's name it stands in backticks: " +
                      ("`" + std::string(word) + "`"));
  }
  return std::nullopt;
}

Finding MissingBracket(const Failure& f) {
  const bool ends = f.AtEndOfDeclaration() || DepthChange(*f.place()) < 0;
  if (!ends || f.place() == f.start()) return std::nullopt;
  const Iterator open = UnclosedBracket(f);
  if (open == nullptr) return std::nullopt;
  const std::string closing(1, Closing(*open));
  if (!f.Expects(closing) || f.Begins(closing)) return std::nullopt;
  const std::string before =
      f.at_end()                   ? "the end of the file"
      : DepthChange(*f.place()) < 0 ? Quoted(string_view(f.place(), 1))
                                    : "this declaration";
  Diagnostic diagnostic =
      f.Here(DiagnosticCode::kMissingBracket,
             "expected " + Quoted(closing) + " before " + before,
             "close the bracket with " + Quoted(closing));
  diagnostic.labels.push_back(
      {f.state().Range(open, open + 1), "this bracket is open"});
  return diagnostic;
}

// ---- what was expected -----------------------------------------------------

std::string ExpectedList(const std::vector<Expectation>& expected) {
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
  std::string text;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) text += i + 1 == shown.size() ? " or " : ", ";
    text += shown[i];
  }
  return text;
}

std::string NearestWord(const Failure& f) {
  const string_view found = f.FoundWord();
  if (found.empty()) return {};
  std::vector<std::string> words;
  for (const Expectation& e : f.state().expected()) {
    if (e.kind == Kind::kWord) words.emplace_back(e.text);
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

Finding ExpectedDeclaration(const Failure& f) {
  if (f.place() != f.start() || !f.Expects("a declaration")) return std::nullopt;
  std::vector<std::string> words(kDeclarationWords.begin(),
                                 kDeclarationWords.end());
  const auto nearest = NearestName(f.FoundWord(), words);
  return f.Here(DiagnosticCode::kExpectedDeclaration,
                "expected a declaration: `event`, `window`, `rule`, `tune`, "
                "`list`, `table`, `const`, `def`, `model` or `test`",
                nearest ? "did you mean " + Quoted(*nearest) + "?" : "");
}

Diagnostic Unexpected(const Failure& f) {
  std::string message = "expected " + ExpectedList(f.state().expected());
  const string_view after = f.state().CompletedBefore(f.place());
  if (!after.empty()) message += " after " + std::string(after);
  if (f.at_end()) message += ", but the file ends here";
  std::string fix = NearestWord(f);
  const bool is_word = IsExpressionWord(f.place(), f.state().end());
  if (fix.empty()) fix = MisspeltEntry(f);
  if (fix.empty() && is_word && f.Expects("an expression")) {
    fix = "a field of this name stands in backticks";
  }
  return f.Here(DiagnosticCode::kUnexpectedText, std::move(message),
                std::move(fix));
}

constexpr auto kSlips = std::to_array<Finding (*)(const Failure&)>(
    {UnterminatedComment, UnterminatedTemplate, UnterminatedString,
     UnterminatedBefore, SingleQuotes,
     SecondFraction, MalformedNumber, UnexpectedCharacter, ForeignOperator, ChainedComparison,
     WrongSeparator,
MisplacedNegation, MisplacedBound, ExpectedDeclaration, UnknownAnnotation,
     WordAsField, MissingBracket, ReservedWord});

}  // namespace

void ReportFailure(ParseState& state, Iterator start) {
  const Failure failure(state, start);
  // A block whose entry has failed does not end: one mistake, not two.
  if (state.ResumedAt(failure.place()) && failure.AtEndOfDeclaration()) return;
  for (const auto slip : kSlips) {
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
