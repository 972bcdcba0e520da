// The terminals of the grammar as parsers of Spirit X3.
//
// Every terminal passes over blanks and comments first, leaves the place
// untouched when it fails, and tells the ParseState what it would have taken.

#pragma once

#include <boost/spirit/home/x3.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "lang/ast.h"
#include "lang/grammar/parse_state.h"

namespace precept::lang::grammar {

namespace x3 = boost::spirit::x3;

struct StateTag {};
using Context = x3::context<StateTag, ParseState>;

template <class AnyContext>
ParseState& StateOf(const AnyContext& context) {
  return x3::get<StateTag>(context);
}

// The end of `text` at `place`; nullptr where something else stands or a
// character of `not_before` follows.  A text that ends with a letter ends with
// its word.
Iterator MatchLiteral(Iterator place, Iterator end, std::string_view text,
                      std::string_view not_before);

// A mark or a word without a value of its own.
struct Literal : x3::parser<Literal> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  // What must not follow, which keeps `<` apart from `<=`.
  std::string_view text;
  std::string_view not_before;
  Expectation expectation;

  template <class AnyContext, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext&, Attribute&) const {
    ParseState& state = StateOf(context);
    const Iterator place = state.Skip(first);
    const Iterator stop = MatchLiteral(place, last, text, not_before);
    if (stop == nullptr) {
      state.Expect(place, expectation);
      return false;
    }
    first = stop;
    return true;
  }
};

// `text` as a mark, not followed by a character of `not_before`.
Literal Mark(std::string_view text, std::string_view not_before = {},
             Expectation::Weight weight = Expectation::Weight::kNamed);
// A whole word.
Literal Word(std::string_view text,
             Expectation::Weight weight = Expectation::Weight::kNamed);
// A mark or word that takes part in a construct with a phrase of its own.
Literal Named(std::string_view text, Expectation expectation,
              std::string_view not_before = {});

// A token with a value: Read is called where blanks end and moves the place
// on; false means that no such token stands there.
template <class Value>
struct Token : x3::parser<Token<Value>> {
  using attribute_type = Value;
  static constexpr bool has_attribute = true;
  using Read = bool (*)(ParseState& state, Iterator& place, Value& value);

  // A glued token follows what stands before it without blanks.
  enum class Joint : std::uint8_t { kLoose, kGlued };

  Token(Read read_function, Expectation expected, Joint joined = Joint::kLoose)
      : read(read_function), expectation(expected), joint(joined) {}

  Read read;
  Expectation expectation;
  Joint joint;

  template <class AnyContext, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator&, const AnyContext& context,
             RContext&, Attribute& attribute) const {
    ParseState& state = StateOf(context);
    Iterator place = joint == Joint::kGlued ? first : state.Skip(first);
    const Iterator start = place;
    Value value{};
    if (!read(state, place, value)) {
      state.Expect(start, expectation);
      return false;
    }
    first = place;
    if constexpr (!std::is_same_v<std::remove_const_t<Attribute>,
                                  x3::unused_type>) {
      attribute = std::move(value);
    }
    return true;
  }
};

// One mark or word of several, each with a value.
template <class Value>
struct Option {
  std::string_view text;
  Value value;
  std::string_view not_before = {};
};

// The options in their order; `options` is static data.
template <class Value, std::size_t kSize>
struct OneOf : x3::parser<OneOf<Value, kSize>> {
  using attribute_type = Value;
  static constexpr bool has_attribute = true;

  OneOf(const Option<Value> (&all)[kSize], Expectation expected)
      : options(all), expectation(expected) {}

  const Option<Value> (&options)[kSize];
  Expectation expectation;

  template <class AnyContext, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext&, Attribute& attribute) const {
    ParseState& state = StateOf(context);
    const Iterator place = state.Skip(first);
    for (const Option<Value>& option : options) {
      const Iterator stop =
          MatchLiteral(place, last, option.text, option.not_before);
      if (stop == nullptr) continue;
      first = stop;
      if constexpr (!std::is_same_v<std::remove_const_t<Attribute>,
                                    x3::unused_type>) {
        attribute = option.value;
      }
      return true;
    }
    state.Expect(place, expectation);
    for (const Option<Value>& option : options) {
      if (!IsWordStart(option.text.front())) continue;
      state.Expect(place, {option.text, Expectation::Kind::kWord,
                           Expectation::Weight::kQuiet});
    }
    return false;
  }
};

// The phrase for a terminal ("a name").
constexpr Expectation Phrase(
    std::string_view text,
    Expectation::Weight weight = Expectation::Weight::kNamed) {
  return {text, Expectation::Kind::kPhrase, weight};
}

// A declared name, which is no word of the language.
Token<ast::Name> DeclaredName(std::string_view phrase);
// Any identifier.
Token<ast::Name> Identifier(std::string_view phrase);

// The first segment of a path and its followers.  What the first may not be:
enum class SegmentBan : std::uint8_t { kNone, kExpressionWords, kAlsoPatternWords };
Token<ast::FieldPath> Path(SegmentBan ban, std::string_view phrase);
Token<ast::Segment> PlainSegment(std::string_view phrase);
// ".a.b" after a call, an index or a type's name; empty where there is none.
Token<std::vector<ast::Segment>> PathTail();

Token<ast::StringLiteral> String(std::string_view phrase = "a string");
Token<ast::DurationLiteral> Duration(std::string_view phrase = "a duration");
Token<ast::NumberLiteral> Number();
// With a minus sign perhaps, right before the digits.
Token<ast::NumberLiteral> SignedNumber();
Token<ast::MetaNumber> MetaNumber();
Token<ast::MetaWord> MetaWord();
Token<std::uint64_t> WholeNumber(std::string_view phrase = "a whole number");
Token<ast::BoolLiteral> Bool();

// f" and the parts of a template between its expressions, without passing over
// blanks, which are part of the text.
Token<x3::unused_type> TemplateStart();
Token<ast::Template::Text> TemplateText();
Token<x3::unused_type> TemplateBrace();
Token<x3::unused_type> TemplateEnd();

}  // namespace precept::lang::grammar
