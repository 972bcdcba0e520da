// The declarations of a file: one rule each.

#pragma once

#include <boost/spirit/home/x3.hpp>
#include <vector>

#include "lang/ast.h"
#include "lang/grammar/terminals.h"

namespace precept::lang::grammar {

using EventRule = x3::rule<struct EventId, ast::Event>;
using DerivedEventRule = x3::rule<struct DerivedEventId, ast::DerivedEvent>;
using TypeRule = x3::rule<struct TypeId, ast::Type>;
using ElementTypeRule = x3::rule<struct ElementTypeId, ast::Type>;
using FieldDeclRule = x3::rule<struct FieldDeclId, ast::FieldDecl>;
using WindowRule = x3::rule<struct WindowId, ast::Window>;
using ListRule = x3::rule<struct ListId, ast::List>;
using TableRule = x3::rule<struct TableId, ast::Table>;
using ConstRule = x3::rule<struct ConstId, ast::Const>;
using DefRule = x3::rule<struct DefId, ast::Def>;
using ModelRule = x3::rule<struct ModelId, ast::Model>;
using RuleRule = x3::rule<struct RuleId, ast::Rule>;
using TuneRule = x3::rule<struct TuneId, ast::Tune>;
using TestRule = x3::rule<struct TestId, ast::Test>;
using DeclarationRule = x3::rule<struct DeclarationId, ast::Declaration>;

inline const EventRule event = "event";
inline const DerivedEventRule derived_event = "derived_event";
inline const TypeRule type = "type";
// A type's name alone.
inline const ElementTypeRule element_type = "element_type";
inline const FieldDeclRule field_decl = "field_decl";
inline const WindowRule window = "window";
inline const ListRule list = "list";
inline const TableRule table = "table";
inline const ConstRule const_decl = "const";
inline const DefRule def = "def";
inline const ModelRule model = "model";
inline const RuleRule rule_decl = "rule";
inline const TuneRule tune = "tune";
inline const TestRule test = "test";
inline const DeclarationRule declaration = "declaration";

BOOST_SPIRIT_DECLARE(EventRule, DerivedEventRule, TypeRule, ElementTypeRule,
                     FieldDeclRule, WindowRule, ListRule, TableRule, ConstRule,
                     DefRule, ModelRule, RuleRule, TuneRule, TestRule,
                     DeclarationRule)

}  // namespace precept::lang::grammar
