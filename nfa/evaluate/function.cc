// Functions of numbers, least and greatest, addresses and places on the earth.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nfa/evaluate/interpreter.h"

namespace precept::nfa::evaluate {
namespace {

using MaybeDouble = std::optional<double>;

MaybeDouble Finite(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

// Takes `cell` where it is better than what is there; missing stays missing.
template <class Cell>
void Fold(const Operand& value, bool least, const Bitmap& rows, Column& out) {
  const Cells<Cell> cells = value.cells<Cell>();
  rows.ForEach([&](std::size_t row) {
    if (!out.is_present(row)) return;
    if (!cells.has(row)) {
      out.SetMissing(row);
      return;
    }
    const Cell& best = out.cell<Cell>(row);
    const Cell& cell = cells.at(row);
    if (least ? cell < best : best < cell) out.Set<Cell>(row, cell);
  });
}

void EvaluateLeastOrGreatest(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Expr& expr = in.node(id);
  const Operand first = in.Arg(id, 0, rows);
  rows.ForEach([&](std::size_t row) {
    CopyCell(first.column(), first.index(row), out, row);
  });
  for (std::size_t i = 1; i < expr.args.size(); ++i) {
    const Operand value = in.Arg(id, i, rows);
    WithNative(expr.type.scalar, [&]<class Cell>(std::type_identity<Cell>) {
      Fold<Cell>(value, expr.op == Op::kLeast, rows, out);
    });
  }
}

void EvaluateCidr(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Operand address = in.Arg(id, 0, rows);
  const IpBlock* block = in.prepared(id).get_if<IpBlock>();
  MapCells<Ip>(address, rows, out, [block](const Ip& ip) {
    return block == nullptr ? std::nullopt
                            : std::optional<std::uint8_t>(block->Contains(ip) ? 1 : 0);
  });
}

double Radians(double degrees) { return degrees * (std::numbers::pi / 180); }

// The haversine formula.
double DistanceKm(double lat_1, double lon_1, double lat_2, double lon_2) {
  constexpr double kRadiusKm = 6371.0088;
  const double lat = std::sin(Radians(lat_2 - lat_1) / 2);
  const double lon = std::sin(Radians(lon_2 - lon_1) / 2);
  const double h =
      lat * lat + std::cos(Radians(lat_1)) * std::cos(Radians(lat_2)) * lon * lon;
  return 2 * kRadiusKm * std::asin(std::sqrt(std::min(1.0, h)));
}

void EvaluateDistance(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Operand operands[] = {in.Arg(id, 0, rows), in.Arg(id, 1, rows),
                              in.Arg(id, 2, rows), in.Arg(id, 3, rows)};
  const Cells<double> lat_1 = operands[0].cells<double>();
  const Cells<double> lon_1 = operands[1].cells<double>();
  const Cells<double> lat_2 = operands[2].cells<double>();
  const Cells<double> lon_2 = operands[3].cells<double>();
  rows.ForEach([&](std::size_t row) {
    if (lat_1.has(row) && lon_1.has(row) && lat_2.has(row) && lon_2.has(row)) {
      Put(out, row, Finite(DistanceKm(lat_1.at(row), lon_1.at(row), lat_2.at(row),
                                      lon_2.at(row))));
    } else {
      out.SetMissing(row);
    }
  });
}

}  // namespace

void EvaluateFunction(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Op op = in.node(id).op;
  if (op == Op::kLeast || op == Op::kGreatest) {
    return EvaluateLeastOrGreatest(in, id, rows, out);
  }
  if (op == Op::kCidr) return EvaluateCidr(in, id, rows, out);
  if (op == Op::kDistanceKm) return EvaluateDistance(in, id, rows, out);
  const Operand x = in.Arg(id, 0, rows);
  if (op == Op::kPow) {
    MapCells<double, double>(x, in.Arg(id, 1, rows), rows, out,
                             [](double a, double b) { return Finite(std::pow(a, b)); });
  } else if (op == Op::kSqrt) {
    MapCells<double>(x, rows, out, [](double a) { return Finite(std::sqrt(a)); });
  } else if (op == Op::kLog) {
    MapCells<double>(x, rows, out, [](double a) { return Finite(std::log(a)); });
  } else {
    MapCells<double>(x, rows, out, [](double a) { return Finite(std::exp(a)); });
  }
}

}  // namespace precept::nfa::evaluate
