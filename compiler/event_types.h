// Checks the declarations of event types and fills the TypeTable.

#pragma once

#include "compiler/context.h"

namespace precept::compiler {

// Base types first, then types over others, whatever the order of their
// declarations; then what the types of one stream must agree on.
void CheckEventTypes(CheckContext& context);

// A base type: its fields, annotations and `where`.  In base_types.cc.
void CheckBaseType(CheckContext& context, std::uint32_t number,
                   const lang::ast::Event& event);
// Types of one stream agree on their @time.  In base_types.cc.
void CheckStreamTimes(CheckContext& context);

// Notes which fields are never missing, by the conditions of the type.
// REQUIRES: the type and its bases have been checked.
void NotePresence(CheckContext& context, EventType& type);

// A type over others.  In derived_types.cc.
// REQUIRES: its bases have been checked.
void CheckDerivedType(CheckContext& context, std::uint32_t number,
                      const lang::ast::DerivedEvent& event);

}  // namespace precept::compiler
