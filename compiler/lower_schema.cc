// Columns are numbered by content: streams by name, in a stream its base types
// by name, of a type its fields in order of declaration.  Fields of several
// types that read the same place as the same type share a column.

#include "compiler/lower_schema.h"

#include <algorithm>
#include <set>
#include <string>
#include <variant>

#include "compiler/lower_expression.h"

namespace precept::compiler {
namespace {

using nfa::ColumnId;
using nfa::ExprId;

// By CheckedRules::types (base types): the fields that someone reads.
using ReadFields = std::vector<std::set<std::uint32_t>>;

void ReadExpression(const CheckedRules& checked, ExprId id,
                    std::set<std::uint32_t>& fields) {
  for (std::uint32_t field : checked.expressions.ColumnsOf(id)) {
    fields.insert(field);
  }
}

// What a declaration alone demands.
void ReadDeclared(const CheckedRules& checked, const CheckedType& type,
                  std::set<std::uint32_t>& fields) {
  for (std::uint32_t i = 0; i < type.fields.size(); ++i) {
    if (type.fields[i].evidence || type.fields[i].required) fields.insert(i);
  }
  if (type.time_field) fields.insert(*type.time_field);
  if (type.where) ReadExpression(checked, *type.where, fields);
}

// Fields of the step's type that the rule needs, whatever base an event has.
std::set<std::uint32_t> FieldsOfStep(const CheckedRules& checked,
                                     const CheckedRule& rule,
                                     const CheckedStep& step) {
  std::set<std::uint32_t> fields;
  for (std::uint32_t field : ShownFields(checked, rule, step.type)) {
    fields.insert(field);
  }
  for (ExprId condition : step.conditions) {
    ReadExpression(checked, condition, fields);
  }
  for (const CheckedStep::Key& key : step.keys) fields.insert(key.field);
  return fields;
}

void ReadByRule(const CheckedRules& checked, const CheckedRule& rule,
                ReadFields& read) {
  for (const CheckedStep& step : rule.steps) {
    std::set<std::uint32_t> fields = FieldsOfStep(checked, rule, step);
    for (const CheckedBase& base : checked.types[step.type].bases) {
      for (ExprId condition : base.conditions) {
        ReadExpression(checked, condition, read[base.base]);
      }
      for (std::uint32_t field : fields) {
        if (base.fields[field]) {
          ReadExpression(checked, *base.fields[field], read[base.base]);
        }
      }
    }
  }
}

ReadFields FindReadFields(const CheckedRules& checked) {
  ReadFields read(checked.types.size());
  for (std::size_t i = 0; i < checked.types.size(); ++i) {
    if (checked.types[i].is_base) {
      ReadDeclared(checked, checked.types[i], read[i]);
    }
  }
  for (const CheckedRule& rule : checked.rules) ReadByRule(checked, rule, read);
  return read;
}

std::string DottedName(const CheckedField& field) {
  std::string name;
  for (const std::string& segment : field.path) {
    if (!name.empty()) name += '.';
    name += segment;
  }
  return name;
}

ColumnId ColumnOf(nfa::Stream& stream, const nfa::SourceColumn& source) {
  auto found = std::find(stream.columns.begin(), stream.columns.end(), source);
  const auto index = static_cast<std::size_t>(found - stream.columns.begin());
  if (found == stream.columns.end()) stream.columns.push_back(source);
  return ColumnId(index);
}

void AddStreams(const CheckedRules& checked, nfa::Schema& schema) {
  std::set<std::string> names;
  for (const CheckedType& type : checked.types) {
    if (type.is_base) names.insert(type.stream);
  }
  for (const std::string& name : names) {
    nfa::Stream& stream = schema.streams.emplace_back();
    stream.name = name;
  }
}

nfa::StreamId StreamByName(const nfa::Schema& schema, const std::string& name) {
  auto found = std::find_if(
      schema.streams.begin(), schema.streams.end(),
      [&](const nfa::Stream& stream) { return stream.name == name; });
  return nfa::StreamId(static_cast<std::size_t>(found - schema.streams.begin()));
}

// REQUIRES: the types before this one, by name, have been added.
LoweredBase AddBase(const CheckedRules& checked, const CheckedType& type,
                    const std::set<std::uint32_t>& read, nfa::Schema& schema,
                    nfa::ExpressionPool& pool) {
  LoweredBase base;
  base.stream = StreamByName(schema, type.stream);
  base.type = nfa::EventTypeId(schema.types.size());
  base.columns.resize(type.fields.size());
  nfa::Stream& stream = schema.streams[base.stream.index()];
  nfa::EventType& lowered = schema.types.emplace_back();
  lowered.name = type.name;
  lowered.stream = base.stream;
  for (std::uint32_t i : read) {
    const CheckedField& field = type.fields[i];
    if (!field.source) continue;
    const ColumnId column = ColumnOf(stream, *field.source);
    base.columns[i] = column;
    nfa::EventType::Field named{DottedName(field), column};
    if (field.required) {
      lowered.required.push_back(named);
    } else if (!field.may_be_missing && type.time_field != i &&
               std::holds_alternative<nfa::SourcePath>(field.source->source)) {
      lowered.expected.push_back(named);
    }
  }
  if (type.time_field) stream.time = base.columns[*type.time_field];
  if (type.where) lowered.where = LowerOverBase(checked, base, *type.where, pool);
  stream.types.push_back(base.type);
  return base;
}

}  // namespace

std::vector<std::uint32_t> ShownFields(const CheckedRules& checked,
                                       const CheckedRule& rule,
                                       std::uint32_t type) {
  std::set<std::uint32_t> shown;
  for (const auto& [read_type, field] : rule.reads) {
    if (read_type == type) shown.insert(field);
  }
  for (const CheckedFrameColumn& column : rule.frame) {
    for (const CheckedFrameColumn::Field& field : column.fields) {
      if (field.type == type) shown.insert(field.field);
    }
  }
  const std::vector<CheckedField>& fields = checked.types[type].fields;
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (fields[i].evidence) shown.insert(i);
  }
  return {shown.begin(), shown.end()};
}

LoweredSchema LowerSchema(const CheckedRules& checked,
                          nfa::ExpressionPool& pool) {
  LoweredSchema lowered;
  const ReadFields read = FindReadFields(checked);
  AddStreams(checked, lowered.schema);
  lowered.bases.resize(checked.types.size());
  for (std::size_t i = 0; i < checked.types.size(); ++i) {
    if (!checked.types[i].is_base) continue;
    lowered.bases[i] =
        AddBase(checked, checked.types[i], read[i], lowered.schema, pool);
  }
  return lowered;
}

ExprId LowerOverBase(const CheckedRules& checked, const LoweredBase& base,
                     ExprId id, nfa::ExpressionPool& pool) {
  ExpressionCopier copier(
      checked.expressions, pool,
      [&](std::uint32_t field, const nfa::Type& type) {
        return pool.Column(base.columns[field]->value, type);
      });
  return copier.Copy(id);
}

}  // namespace precept::compiler
