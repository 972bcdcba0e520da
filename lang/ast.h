// The syntax tree: what an author wrote, as plain structs.
//
// One struct a construct of grammar.peg, in its order.  Every node carries its
// SourceRange; nothing here has been resolved or checked.  Literals keep their
// spelling, since a literal takes its type from what it is compared with, and
// since the formatter must give it back.  Comments are kept apart, by place,
// in File::comments.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lang/ast_expression.h"
#include "lang/ast_pattern.h"
#include "lang/source_text.h"

namespace precept::lang::ast {

// ---- types and events ------------------------------------------------------

enum class TypeName : std::uint8_t {
  kBool, kInt, kFloat, kDecimal, kString, kIp, kTimestamp, kDuration,
};

struct Type {
  TypeName name{};
  bool is_list = false;
  bool may_be_missing = false;  // '?'
  SourceRange range;
};

struct Annotation {
  enum class Kind : std::uint8_t {
    kTime, kFrom, kFormat, kRequired, kEvidence, kNocase, kOneof,
  };
  Kind kind{};
  // No argument, a string, or a list of signed literals.
  std::variant<std::monostate, StringLiteral, std::vector<Expr>> argument;
  SourceRange range;
};

struct FieldDecl {
  FieldPath name;
  Type type;
  std::vector<Annotation> annotations;
  SourceRange range;
};

struct ComputedField {
  Segment name;
  Expr value;
  SourceRange range;
};

// event X from "s" where c { fields }
struct Event {
  Name name;
  std::optional<StringLiteral> from;
  std::optional<Expr> where;
  std::vector<FieldDecl> fields;
};

// event X = A | B where c { computed }
struct DerivedEvent {
  Name name;
  std::vector<Name> bases;
  std::optional<Expr> where;
  // Absent and empty braces are alike but for the printer.
  std::optional<std::vector<ComputedField>> computed;
};
// ---- windows and reference data --------------------------------------------

struct WindowOffset {
  DurationLiteral offset;
  std::optional<StringLiteral> time_zone;
};

struct TumblingExtent { Span size; std::optional<WindowOffset> at; };
struct HoppingExtent { Span size; Span every; std::optional<WindowOffset> at; };
struct SessionExtent { Span gap; };
struct LastExtent { Count count; };
struct EverExtent {};
struct SlidingExtent { Span size; std::optional<Span> step; };

using Extent = std::variant<TumblingExtent, HoppingExtent, SessionExtent,
                            LastExtent, EverExtent, SlidingExtent>;

// total: sum(Payment.amount by k where c, 95)
struct AggregateDecl {
  Name name;
  Name function;
  Name source;                // The event type, closing or alert.
  std::vector<Segment> path;  // Empty for count(Payment).
  std::optional<By> by;
  std::optional<Expr> where;
  std::optional<Expr> argument;  // A literal.
  SourceRange range;
};

struct Window {
  Name name;
  std::optional<By> by;
  Extent extent;
  std::vector<AggregateDecl> aggregates;
};

struct List {
  Name name;
  Type element;  // Neither a list nor '?'.
  // A file, or the elements.
  std::variant<StringLiteral, std::vector<Expr>> source;
};

struct Table {
  Name name;
  bool from_stream = false;
  StringLiteral source;
  std::vector<FieldPath> by;
  std::vector<FieldDecl> fields;
};

struct Const {
  Name name;
  Expr value;
};

struct Param {
  Name name;
  Type type;
};

struct Def {
  Name name;
  std::vector<Param> params;
  Expr body;
};

struct Model {
  Name name;
  std::vector<Param> params;
  Type result;
  StringLiteral source;
};
// ---- rules -----------------------------------------------------------------

// A bare word of meta: high, T1110, or a number as written ("-5", "0.8").
struct MetaWord { std::string text; };
struct MetaNumber { std::string spelling; };

struct MetaAtom {
  std::variant<StringLiteral, DurationLiteral, MetaNumber, MetaWord> node;
  SourceRange range;
};

struct MetaEntry {
  Name name;
  bool is_list = false;
  std::vector<MetaAtom> atoms;  // Exactly one unless is_list.
  SourceRange range;
};

struct Meta {
  std::vector<MetaEntry> entries;
  SourceRange range;
};

enum class Mode : std::uint8_t { kFirst, kLongest, kEach, kAll, kLatest };

struct Match {
  std::optional<Mode> mode;
  std::optional<By> by;
  std::vector<Name> among;  // Empty: not given.
  std::optional<Span> within;
  Pattern pattern;
  SourceRange range;
};

struct EmitEntry {
  FieldPath name;
  std::optional<Expr> value;
  SourceRange range;
};

struct Emit {
  std::vector<EmitEntry> entries;
  SourceRange range;
};

// throttle until step; throttle n per d by f; throttle d by f
struct Throttle {
  std::variant<Step, Span> what;  // `until` step, or the duration.
  std::optional<Count> count;     // n per d
  std::vector<FieldPath> by;
  SourceRange range;
};

struct Rule {
  Name name;
  std::optional<StringLiteral> title;
  std::optional<Meta> meta;
  Match match;
  std::optional<Expr> where;
  std::optional<Emit> emit;
  std::optional<Throttle> throttle;
};

struct Tune {
  Name name;
  std::optional<Expr> where;
  std::optional<Meta> meta;
  std::optional<Throttle> throttle;
};
// ---- tests -----------------------------------------------------------------

struct RecordEntry {
  FieldPath name;
  Expr value;
};

struct Record {
  std::vector<RecordEntry> entries;
  SourceRange range;
};

struct ClockEntry { DurationLiteral to; };
struct LatenessEntry { DurationLiteral lateness; };
struct FromEntry { TimeLiteral time; };
struct ListEntry { Name list; std::vector<Expr> values; };
struct TableEntry { Name table; Record row; };
// expect nothing: `rule` is absent.
struct ExpectEntry {
  std::optional<std::uint64_t> count;
  std::optional<Name> rule;
  std::optional<Record> record;
  std::optional<DurationLiteral> at;
};
struct GivenEntry {
  std::optional<std::uint64_t> repeat;
  std::optional<DurationLiteral> every;
  Name type;
  Record record;
  std::optional<DurationLiteral> at;
};

struct TestEntry {
  std::variant<ClockEntry, LatenessEntry, FromEntry, ListEntry, TableEntry,
               ExpectEntry, GivenEntry>
      node;
  SourceRange range;
};

struct Test {
  StringLiteral title;
  std::vector<Name> of;
  std::vector<TestEntry> entries;
};
// ---- files -----------------------------------------------------------------

struct Declaration {
  std::variant<Event, DerivedEvent, Window, Rule, Tune, List, Table, Const, Def,
               Model, Test>
      node;
  SourceRange range;
  // A syntax error was reported inside; the tree may lack parts.
  bool faulty = false;
};

struct Comment {
  enum class Kind : std::uint8_t { kLine, kBlock };
  Kind kind{};
  std::string text;  // With its marks, without the line's end.
  SourceRange range;
};

struct File {
  FileId id;
  std::vector<Declaration> declarations;
  std::vector<Comment> comments;  // In order of place.
  // Some declaration could not be read at all: what it declares is not known.
  bool lost_declarations = false;
};

}  // namespace precept::lang::ast
