// The functions that authors define, checked and ready to be put in where they
// are called.
//
// A function is checked once for its mistakes, and once more for each set of
// arguments that are compared without regard to case, since what it compares
// then folds case too.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/context.h"
#include "lang/ast.h"
#include "nfa/expression.h"
#include "nfa/value.h"

namespace precept::compiler {

struct CheckedFunction {
  // Something that a caller had better know of a value of the body.
  struct Doubt {
    enum class Kind { kComparedUnequal, kDivides };
    Kind kind{};
    nfa::ExprId value;
    std::string operation;  // "!=", "not in".
  };

  // Of the body: parameter i is column i.
  nfa::ExpressionPool pool;
  nfa::ExprId body;
  nfa::Type result;
  bool may_be_missing = false;
  bool nocase = false;
  bool is_error = false;
  std::vector<Doubt> doubts;
};

// Thread safety: none.
class FunctionTable {
 public:
  // Which parameters are given something nocase: bit i for parameter i.
  using NocaseMask = std::uint64_t;

  // Checks every function and reports its mistakes.
  void CheckAll(CheckContext& context);
  // Nullptr while the function itself is being checked: it calls itself.
  const CheckedFunction* Get(const lang::ast::Def& def, NocaseMask nocase,
                             CheckContext& context);

 private:
  using Key = std::pair<std::string, NocaseMask>;
  std::map<Key, CheckedFunction> checked_;
  std::vector<std::string> open_;  // Being checked, outermost first.
};

}  // namespace precept::compiler
