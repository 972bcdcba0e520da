// What every part of the checker works with.

#pragma once

#include "compiler/catalog.h"
#include "compiler/references.h"
#include "compiler/reporter.h"
#include "compiler/type_table.h"
#include "nfa/expression.h"

namespace precept::compiler {

class FunctionTable;
class ListTable;

struct CheckContext {
  const Catalog& catalog;
  Reporter& reporter;
  References& references;
  nfa::ExpressionPool& pool;
  TypeTable& types;
  FunctionTable& functions;
  ListTable& lists;
};

}  // namespace precept::compiler
