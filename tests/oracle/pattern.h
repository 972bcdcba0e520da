// The pattern of a rule as a tree ready to be walked: consts filled in, the
// header's `within` put around the whole, steps numbered in the order of the
// text.
//
// Thread safety: immutable once built.  The catalog and its files must outlive
// it.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/ast.h"
#include "tests/oracle/catalog.h"

namespace precept::oracle {

struct Node;

// One mention of an event type: in the pattern, a negation or an `until`.
struct Step {
  int index = 0;  // In the order of the text, negations and `until` among them.
  const lang::ast::Step* ast = nullptr;
  std::string type;
  std::string label;  // The variable's name, else the type's.
  bool has_variable = false;
  int variable = -1;       // Labels in order of first appearance; -1 if it
                           // binds nothing.
  bool repeats = false;    // By a repetition of its own.
  bool negative = false;   // Of a negation or an `until`.
  bool very_next = false;  // Of `=> not n`.
  std::vector<const Node*>
      loops;  // Repeated groups around it, outermost first.
};

struct Negation {
  std::vector<const Step*> steps;
  bool very_next = false;            // `=> not n`
  std::optional<std::int64_t> wait;  // `for d`
};

// A link of a sequence: a term to reach by an arrow, or a negation.
struct Element {
  lang::ast::Contiguity arrow = lang::ast::Contiguity::kRelaxed;
  std::optional<std::int64_t> low;
  std::optional<std::int64_t> high;
  std::unique_ptr<Node> term;  // Null for a negation.
  std::optional<Negation> negation;
};

struct Operand {
  const Step* step = nullptr;
  int times = 1;
};

struct Node {
  enum class Kind : std::uint8_t {
    kStep,
    kSequence,
    kRepeat,
    kScope,
    kAlternation,
    kConjunction,
  };
  Kind kind = Kind::kStep;
  int id = 0;
  const Step* step = nullptr;                   // kStep
  std::vector<Element> elements;                // kSequence
  std::vector<std::unique_ptr<Node>> children;  // kRepeat, kScope: one.
  std::vector<Operand> operands;                // kConjunction
  int min = 1;                                  // kRepeat
  std::optional<int> max;                       // kRepeat; nothing: no bound.
  lang::ast::Contiguity joint = lang::ast::Contiguity::kRelaxed;
  std::optional<std::int64_t> within;  // kScope
  std::vector<const Step*> until;      // kScope
  int num_steps = 0;                   // Steps in it that bind.
  bool nullable = false;               // It can match no event.
};

struct PatternTree {
  std::unique_ptr<Node> root;
  std::vector<std::unique_ptr<Step>> steps;
  std::vector<std::string> labels;  // By Step::variable.
  // What cannot be read as a pattern; empty if all is well.
  std::vector<std::string> failures;
};

PatternTree BuildPattern(const lang::ast::Match& match, const Catalog& catalog);

// The steps in `node` that bind, appended in order.
void CollectSteps(const Node& node, std::vector<const Step*>& out);

}  // namespace precept::oracle
