#include "nfa/list_aggregates.h"

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace precept::nfa {
namespace {

template <class Cell>
constexpr bool kIsSummed = std::is_same_v<Cell, std::int64_t> || std::is_same_v<Cell, double> ||
                           std::is_same_v<Cell, Decimal> || std::is_same_v<Cell, Duration>;

// REQUIRES: both hold one type.
bool IsLess(const Value& a, const Value& b) {
  return std::visit(
      [&b](const auto& left) {
        using Held = std::remove_cvref_t<decltype(left)>;
        if constexpr (std::is_same_v<Held, std::monostate> || std::is_same_v<Held, ValueList>) {
          return false;
        } else {
          return left < b.get<Held>();
        }
      },
      a.variant());
}

template <class T>
Value ToValue(const std::optional<T>& result) {
  return result ? Value(*result) : Value();
}

template <class Cell>
Value OfMoments(Op op, const evaluate::Moments& moments, std::int64_t count) {
  using Numbers = evaluate::Numbers<Cell>;
  if (op == Op::kSum) return ToValue(Numbers::Sum(moments));
  if (op == Op::kAvg) return count < 1 ? Value() : ToValue(Numbers::Avg(moments));
  return count < 2 ? Value() : ToValue(Numbers::Stddev(moments));
}

}  // namespace

bool ListAggregates::Knows(Op op, Scalar element) {
  switch (op) {
    case Op::kCount: case Op::kMin: case Op::kMax:
      return true;
    case Op::kSum: case Op::kAvg: case Op::kStddev:
      return element == Scalar::kInt || element == Scalar::kFloat ||
             element == Scalar::kDecimal || element == Scalar::kDuration;
    default:
      return false;
  }
}

void ListAggregates::Add(const Value& value) {
  if (const ValueList* elements = value.get_if<ValueList>()) {
    for (const Value& element : *elements) AddElement(element);
  } else if (!value.is_missing()) {
    AddElement(value);
  }
}

void ListAggregates::AddElement(const Value& value) {
  ++count_;
  std::visit(
      [this](const auto& cell) {
        if constexpr (kIsSummed<std::remove_cvref_t<decltype(cell)>>) moments_.Add(cell);
      },
      value.variant());
  if (least_.is_missing() || IsLess(value, least_)) least_ = value;
  if (greatest_.is_missing() || IsLess(greatest_, value)) greatest_ = value;
}

Value ListAggregates::Get(Op op, Scalar element) const {
  switch (op) {
    case Op::kCount: return Value(count_);
    case Op::kMin: return least_;
    case Op::kMax: return greatest_;
    default: break;
  }
  switch (element) {
    case Scalar::kFloat: return OfMoments<double>(op, moments_, count_);
    case Scalar::kDecimal: return OfMoments<Decimal>(op, moments_, count_);
    case Scalar::kDuration: return OfMoments<Duration>(op, moments_, count_);
    default: return OfMoments<std::int64_t>(op, moments_, count_);
  }
}

}  // namespace precept::nfa
