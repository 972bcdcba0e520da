// Slips of the text itself: strings, numbers and characters.

#include "lang/grammar/failure.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lang/grammar/recovery.h"

namespace precept::lang::grammar {
namespace {

using std::string_view;

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

// The place is inside of a template: `f"{x" …`.
Finding UnclosedPlaceholder(const Failure& f) {
  if (!f.Expects("}") || f.at_end() || f.place() == f.start()) {
    return std::nullopt;
  }
  const Iterator token = f.PrecedingToken();
  const Iterator end = f.state().end();
  // The `f` alone may have been taken for a field.
  const bool is_template =
      f.BeginsAt(token, "f\"") ||
      (f.BeginsAt(token, "\"") && token != f.state().begin() && token[-1] == 'f');
  if (!is_template || PassToken(token, end) <= f.place()) return std::nullopt;
  const Iterator line_end = std::find(f.place(), end, '\n');
  const Iterator stop = std::find(f.place(), line_end, '"');
  if (std::find(f.place(), stop, '}') != stop) return std::nullopt;
  Iterator open = f.place();
  while (open != token && *open != '{') --open;
  if (open == token) return std::nullopt;
  return f.Make(DiagnosticCode::kMissingBracket, open, stop,
                "the placeholder has no `}`", "write `}` where it ends");
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
  if (from != f.state().begin() && from[-1] == '{' && text.find("..") != text.npos) {
    return f.Make(DiagnosticCode::kWrongSeparator, f.place(), f.place() + 2,
                  "a `,` stands between how often at least and how often at most",
                  "write `{n,m}`");
  }
  return f.Make(DiagnosticCode::kMalformedNumber, from, stop,
                Quoted(text) + " is neither a number nor a duration",
                "a version or an address stands in quotes");
}

constexpr string_view kUnits =
    "the units are us, ms, s, m, h, d and w, as in 1h30m";

struct UnitWord {
  string_view word;
  string_view unit;
};

constexpr auto kUnitWords = std::to_array<UnitWord>(
    {{"microsecond", "us"}, {"millisecond", "ms"}, {"msec", "ms"},
     {"second", "s"}, {"sec", "s"}, {"minute", "m"}, {"min", "m"},
     {"hour", "h"}, {"hr", "h"}, {"day", "d"}, {"week", "w"}});

// The unit that `word` stands for, itself if it is one; empty if none.
string_view UnitOf(string_view word) {
  for (const UnitWord& known : kUnitWords) {
    const bool is_plural =
        word.ends_with('s') && word.substr(0, word.size() - 1) == known.word;
    if (word == known.word || word == known.unit || is_plural) return known.unit;
  }
  return {};
}

// The whole number before the place, but for blanks; the place if none is.
Iterator NumberBefore(const Failure& f) {
  const Iterator begin = f.state().begin();
  Iterator stop = f.place();
  while (stop != begin && stop[-1] == ' ') --stop;
  Iterator from = stop;
  while (from != begin && IsDigit(from[-1])) --from;
  const bool is_part = from != begin && (IsWordChar(from[-1]) || from[-1] == '.');
  return from == stop || is_part ? f.place() : from;
}

// `10 minutes`, `10minutes`, or `10` alone where a duration stands; elsewhere
// the number has been read already.
Finding NumberAsDuration(const Failure& f) {
  const Iterator end = f.state().end();
  const Iterator from =
      UnitOf(f.FoundWord()).empty() ? f.place() : NumberBefore(f);
  if (from == end || !IsDigit(*from)) return std::nullopt;
  if (from == f.place() && !f.ExpectsDuration()) return std::nullopt;
  const Iterator digits = std::find_if_not(from, end, IsDigit);
  const std::string number(from, digits);
  const Iterator word = f.PassSpaces(digits);
  const string_view unit = UnitOf(f.WordAt(word));
  if (!unit.empty()) {
    const Iterator stop = word + f.WordAt(word).size();
    return f.Make(DiagnosticCode::kMalformedNumber, from, stop,
                  Quoted(std::string(from, stop)) + " is no duration",
                  "write " + Quoted(number + std::string(unit)));
  }
  const bool is_alone = from == f.place() && ScanNumber(from, end) == digits;
  if (!is_alone) return std::nullopt;
  return f.Make(DiagnosticCode::kMalformedNumber, from, digits,
                Quoted(number) + " is no duration without a unit",
                std::string(kUnits));
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
                std::string(kUnits));
}

// The end of the code point at `p`.
Iterator CodePointEnd(Iterator p, Iterator end) {
  ++p;
  while (p != end && (static_cast<unsigned char>(*p) & 0xC0u) == 0x80u) ++p;
  return p;
}

// The code point of the sequence at `p`.  REQUIRES: valid UTF-8.
char32_t CodePointAt(Iterator p, Iterator stop) {
  const auto lead = static_cast<unsigned char>(*p);
  char32_t value = lead < 0x80 ? lead : lead & (0x7Fu >> (stop - p));
  for (++p; p != stop; ++p) {
    value = (value << 6) | (static_cast<unsigned char>(*p) & 0x3Fu);
  }
  return value;
}

// The end of the letter beyond ASCII at `p`; nullptr if none stands there.
// Marks and symbols are none: their blocks are left out.
Iterator ForeignLetterEnd(Iterator p, Iterator end) {
  if (p == end || static_cast<unsigned char>(*p) < 0xC0) return nullptr;
  const Iterator stop = CodePointEnd(p, end);
  const string_view text(p, static_cast<std::size_t>(stop - p));
  if (FindInvalidUtf8(text, 0) != string_view::npos) return nullptr;
  const char32_t c = CodePointAt(p, stop);
  const bool is_symbol = c < 0xC0 || c == 0xD7 || c == 0xF7 ||
                         (c >= 0x2000 && c < 0x2C00) ||
                         (c >= 0x3000 && c < 0x3040) ||
                         (c >= 0xE000 && c < 0xF900) || c >= 0xFE00;
  return is_symbol ? nullptr : stop;
}

// A name with letters beyond ASCII, of which the place may be the middle.
Finding ForeignLetters(const Failure& f) {
  const Iterator end = f.state().end();
  if (ForeignLetterEnd(f.place(), end) == nullptr) return std::nullopt;
  Iterator from = f.place();
  while (from != f.state().begin() && IsWordChar(from[-1])) --from;
  Iterator stop = f.place();
  while (stop != end) {
    const Iterator letter =
        IsWordChar(*stop) ? stop + 1 : ForeignLetterEnd(stop, end);
    if (letter == nullptr) break;
    stop = letter;
  }
  const std::string word = Quoted(std::string(from, stop));
  const bool is_field = f.ExpectsField() || f.Expects("an expression") ||
                        f.Expects("an operator") || f.Expects(":");
  const bool in_step = f.InMatch() && !f.Expects("an operator") &&
                       !f.Expects("an expression") && !f.ExpectsField();
  return f.Make(DiagnosticCode::kUnexpectedCharacter, from, stop,
                word + " has letters that names do not have",
                is_field && !in_step && !f.ExpectsName()
                    ? "as a field's name it stands in backticks: " + word
                    : "names are written with A to Z, a to z, digits and `_`");
}

Finding UnexpectedCharacter(const Failure& f) {
  if (f.at_end()) return std::nullopt;
  const auto byte = static_cast<unsigned char>(*f.place());
  constexpr string_view kUnused = "#$^\\;";
  const bool is_unused = kUnused.find(*f.place()) != string_view::npos;
  if (byte > 0x20 && byte < 0x7F && !is_unused) return std::nullopt;
  if (Finding finding = ForeignLetters(f)) return finding;
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

}  // namespace

Finding SlipOfText(const Failure& failure) {
  for (const auto slip :
       {UnterminatedComment,
       UnterminatedTemplate,
       UnclosedPlaceholder,
       UnterminatedString,
       UnterminatedBefore,
       SingleQuotes,
       SecondFraction,
       NumberAsDuration,
       MalformedNumber,
       UnexpectedCharacter}) {
    if (Finding finding = slip(failure)) return finding;
  }
  return std::nullopt;
}

}  // namespace precept::lang::grammar
