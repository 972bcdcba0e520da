// The rules of patterns that other parts of the grammar use.

#pragma once

#include <boost/spirit/home/x3.hpp>

#include "lang/ast.h"
#include "lang/grammar/pattern_marks.h"
#include "lang/grammar/terminals.h"

namespace precept::lang::grammar {

using PatternRule = x3::rule<struct PatternId, ast::Pattern>;
using StepRule = x3::rule<struct StepId, ast::Step>;
using ByRule = x3::rule<struct ById, ast::By>;
using CountRule = x3::rule<struct CountId, ast::Count>;
using SpanRule = x3::rule<struct SpanId, ast::Span>;
using WithinRule = x3::rule<struct WithinId, ast::Span>;

inline const PatternRule pattern = "pattern";
inline const StepRule step = "step";
// `by` and the keys.
inline const ByRule by_clause = "by_clause";
inline const CountRule count = "count";
inline const SpanRule span = "span";
// `within` and the span.
inline const WithinRule within_clause = "within_clause";

BOOST_SPIRIT_DECLARE(PatternRule, StepRule, ByRule, CountRule, SpanRule, WithinRule)

}  // namespace precept::lang::grammar
