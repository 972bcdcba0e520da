// The frame of a rule: what `emit`, the clause `where` and conditions over
// earlier steps read, as one row of columns.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nfa/column.h"
#include "nfa/evaluator.h"
#include "nfa/event_row.h"
#include "nfa/match.h"
#include "nfa/rule_set.h"

namespace precept::nfa {

class Frame {
 public:
  // All must outlive this.
  Frame(const Rule& rule, const EventRowStore& rows, const PreparedExpressions& expressions);

  void Set(std::size_t column, Value value);
  // Sets a column that reads the event at hand, as it fits a step; until the next
  // event it is that of this step.
  void SetOwn(std::size_t column, StepId step, Value value);
  bool IsOwnOf(std::size_t column, StepId step) const {
    return own_[column].event == event_ && own_[column].step == step;
  }
  void NextEvent() { ++event_; }
  // Sets a column that reads what a variable has taken.  `events`: what was
  // taken, in that order; without it nothing was.
  void SetFromEvents(std::size_t column, std::span<const TakenEvent> events);
  // Sets a column that reads one event; nothing: none was taken.
  // Texts are views of the event's row.
  void SetFromEvent(std::size_t column, const TakenEvent* event);
  // Sets columns that read the key.
  void SetKey(std::span<const std::uint32_t> columns, std::string_view key);
  // Sets all columns but kOwn for a complete match.
  void Fill(std::string_view key, std::span<const TakenEvent> events);

  // The value of an aggregate in what is evaluated, until it is forgotten.
  void Give(ExprId aggregate, Value value) { evaluator_.Give(aggregate, std::move(value)); }
  void ForgetGiven() { evaluator_.ForgetGiven(); }
  Value Evaluate(ExprId expression);
  // REQUIRES: a condition.
  bool Holds(ExprId condition);

  // Keeps the rows for which a condition is true, over columns by their numbers.
  void Filter(ExprId condition, std::span<const Column> columns, Bitmap& rows) {
    evaluator_.Filter(condition, columns, rows);
  }
  // `rows` rows, at least one, of what a column holds; texts are the same views.
  void Spread(std::size_t column, std::size_t rows, Column& out) const;
  // The cell of a column that reads one event, of that event; a text is a view of
  // the event's row.
  void ReadField(std::size_t column, const TakenEvent& event, Column& out,
                 std::size_t row) const;
  // A field of a taken event that a column names.
  Value FieldOf(const FrameColumn& column, const TakenEvent& event) const;
  // A hash of it, equal for equal fields.
  std::uint64_t HashOfField(const FrameColumn& column, const TakenEvent& event) const;
  // Whether taking it began a round of a repeated group.
  bool BeginsRound(const TakenEvent& event, std::uint32_t group) const;
  // The events of the current round of a repeated group.
  std::span<const TakenEvent> Round(std::uint32_t group,
                                    std::span<const TakenEvent> events) const;

 private:
  std::optional<std::uint32_t> SlotOf(const FrameColumn& column, const TakenEvent& event) const;
  Value ValueOf(const FrameColumn& column, std::span<const TakenEvent> events) const;
  Value ListOf(const FrameColumn& column, std::span<const TakenEvent> events) const;

  const Rule& rule_;
  const EventRowStore& rows_;
  Evaluator evaluator_;
  // Which event a column was set to by SetOwn; 0: by another.
  struct OwnOf {
    std::uint64_t event = 0;
    StepId step;
  };
  std::uint64_t event_ = 1;
  std::vector<OwnOf> own_;
  std::vector<Value> values_;  // What columns view that are set by value.
  std::vector<Column> columns_;
  std::vector<const Way*> ways_;  // Of the automaton, by their numbers.
  // The key that was decoded last.
  std::string key_;
  std::vector<Value> key_parts_;
};

}  // namespace precept::nfa
