// Habits of other languages: their operators and separators.

#include "lang/grammar/failure.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lang/grammar/recovery.h"

namespace precept::lang::grammar {
namespace {

using std::string_view;

struct Habit {
  string_view written;
  string_view instead;
};

constexpr auto kHabits = std::to_array<Habit>({
    {"&&", "and"}, {"||", "or"}, {"<>", "!="}, {"===", "=="}, {"!==", "!="}});

// `p` is in an expression or right behind one.
bool InExpression(const Failure& f, Iterator p) {
  return f.Expects("an operator") || f.Expects("an expression") ||
         f.state().ExpressionEndsBefore(p);
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
      if (InExpression(f, from)) return Foreign(f, from, habit.written, habit.instead);
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

constexpr auto kOperatorWords = std::to_array<Habit>(
    {{"AND", "and"}, {"OR", "or"}, {"NOT", "not"}});
constexpr auto kPatternWords = std::to_array<Habit>(
    {{"then", "->"}, {"followed", "->"}, {"and", "&"}, {"AND", "&"},
     {"or", "|"}, {"OR", "|"}});

// `NOT x` was read as a field of that name.
Finding CapitalNot(const Failure& f) {
  if (!f.Expects("an operator") || !f.Follows("NOT")) return std::nullopt;
  Iterator from = f.place();
  while (*--from != 'N') {
  }
  const char before = from == f.state().begin() ? ' ' : from[-1];
  if (IsWordChar(before) || before == '.') return std::nullopt;
  return Foreign(f, from, "NOT", "not");
}

Finding ForeignWord(const Failure& f) {
  const string_view word = f.FoundWord();
  if (f.Expects("an operator")) {
    for (const Habit& habit : kOperatorWords) {
      if (word == habit.written) {
        return Foreign(f, f.place(), habit.written, habit.instead);
      }
    }
  }
  if (Finding finding = CapitalNot(f)) return finding;
  if (!f.ExpectsArrow()) return std::nullopt;
  for (const Habit& habit : kPatternWords) {
    if (word != habit.written) continue;
    const Iterator by = f.PassSpaces(f.place() + word.size());
    const bool is_phrase = word == "followed" && f.WordAt(by) == "by";
    const Iterator stop = is_phrase ? by + 2 : f.place() + word.size();
    const string_view written(f.place(),
                              static_cast<std::size_t>(stop - f.place()));
    return f.Make(DiagnosticCode::kForeignOperator, f.place(), stop,
                  Quoted(written) + " does not join steps",
                  "write " + Quoted(habit.instead));
  }
  return std::nullopt;
}

// `- >`
Finding SplitArrow(const Failure& f) {
  if (!f.InMatch()) return std::nullopt;
  Iterator from = f.place();
  if (f.Begins(">")) {
    while (from != f.start() && (from[-1] == ' ' || from[-1] == '\t')) --from;
    if (from == f.start() || from == f.place()) return std::nullopt;
    --from;
  }
  const bool may_begin = f.BeginsAt(from, "-") || f.BeginsAt(from, "=") ||
                         f.BeginsAt(from, "~");
  if (!may_begin) return std::nullopt;
  const Iterator head = f.PassSpaces(from + 1);
  if (head == from + 1 || !f.BeginsAt(head, ">")) return std::nullopt;
  const std::string arrow = Quoted(std::string(1, *from) + ">");
  return f.Make(DiagnosticCode::kUnexpectedText, from, head + 1,
                "no blank stands inside of an arrow", "write " + arrow);
}

bool InBlock(const Failure& f) {
  const Iterator open = f.UnclosedBracket();
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
    const bool in_negation =
        f.state().CompletedBefore(f.place()) == "the negation";
    if (f.ExpectsArrow() && !in_negation) {
      return f.Here(kCode, "no `,` stands between steps", "write `->`");
    }
    if (f.Expects("|") && !f.Expects("an operator")) {
      return f.Here(kCode, "`|` stands between the names", "write `|`");
    }
    const Iterator next = f.PassSpaces(f.place() + 1);
    if (f.Follows("{") && next != f.state().end() && IsDigit(*next)) {
      return f.Here(kCode, "how often at least stands before the `,`",
                    "write `{0,n}` or `{1,n}`");
    }
    return f.Here(kCode, "no `,` stands here",
                  InBlock(f)
                    ? "leave it out: what stands in braces has no commas between"
                    : "leave it out");
  }
  return std::nullopt;
}

// `string[]`
Finding BracketsBehindType(const Failure& f) {
  if (!f.Begins("[]") || !f.Expects("an annotation")) return std::nullopt;
  Iterator from = f.place();
  while (from != f.state().begin() && IsWordChar(from[-1])) --from;
  if (from == f.place()) return std::nullopt;
  return f.Make(DiagnosticCode::kUnexpectedText, from, f.place() + 2,
                "the type of a list stands in brackets",
                "write " + Quoted("[" + std::string(from, f.place()) + "]"));
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

}  // namespace

Finding SlipOfHabit(const Failure& failure) {
  for (const auto slip :
       {SplitArrow,
       ForeignOperator,
       BracketsBehindType,
       ForeignWord,
       ChainedComparison,
       WrongSeparator}) {
    if (Finding finding = slip(failure)) return finding;
  }
  return std::nullopt;
}

}  // namespace precept::lang::grammar
