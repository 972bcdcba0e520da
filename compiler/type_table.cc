#include "compiler/type_table.h"

#include <array>
#include <string_view>
#include <utility>

#include "nfa/schema.h"

namespace precept::compiler {
namespace {

namespace ast = lang::ast;

struct SystemFieldEntry {
  std::string_view name;
  nfa::SystemField field{};
  nfa::Scalar scalar{};
  bool may_be_missing = false;
};

// @timestamp and @key are missing where the source has none.
constexpr std::array<SystemFieldEntry, 7> kSystemFields{{
    {"@time", nfa::SystemField::kTime, nfa::Scalar::kTimestamp, false},
    {"@timestamp", nfa::SystemField::kTimestamp, nfa::Scalar::kTimestamp, true},
    {"@stream", nfa::SystemField::kStream, nfa::Scalar::kString, false},
    {"@partition", nfa::SystemField::kPartition, nfa::Scalar::kInt, false},
    {"@offset", nfa::SystemField::kOffset, nfa::Scalar::kInt, false},
    {"@key", nfa::SystemField::kKey, nfa::Scalar::kString, true},
    {"@raw", nfa::SystemField::kRaw, nfa::Scalar::kString, false},
}};

std::string SegmentText(const ast::Segment& segment) {
  const bool header = segment.kind == ast::Segment::Kind::kSystem &&
                      segment.text == "@header";
  return header ? "@header(\"" + segment.argument + "\")" : segment.text;
}

CheckedField SystemFieldOf(const EventType& type, std::string name,
                           nfa::SystemColumn column, nfa::Type field_type,
                           bool may_be_missing) {
  CheckedField field;
  field.path = {std::move(name)};
  field.type = field_type;
  field.may_be_missing = may_be_missing;
  field.declared = type.checked.declared;
  if (type.checked.is_base) {
    field.source = nfa::SourceColumn{std::move(column), field_type, {}};
  }
  return field;
}

}  // namespace

std::uint32_t EventType::AddField(const std::string& name, CheckedField field,
                                  FieldNotes field_notes) {
  const auto number = static_cast<std::uint32_t>(checked.fields.size());
  by_name.emplace(name, number);
  checked.fields.push_back(std::move(field));
  notes.push_back(std::move(field_notes));
  return number;
}

std::uint32_t TypeTable::Add(const std::string& name) {
  const auto number = static_cast<std::uint32_t>(types_.size());
  types_.push_back(std::make_unique<EventType>());
  types_.back()->checked.name = name;
  by_name_.emplace(name, number);
  return number;
}

std::optional<std::uint32_t> TypeTable::Find(const std::string& name) const {
  const auto at = by_name_.find(name);
  if (at == by_name_.end()) return std::nullopt;
  return at->second;
}

std::optional<std::uint32_t> TypeTable::FindField(std::uint32_t type,
                                                  const ast::FieldPath& path) {
  return FindField(*types_[type], path);
}

std::optional<std::uint32_t> TypeTable::FindField(EventType& type,
                                                  const ast::FieldPath& path) {
  const auto at = type.by_name.find(JoinPath(path.segments));
  if (at != type.by_name.end()) return at->second;
  const ast::Segment& first = path.segments.front();
  const bool header = path.segments.size() == 1 &&
                      first.kind == ast::Segment::Kind::kSystem &&
                      first.text == "@header" && !first.argument.empty();
  if (!header) return std::nullopt;
  return AddHeader(type, first.argument);
}

std::uint32_t TypeTable::AddHeader(EventType& type, const std::string& header) {
  const std::string name = "@header(\"" + header + "\")";
  const auto at = type.by_name.find(name);
  if (at != type.by_name.end()) return at->second;
  constexpr nfa::Type kText{nfa::Scalar::kString, false};
  const std::uint32_t number = type.AddField(
      name,
      SystemFieldOf(type, name, {nfa::SystemField::kHeader, header}, kText, true),
      {});
  for (CheckedBase& base : type.checked.bases) {
    EventType& base_type = *types_[base.base];
    const std::uint32_t column =
        &base_type == &type ? number : AddHeader(base_type, header);
    base.fields.push_back(pool_.Column(column, kText));
  }
  return number;
}

void TypeTable::AddSystemFields(EventType& type) {
  for (const SystemFieldEntry& entry : kSystemFields) {
    const std::string name(entry.name);
    type.AddField(name,
                  SystemFieldOf(type, name, {entry.field, {}},
                                {entry.scalar, false}, entry.may_be_missing),
                  {});
  }
}

void TypeTable::MapToItself(EventType& type, std::uint32_t number) {
  CheckedBase self;
  self.base = number;
  for (std::uint32_t i = 0; i < type.checked.fields.size(); ++i) {
    self.fields.emplace_back(pool_.Column(i, type.checked.fields[i].type));
  }
  type.checked.bases = {std::move(self)};
}

std::vector<std::string> TypeTable::FieldNames(const EventType& type) const {
  std::vector<std::string> names;
  for (const CheckedField& field : type.checked.fields) {
    if (field.path.front().front() == '@') continue;
    std::string name;
    for (const std::string& segment : field.path) {
      name += (name.empty() ? "" : ".") + segment;
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<CheckedType> TypeTable::Release() {
  std::vector<CheckedType> released;
  for (auto& type : types_) released.push_back(std::move(type->checked));
  return released;
}

std::string JoinPath(const std::vector<ast::Segment>& segments,
                     std::size_t from) {
  std::string joined;
  for (std::size_t i = from; i < segments.size(); ++i) {
    if (i > from) joined += '.';
    joined += SegmentText(segments[i]);
  }
  return joined;
}

std::vector<std::string> PathOf(const std::vector<ast::Segment>& segments,
                                std::size_t from) {
  std::vector<std::string> path;
  for (std::size_t i = from; i < segments.size(); ++i) {
    path.push_back(SegmentText(segments[i]));
  }
  return path;
}

bool IsSystem(const ast::FieldPath& path) {
  return path.segments.front().kind == ast::Segment::Kind::kSystem;
}

std::vector<std::string> SystemFieldNames() {
  std::vector<std::string> names{"@header(\"…\")"};
  for (const SystemFieldEntry& entry : kSystemFields) {
    names.emplace_back(entry.name);
  }
  return names;
}

}  // namespace precept::compiler
