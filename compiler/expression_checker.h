// Checks expressions: names, types, literals, and the warnings that look at one
// expression.
//
// Literals have no type of their own: where one side of an operator is made of
// literals only ("flexible"), the other side is checked first and its type
// given to the literals as a hint.
//
// What has been reported is an error Typed, over which nothing further is
// reported.
//
// The parts are in expression_checker.cc (entry, names), check_literals.cc,
// check_logic.cc, check_comparison.cc, check_membership.cc, check_text.cc,
// check_arithmetic.cc, check_call.cc and
// check_events.cc.
//
// Thread safety: none.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/context.h"
#include "compiler/functions.h"
#include "compiler/passes/facts.h"
#include "compiler/scope.h"
#include "compiler/typed.h"
#include "lang/ast.h"
#include "nfa/expression.h"
#include "nfa/function.h"

namespace precept::compiler {

class ExpressionChecker {
 public:
  using Hint = std::optional<nfa::Type>;

  // `owner` is the declaration that the expression belongs to.  All arguments
  // must outlive this.
  ExpressionChecker(CheckContext& context, const std::string& owner,
                    Scope& scope, nfa::ExpressionPool& pool)
      : context_(context), reporter_(context.reporter), owner_(owner),
        scope_(scope), pool_(pool),
        facts_(pool, [&scope](nfa::ExprId id) { return scope.Behind(id); }) {}

  // Of the body of a function: whether a parameter is missing or 0 is asked
  // where the function is called.  `doubts` must outlive this.
  void LeaveToCallers(std::vector<CheckedFunction::Doubt>& doubts) {
    doubts_ = &doubts;
  }

  // A whole expression: also refuses one that is too large.
  Typed Check(const lang::ast::Expr& expr, Hint hint = {});
  // A whole condition; warns where it always or never holds.
  std::optional<nfa::ExprId> CheckCondition(const lang::ast::Expr& expr);
  // A condition inside one that has been checked.
  nfa::ExprId PartOf(const lang::ast::Expr& part) const {
    return conditions_.at(&part);
  }

 private:
  struct Operands {
    Typed left;
    Typed right;
    bool is_error() const { return left.is_error || right.is_error; }
  };
  // A list that stands on the right of `in` or of an operator on texts.
  struct Membership {
    const lang::ast::Expr& expr;  // The whole comparison.
    const lang::ast::Binary& binary;
    Typed left;
  };

  // expression_checker.cc
  Typed Visit(const lang::ast::Expr& expr, Hint hint);
  Typed VisitNode(const lang::ast::Expr& expr, Hint hint);
  Typed CheckField(const lang::ast::Expr& expr, const lang::ast::FieldPath& path,
                   Hint hint);
  Typed CheckDeclaredName(const lang::ast::Expr& expr,
                          const lang::ast::FieldPath& path,
                          const CatalogEntry& entry, Hint hint);
  Typed CheckListName(const lang::ast::Expr& expr, const std::string& name);
  const CatalogEntry* FindDeclared(const lang::ast::FieldPath& path);
  bool IsFlexible(const lang::ast::Expr& expr);
  Operands CheckOperands(const lang::ast::Expr& left,
                         const lang::ast::Expr& right, Hint hint = {});
  // Brings both to one type: int to float or decimal.  False: they differ.
  bool Unify(Typed& left, Typed& right);
  Typed ConvertTo(Typed value, nfa::Type type);
  Typed Report(lang::DiagnosticCode code, lang::SourceRange range,
               std::string message, std::string fix = {});
  Typed Make(nfa::Op op, nfa::Type type, std::vector<nfa::ExprId> args,
             bool nocase = false);
  Typed Constant(nfa::Value value, nfa::Type type);
  bool IsConstant(const Typed& value) const;
  // The author's words for an operand: its text, or "the left side" if long.
  std::string WordsOf(const lang::ast::Expr& expr) const;

  // check_literals.cc
  Typed CheckNumber(const lang::ast::Expr& expr, const std::string& spelling,
                    Hint hint);
  Typed CheckString(const lang::ast::Expr& expr,
                    const lang::ast::StringLiteral& literal, Hint hint);
  Typed CheckTime(const lang::ast::Expr& expr, const lang::ast::TimeLiteral& time);
  Typed CheckTemplate(const lang::ast::Template& text);
  Typed CheckList(const lang::ast::Expr& expr, const lang::ast::ListLiteral& list,
                  Hint hint);
  Typed ListOf(const lang::ast::Expr& expr, const lang::ast::ListLiteral& list,
               std::vector<Typed> elements, Hint hint);

  // check_logic.cc
  Typed CheckUnary(const lang::ast::Expr& expr, const lang::ast::Unary& unary,
                   Hint hint);
  Typed CheckJunction(const lang::ast::Expr& expr, nfa::Op op);
  Typed CheckConditional(const lang::ast::Expr& expr,
                         const lang::ast::Conditional& conditional, Hint hint);
  Typed CheckCoalesce(const lang::ast::Expr& expr,
                      const lang::ast::Binary& binary, Hint hint);
  Typed CheckIsMissing(const lang::ast::IsMissing& test);
  Typed RequireBool(Typed value, const lang::ast::Expr& expr);
  Typed Alternatives(const lang::ast::Expr& expr, Operands operands,
                     const lang::ast::Expr& left, const lang::ast::Expr& right);

  // check_comparison.cc
  Typed CheckBinary(const lang::ast::Expr& expr, const lang::ast::Binary& binary,
                    Hint hint);
  Typed CheckComparison(const lang::ast::Expr& expr,
                        const lang::ast::Binary& binary, std::optional<Typed> left);
  Typed Compare(const lang::ast::Expr& expr, const lang::ast::Binary& binary,
                Operands operands);
  Typed CheckQuantified(const lang::ast::Quantified& quantified);
  Typed ReportMismatch(const lang::ast::Binary& binary, const Operands& operands,
                       lang::SourceRange range);
  std::string MismatchFix(const lang::ast::Binary& binary,
                          const Operands& operands);
  // Whether its value is the callers' matter; then it is left to them.
  bool LeaveDoubt(CheckedFunction::Doubt::Kind kind, nfa::ExprId value,
                  const std::string& words);
  void WarnOfMissing(const lang::ast::Expr& expr, const lang::ast::Binary& binary,
                     const Typed& left, const Typed& right);
  void WarnOfOneof(const Typed& field, const lang::ast::Expr& field_expr,
                   const Typed& value, const lang::ast::Expr& value_expr,
                   bool nocase);
  void WarnOfOneofInList(const Membership& in, const Typed& list, bool nocase);
  bool NocaseFits(const lang::ast::Binary& binary, const Typed& left);

  // check_membership.cc
  Typed CheckMembership(const lang::ast::Expr& expr,
                        const lang::ast::Binary& binary, std::optional<Typed> left);
  const lang::ast::StringLiteral* WrittenText(const lang::ast::Expr& expr);
  Typed InLiteral(const Membership& in, const lang::ast::ListLiteral& list);
  Typed InAddresses(const Membership& in, const lang::ast::ListLiteral& list);
  Typed InValue(const Membership& in, const Typed& right);
  Typed InBlocks(const Typed& left, nfa::ValueList blocks);
  Typed OneBlock(const Membership& in, const lang::ast::StringLiteral& block,
                 lang::SourceRange range);
  std::optional<Typed> InDeclaredAddresses(const Membership& in);
  Typed AnyOf(std::vector<nfa::ExprId> branches);
  // `not in`: false where the value is missing.
  Typed Negated(const Membership& in, Typed membership, const Typed* list);

  // check_text.cc
  Typed CheckTextOperator(const lang::ast::Expr& expr,
                          const lang::ast::Binary& binary, std::optional<Typed> left);
  Typed TextOverList(const Membership& text, const lang::ast::ListLiteral& list);
  bool CheckRegexConstant(const Typed& pattern, const lang::ast::Expr& expr);

  // check_arithmetic.cc
  Typed CheckArithmetic(const lang::ast::Expr& expr,
                        const lang::ast::Binary& binary, Hint hint);
  Typed CheckNegate(const lang::ast::Expr& expr, const lang::ast::Expr& operand,
                    Hint hint);
  void WarnOfZero(const lang::ast::Binary& binary, const Typed& divisor);

  // check_call.cc
  Typed CheckCall(const lang::ast::Expr& expr, const lang::ast::Call& call);
  Typed CheckBuiltIn(const lang::ast::Expr& expr, const lang::ast::Call& call);
  Typed CheckDefCall(const lang::ast::Expr& expr, const lang::ast::Call& call,
                     const lang::ast::Def& def);
  void WarnOfDoubts(const lang::ast::Expr& expr, const lang::ast::Call& call,
                    const CheckedFunction& function,
                    const std::vector<Typed>& arguments);
  void WarnOfDoubt(const lang::ast::Expr& expr, const lang::ast::Call& call,
                   const CheckedFunction& function,
                   const CheckedFunction::Doubt& doubt, nfa::ExprId here,
                   const std::vector<Typed>& arguments);
  Typed CheckModelCall(const lang::ast::Call& call, const lang::ast::Model& model);
  Typed CheckPrior(const lang::ast::Expr& expr, const lang::ast::Call& call);
  Typed CheckIndex(const lang::ast::Expr& expr, const lang::ast::Index& index);
  // check_events.cc
  // The variable of the pattern that stands here alone; nullptr for all else.
  const std::string* AsVariable(const lang::ast::Expr& expr) const;
  bool IsAggregateOfVariable(const lang::ast::Call& call) const;
  Typed AggregateOfVariable(const lang::ast::Expr& expr,
                            const lang::ast::Call& call);
  Typed EventOfCall(const lang::ast::Expr& expr, const lang::ast::Call& call,
                    const std::string& variable);
  Typed EventAtIndex(const lang::ast::Expr& expr, const lang::ast::Index& index,
                     const std::string& variable);
  std::optional<std::int64_t> PlaceOfEvent(const lang::ast::Index& index,
                                           const std::string& variable);
  Typed FieldOfEvent(const lang::ast::Expr& expr, const std::string& variable,
                     EventChoice choice,
                     const std::vector<lang::ast::Segment>& path);
  Typed ReportOneEvent(const std::string& variable, lang::SourceRange range,
                       const std::string& construct);
  // How to name one value of a list that a step gives; or nothing.
  std::string OneOfManyFix(const lang::ast::Expr& expr) const;
  // Whether an event is missing: `a`, `first(v)`, `v[1]`.
  std::optional<Typed> EventIsMissing(const lang::ast::Expr& event);

  // check_call.cc
  Typed ReportUnknownFunction(const lang::ast::Call& call);
  std::optional<nfa::ResolvedCall> ResolveCall(const lang::ast::Call& call,
                                               std::vector<Typed>& arguments);
  bool CheckConstantArguments(const lang::ast::Call& call,
                              const nfa::ResolvedCall& resolved,
                              const std::vector<Typed>& arguments);

  CheckContext& context_;
  Reporter& reporter_;
  const std::string& owner_;
  Scope& scope_;
  nfa::ExpressionPool& pool_;
  Facts facts_;
  int tolerated_ = 0;  // Inside `??`: what is missing is provided for.
  std::vector<CheckedFunction::Doubt>* doubts_ = nullptr;
  // What may be missing of all that has been checked.
  std::set<nfa::ExprId> doubtful_;
  // Conditions inside the one being checked, for the warnings about it.
  std::map<const lang::ast::Expr*, nfa::ExprId> conditions_;
};

}  // namespace precept::compiler
