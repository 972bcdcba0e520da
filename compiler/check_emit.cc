// The clause `emit`.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "compiler/expression_checker.h"
#include "compiler/rule_checker.h"
#include "lang/ast_printer.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

constexpr nfa::Type kText{nfa::Scalar::kString, false};
constexpr nfa::Type kFloat{nfa::Scalar::kFloat, false};

bool IsNumber(nfa::Type type) {
  return !type.is_list && (type.scalar == nfa::Scalar::kInt ||
                           type.scalar == nfa::Scalar::kFloat ||
                           type.scalar == nfa::Scalar::kDecimal);
}

// One is the other or stands inside it: `a` and `a.b`.
bool Collide(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const std::size_t length = std::min(a.size(), b.size());
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(length),
                    b.begin());
}

std::string Joined(const std::vector<std::string>& path) {
  std::string joined;
  for (const std::string& segment : path) {
    joined += (joined.empty() ? "" : ".") + segment;
  }
  return joined;
}

bool IsOverride(const std::vector<std::string>& path) {
  return path.size() == 1 &&
         (path[0] == "message" || path[0] == "severity" || path[0] == "risk");
}

}  // namespace

void RuleChecker::CheckEmit() {
  if (!rule_.emit) return;
  FrameScope scope(context_, tree_, variables_, checked_.frame, checked_.keys,
                   key_checks_);
  for (const ast::EmitEntry& entry : rule_.emit->entries) {
    CheckEmitEntry(entry, scope);
  }
}

Typed RuleChecker::EmitValue(const ast::EmitEntry& entry, FrameScope& scope) {
  ExpressionChecker checker(context_, name_, scope, context_.pool);
  if (entry.value) return checker.Check(*entry.value);
  const ast::Expr itself{ast::FieldRef{entry.name}, entry.name.range};
  return checker.Check(itself);
}

void RuleChecker::CheckEmitEntry(const ast::EmitEntry& entry, FrameScope& scope) {
  // `a.x.y` alone, a being a step, is emitted as `x.y`.
  const ast::Segment& first = entry.name.segments.front();
  const bool of_step = !entry.value && entry.name.segments.size() > 1 &&
                       first.kind == ast::Segment::Kind::kPlain &&
                       scope.KindOfVariable(first.text) != VariableKind::kNone;
  std::vector<std::string> path = PathOf(entry.name.segments, of_step ? 1 : 0);
  const bool named = CheckEmitName(entry, path);
  const Typed value = EmitValue(entry, scope);
  if (!named || value.is_error) return;
  if (IsOverride(path)) {
    SetOverride(entry, value);
  } else {
    checked_.emit.push_back({std::move(path), value.id});
  }
}

bool RuleChecker::CheckEmitName(const ast::EmitEntry& entry,
                                const std::vector<std::string>& path) {
  const auto other = std::find_if(
      emitted_.begin(), emitted_.end(),
      [&](const auto& emitted) { return Collide(emitted.first, path); });
  if (other == emitted_.end()) {
    emitted_.emplace_back(path, entry.name.range);
    return true;
  }
  const bool same = other->first == path;
  context_.reporter.Report(
      DiagnosticCode::kDuplicateEmitName, entry.name.range,
      same ? Quoted(Joined(path)) + " is emitted already"
           : Quoted(Joined(path)) + " and " + Quoted(Joined(other->first)) +
                 " cannot both be emitted: one would be a value and an object",
      same ? "give it a name of its own: `name: " + lang::Print(entry.name) + "`"
           : "",
      {{other->second, "first emitted here"}});
  return false;
}

void RuleChecker::SetOverride(const ast::EmitEntry& entry, const Typed& value) {
  const std::string& name = entry.name.segments.back().text;
  const lang::SourceRange range =
      entry.value ? entry.value->range : entry.name.range;
  const auto report = [&](const std::string& wanted, std::string fix) {
    context_.reporter.Report(DiagnosticCode::kEmitType, range,
                             Quoted(name) + " is " + wanted + ", and this is " +
                                 Phrase(value.type),
                             std::move(fix));
  };
  if (name == "risk") {
    if (!IsNumber(value.type)) return report("a number", "");
    checked_.emit_risk = value.id;
    if (value.type == kFloat) return;
    nfa::Expr converted;
    converted.op = nfa::Op::kConvert;
    converted.type = kFloat;
    converted.args = {value.id};
    checked_.emit_risk = context_.pool.Intern(std::move(converted));
    return;
  }
  if (value.type != kText) {
    const std::string text =
        entry.value ? lang::Print(*entry.value) : lang::Print(entry.name);
    if (name == "message") return report("a text", "write f\"{" + text + "}\"");
    return report("one of " + Enumerate(SeverityWords()), "");
  }
  if (name == "message") {
    checked_.emit_message = value.id;
  } else {
    CheckSeverityValue(value.id, range);
    checked_.emit_severity = value.id;
  }
}

// Where the value is written out, be it in branches, it is a severity.
void RuleChecker::CheckSeverityValue(nfa::ExprId id, lang::SourceRange range) {
  const nfa::Expr node = context_.pool[id];
  if (node.op == nfa::Op::kIf) {
    CheckSeverityValue(node.args[1], range);
    CheckSeverityValue(node.args[2], range);
  } else if (node.op == nfa::Op::kCoalesce) {
    for (const nfa::ExprId arg : node.args) CheckSeverityValue(arg, range);
  } else if (const auto* word = node.constant.get_if<std::string>()) {
    if (SeverityOf(*word)) return;
    context_.reporter.Report(DiagnosticCode::kUnknownMetaWord, range,
                             "`severity` is one of " +
                                 Enumerate(SeverityWords()) + ", not " +
                                 Quoted(*word),
                             DidYouMean(*word, SeverityWords()));
  }
}

}  // namespace precept::compiler
