// Types, fields and event declarations.

#include <utility>
#include <vector>

#include "lang/grammar/actions.h"
#include "lang/grammar/declaration.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression.h"

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
           >> *annotation[Append<&ast::FieldDecl::annotations>]));

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
