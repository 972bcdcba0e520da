#include "compiler/functions.h"

#include <algorithm>
#include <optional>

#include "compiler/expression_checker.h"
#include "compiler/literal.h"
#include "compiler/scope.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

// A function sees its parameters, and the declarations that all see.
class ParameterScope : public Scope {
 public:
  ParameterScope(const ast::Def& def, FunctionTable::NocaseMask nocase,
                 nfa::ExpressionPool& pool, Reporter& reporter)
      : def_(def), nocase_(nocase), pool_(pool), reporter_(reporter) {}

  bool Has(const ast::FieldPath& path) override {
    return IndexOf(path).has_value();
  }

  std::optional<Typed> Resolve(const ast::FieldPath& path) override {
    const auto index = IndexOf(path);
    if (!index) return std::nullopt;
    const ast::Param& parameter = def_.params[*index];
    if (path.segments.size() > 1) {
      reporter_.Report(DiagnosticCode::kNoFieldsInside, path.range,
                       Quoted(parameter.name.text) + " is " +
                           Phrase(TypeOf(parameter.type)) + " and has no fields");
      return Typed::Error();
    }
    Typed value;
    value.type = TypeOf(parameter.type);
    value.id = pool_.Column(static_cast<std::uint32_t>(*index), value.type);
    value.may_be_missing = parameter.type.may_be_missing;
    value.from_caller = true;
    value.nocase = *index < 64 && ((nocase_ >> *index) & 1) != 0;
    return value;
  }

  void ReportUnknown(const ast::FieldPath& path,
                     const std::vector<std::string>& others) override {
    std::vector<std::string> names = others;
    for (const ast::Param& parameter : def_.params) {
      names.push_back(parameter.name.text);
    }
    const std::string name = JoinPath(path.segments);
    const std::string fix = DidYouMean(name, names);
    reporter_.Report(DiagnosticCode::kUnknownName, path.range,
                     Quoted(name) + " is no parameter of " +
                         Quoted(def_.name.text),
                     fix.empty() ? "a function sees its parameters only: give it "
                                   "the value as one"
                                 : fix);
  }

 private:
  std::optional<std::size_t> IndexOf(const ast::FieldPath& path) const {
    const ast::Segment& first = path.segments.front();
    if (first.kind == ast::Segment::Kind::kSystem) return std::nullopt;
    for (std::size_t i = 0; i < def_.params.size(); ++i) {
      if (def_.params[i].name.text == first.text) return i;
    }
    return std::nullopt;
  }

  const ast::Def& def_;
  FunctionTable::NocaseMask nocase_;
  nfa::ExpressionPool& pool_;
  Reporter& reporter_;
};

void CheckParameters(const ast::Def& def, Reporter& reporter) {
  std::map<std::string, lang::SourceRange> seen;
  for (const ast::Param& parameter : def.params) {
    const auto [first, added] =
        seen.emplace(parameter.name.text, parameter.name.range);
    if (added) continue;
    reporter.Report(DiagnosticCode::kDuplicateParameter, parameter.name.range,
                    Quoted(parameter.name.text) + " is a parameter already", {},
                    {{first->second, "first given here"}});
  }
}

}  // namespace

void FunctionTable::CheckAll(CheckContext& context) {
  for (const auto& [name, entry] : context.catalog.entries()) {
    const auto* def = std::get_if<const ast::Def*>(&entry.declared);
    if (def == nullptr || entry.is_faulty()) continue;
    CheckParameters(**def, context.reporter);
    Get(**def, 0, context);
  }
}

const CheckedFunction* FunctionTable::Get(const ast::Def& def,
                                          NocaseMask nocase,
                                          CheckContext& context) {
  const Key key{def.name.text, nocase};
  const auto known = checked_.find(key);
  const bool open =
      std::find(open_.begin(), open_.end(), def.name.text) != open_.end();
  if (open) return nullptr;
  if (known != checked_.end()) return &known->second;
  open_.push_back(def.name.text);
  CheckedFunction function;
  {
    std::optional<Reporter::Silence> silence;
    if (nocase != 0) silence.emplace(context.reporter);
    ParameterScope scope(def, nocase, function.pool, context.reporter);
    ExpressionChecker checker(context, def.name.text, scope, function.pool);
    checker.LeaveToCallers(function.doubts);
    const Typed body = checker.Check(def.body);
    function.body = body.id;
    function.result = body.type;
    function.may_be_missing = body.may_be_missing;
    function.nocase = body.nocase;
    function.is_error = body.is_error;
  }
  open_.pop_back();
  return &checked_.emplace(key, std::move(function)).first->second;
}

}  // namespace precept::compiler
