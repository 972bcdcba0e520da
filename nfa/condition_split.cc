#include "nfa/condition_split.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include "nfa/cell_hash.h"
#include "nfa/exact.h"
#include "nfa/unicode.h"

namespace precept::nfa {
namespace {

using Kind = SplitCondition::Kind;
using Order = unsigned __int128;

constexpr Order kSignBit = Order{1} << 127;

// Which sides the columns of an expression belong to.
struct Sides {
  bool event = false;
  bool earlier = false;
  bool history = false;
  bool is_mixed() const { return event && earlier; }
};

Sides SidesOf(const Rule& rule, const ExpressionPool& pool, ExprId id) {
  Sides sides;
  for (std::uint32_t column : pool.ColumnsOf(id)) {
    switch (SideOf(rule.frame[column])) {
      case ColumnSide::kEvent: sides.event = true; break;
      case ColumnSide::kEarlier: sides.earlier = true; break;
      case ColumnSide::kHistory: sides.history = true; break;
      case ColumnSide::kKey: break;
    }
  }
  return sides;
}

// Whether terms of a comparison can be brought to the other side.
bool IsSummed(Scalar scalar) {
  switch (scalar) {
    case Scalar::kInt: case Scalar::kFloat: case Scalar::kDecimal:
    case Scalar::kTimestamp: case Scalar::kDuration:
      return true;
    case Scalar::kBool: case Scalar::kString: case Scalar::kIp:
      return false;
  }
  return false;
}

class Splitter {
 public:
  Splitter(const Rule& rule, const ExpressionPool& pool) : rule_(rule), pool_(pool) {}

  // Adds the terms of a sum; false: a part of it reads both sides and is no sum.
  bool Add(ExprId id, bool is_negative) {
    const Sides sides = SidesOf(rule_, pool_, id);
    if (sides.history) return false;
    if (!sides.is_mixed()) {
      (sides.earlier ? earlier_ : event_).push_back({id, is_negative});
      return true;
    }
    const Expr& expr = pool_[id];
    switch (expr.op) {
      case Op::kAdd:
        return Add(expr.args[0], is_negative) && Add(expr.args[1], is_negative);
      case Op::kSubtract:
        return Add(expr.args[0], is_negative) && Add(expr.args[1], !is_negative);
      case Op::kNegate:
        return Add(expr.args[0], !is_negative);
      case Op::kConvert:
        // The implicit conversion of whole numbers.
        if (expr.type.scalar != Scalar::kFloat && expr.type.scalar != Scalar::kDecimal) {
          return false;
        }
        return pool_[expr.args[0]].type.scalar == Scalar::kInt && Add(expr.args[0], is_negative);
      default:
        return false;
    }
  }

  // Of the difference of both sides of a comparison, which is `kind` 0.
  std::optional<SplitCondition> Make(Kind kind, const Expr& comparison, Scalar scalar) {
    if (earlier_.empty()) return std::nullopt;
    // Sum of event + sum of earlier <op> 0: the earlier ones change sides.
    for (SplitTerm& term : earlier_) term.is_negative = !term.is_negative;
    if (earlier_.size() == 1 && earlier_[0].is_negative) {
      for (auto* side : {&event_, &earlier_}) {
        for (SplitTerm& term : *side) term.is_negative = !term.is_negative;
      }
    } else {
      kind = Reversed(kind);
    }
    SplitCondition split;
    split.kind = kind;
    split.scalar = scalar;
    split.nocase = comparison.nocase;
    split.is_sum = event_.size() != 1 || earlier_.size() != 1 || event_[0].is_negative ||
                   earlier_[0].is_negative;
    if (split.is_sum && !IsSummed(scalar)) return std::nullopt;
    // Sums of floats are equal only by chance of rounding.
    if (split.is_sum && kind == Kind::kEqual && scalar == Scalar::kFloat) return std::nullopt;
    split.event = std::move(event_);
    split.earlier = std::move(earlier_);
    return split;
  }

  static Kind Reversed(Kind kind) {
    switch (kind) {
      case Kind::kEqual: return Kind::kEqual;
      case Kind::kBelow: return Kind::kAbove;
      case Kind::kNotAbove: return Kind::kNotBelow;
      case Kind::kAbove: return Kind::kBelow;
      case Kind::kNotBelow: return Kind::kNotAbove;
    }
    return kind;
  }

 private:
  const Rule& rule_;
  const ExpressionPool& pool_;
  std::vector<SplitTerm> event_;
  std::vector<SplitTerm> earlier_;
};

// ---- values ------------------------------------------------------------------

Order OrderOf(__int128 number) { return static_cast<Order>(number) ^ kSignBit; }

Order OrderOf(double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number);
  return (bits >> 63) != 0 ? ~bits : bits | std::uint64_t{1} << 63;
}

Order OrderOf(const std::uint8_t* bytes, std::size_t size) {
  Order order = 0;
  for (std::size_t i = 0; i < sizeof(Order); ++i) order = order << 8 | (i < size ? bytes[i] : 0u);
  return order;
}

IndexValue ExactValue(__int128 number) {
  return {CellHash()(Decimal::FromUnits(number)), OrderOf(number), false};
}

IndexValue TextValue(std::string_view text, bool nocase) {
  std::string folded;
  if (nocase) {
    AppendFolded(text, folded);
    text = folded;
  }
  return {CellHash()(text),
          OrderOf(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), true};
}

// REQUIRES: not missing, no list.
IndexValue PlainValue(const Value& value, bool nocase) {
  return std::visit(
      [nocase](const auto& held) -> IndexValue {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, bool> || std::is_same_v<Held, std::int64_t>) {
          return ExactValue(held);
        } else if constexpr (std::is_same_v<Held, double>) {
          return {CellHash()(held), OrderOf(held), false};
        } else if constexpr (std::is_same_v<Held, Decimal>) {
          return ExactValue(held.units());
        } else if constexpr (std::is_same_v<Held, Timestamp> || std::is_same_v<Held, Duration>) {
          return ExactValue(held.ns);
        } else if constexpr (std::is_same_v<Held, Ip>) {
          return {CellHash()(held), OrderOf(held.bytes.data(), held.bytes.size()), false};
        } else if constexpr (std::is_same_v<Held, std::string>) {
          return TextValue(held, nocase);
        } else {
          return {};
        }
      },
      value.variant());
}

// A term of an exact sum, whole or in units of a decimal.
__int128 ExactTerm(const Value& value, Scalar of) {
  constexpr std::int64_t kUnits = 1'000'000'000'000;
  if (const auto* number = value.get_if<std::int64_t>()) {
    return of == Scalar::kDecimal ? static_cast<__int128>(*number) * kUnits : *number;
  }
  if (const auto* decimal = value.get_if<Decimal>()) return decimal->units();
  if (const auto* time = value.get_if<Timestamp>()) return time->ns;
  if (const auto* duration = value.get_if<Duration>()) return duration->ns;
  return 0;
}

// The sum where it, or a part of it, is beyond 128 bits: the nearest that is not.
IndexValue HugeSumOf(const SplitCondition& split, const std::vector<SplitTerm>& side,
                     std::span<const Value> values) {
  BigInt sum = 0;
  for (std::size_t i = 0; i < side.size(); ++i) {
    const BigInt term = ExactTerm(values[i], split.scalar);
    sum += side[i].is_negative ? -term : term;
  }
  constexpr __int128 kMost = std::numeric_limits<__int128>::max();
  return ExactValue(sum > kMost    ? kMost
                    : sum < -kMost ? -kMost
                                   : static_cast<__int128>(sum));
}

IndexValue ExactSumOf(const SplitCondition& split,
                                     const std::vector<SplitTerm>& side,
                                     std::span<const Value> values) {
  __int128 sum = 0;
  bool overflows = false;
  for (std::size_t i = 0; i < side.size(); ++i) {
    const __int128 term = ExactTerm(values[i], split.scalar);
    overflows |= side[i].is_negative ? __builtin_sub_overflow(sum, term, &sum)
                                     : __builtin_add_overflow(sum, term, &sum);
  }
  IndexValue value = overflows ? HugeSumOf(split, side, values) : ExactValue(sum);
  value.is_coarse = split.scalar == Scalar::kDecimal;  // Either side may be huge.
  return value;
}

IndexValue FloatSumOf(const std::vector<SplitTerm>& side, std::span<const Value> values,
                      bool rounds_up) {
  // Rounding in the conjunct as written is by at most 2^-53 of what is there at
  // each of its few operations, which the sum of all magnitudes bounds.
  constexpr long double kMargin = 0x1p-46L;
  long double sum = 0;
  long double magnitude = 0;
  for (std::size_t i = 0; i < side.size(); ++i) {
    const auto* whole = values[i].get_if<std::int64_t>();
    const long double term =
        whole != nullptr ? static_cast<long double>(*whole) : values[i].get<double>();
    sum += side[i].is_negative ? -term : term;
    magnitude += std::fabs(term);
  }
  const long double widened = rounds_up ? sum + magnitude * kMargin : sum - magnitude * kMargin;
  const double infinity = std::numeric_limits<double>::infinity();
  // Without a range beyond that of doubles, infinities may cancel out.
  if (std::isnan(widened)) return {0, OrderOf(rounds_up ? infinity : -infinity), true};
  const double bound =
      std::nextafter(static_cast<double>(widened), rounds_up ? infinity : -infinity);
  return {0, OrderOf(bound), true};
}

}  // namespace

ColumnSide SideOf(const FrameColumn& column) {
  switch (column.source) {
    case FrameColumn::Source::kKey: return ColumnSide::kKey;
    case FrameColumn::Source::kOwn: return ColumnSide::kEvent;
    case FrameColumn::Source::kField:
    case FrameColumn::Source::kFirst:
    case FrameColumn::Source::kLast:
      return ColumnSide::kEarlier;
    case FrameColumn::Source::kItem:
    case FrameColumn::Source::kList:
    case FrameColumn::Source::kCount:
      break;
  }
  return ColumnSide::kHistory;
}

std::optional<SplitCondition> SplitConjunct(const Rule& rule, const ExpressionPool& pool,
                                            ExprId conjunct) {
  const Expr& comparison = pool[conjunct];
  Kind kind{};
  switch (comparison.op) {
    case Op::kEqual: kind = Kind::kEqual; break;
    case Op::kLess: kind = Kind::kBelow; break;
    case Op::kLessEqual: kind = Kind::kNotAbove; break;
    case Op::kGreater: kind = Kind::kAbove; break;
    case Op::kGreaterEqual: kind = Kind::kNotBelow; break;
    default: return std::nullopt;
  }
  const Type type = pool[comparison.args[0]].type;
  if (type.is_list) return std::nullopt;
  Splitter splitter(rule, pool);
  if (!splitter.Add(comparison.args[0], false) || !splitter.Add(comparison.args[1], true)) {
    return std::nullopt;
  }
  return splitter.Make(kind, comparison, type.scalar);
}

std::optional<IndexValue> IndexValueOf(const SplitCondition& split,
                                       const std::vector<SplitTerm>& side,
                                       std::span<const Value> values, bool rounds_up) {
  for (const Value& value : values) {
    if (value.is_missing()) return std::nullopt;
  }
  if (!split.is_sum) return PlainValue(values[0], split.nocase);
  if (split.scalar == Scalar::kFloat) return FloatSumOf(side, values, rounds_up);
  return ExactSumOf(split, side, values);
}

}  // namespace precept::nfa
