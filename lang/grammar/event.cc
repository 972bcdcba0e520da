// Types, fields and event declarations.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "lang/grammar/actions.h"
#include "lang/grammar/declaration.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression.h"
#include "lang/grammar/recovery.h"

namespace precept::lang::grammar {
namespace {

using ast::Annotation;
using ast::TypeName;

constexpr auto kQuiet = Expectation::Weight::kQuiet;

constexpr Option<TypeName> kTypeNames[] = {
    {"bool", TypeName::kBool},       {"int", TypeName::kInt},
    {"float", TypeName::kFloat},     {"decimal", TypeName::kDecimal},
    {"string", TypeName::kString},   {"ip", TypeName::kIp},
    {"timestamp", TypeName::kTimestamp},
    {"duration", TypeName::kDuration}};

constexpr Option<Annotation::Kind> kAnnotations[] = {
    {"@time", Annotation::Kind::kTime},
    {"@from", Annotation::Kind::kFrom},
    {"@format", Annotation::Kind::kFormat},
    {"@required", Annotation::Kind::kRequired},
    {"@evidence", Annotation::Kind::kEvidence},
    {"@nocase", Annotation::Kind::kNocase},
    {"@oneof", Annotation::Kind::kOneof}};

// The end of what stands in the parentheses at `p`, on one line.
Iterator PassArgument(const ParseState& state, Iterator p) {
  if (p == state.end() || *p != '(') return p;
  for (Iterator q = p; q != state.end() && *q != '\n';
       q = PassToken(q, state.end())) {
    if (*q == ')') return q + 1;
  }
  return p;
}

// A word behind a field that would be an annotation, reported and passed over.
// With a colon or a dot behind it, it is a field itself.
bool ReadUnknownAnnotation(ParseState& state, Iterator& place, x3::unused_type&) {
  std::string_view header;
  const Iterator end = state.end();
  if (place == end || *place != '@' || ScanHeader(place, end, &header)) return false;
  const Iterator stop = std::find_if_not(place + 1, end, IsWordChar);
  const Iterator after = PassArgument(state, stop);
  const Iterator next = state.Skip(after);
  const bool is_field = next != end && (*next == ':' || *next == '.');
  if (stop == place + 1 || is_field) return false;
  const std::string word(place, stop);
  std::vector<std::string> names;
  for (const auto& known : kAnnotations) names.emplace_back(known.text);
  const auto nearest = NearestName(word, names);
  state.ReportOnce({DiagnosticCode::kUnexpectedText, state.Range(place, stop),
                    "there is no annotation `" + word + "`",
                    nearest ? "did you mean `" + *nearest + "`?"
                            : "the annotations are @time, @from, @format, "
                              "@required, @evidence, @nocase and @oneof",
                    {}});
  place = after;
  return true;
}

struct AddComputedAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    x3::_val(context).push_back(std::move(x3::_attr(context)));
  }
};

}  // namespace

const x3::rule<struct AnnotationId, Annotation> annotation = "annotation";
const x3::rule<struct ComputedFieldId, ast::ComputedField> computed_field =
    "computed_field";
const x3::rule<struct ComputedId, std::vector<ast::ComputedField>> computed =
    "computed";

const auto element_type_def = Described(
    {}, "the type",
    Ranged(OneOf(kTypeNames, Phrase("a type"))[Set<&ast::Type::name>]));

const auto type_def = Described(
    {}, "the type",
    Ranged((Mark("[", {}, kQuiet) >> OneOf(kTypeNames, Phrase("a type"))[Set<&ast::Type::name>]
                >> Mark("]")[Flag<&ast::Type::is_list>]
            | OneOf(kTypeNames, Phrase("a type"))[Set<&ast::Type::name>])
           >> -Mark("?", {}, kQuiet)[Flag<&ast::Type::may_be_missing>]));

const auto annotation_def = Described(
    {}, "the annotation",
    Ranged(OneOf(kAnnotations, Phrase("an annotation"))[Set<&Annotation::kind>]
           >> -(Mark("(", {}, kQuiet)
                >> (String()[Set<&Annotation::argument>]
                    | Mark("[") >> (signed_literal % Mark(","))[Set<&Annotation::argument>]
                          >> Mark("]"))
                >> Mark(")"))));

const auto field_decl_def = Described(
    "a field", "the field",
    Ranged(Path(SegmentBan::kNone, "a field")[Set<&ast::FieldDecl::name>]
           >> Mark(":") >> type[Set<&ast::FieldDecl::type>]
           >> *(annotation[Append<&ast::FieldDecl::annotations>]
                | Token<x3::unused_type>{ReadUnknownAnnotation,
                                         Phrase("an annotation")})));

const auto computed_field_def = Described(
    "a field", "the field",
    Ranged(PlainSegment("a field")[Set<&ast::ComputedField::name>] >> Mark("=")
           >> expr[Set<&ast::ComputedField::value>]));

const auto computed_def =
    Mark("{") >> Entries(computed_field[AddComputedAction{}]) >> Mark("}");

const auto derived_event_def =
    Word("event", kQuiet)
    >> DeclaredName("the name of an event type")[Set<&ast::DerivedEvent::name>]
    >> Mark("=")
    >> Described({}, "the event type",
                 DeclaredName("the name of an event type"))[Append<&ast::DerivedEvent::bases>]
           % Mark("|", {}, kQuiet)
    >> -where_clause[Set<&ast::DerivedEvent::where>]
    >> -computed[Set<&ast::DerivedEvent::computed>];

const auto event_def =
    Word("event", kQuiet)
    >> DeclaredName("the name of an event type")[Set<&ast::Event::name>]
    >> -(Word("from") >> String()[Set<&ast::Event::from>])
    >> -where_clause[Set<&ast::Event::where>] >> Mark("{")
    >> Entries(field_decl[Append<&ast::Event::fields>]) >> Mark("}");

BOOST_SPIRIT_DEFINE(element_type, type, annotation, field_decl, computed_field,
                    computed, derived_event, event)

BOOST_SPIRIT_INSTANTIATE(ElementTypeRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(TypeRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(FieldDeclRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(DerivedEventRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(EventRule, Iterator, Context)

}  // namespace precept::lang::grammar
