#include "lang/grammar/terminals.h"

#include <string>

namespace precept::lang::grammar {
namespace {

std::string Text(Iterator from, Iterator to) {
  return {from, static_cast<std::size_t>(to - from)};
}

std::string_view View(Iterator from, Iterator to) {
  return {from, static_cast<std::size_t>(to - from)};
}

void ReportLimit(ParseState& state, DiagnosticCode code, Iterator from,
                 Iterator to, std::string message) {
  state.ReportOnce({code, state.Range(from, to), std::move(message), {}, {}});
}

bool ReadIdentifier(ParseState& state, Iterator& place, ast::Name& name) {
  const Iterator stop = ScanIdent(place, state.end());
  if (stop == nullptr) return false;
  name = {Text(place, stop), state.Range(place, stop)};
  place = stop;
  return true;
}

bool ReadDeclaredName(ParseState& state, Iterator& place, ast::Name& name) {
  return !IsReservedWord(place, state.end()) &&
         ReadIdentifier(state, place, name);
}

// ---- segments and paths ----------------------------------------------------

bool ReadSegment(ParseState& state, Iterator& place, ast::Segment& segment) {
  using Kind = ast::Segment::Kind;
  const Iterator end = state.end();
  std::string_view header;
  if (const Iterator stop = ScanIdent(place, end)) {
    segment = {Kind::kPlain, Text(place, stop), {}};
    place = stop;
  } else if (const Iterator quoted = ScanQuotedName(place, end)) {
    segment = {Kind::kQuoted, Text(place + 1, quoted - 1), {}};
    place = quoted;
  } else if (const Iterator with_name = ScanHeader(place, end, &header)) {
    segment = {Kind::kSystem, "@header", std::string(header)};
    place = with_name;
  } else if (const Iterator word = ScanAtWord(place, end)) {
    segment = {Kind::kSystem, Text(place, word), {}};
    place = word;
  } else {
    return false;
  }
  return true;
}

// The place after a dot that leads to another segment; nullptr if none stands
// at `place`.
Iterator PassDot(ParseState& state, Iterator place) {
  place = state.Skip(place);
  if (state.end() - place < 2 || *place != '.') return nullptr;
  const char next = place[1];
  const bool leads = IsWordStart(next) || next == '`' || next == '@';
  return leads ? place + 1 : nullptr;
}

bool ReadPathTail(ParseState& state, Iterator& place,
                  std::vector<ast::Segment>& segments) {
  while (Iterator next = PassDot(state, place)) {
    ast::Segment segment;
    if (!ReadSegment(state, next, segment)) break;
    segments.push_back(std::move(segment));
    place = next;
  }
  return true;
}

bool ReadPath(ParseState& state, Iterator& place, ast::FieldPath& path) {
  const Iterator start = place;
  ast::Segment first;
  if (!ReadSegment(state, place, first)) return false;
  path.segments.push_back(std::move(first));
  ReadPathTail(state, place, path.segments);
  path.range = state.Range(start, place);
  return true;
}

bool ReadField(ParseState& state, Iterator& place, ast::FieldPath& path) {
  return !IsExpressionWord(place, state.end()) && ReadPath(state, place, path);
}

bool ReadKeyField(ParseState& state, Iterator& place, ast::FieldPath& path) {
  return !IsPatternWord(place, state.end()) && ReadField(state, place, path);
}

// ---- literals --------------------------------------------------------------

void ReportBadEscape(ParseState& state, Iterator place) {
  std::string fix = R"(write `\\` for a backslash, or a raw string r"...")";
  if (place[1] == '{' || place[1] == '}') {
    fix = std::string("write `") + place[1] + place[1] + "` for a brace";
  }
  state.ReportOnce({DiagnosticCode::kInvalidEscape, state.Range(place, place + 2),
                    "`" + Text(place, place + 2) + "` is no escape of the language",
                    std::move(fix),
                    {}});
}

bool ReadString(ParseState& state, Iterator& place, ast::StringLiteral& literal) {
  const Iterator stop = ScanString(place, state.end());
  if (stop == nullptr) return false;
  literal.spelling = Text(place, stop);
  Unescaped text = UnescapeString(literal.spelling);
  if (text.bad_escape) ReportBadEscape(state, place + *text.bad_escape);
  literal.value = std::move(text.value);
  place = stop;
  return true;
}

bool ReadDuration(ParseState& state, Iterator& place,
                  ast::DurationLiteral& literal) {
  const Iterator stop = ScanDuration(place, state.end());
  if (stop == nullptr) return false;
  const auto value = DurationValue(View(place, stop));
  if (!value) {
    ReportLimit(state, DiagnosticCode::kDurationTooLarge, place, stop,
                "`" + Text(place, stop) +
                    "` is longer than the greatest duration, 292 years");
  }
  literal = {value.value_or(0), Text(place, stop), state.Range(place, stop)};
  place = stop;
  return true;
}

void ReportNumberTooLarge(ParseState& state, Iterator from, Iterator to) {
  ReportLimit(state, DiagnosticCode::kNumberTooLarge, from, to,
              "`" + Text(from, to) +
                  "` is greater than the greatest whole number, "
                  "9223372036854775807");
}

bool ReadNumber(ParseState& state, Iterator& place, ast::NumberLiteral& literal) {
  const Iterator stop = ScanNumber(place, state.end());
  if (stop == nullptr) return false;
  const std::string_view spelling = View(place, stop);
  const bool is_hex = spelling.starts_with("0x");
  if (is_hex && !IntegerValue(spelling.substr(2), 16)) {
    ReportNumberTooLarge(state, place, stop);
  }
  literal.spelling = std::string(spelling);
  literal.is_integer =
      is_hex || spelling.find_first_of(".eE") == std::string_view::npos;
  place = stop;
  return true;
}

// The place of the digits after a minus sign, or `place` without one.
Iterator PassSign(const ParseState& state, Iterator place) {
  const bool has_sign =
      state.end() - place >= 2 && *place == '-' && IsDigit(place[1]);
  return has_sign ? place + 1 : place;
}

bool ReadSignedNumber(ParseState& state, Iterator& place,
                      ast::NumberLiteral& literal) {
  Iterator digits = PassSign(state, place);
  if (!ReadNumber(state, digits, literal)) return false;
  if (*place == '-') literal.spelling.insert(0, "-");
  place = digits;
  return true;
}

bool ReadMetaNumber(ParseState& state, Iterator& place, ast::MetaNumber& number) {
  ast::NumberLiteral literal;
  if (!ReadSignedNumber(state, place, literal)) return false;
  number.spelling = std::move(literal.spelling);
  return true;
}

bool ReadMetaWord(ParseState& state, Iterator& place, ast::MetaWord& word) {
  const Iterator stop = ScanMetaWord(place, state.end());
  if (stop == nullptr) return false;
  word.text = Text(place, stop);
  place = stop;
  return true;
}

bool ReadWholeNumber(ParseState& state, Iterator& place, std::uint64_t& value) {
  const Iterator stop = ScanInt(place, state.end());
  if (stop == nullptr) return false;
  const auto read = IntegerValue(View(place, stop), 10);
  if (!read) ReportNumberTooLarge(state, place, stop);
  value = read.value_or(0);
  place = stop;
  return true;
}

// `true.x` is a path, as `and.x` is.
bool ReadBool(ParseState& state, Iterator& place, ast::BoolLiteral& literal) {
  for (const std::string_view word : {"true", "false"}) {
    const Iterator stop = ScanWord(place, state.end(), word);
    if (stop == nullptr || (stop != state.end() && *stop == '.')) continue;
    literal.value = word == "true";
    place = stop;
    return true;
  }
  return false;
}

// ---- templates -------------------------------------------------------------

bool ReadTemplateStart(ParseState& state, Iterator& place, x3::unused_type&) {
  if (state.end() - place < 2 || place[0] != 'f' || place[1] != '"') return false;
  place += 2;
  return true;
}

bool ReadTemplateText(ParseState& state, Iterator& place,
                      ast::Template::Text& text) {
  const Iterator stop = ScanTemplateText(place, state.end());
  if (stop == nullptr) return false;
  text.spelling = Text(place, stop);
  Unescaped unescaped = UnescapeTemplateText(text.spelling);
  if (unescaped.bad_escape) ReportBadEscape(state, place + *unescaped.bad_escape);
  text.value = std::move(unescaped.value);
  place = stop;
  return true;
}

template <char kMark>
bool ReadGluedMark(ParseState& state, Iterator& place, x3::unused_type&) {
  if (place == state.end() || *place != kMark) return false;
  ++place;
  return true;
}

constexpr auto kQuiet = Expectation::Weight::kQuiet;

}  // namespace

Iterator MatchLiteral(Iterator place, Iterator end, std::string_view text,
                      std::string_view not_before) {
  if (static_cast<std::size_t>(end - place) < text.size() ||
      View(place, place + text.size()) != text) {
    return nullptr;
  }
  place += text.size();
  if (place == end) return place;
  const bool goes_on = IsWordChar(text.back()) && IsWordChar(*place);
  const bool barred = not_before.find(*place) != std::string_view::npos;
  return goes_on || barred ? nullptr : place;
}

Literal Mark(std::string_view text, std::string_view not_before,
             Expectation::Weight weight) {
  return {{}, text, not_before, {text, Expectation::Kind::kMark, weight}};
}

Literal Word(std::string_view text, Expectation::Weight weight) {
  return {{}, text, {}, {text, Expectation::Kind::kWord, weight}};
}

Literal Named(std::string_view text, Expectation expectation,
              std::string_view not_before) {
  return {{}, text, not_before, expectation};
}

Token<ast::Name> DeclaredName(std::string_view phrase) {
  return {ReadDeclaredName, Phrase(phrase)};
}

Token<ast::Name> Identifier(std::string_view phrase) {
  return {ReadIdentifier, Phrase(phrase)};
}

Token<ast::FieldPath> Path(SegmentBan ban, std::string_view phrase) {
  switch (ban) {
    case SegmentBan::kNone:
      return {ReadPath, Phrase(phrase)};
    case SegmentBan::kExpressionWords:
      return {ReadField, Phrase(phrase)};
    case SegmentBan::kAlsoPatternWords:
      return {ReadKeyField, Phrase(phrase)};
  }
  return {ReadPath, Phrase(phrase)};
}

Token<ast::Segment> PlainSegment(std::string_view phrase) {
  return {ReadSegment, Phrase(phrase)};
}

Token<std::vector<ast::Segment>> PathTail() {
  return {ReadPathTail, Phrase("a path")};
}

Token<ast::StringLiteral> String(std::string_view phrase) {
  return {ReadString, Phrase(phrase)};
}

Token<ast::DurationLiteral> Duration(std::string_view phrase) {
  return {ReadDuration, Phrase(phrase)};
}

Token<ast::NumberLiteral> Number() { return {ReadNumber, Phrase("a number")}; }

Token<ast::NumberLiteral> SignedNumber() {
  return {ReadSignedNumber, Phrase("a number")};
}

Token<ast::MetaNumber> MetaNumber() {
  return {ReadMetaNumber, Phrase("a number")};
}

Token<ast::MetaWord> MetaWord() { return {ReadMetaWord, Phrase("a word")}; }

Token<std::uint64_t> WholeNumber(std::string_view phrase) {
  return {ReadWholeNumber, Phrase(phrase)};
}

Token<ast::BoolLiteral> Bool() { return {ReadBool, Phrase("`true` or `false`")}; }

Token<x3::unused_type> TemplateStart() {
  return {ReadTemplateStart, Phrase("a template")};
}

Token<ast::Template::Text> TemplateText() {
  return {ReadTemplateText, Phrase("text", kQuiet),
          Token<ast::Template::Text>::Joint::kGlued};
}

Token<x3::unused_type> TemplateBrace() {
  return {ReadGluedMark<'{'>, Phrase("an expression in braces", kQuiet),
          Token<x3::unused_type>::Joint::kGlued};
}

Token<x3::unused_type> TemplateEnd() {
  return {ReadGluedMark<'"'>, Phrase(kClosingQuote),
          Token<x3::unused_type>::Joint::kGlued};
}

}  // namespace precept::lang::grammar
