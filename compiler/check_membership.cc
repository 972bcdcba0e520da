// in and not in: lists written out, declared lists, list fields, address
// blocks.

#include <utility>
#include <variant>
#include <vector>

#include "compiler/expression_checker.h"
#include "compiler/lists.h"
#include "lang/ast_printer.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

constexpr nfa::Type kBool{nfa::Scalar::kBool, false};
constexpr nfa::Type kIp{nfa::Scalar::kIp, false};

const ast::Expr& WithoutParentheses(const ast::Expr& expr) {
  const auto* inner = std::get_if<ast::Parenthesized>(&expr.node);
  return inner == nullptr ? expr : WithoutParentheses(*inner->inner);
}

bool IsBlockText(const ast::StringLiteral& literal) {
  return !nfa::Ip::Parse(literal.value) && nfa::IpBlock::Parse(literal.value);
}

}  // namespace

// The text that is written there, be it as a const.
const ast::StringLiteral* ExpressionChecker::WrittenText(const ast::Expr& expr) {
  const ast::Expr& bare = WithoutParentheses(expr);
  const auto* field = std::get_if<ast::FieldRef>(&bare.node);
  if (field == nullptr) return std::get_if<ast::StringLiteral>(&bare.node);
  const CatalogEntry* entry = FindDeclared(field->path);
  if (entry == nullptr || entry->is_faulty() || field->path.segments.size() != 1) {
    return nullptr;
  }
  const auto* constant = std::get_if<const ast::Const*>(&entry->declared);
  if (constant == nullptr) return nullptr;
  context_.references.Add(owner_, entry->name->text);
  return std::get_if<ast::StringLiteral>(&(*constant)->value.node);
}

Typed ExpressionChecker::CheckMembership(const ast::Expr& expr,
                                         const ast::Binary& binary,
                                         std::optional<Typed> left) {
  const ast::Expr& right_expr = WithoutParentheses(*binary.right);
  const auto* list = std::get_if<ast::ListLiteral>(&right_expr.node);
  if (!left && list == nullptr && IsFlexible(*binary.left)) {
    // `"admin" in groups`: the literal takes the type of the elements.
    const Typed right = Visit(right_expr, {});
    Hint hint;
    if (!right.is_error) hint = nfa::Type{right.type.scalar, false};
    const Typed checked = Visit(*binary.left, hint);
    if (right.is_error || checked.is_error) return Typed::Error();
    return InValue({expr, binary, checked}, right);
  }
  const Membership in{expr, binary, left ? *left : Visit(*binary.left, {})};
  if (!in.left.is_error && in.left.type.is_list) {
    return Report(DiagnosticCode::kOperandType, binary.left->range,
                  "`in` asks for one value, and " + WordsOf(*binary.left) +
                      " is " + Phrase(in.left.type),
                  "write `any " + lang::Print(*binary.left) + " in …`");
  }
  if (list != nullptr) return InLiteral(in, *list);
  if (!in.left.is_error && in.left.type == kIp) {
    if (const auto* block = WrittenText(right_expr)) {
      return OneBlock(in, *block, right_expr.range);
    }
    if (auto declared = InDeclaredAddresses(in)) return *declared;
  }
  const Typed right = Visit(right_expr, {});
  if (in.left.is_error || right.is_error) return Typed::Error();
  return InValue(in, right);
}

// A list written out.  Literals make one constant; anything else is compared
// one by one.
Typed ExpressionChecker::InLiteral(const Membership& in,
                                   const ast::ListLiteral& list) {
  Hint hint;
  if (!in.left.is_error) hint = in.left.type;
  if (hint && *hint == kIp) return InAddresses(in, list);
  std::vector<Typed> elements;
  bool is_error = in.left.is_error;
  bool constant = true;
  for (const ast::Expr& element : list.elements) {
    elements.push_back(Visit(element, hint));
    is_error = is_error || elements.back().is_error;
    constant = constant && IsConstant(elements.back());
  }
  if (is_error || !NocaseFits(in.binary, in.left)) return Typed::Error();
  const bool written_nocase = in.left.nocase || in.binary.nocase;
  Typed widest = in.left;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    Typed element = elements[i];
    if (!Unify(widest, element)) {
      return Report(DiagnosticCode::kTypeMismatch, list.elements[i].range,
                    "`in` compares values of one type: " +
                        WordsOf(*in.binary.left) + " is " + Phrase(in.left.type) +
                        " and " + WordsOf(list.elements[i]) + " " +
                        Phrase(element.type));
    }
    WarnOfOneof(in.left, *in.binary.left, element, list.elements[i],
                written_nocase);
  }
  if (constant) {
    nfa::ValueList values;
    for (const Typed& element : elements) {
      values.push_back(pool_[ConvertTo(element, widest.type).id].constant);
    }
    const Typed all = Constant(nfa::Value(std::move(values)),
                               {widest.type.scalar, true});
    return Negated(in, Make(nfa::Op::kIn, kBool, {widest.id, all.id},
                            written_nocase), nullptr);
  }
  std::vector<nfa::ExprId> branches;
  for (const Typed& element : elements) {
    const bool nocase = written_nocase || element.nocase;
    branches.push_back(Make(nfa::Op::kEqual, kBool,
                            {widest.id, ConvertTo(element, widest.type).id},
                            nocase).id);
  }
  return Negated(in, AnyOf(std::move(branches)), nullptr);
}

// An ip in a list written out, of addresses, blocks and other ips.
Typed ExpressionChecker::InAddresses(const Membership& in,
                                     const ast::ListLiteral& list) {
  nfa::ValueList blocks;
  std::vector<nfa::ExprId> branches;
  bool is_error = in.left.is_error;
  for (const ast::Expr& element : list.elements) {
    const ast::StringLiteral* text = WrittenText(element);
    if (text != nullptr && IsBlockText(*text)) {
      blocks.emplace_back(text->value);
      continue;
    }
    Typed address = Visit(element, kIp);
    if (!address.is_error && address.type != kIp) {
      address = Report(DiagnosticCode::kTypeMismatch, element.range,
                       "`in` compares values of one type: " +
                           WordsOf(*in.binary.left) + " is an ip and " +
                           WordsOf(element) + " " + Phrase(address.type));
    }
    if (address.is_error) {
      is_error = true;
    } else if (text != nullptr) {
      blocks.emplace_back(text->value);
    } else {
      branches.push_back(
          Make(nfa::Op::kEqual, kBool, {in.left.id, address.id}).id);
    }
  }
  if (is_error || !NocaseFits(in.binary, in.left)) return Typed::Error();
  if (!blocks.empty() || branches.empty()) {
    branches.insert(branches.begin(), InBlocks(in.left, std::move(blocks)).id);
  }
  return Negated(in, AnyOf(std::move(branches)), nullptr);
}

Typed ExpressionChecker::InBlocks(const Typed& left, nfa::ValueList blocks) {
  const Typed list =
      Constant(nfa::Value(std::move(blocks)), {nfa::Scalar::kString, true});
  return Make(nfa::Op::kInBlocks, kBool, {left.id, list.id});
}

Typed ExpressionChecker::OneBlock(const Membership& in,
                                  const ast::StringLiteral& block,
                                  lang::SourceRange range) {
  if (const auto why = nfa::CheckCidr(block.value)) {
    return Report(DiagnosticCode::kInvalidCidr, range,
                  Quoted(block.spelling) + " is not a block of addresses: " + *why);
  }
  return Negated(in, InBlocks(in.left, {nfa::Value(block.value)}), nullptr);
}

// An ip in a declared list, which may hold blocks.
std::optional<Typed> ExpressionChecker::InDeclaredAddresses(const Membership& in) {
  const auto* field =
      std::get_if<ast::FieldRef>(&WithoutParentheses(*in.binary.right).node);
  if (field == nullptr || field->path.segments.size() != 1) return std::nullopt;
  const CatalogEntry* entry = FindDeclared(field->path);
  if (entry == nullptr) return std::nullopt;
  const CheckedList* list = context_.lists.Find(entry->name->text);
  if (list == nullptr || !list->has_blocks) return std::nullopt;
  context_.references.Add(owner_, entry->name->text);
  if (list->is_error || !NocaseFits(in.binary, in.left)) return Typed::Error();
  return Negated(in, InBlocks(in.left, list->blocks), nullptr);
}

// A value that is a list: a field, a declared list, the result of a function.
Typed ExpressionChecker::InValue(const Membership& in, const Typed& right) {
  if (!right.type.is_list) {
    const bool texts = right.type.scalar == nfa::Scalar::kString &&
                       in.left.type.scalar == nfa::Scalar::kString;
    return Report(DiagnosticCode::kNotAList, in.binary.right->range,
                  "`in` needs a list on its right, and " +
                      WordsOf(*in.binary.right) + " is " + Phrase(right.type),
                  texts ? "part of a text is found with `contains`, the same "
                          "text with `==`"
                        : "");
  }
  Typed left = in.left;
  const nfa::Type element{right.type.scalar, false};
  const bool widens = left.type == nfa::Type{nfa::Scalar::kInt, false} &&
                      (element.scalar == nfa::Scalar::kFloat ||
                       element.scalar == nfa::Scalar::kDecimal);
  if (widens) left = ConvertTo(left, element);
  if (left.type != element) {
    return Report(DiagnosticCode::kTypeMismatch, in.expr.range,
                  "`in` compares values of one type: " +
                      WordsOf(*in.binary.left) + " is " + Phrase(left.type) +
                      " and " + WordsOf(*in.binary.right) + " " +
                      Phrase(right.type));
  }
  if (!NocaseFits(in.binary, left)) return Typed::Error();
  const bool nocase = element.scalar == nfa::Scalar::kString &&
                      (in.binary.nocase || left.nocase || right.nocase);
  WarnOfOneofInList(in, right, nocase);
  WarnOfOneof(right, *in.binary.right, left, *in.binary.left, nocase);
  return Negated(in, Make(nfa::Op::kIn, kBool, {left.id, right.id}, nocase),
                 IsConstant(right) ? nullptr : &right);
}

Typed ExpressionChecker::AnyOf(std::vector<nfa::ExprId> branches) {
  if (branches.size() != 1) return Make(nfa::Op::kOr, kBool, std::move(branches));
  Typed only;
  only.id = branches.front();
  only.type = kBool;
  return only;
}

Typed ExpressionChecker::Negated(const Membership& in, Typed membership,
                                 const Typed* list) {
  if (in.binary.op != ast::BinaryOp::kNotIn) return membership;
  WarnOfMissing(in.expr, in.binary, in.left, list == nullptr ? in.left : *list);
  const auto is_present = [&](nfa::ExprId value) {
    const Typed missing = Make(nfa::Op::kIsMissing, kBool, {value});
    return Make(nfa::Op::kNot, kBool, {missing.id}).id;
  };
  std::vector<nfa::ExprId> conjuncts{is_present(in.left.id)};
  if (list != nullptr) conjuncts.push_back(is_present(list->id));
  conjuncts.push_back(Make(nfa::Op::kNot, kBool, {membership.id}).id);
  return Make(nfa::Op::kAnd, kBool, std::move(conjuncts));
}

}  // namespace precept::compiler
