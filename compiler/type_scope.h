// The scope of a condition over one event type: its fields by bare name.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/context.h"
#include "compiler/scope.h"

namespace precept::compiler {

class TypeScope : public Scope {
 public:
  // Field i of the type is column i of `pool`.  All must outlive this.
  TypeScope(CheckContext& context, EventType& type, nfa::ExpressionPool& pool)
      : context_(context), type_(type), pool_(pool) {}

  bool Has(const lang::ast::FieldPath& path) override;
  std::optional<Typed> Resolve(const lang::ast::FieldPath& path) override;
  void ReportUnknown(const lang::ast::FieldPath& path,
                     const std::vector<std::string>& others) override;
 protected:
  CheckContext& context_;
  EventType& type_;
  nfa::ExpressionPool& pool_;
};

// A field of a type as a value; `id` is where it is found.
Typed FieldValue(const EventType& type, std::uint32_t field, nfa::ExprId id);
// Reports that a type has no such field, unless the type is broken.
void ReportUnknownField(CheckContext& context, const EventType& type,
                        const lang::ast::FieldPath& path, std::size_t from,
                        const std::vector<std::string>& others);
// Reports and returns true if the bases of a union disagree on the field.
bool ReportConflict(CheckContext& context, const EventType& type,
                    const lang::ast::FieldPath& path, std::size_t from);
// Whether the path goes on, behind a variable, into a window or a table, which
// have been refused at their declaration.
bool ReadsReference(const CheckContext& context,
                    const lang::ast::FieldPath& path);
// The path without its first `from` segments.
lang::ast::FieldPath Rest(const lang::ast::FieldPath& path, std::size_t from);

}  // namespace precept::compiler
