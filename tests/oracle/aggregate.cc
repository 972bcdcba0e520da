// Floats are added in binary numbers wide enough to hold every sum of squares
// of doubles exactly ("those of exact arithmetic, rounded once").

#include "tests/oracle/aggregate.h"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>

#include "tests/oracle/text_operator.h"

namespace precept::oracle {
namespace {

using nfa::Decimal;
using nfa::Duration;
using nfa::Scalar;
using nfa::Value;
using nfa::ValueList;
using Wide = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<4500,
                                         boost::multiprecision::digit_base_2>,
    boost::multiprecision::et_off>;

Wide ToWide(const Value& value) {
  if (const auto* n = value.get_if<std::int64_t>()) return Wide(*n);
  if (const auto* d = value.get_if<Duration>()) return Wide(d->ns);
  return Wide(value.get<double>());
}

Value SumOf(const std::vector<Value>& values, Scalar type) {
  if (type == Scalar::kDecimal) {
    std::optional<Decimal> sum = Decimal{};
    for (const Value& v : values) {
      if (sum) sum = nfa::Add(*sum, v.get<Decimal>());
    }
    return sum ? Value(*sum) : Value();
  }
  if (type == Scalar::kFloat) {
    Wide sum = 0;
    for (const Value& v : values) sum += ToWide(v);
    return Value(sum.convert_to<double>());
  }
  std::int64_t sum = 0;
  for (const Value& v : values) {
    const auto* d = v.get_if<Duration>();
    const std::int64_t n = d != nullptr ? d->ns : v.get<std::int64_t>();
    if (__builtin_add_overflow(sum, n, &sum)) return Value();
  }
  return type == Scalar::kDuration ? Value(Duration{sum}) : Value(sum);
}

Value AverageOf(const std::vector<Value>& values, Scalar type) {
  if (values.empty()) return Value();
  const auto n = static_cast<std::int64_t>(values.size());
  if (type == Scalar::kDecimal) {
    const Value sum = SumOf(values, type);
    if (sum.is_missing()) return Value();
    const auto average = nfa::Divide(sum.get<Decimal>(), Decimal::FromInt(n));
    return average ? Value(*average) : Value();
  }
  Wide sum = 0;
  for (const Value& v : values) sum += ToWide(v);
  sum /= n;
  if (type == Scalar::kDuration) {
    return Value(Duration{sum.convert_to<std::int64_t>()});
  }
  return Value(sum.convert_to<double>());
}

// "`stddev` is the sample's."
Value DeviationOf(const std::vector<Value>& values, Scalar type) {
  if (values.size() < 2) return Value();
  Wide sum = 0;
  Wide squares = 0;
  for (const Value& v : values) {
    const auto* d = v.get_if<Decimal>();
    const Wide x = d != nullptr ? Wide(d->units()) : ToWide(v);
    sum += x;
    squares += x * x;
  }
  const Wide n = values.size();
  const Wide deviation = sqrt((n * squares - sum * sum) / (n * (n - 1)));
  if (type != Scalar::kDecimal) return Value(deviation.convert_to<double>());
  // To the nearest unit; of an irrational root no half is ever met, and of a
  // rational one even is.
  Wide whole = floor(deviation);
  const Wide rest = deviation - whole;
  if (rest > 0.5 || (rest == 0.5 && fmod(whole, Wide(2)) != 0)) whole += 1;
  return Value(Decimal::FromUnits(whole.convert_to<__int128>()));
}

bool Less(const Value& a, const Value& b) {
  return CompareValues(a, b).value_or(0) < 0;
}

}  // namespace

std::optional<Value> Aggregate(const std::string& name,
                               const std::vector<Value>& present, Scalar type) {
  if (name == "sum") return SumOf(present, type);
  if (name == "avg") return AverageOf(present, type);
  if (name == "stddev") return DeviationOf(present, type);
  if (name == "min" || name == "max") {
    if (present.empty()) return Value();
    return name == "min"
               ? *std::min_element(present.begin(), present.end(), Less)
               : *std::max_element(present.begin(), present.end(), Less);
  }
  if (name == "distinct" || name == "values") {
    ValueList distinct;
    for (const Value& v : present) {
      if (std::find(distinct.begin(), distinct.end(), v) == distinct.end()) {
        distinct.push_back(v);
      }
    }
    if (name == "values") return Value(std::move(distinct));
    return Value(static_cast<std::int64_t>(distinct.size()));
  }
  return std::nullopt;
}

}  // namespace precept::oracle
