// Typed expressions as an author would write them.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "nfa/expression.h"
#include "nfa/schema.h"

namespace precept::compiler {

// `amount > 500 and status == "ok" nocase`: with parentheses where they are
// needed, columns by their names ("c3" beyond them), and without conversions
// from one kind of number to a wider one.
std::string ExpressionText(const nfa::ExpressionPool& pool, nfa::ExprId id,
                           std::span<const std::string> columns);

// The expressions joined by `and`; "true" for none.
std::string ConjunctionText(const nfa::ExpressionPool& pool,
                            std::span<const nfa::ExprId> conditions,
                            std::span<const std::string> columns);

// "card.holder.country", "@time", "@header(\"x\")".
std::string SourceName(const nfa::SourceColumn& column);
// By ColumnId: the names of a stream's columns.
std::vector<std::string> ColumnNames(const nfa::Stream& stream);
// Segments joined by dots.
std::string PathText(std::span<const std::string> segments);

}  // namespace precept::compiler
