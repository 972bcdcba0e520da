// Lists, tables, constants, functions and models.

#include <utility>

#include "lang/grammar/actions.h"
#include "lang/grammar/declaration.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression.h"

namespace precept::lang::grammar {
namespace {

constexpr auto kQuiet = Expectation::Weight::kQuiet;

}  // namespace

const x3::rule<struct ParamId, ast::Param> param = "param";

const auto list_def =
    Word("list", kQuiet) >> DeclaredName("the name of a list")[Set<&ast::List::name>]
    >> Mark(":") >> element_type[Set<&ast::List::element>]
    >> (Word("from") >> String("the path of a file")[Set<&ast::List::source>]
        | Mark("=") >> Mark("[") >> (signed_literal % Mark(","))[Set<&ast::List::source>]
              >> Mark("]"));

const auto table_def =
    Word("table", kQuiet)
    >> DeclaredName("the name of a table")[Set<&ast::Table::name>] >> Word("from")
    >> -Word("stream", kQuiet)[Flag<&ast::Table::from_stream>]
    >> String("the path of a file")[Set<&ast::Table::source>] >> Word("by")
    >> Path(SegmentBan::kNone, "a field")[Append<&ast::Table::by>]
           % Mark(",", {}, kQuiet)
    >> Mark("{") >> AtLeastOneEntry(field_decl[Append<&ast::Table::fields>])
    >> Mark("}");

const auto const_decl_def =
    Word("const", kQuiet)
    >> DeclaredName("the name of a constant")[Set<&ast::Const::name>] >> Mark("=")
    >> signed_literal[Set<&ast::Const::value>];

const auto param_def = Identifier("a parameter")[Set<&ast::Param::name>] >> Mark(":")
                       >> type[Set<&ast::Param::type>];

const auto def_def =
    Word("def", kQuiet)
    >> DeclaredName("the name of a function")[Set<&ast::Def::name>] >> Mark("(")
    >> -(param[Append<&ast::Def::params>] % Mark(",")) >> Mark(")") >> Mark("=")
    >> expr[Set<&ast::Def::body>];

const auto model_def =
    Word("model", kQuiet)
    >> DeclaredName("the name of a model")[Set<&ast::Model::name>] >> Mark("(")
    >> param[Append<&ast::Model::params>] % Mark(",") >> Mark(")") >> Mark(":")
    >> type[Set<&ast::Model::result>] >> Word("from")
    >> String("the path of a file")[Set<&ast::Model::source>];

BOOST_SPIRIT_DEFINE(list, table, const_decl, param, def, model)

BOOST_SPIRIT_INSTANTIATE(ListRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(TableRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ConstRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(DefRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ModelRule, Iterator, Context)

}  // namespace precept::lang::grammar
