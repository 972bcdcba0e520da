// Slips of order and of names: what stands where it cannot.

#include "lang/grammar/failure.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lang/grammar/pattern_marks.h"
#include "lang/grammar/recovery.h"

namespace precept::lang::grammar {
namespace {

using std::string_view;

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
  const Iterator open = f.UnclosedBracket();
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

}  // namespace

Finding SlipOfOrder(const Failure& failure) {
  for (const auto slip :
       {MisplacedNegation,
       MisplacedBound,
       ExpectedDeclaration,
       WordAsField,
       MissingBracket,
       ReservedWord}) {
    if (Finding finding = slip(failure)) return finding;
  }
  return std::nullopt;
}

}  // namespace precept::lang::grammar
