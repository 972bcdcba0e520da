// What an expression of LANGUAGE 5 is worth, worked out by walking its tree.
//
// Types are found first and values afterwards, so that a literal takes the type
// of the other side and an int becomes a float or a decimal where the other
// side is one.  What the evaluator does not know (windows, tables, models, a
// function) is never a wrong value: it is noted in failures(), and whoever
// asked must look there.
//
// Thread safety: none; one evaluator a run of the oracle.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lang/ast.h"
#include "nfa/value.h"
#include "tests/oracle/catalog.h"
#include "tests/oracle/event.h"

namespace precept::oracle {

// An event as a step of some type took it.
struct TakenEvent {
  const Event* event = nullptr;
  std::string type;
};

// A variable as it looks from where the expression stands.
struct Variable {
  // "A variable of a step that repeats is a list."
  bool is_list = false;
  // The types of the steps that bear the name; at least one.
  std::vector<std::string> types;
  // The events taken so far; none: "a step not taken is missing".
  std::vector<TakenEvent> events;
};

struct TypedValue {
  nfa::Type type;
  nfa::Value value;
};

// What names mean where an expression stands.
struct Context {
  // The step's own event, read by bare names; none in the clause `where`.
  std::optional<TakenEvent> own;
  std::map<std::string, Variable> variables;
  // Keys in the clause `where`, parameters in a def.
  std::map<std::string, TypedValue> names;
};

class Evaluator {
 public:
  explicit Evaluator(const Catalog& catalog) : catalog_(catalog) {}

  nfa::Value Evaluate(const lang::ast::Expr& expr, const Context& context);
  // "Logic is two-valued": what is missing does not hold.
  bool Holds(const lang::ast::Expr& expr, const Context& context);
  // Whether the event is of the type, which may be a derived one.
  bool Bears(const Event& event, const std::string& type);
  // A field, computed field or @system field of an event read as `type`.
  nfa::Value FieldOf(const TakenEvent& taken, const std::string& path);
  // Nothing for a field the type does not have.
  std::optional<nfa::Type> FieldType(const std::string& type,
                                     const std::string& path);
  // Whether a base of the type declares the field @nocase.
  bool IsNocaseField(const std::string& type, const std::string& path) const;
  // The variables that an expression names, of those in `known`.
  static void CollectVariables(const lang::ast::Expr& expr,
                               const std::vector<std::string>& known,
                               std::vector<std::string>& out);

  // What could not be evaluated, in the order met; empty if all is well.
  const std::vector<std::string>& failures() const { return failures_; }

 private:
  using MaybeType = std::optional<nfa::Type>;

  // The static type; nothing for literals, which take the other side's.
  MaybeType TypeOf(const lang::ast::Expr& expr, const Context& context);
  MaybeType TypeOfPath(const lang::ast::FieldPath& path,
                       const Context& context);
  MaybeType TypeOfCall(const lang::ast::Call& call, const Context& context);
  MaybeType TypeOfBinary(const lang::ast::Binary& binary,
                         const Context& context);
  // The type in which two sides meet.
  MaybeType Meet(MaybeType left, MaybeType right);

  // The value, as `wanted` where the expression leaves a choice.
  nfa::Value Eval(const lang::ast::Expr& expr, const Context& context,
                  MaybeType wanted);
  nfa::Value EvalPath(const lang::ast::FieldPath& path, const Context& context);
  nfa::Value EvalNumber(const lang::ast::NumberLiteral& literal,
                        MaybeType wanted);
  nfa::Value EvalCall(const lang::ast::Call& call, const Context& context,
                      MaybeType wanted);
  nfa::Value EvalAggregate(const lang::ast::Call& call,
                           const Variable& variable, const std::string& path);
  nfa::Value EvalFunction(const lang::ast::Call& call, const Context& context,
                          MaybeType wanted);
  nfa::Value EvalDef(const lang::ast::Def& def, const lang::ast::Call& call,
                     const Context& context, MaybeType wanted);
  nfa::Value EvalIndex(const lang::ast::Index& index, const Context& context);
  nfa::Value EvalUnary(const lang::ast::Unary& unary, const Context& context,
                       MaybeType wanted);
  nfa::Value EvalBinary(const lang::ast::Binary& binary, const Context& context,
                        MaybeType wanted);
  nfa::Value EvalArithmetic(const lang::ast::Binary& binary,
                            const Context& context, MaybeType wanted);
  bool EvalComparison(const lang::ast::Binary& binary, const Context& context);
  bool EvalTest(const lang::ast::Binary& binary, const nfa::Value& left,
                MaybeType left_type, bool nocase, const Context& context);
  bool EvalQuantified(const lang::ast::Quantified& quantified,
                      const Context& context);
  bool EvalIsMissing(const lang::ast::Expr& operand, const Context& context);
  nfa::Value EvalTemplate(const lang::ast::Template& text,
                          const Context& context);
  // The variable that a path begins with, and the rest of the path.
  std::optional<std::pair<const Variable*, std::string>> VariableOf(
      const lang::ast::Expr& expr, const Context& context) const;
  // Whether the path is the @time field of a type the event bears.
  bool IsTimeField(const Event& event, const std::string& path) const;
  bool IsNocase(const lang::ast::Expr& expr, const Context& context);
  nfa::Value Converted(const nfa::Value& value, MaybeType wanted);
  nfa::Value Fail(std::string what);

  const Catalog& catalog_;
  std::vector<std::string> failures_;
};

}  // namespace precept::oracle
