#include "nfa/frame.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "nfa/cell_hash.h"
#include "nfa/evaluate/operand.h"
#include "nfa/key.h"

namespace precept::nfa {

Frame::Frame(const Rule& rule, const EventRowStore& rows,
             const PreparedExpressions& expressions)
    : rule_(rule), rows_(rows), evaluator_(expressions), own_(rule.frame.size()),
      values_(rule.frame.size()) {
  for (const FrameColumn& column : rule.frame) columns_.emplace_back(column.type);
  for (const Position& position : rule.automaton.positions) {
    for (const Way& way : position.ways) ways_.push_back(&way);
  }
}

void Frame::Set(std::size_t column, Value value) {
  own_[column].event = 0;
  values_[column] = std::move(value);
  columns_[column].Clear();
  columns_[column].AppendValue(values_[column]);
}

void Frame::SetOwn(std::size_t column, StepId step, Value value) {
  Set(column, std::move(value));
  own_[column] = {event_, step};
}

void Frame::SetFromEvents(std::size_t column, std::span<const TakenEvent> events) {
  const FrameColumn& wanted = rule_.frame[column];
  if (wanted.round_of) events = Round(*wanted.round_of, events);
  Set(column, ValueOf(wanted, events));
}

void Frame::SetFromEvent(std::size_t column, const TakenEvent* event) {
  columns_[column].Reset(1);
  if (event != nullptr) ReadField(column, *event, columns_[column], 0);
}

void Frame::SetKey(std::span<const std::uint32_t> columns, std::string_view key) {
  if (key_parts_.empty() || key_ != key) {
    key_ = key;
    key_parts_ = DecodeKey(key);
  }
  for (std::uint32_t column : columns) Set(column, key_parts_[rule_.frame[column].index]);
}

void Frame::Fill(std::string_view key, std::span<const TakenEvent> events) {
  const std::vector<Value> parts = DecodeKey(key);
  for (std::size_t i = 0; i < rule_.frame.size(); ++i) {
    const FrameColumn& column = rule_.frame[i];
    if (column.source == FrameColumn::Source::kOwn) continue;
    if (column.source == FrameColumn::Source::kKey) {
      Set(i, parts[column.index]);
    } else {
      SetFromEvents(i, events);
    }
  }
}

Value Frame::Evaluate(ExprId expression) {
  return evaluator_.EvaluateRow(expression, columns_, 0);
}

bool Frame::Holds(ExprId condition) {
  return evaluator_.Holds(condition, columns_, 0);
}

void Frame::Spread(std::size_t column, std::size_t rows, Column& out) const {
  out.Reset(rows);
  evaluate::CopyCell(columns_[column], 0, out, 0);
  if (!out.is_present(0)) return;
  const auto spread = [&](auto cell) {
    for (std::size_t row = 1; row < rows; ++row) out.Set(row, cell);
  };
  if (out.type().is_list) {
    spread(out.cell<ListSlice>(0));
  } else {
    evaluate::WithNative(out.type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
      spread(out.cell<Cell>(0));
    });
  }
}

void Frame::ReadField(std::size_t column, const TakenEvent& event, Column& out,
                      std::size_t row) const {
  const std::optional<std::uint32_t> slot = SlotOf(rule_.frame[column], event);
  if (!slot) {
    out.SetMissing(row);
  } else {
    rows_.Read(event.event, *slot, out, row);
  }
}

// Where the row of the event has the field.
std::optional<std::uint32_t> Frame::SlotOf(const FrameColumn& column,
                                           const TakenEvent& event) const {
  const Alternative& alternative = rule_.alternatives[event.alternative];
  const std::uint32_t type = rule_.steps[alternative.step.index()].type;
  const std::optional<std::uint32_t>& field = column.fields[type];
  return field ? alternative.slots[*field] : std::nullopt;
}

Value Frame::FieldOf(const FrameColumn& column, const TakenEvent& event) const {
  const std::optional<std::uint32_t> slot = SlotOf(column, event);
  return slot ? rows_.Field(event.event, *slot) : Value();
}

std::uint64_t Frame::HashOfField(const FrameColumn& column, const TakenEvent& event) const {
  const std::optional<std::uint32_t> slot = SlotOf(column, event);
  return slot ? rows_.HashOf(event.event, *slot) : kHashOfMissing;
}

std::span<const TakenEvent> Frame::Round(std::uint32_t group,
                                         std::span<const TakenEvent> events) const {
  for (std::size_t i = events.size(); i-- > 0;) {
    if (BeginsRound(events[i], group)) return events.subspan(i);
  }
  return events;
}

bool Frame::BeginsRound(const TakenEvent& event, std::uint32_t group) const {
  const std::vector<std::uint32_t>& begins = ways_[event.way]->begins;
  return std::binary_search(begins.begin(), begins.end(), group);
}

Value Frame::ValueOf(const FrameColumn& column, std::span<const TakenEvent> events) const {
  const auto is_of = [&](const TakenEvent& taken) {
    const StepId step = rule_.alternatives[taken.alternative].step;
    return rule_.steps[step.index()].variable == column.index;
  };
  switch (column.source) {
    case FrameColumn::Source::kKey:
    case FrameColumn::Source::kOwn:
      return Value();
    case FrameColumn::Source::kList:
      return ListOf(column, events);
    case FrameColumn::Source::kCount:
      return Value(static_cast<std::int64_t>(
          std::count_if(events.begin(), events.end(), is_of)));
    case FrameColumn::Source::kField:
    case FrameColumn::Source::kFirst:
    case FrameColumn::Source::kLast:
    case FrameColumn::Source::kItem:
      break;
  }
  const bool from_end = column.source == FrameColumn::Source::kField ||
                        column.source == FrameColumn::Source::kLast ||
                        (column.source == FrameColumn::Source::kItem && column.item < 0);
  std::int64_t skip = 0;
  if (column.source == FrameColumn::Source::kItem) {
    skip = column.item < 0 ? -(column.item + 1) : column.item;
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    const TakenEvent& taken = from_end ? events[events.size() - 1 - i] : events[i];
    if (is_of(taken) && skip-- == 0) return FieldOf(column, taken);
  }
  return Value();
}

Value Frame::ListOf(const FrameColumn& column, std::span<const TakenEvent> events) const {
  ValueList list;
  for (const TakenEvent& taken : events) {
    const StepId step = rule_.alternatives[taken.alternative].step;
    if (rule_.steps[step.index()].variable != column.index) continue;
    Value value = FieldOf(column, taken);
    if (const ValueList* elements = value.get_if<ValueList>()) {
      list.insert(list.end(), elements->begin(), elements->end());
    } else if (!value.is_missing()) {
      list.push_back(std::move(value));
    }
  }
  return Value(std::move(list));
}

}  // namespace precept::nfa
