#include "compiler/variable_reader.h"

#include <algorithm>
#include <set>

#include "compiler/passes/pattern_walk.h"
#include "compiler/type_scope.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;
using Source = CheckedFrameColumn::Source;

namespace {

constexpr nfa::Type kInt{nfa::Scalar::kInt, false};

bool Holds(const std::vector<std::uint32_t>& numbers, std::uint32_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

// The groups around both, outermost first.
std::size_t SharedGroups(const PatternStep& a, const PatternStep& b) {
  std::size_t shared = 0;
  while (shared < a.groups.size() && shared < b.groups.size() &&
         a.groups[shared] == b.groups[shared]) {
    ++shared;
  }
  return shared;
}

}  // namespace

PatternVariable* VariableReader::Find(const std::string& name) const {
  const auto at = std::find_if(
      variables_.begin(), variables_.end(),
      [&](const PatternVariable& variable) { return variable.name == name; });
  return at == variables_.end() ? nullptr : &*at;
}

VariableKind VariableReader::KindOf(const std::string& name) const {
  const PatternVariable* variable = Find(name);
  if (variable == nullptr) return VariableKind::kNone;
  return IsMany(*variable) ? VariableKind::kManyEvents : VariableKind::kOneEvent;
}

std::vector<std::string> VariableReader::Names() const {
  std::vector<std::string> names;
  for (const PatternVariable& variable : variables_) {
    if (!reader_ || variable.steps.front() < *reader_) {
      names.push_back(variable.name);
    }
  }
  return names;
}

bool VariableReader::IsMany(const PatternVariable& variable) const {
  return std::any_of(
      variable.steps.begin(), variable.steps.end(), [&](std::uint32_t number) {
        const PatternStep& step = tree_.steps[number];
        const std::size_t shared =
            reader_ ? SharedGroups(step, tree_.steps[*reader_]) : 0;
        return step.repeats || shared < step.groups.size();
      });
}

bool VariableReader::IsOwn(const PatternVariable& variable) const {
  return reader_ && Holds(variable.steps, *reader_);
}

std::optional<std::uint32_t> VariableReader::RoundOf(
    const PatternVariable& variable) const {
  if (!reader_) return std::nullopt;
  const PatternStep& reader = tree_.steps[*reader_];
  std::size_t shared = 0;
  for (const std::uint32_t step : variable.steps) {
    shared = std::max(shared, SharedGroups(tree_.steps[step], reader));
  }
  if (shared == 0) return std::nullopt;
  return reader.groups[shared - 1];
}

std::uint64_t VariableReader::LeastTakenHere(
    const PatternVariable& variable) const {
  if (!reader_) return LeastTaken(tree_.root, variable.steps);
  return LeastTakenBefore(tree_.root, *reader_, variable.steps);
}

// ---- what may be read --------------------------------------------------------

bool VariableReader::CheckReadable(const PatternVariable& variable,
                                   lang::SourceRange range,
                                   const std::string& field) {
  if (!reader_) return true;
  if (!IsOwn(variable)) return CheckEarlier(variable, range);
  if (tree_.steps[*reader_].repeats) return true;
  context_.reporter.Report(DiagnosticCode::kOwnVariable, range,
                           Quoted(variable.name) + " is the event that this "
                           "condition is about",
                           field.empty() ? "name its fields alone"
                                         : "write " + Quoted(field));
  return false;
}

bool VariableReader::CheckEarlier(const PatternVariable& variable,
                                  lang::SourceRange range) {
  const PatternStep& reader = tree_.steps[*reader_];
  bool other_operand = false;
  bool other_branch = false;
  for (const std::uint32_t number : variable.steps) {
    const auto fork = ForkBetween(tree_.steps[number], reader);
    if (fork == PatternStep::Fork::Kind::kConjunction) {
      other_operand = true;
    } else if (fork == PatternStep::Fork::Kind::kAlternation) {
      other_branch = true;
    } else if (number < *reader_) {
      return true;
    }
  }
  if (other_operand) {
    context_.reporter.Report(
        DiagnosticCode::kOtherOperand, range,
        "the operands of `&` come in any order: " + Quoted(variable.name) +
            " may not have been taken yet",
        "put the condition into the clause `where` of the rule");
    return false;
  }
  if (other_branch) {
    context_.reporter.Report(
        DiagnosticCode::kOtherBranch, range,
        Quoted(variable.name) + " is of another branch of `|`: where this step is "
        "tried it has not been taken, and its fields are missing",
        "read it after both branches, or in the clause `where`");
    return true;
  }
  context_.reporter.Report(DiagnosticCode::kLaterVariable, range,
                           Quoted(variable.name) + " comes later: a condition can "
                           "read earlier steps only",
                           "put the condition at the step " +
                               Quoted(variable.name));
  return false;
}

// ---- fields ------------------------------------------------------------------

void VariableReader::ReportNoField(const std::vector<std::uint32_t>& types,
                                   const ast::FieldPath& field) {
  const EventType& first = context_.types[types.front()];
  if (types.size() == 1 || IsSystem(field)) {
    if (!ReportConflict(context_, first, field, 0)) {
      ReportUnknownField(context_, first, field, 0, {});
    }
    return;
  }
  std::vector<std::string> of;
  std::vector<std::string> fields;
  for (const std::uint32_t number : types) {
    const EventType& type = context_.types[number];
    if (type.broken || ReportConflict(context_, type, field, 0)) return;
    of.push_back(type.checked.name);
    for (std::string& name : context_.types.FieldNames(type)) {
      fields.push_back(std::move(name));
    }
  }
  const std::string name = JoinPath(field.segments);
  context_.reporter.Report(DiagnosticCode::kUnknownField, field.range,
                           Enumerate(of) + " have no field " + Quoted(name),
                           DidYouMean(name, fields));
}

// Whether all steps of the variable that have the type hold the field in a set.
bool VariableReader::AllHave(const PatternVariable& variable,
                             CheckedFrameColumn::Field field,
                             std::set<std::uint32_t> PatternStep::*set) const {
  return std::all_of(variable.steps.begin(), variable.steps.end(),
                     [&](std::uint32_t number) {
                       const PatternStep& step = tree_.steps[number];
                       return step.type != field.type ||
                              (step.*set).count(field.field) > 0;
                     });
}

// Fills the fields and the type of the column, and what is known of its values.
bool VariableReader::FindFields(const PatternVariable& variable,
                                const ast::FieldPath& field,
                                CheckedFrameColumn& column, Typed& value) {
  std::set<std::uint32_t> types;
  bool all_known = true;
  for (const std::uint32_t step : variable.steps) {
    const auto& type = tree_.steps[step].type;
    all_known = all_known && type;
    if (type) types.insert(*type);
  }
  std::string declared_as;
  bool agree = true;
  bool all_have = true;
  for (const std::uint32_t number : types) {
    EventType& type = context_.types[number];
    const auto found = context_.types.FindField(type, field);
    all_have = all_have && found;
    if (!found) continue;
    Typed of_type = FieldValue(type, *found, value.id);
    of_type.may_be_missing =
        of_type.may_be_missing && !AllHave(variable, {number, *found}, &PatternStep::present);
    if (column.fields.empty()) {
      value = of_type;
    } else {
      value.notes = nullptr;
      value.may_be_missing = value.may_be_missing || of_type.may_be_missing;
      value.nocase = value.nocase || of_type.nocase;
    }
    agree = agree && of_type.type == value.type;
    declared_as += (declared_as.empty() ? "" : ", ") + Phrase(of_type.type) +
                   " in " + Quoted(type.checked.name);
    column.fields.push_back({number, *found});
  }
  if (column.fields.empty()) {
    if (all_known) {
      ReportNoField({types.begin(), types.end()}, field);
    }
    return false;
  }
  if (!agree) {
    context_.reporter.Report(
        DiagnosticCode::kConflictingField, field.range,
        Quoted(JoinPath(field.segments)) + " cannot be read of " +
            Quoted(variable.name) + ": it is " + declared_as,
        "give the steps of different types different names");
    return false;
  }
  value.may_be_missing = value.may_be_missing || !all_have;
  column.type = value.type;
  return true;
}

// `needed`: how many events there must be for the value to be there.
Typed VariableReader::ReadField(PatternVariable& variable,
                                CheckedFrameColumn column,
                                const ast::FieldPath& field,
                                std::uint64_t needed) {
  Typed value;
  if (!FindFields(variable, field, column, value)) return Typed::Error();
  column.index = NumberOf(variable);
  column.round_of = RoundOf(variable);
  const std::uint64_t taken = LeastTakenHere(variable);
  if (column.source == Source::kList) {
    value.never_empty = taken > 0 && !value.may_be_missing && !value.type.is_list;
    value.may_be_missing = false;
    value.type.is_list = true;
    column.type = value.type;
    value.id = Column(std::move(column));
    return value;
  }
  const bool is_item = column.source == Source::kItem;
  value.id = Column(std::move(column));
  if (!value.may_be_missing && !is_item) present_with_event_.push_back(value.id);
  value.may_be_missing = value.may_be_missing || taken < needed;
  return value;
}

Typed VariableReader::Read(PatternVariable& variable,
                           const ast::FieldPath& path) {
  variable.is_read = true;
  const bool many = IsMany(variable);
  const bool alone = path.segments.size() == 1;
  if (!CheckReadable(variable, path.range, JoinPath(path.segments, 1))) {
    return Typed::Error();
  }
  if (alone) {
    context_.reporter.Report(
        DiagnosticCode::kEventAsValue, path.range,
        Quoted(variable.name) + (many ? " is a list of events, not a value"
                                      : " is an event, not a value"),
        many ? "count them, `count(" + variable.name + ")`, or name a field of "
               "them: `last(" + variable.name + ").…`"
             : "name a field of it: `" + variable.name + ".…`");
    return Typed::Error();
  }
  if (ReadsReference(context_, path)) return Typed::Error();
  CheckedFrameColumn column;
  column.source = many ? Source::kList : Source::kField;
  return ReadField(variable, std::move(column), Rest(path, 1), 1);
}

Typed VariableReader::ReadEvent(PatternVariable& variable, EventChoice choice,
                                const ast::FieldPath& field) {
  variable.is_read = true;
  if (!CheckReadable(variable, field.range, {})) return Typed::Error();
  ast::FieldPath whole = field;
  whole.segments.insert(whole.segments.begin(), ast::Segment{});
  if (ReadsReference(context_, whole)) return Typed::Error();
  CheckedFrameColumn column;
  std::uint64_t needed = 1;
  switch (choice.which) {
    case EventChoice::Which::kFirst: column.source = Source::kFirst; break;
    case EventChoice::Which::kLast: column.source = Source::kLast; break;
    case EventChoice::Which::kItem:
      column.source = Source::kItem;
      column.item = choice.item;
      needed = choice.item >= 0 ? static_cast<std::uint64_t>(choice.item) + 1
                                : std::uint64_t{0} -
                                      static_cast<std::uint64_t>(choice.item);
      break;
  }
  return ReadField(variable, std::move(column), field, needed);
}

Typed VariableReader::Count(PatternVariable& variable, lang::SourceRange range) {
  variable.is_read = true;
  if (!CheckReadable(variable, range, {})) return Typed::Error();
  CheckedFrameColumn column;
  column.source = Source::kCount;
  column.index = NumberOf(variable);
  column.round_of = RoundOf(variable);
  column.type = kInt;
  Typed value;
  value.type = kInt;
  value.id = Column(std::move(column));
  return value;
}

nfa::ExprId VariableReader::Column(CheckedFrameColumn column) {
  const auto at = std::find(frame_.begin(), frame_.end(), column);
  const auto number = static_cast<std::uint32_t>(at - frame_.begin());
  const nfa::Type type = column.type;
  if (at == frame_.end()) frame_.push_back(std::move(column));
  return context_.pool.Column(first_column_ + number, type);
}

std::optional<EventBehind> VariableReader::Behind(nfa::ExprId value) const {
  const nfa::Expr& node = context_.pool[value];
  if (node.op != nfa::Op::kColumn || node.column < first_column_ ||
      node.column - first_column_ >= frame_.size()) {
    return std::nullopt;
  }
  const CheckedFrameColumn& column = frame_[node.column - first_column_];
  const bool of_some_event =
      column.source == Source::kField || column.source == Source::kFirst ||
      column.source == Source::kLast || column.source == Source::kCount;
  if (!of_some_event) return std::nullopt;
  const bool is_enough =
      std::find(present_with_event_.begin(), present_with_event_.end(), value) !=
      present_with_event_.end();
  const PatternVariable& variable = variables_[column.index];
  EventBehind behind{column.index, is_enough, column.source == Source::kCount};
  behind.is_not_zero =
      behind.is_count
          ? LeastTakenHere(variable) > 0
          : std::all_of(column.fields.begin(), column.fields.end(),
                        [&](const CheckedFrameColumn::Field& field) {
                          return AllHave(variable, field, &PatternStep::not_zero);
                        });
  return behind;
}

}  // namespace precept::compiler
