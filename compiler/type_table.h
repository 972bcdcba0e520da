// The event types while they are checked: CheckedType and what only the checker
// needs of it.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/checked_rules.h"
#include "compiler/typed.h"
#include "lang/ast.h"
#include "nfa/expression.h"

namespace precept::compiler {

struct EventType {
  CheckedType checked;
  // By the path joined with dots; a system field by its spelling.
  std::map<std::string, std::uint32_t> by_name;
  // Fields that the bases declare with unequal types: what each says.
  std::map<std::string, std::string> conflicts;
  std::deque<FieldNotes> notes;  // Alongside checked.fields.
  // Something of it could not be understood and has been reported: a field
  // that is not found may well be the fault of that.
  bool broken = false;

  // Returns its number.  REQUIRES: no field of this name.
  std::uint32_t AddField(const std::string& name, CheckedField field,
                         FieldNotes field_notes);
};

class TypeTable {
 public:
  explicit TypeTable(nfa::ExpressionPool& pool) : pool_(pool) {}

  // REQUIRES: called in order of names.
  std::uint32_t Add(const std::string& name);
  std::optional<std::uint32_t> Find(const std::string& name) const;
  std::size_t size() const { return types_.size(); }
  EventType& operator[](std::uint32_t type) { return *types_[type]; }
  const EventType& operator[](std::uint32_t type) const { return *types_[type]; }

  // A @header is made a field when it is first asked for, of the bases too.
  std::optional<std::uint32_t> FindField(std::uint32_t type,
                                         const lang::ast::FieldPath& path);
  // The same for a type that is still being made and stands in no table.
  std::optional<std::uint32_t> FindField(EventType& type,
                                         const lang::ast::FieldPath& path);
  // Adds the fields that every event has.
  void AddSystemFields(EventType& type);
  // Of a base type: each field is itself.
  void MapToItself(EventType& type, std::uint32_t number);

  // Declared and computed fields, in order of declaration.
  std::vector<std::string> FieldNames(const EventType& type) const;

  std::vector<CheckedType> Release();

 private:
  std::uint32_t AddHeader(EventType& type, const std::string& header);

  nfa::ExpressionPool& pool_;
  std::vector<std::unique_ptr<EventType>> types_;
  std::map<std::string, std::uint32_t> by_name_;
};

// "card.holder", "@time", "@header(\"x\")": without backticks.
std::string JoinPath(const std::vector<lang::ast::Segment>& segments,
                     std::size_t from = 0);
// The segments as CheckedField has them.
std::vector<std::string> PathOf(const std::vector<lang::ast::Segment>& segments,
                                std::size_t from = 0);
bool IsSystem(const lang::ast::FieldPath& path);
// "@time" and its like, for suggestions.
std::vector<std::string> SystemFieldNames();

}  // namespace precept::compiler
