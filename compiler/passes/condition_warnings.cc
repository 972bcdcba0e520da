#include "compiler/passes/condition_warnings.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "compiler/passes/facts.h"
#include "compiler/passes/pattern_walk.h"
#include "compiler/reporter.h"
#include "lang/ast_printer.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
using nfa::Op;
using Source = CheckedFrameColumn::Source;
namespace ast = lang::ast;

std::string FieldName(const CheckedField& field) {
  std::string name;
  for (const std::string& segment : field.path) {
    name += (name.empty() ? "" : ".") + segment;
  }
  return name;
}

// ---- equalities that should be keys ------------------------------------------

// A field of the events that a step takes.
struct StepField {
  std::uint32_t step = 0;
  std::uint32_t field = 0;
  auto operator<=>(const StepField&) const = default;
};

// Fields that every match has equal, as classes.
class EqualFields {
 public:
  explicit EqualFields(const CheckedRule& rule) : rule_(rule) {}

  // Two columns of the frame that are equal in every match.
  void Add(const CheckedFrameColumn& a, const CheckedFrameColumn& b) {
    std::vector<StepField> fields = FieldsOf(a);
    for (const StepField& field : FieldsOf(b)) fields.push_back(field);
    for (const StepField& field : fields) {
      const StepField from = RootOf(field);
      const StepField to = RootOf(fields.front());
      if (from != to) parents_[from] = to;
    }
  }

  // For each step a field, all equal to the given ones; or nothing.
  std::optional<std::vector<std::uint32_t>> OfAllSteps(
      const CheckedFrameColumn& given) {
    const StepField root = RootOf(FieldsOf(given).front());
    std::vector<std::uint32_t> fields;
    for (std::uint32_t i = 0; i < rule_.steps.size(); ++i) {
      if (rule_.steps[i].role == CheckedStep::Role::kAmong) continue;
      const auto at = std::find_if(
          parents_.begin(), parents_.end(), [&](const auto& known) {
            return known.first.step == i && RootOf(known.first) == root;
          });
      if (at == parents_.end()) return std::nullopt;
      fields.push_back(at->first.field);
    }
    return fields;
  }

 private:
  std::vector<StepField> FieldsOf(const CheckedFrameColumn& column) const {
    if (column.source == Source::kOwn) {
      return {{column.index, column.fields[0].field}};
    }
    std::vector<StepField> fields;
    for (const std::uint32_t step : rule_.variables[column.index].steps) {
      for (const CheckedFrameColumn::Field& field : column.fields) {
        if (field.type == rule_.steps[step].type) {
          fields.push_back({step, field.field});
        }
      }
    }
    return fields;
  }

  StepField RootOf(StepField field) {
    while (true) {
      const auto at = parents_.emplace(field, field).first;
      if (at->second == field) return field;
      field = at->second;
    }
  }

  const CheckedRule& rule_;
  std::map<StepField, StepField> parents_;
};

bool HasStrictEdge(const CheckedNode& node) {
  const bool repeat = node.kind == CheckedNode::Kind::kRepeat &&
                      node.joint == nfa::Contiguity::kStrict;
  const bool link = std::any_of(
      node.links.begin(), node.links.end(), [](const CheckedLink& one) {
        return one.arrow == nfa::Contiguity::kStrict ||
               std::any_of(one.term.begin(), one.term.end(), HasStrictEdge);
      });
  return repeat || link ||
         std::any_of(node.children.begin(), node.children.end(), HasStrictEdge);
}

// A field of one event of a step that is in no repeated group: what is equal to
// it is equal in the whole match.
bool IsOfOneEvent(const CheckedRule& rule, const CheckedFrameColumn& column) {
  const auto is_outside = [&](std::uint32_t step) {
    return rule.steps[step].groups.empty();
  };
  if (column.type.is_list) return false;
  if (column.source == Source::kOwn) return is_outside(column.index);
  if (column.source != Source::kField) return false;
  const std::vector<std::uint32_t>& steps = rule.variables[column.index].steps;
  return std::all_of(steps.begin(), steps.end(), is_outside);
}

using ColumnPair =
    std::pair<const CheckedFrameColumn*, const CheckedFrameColumn*>;

std::optional<ColumnPair> AsEquality(const CheckContext& context,
                                     const CheckedRule& rule,
                                     const WrittenConjunct& conjunct) {
  if (conjunct.parts.size() != 1) return std::nullopt;
  const nfa::Expr& equal = context.pool[conjunct.parts[0]];
  if (equal.op != Op::kEqual) return std::nullopt;
  const nfa::Expr& left = context.pool[equal.args[0]];
  const nfa::Expr& right = context.pool[equal.args[1]];
  if (left.op != Op::kColumn || right.op != Op::kColumn) return std::nullopt;
  const CheckedFrameColumn& a = rule.frame[left.column];
  const CheckedFrameColumn& b = rule.frame[right.column];
  if (!IsOfOneEvent(rule, a) || !IsOfOneEvent(rule, b)) return std::nullopt;
  return ColumnPair(&a, &b);
}

bool IsKeyAlready(const CheckedRule& rule,
                  const std::vector<std::uint32_t>& fields) {
  for (std::size_t key = 0; key < rule.keys.size(); ++key) {
    bool same = true;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      same = same && rule.steps[i].keys[key].field == fields[i];
    }
    if (same) return true;
  }
  return false;
}

void ReportEquality(CheckContext& context, const CheckedRule& rule,
                    const std::vector<std::uint32_t>& fields,
                    lang::SourceRange range) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const CheckedType& type = context.types[rule.steps[i].type].checked;
    names.push_back(FieldName(type.fields[fields[i]]));
  }
  std::string keys;
  const auto& header = rule.syntax->match.by;
  for (std::size_t i = 0; i < rule.keys.size(); ++i) {
    const bool any = header && header->keys[i].any;
    keys += (any ? "any " : "") + rule.keys[i].name +
            (rule.keys[i].optional ? "?, " : ", ");
  }
  const bool one_name = std::all_of(
      names.begin(), names.end(),
      [&](const std::string& name) { return name == names.front(); });
  context.reporter.Report(
      DiagnosticCode::kEqualityIsKey, range,
      Quoted(names.front()) + " is the same in all steps: it is a key, and as a "
      "comparison every event is tried against every open run",
      "write `match by " + keys + names.front() + "` instead" +
          (one_name ? ""
                    : ", and at the steps that call it otherwise `by` with their "
                      "own name"));
}

// ---- what is not there -------------------------------------------------------

bool IsOneOfValues(Op op) {
  switch (op) {
    case Op::kAvg: case Op::kMin: case Op::kMax: case Op::kStddev:
    case Op::kFirst: case Op::kLast:
      return true;
    default:
      return false;
  }
}

// Whether a condition is false while a variable holds no event.
class WithoutEvents {
 public:
  WithoutEvents(const nfa::ExpressionPool& pool, const CheckedRule& rule,
                std::uint32_t variable)
      : pool_(pool), rule_(rule), variable_(variable) {}

  bool IsFalse(nfa::ExprId condition) const {
    const nfa::Expr& node = pool_[condition];
    if (node.op == Op::kIn && IsEmptyList(node.args[1])) return true;
    if (!IsComparison(node.op)) return IsMissing(condition);
    return std::any_of(node.args.begin(), node.args.end(),
                       [&](nfa::ExprId arg) { return IsMissing(arg); });
  }

 private:
  bool IsMissing(nfa::ExprId value) const {
    return IsMissingWith(pool_, value, [&](nfa::ExprId part) {
      const nfa::Expr& node = pool_[part];
      if (IsOneOfValues(node.op)) return IsEmptyList(node.args[0]);
      const CheckedFrameColumn* column = ColumnOf(part);
      return column != nullptr && column->source != Source::kList &&
             column->source != Source::kCount;
    });
  }

  bool IsEmptyList(nfa::ExprId value) const {
    const nfa::Expr& node = pool_[value];
    if (node.op == Op::kValues) return IsEmptyList(node.args[0]);
    const CheckedFrameColumn* column = ColumnOf(value);
    return column != nullptr && column->source == Source::kList;
  }

  // A column of the variable; nullptr for all else.
  const CheckedFrameColumn* ColumnOf(nfa::ExprId value) const {
    const nfa::Expr& node = pool_[value];
    if (node.op != Op::kColumn) return nullptr;
    const CheckedFrameColumn& column = rule_.frame[node.column];
    const bool of_events =
        column.source != Source::kKey && column.source != Source::kOwn;
    return of_events && column.index == variable_ ? &column : nullptr;
  }

  const nfa::ExpressionPool& pool_;
  const CheckedRule& rule_;
  std::uint32_t variable_;
};

// The steps whose events an expression over the frame reads.
std::vector<std::uint32_t> StepsOf(const CheckContext& context,
                                   const CheckedRule& rule, nfa::ExprId id) {
  std::vector<std::uint32_t> steps;
  for (const std::uint32_t number : context.pool.ColumnsOf(id)) {
    const CheckedFrameColumn& column = rule.frame[number];
    if (column.source == Source::kKey) continue;
    if (column.source == Source::kOwn) {
      steps.push_back(column.index);
      continue;
    }
    const std::vector<std::uint32_t>& of = rule.variables[column.index].steps;
    steps.insert(steps.end(), of.begin(), of.end());
  }
  return steps;
}

std::optional<std::uint32_t> VariableOf(const CheckedRule& rule,
                                        std::uint32_t step) {
  for (std::uint32_t i = 0; i < rule.variables.size(); ++i) {
    const std::vector<std::uint32_t>& steps = rule.variables[i].steps;
    if (std::find(steps.begin(), steps.end(), step) != steps.end()) return i;
  }
  return std::nullopt;
}

}  // namespace

bool WarnOfEqualities(CheckContext& context, const CheckedRule& rule,
                      const std::vector<WrittenConjunct>& written) {
  // A key also says which event is the next.
  if (HasStrictEdge(rule.pattern)) return false;
  EqualFields equal(rule);
  for (const WrittenConjunct& conjunct : written) {
    const auto pair = AsEquality(context, rule, conjunct);
    if (pair) equal.Add(*pair->first, *pair->second);
  }
  std::vector<std::vector<std::uint32_t>> reported;
  for (const WrittenConjunct& conjunct : written) {
    const auto pair = AsEquality(context, rule, conjunct);
    if (!pair) continue;
    const auto fields = equal.OfAllSteps(*pair->first);
    if (!fields || IsKeyAlready(rule, *fields)) continue;
    if (std::find(reported.begin(), reported.end(), *fields) != reported.end()) {
      continue;
    }
    ReportEquality(context, rule, *fields, conjunct.written->range);
    reported.push_back(*fields);
  }
  return !reported.empty();
}

bool JoinsAllSteps(const CheckContext& context, const CheckedRule& rule,
                   const std::vector<WrittenConjunct>& written) {
  std::vector<bool> joined(rule.steps.size(), false);
  // As classes of steps, each named by one of them.
  std::vector<std::uint32_t> class_of(rule.steps.size());
  std::iota(class_of.begin(), class_of.end(), 0);
  for (const WrittenConjunct& conjunct : written) {
    for (const nfa::ExprId part : conjunct.parts) {
      const Op op = context.pool[part].op;
      if (op != Op::kEqual && op != Op::kIn) continue;
      const std::vector<std::uint32_t> steps = StepsOf(context, rule, part);
      for (const std::uint32_t step : steps) {
        joined[step] = true;
        const std::uint32_t from = class_of[step];
        std::replace(class_of.begin(), class_of.end(), from,
                     class_of[steps.front()]);
      }
    }
  }
  for (std::size_t i = 0; i < rule.steps.size(); ++i) {
    if (rule.steps[i].role == CheckedStep::Role::kAmong) continue;
    if (!joined[i] || class_of[i] != class_of[0]) return false;
  }
  return true;
}

void WarnOfFirstTime(CheckContext& context, const CheckedRule& rule,
                     const std::vector<WrittenConjunct>& written) {
  for (const WrittenConjunct& conjunct : written) {
    if (!conjunct.step) continue;
    const auto variable = VariableOf(rule, *conjunct.step);
    if (!variable) continue;
    const WithoutEvents at_first(context.pool, rule, *variable);
    const bool is_false =
        std::any_of(conjunct.parts.begin(), conjunct.parts.end(),
                    [&](nfa::ExprId part) { return at_first.IsFalse(part); });
    if (!is_false) continue;
    const std::string& name = rule.variables[*variable].name;
    context.reporter.Report(
        DiagnosticCode::kMissingFirstTime, conjunct.written->range,
        "no event fits this as the first of " + Quoted(name) +
            ": it is compared with those taken before it, and there are none",
        "say what counts then: `count(" + name + ") == 0 or …`, or with `??`, as "
        "in `last(" + name + ").… ?? 0`");
  }
}

void WarnOfUntaken(CheckContext& context, const CheckedRule& rule,
                   const std::vector<WrittenConjunct>& written) {
  std::size_t next = 0;
  for (const WrittenConjunct& conjunct : written) {
    if (conjunct.step) continue;
    for (const std::uint32_t variable : rule.where[next].variables) {
      if (LeastTaken(rule.pattern, rule.variables[variable].steps) > 0) continue;
      const WithoutEvents untaken(context.pool, rule, variable);
      // Of `!=` it has been said where it stands.
      const bool unequal =
          context.pool[conjunct.parts[0]].op == Op::kNotEqual;
      if (unequal || !untaken.IsFalse(conjunct.parts[0])) continue;
      const std::string& name = rule.variables[variable].name;
      context.reporter.Report(
          DiagnosticCode::kRefusesUntaken, conjunct.written->range,
          Quoted(name) + " is not taken by every match, and this refuses those "
          "without it",
          "write `(" + name + " is missing or …)` if they shall pass");
      break;
    }
    ++next;
  }
}

}  // namespace precept::compiler
