#include "compiler/lists.h"

#include <utility>
#include <variant>

#include "compiler/literal.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

class ListChecker {
 public:
  ListChecker(const ast::List& list, Reporter& reporter)
      : list_(list), reporter_(reporter) {
    checked_.element = {ScalarOf(list.element.name), false};
  }

  CheckedList Check() {
    if (std::holds_alternative<ast::StringLiteral>(list_.source)) {
      reporter_.NotInThisVersion(list_.name.range, "lists from files are",
                                 "write the values in the text: `list " +
                                     list_.name.text + ": … = [ … ]`");
      checked_.is_error = true;
      return std::move(checked_);
    }
    for (const ast::Expr& element :
         std::get<std::vector<ast::Expr>>(list_.source)) {
      Add(element);
    }
    if (checked_.has_blocks) checked_.values.clear();
    return std::move(checked_);
  }

 private:
  void Add(const ast::Expr& element) {
    if (IsBlock(element)) return;
    LiteralValue value = LiteralAs(element, checked_.element.scalar);
    if (auto* problem = std::get_if<LiteralProblem>(&value)) {
      checked_.is_error = true;
      reporter_.Report(problem->code, element.range, problem->message,
                       problem->fix);
      return;
    }
    checked_.values.push_back(std::get<nfa::Value>(std::move(value)));
    if (const auto* text = std::get_if<ast::StringLiteral>(&element.node)) {
      checked_.blocks.emplace_back(text->value);
    }
  }

  bool IsBlock(const ast::Expr& element) {
    const auto* text = std::get_if<ast::StringLiteral>(&element.node);
    if (text == nullptr || checked_.element.scalar != nfa::Scalar::kIp) {
      return false;
    }
    if (nfa::Ip::Parse(text->value) || !nfa::IpBlock::Parse(text->value)) {
      return false;
    }
    checked_.blocks.emplace_back(text->value);
    checked_.has_blocks = true;
    return true;
  }

  const ast::List& list_;
  Reporter& reporter_;
  CheckedList checked_;
};

}  // namespace

ListTable::ListTable(const Catalog& catalog, Reporter& reporter) {
  for (const auto& [name, entry] : catalog.entries()) {
    const auto* list = std::get_if<const ast::List*>(&entry.declared);
    if (list == nullptr) continue;
    CheckedList& checked = lists_[name];
    if (entry.is_faulty()) {
      checked.is_error = true;
    } else {
      checked = ListChecker(**list, reporter).Check();
    }
  }
}

const CheckedList* ListTable::Find(const std::string& name) const {
  const auto at = lists_.find(name);
  return at == lists_.end() ? nullptr : &at->second;
}

}  // namespace precept::compiler
