#include "nfa/evaluate/interpreter.h"

#include <utility>

#include "nfa/evaluate/one_row.h"
#include "nfa/evaluator.h"

namespace precept::nfa {
namespace evaluate {
namespace {

enum class Kernel {
  kLeaf, kLogic, kQuantifier, kComparison, kMembership, kTextMatch,
  kChoice, kArithmetic, kConversion, kRounding, kFunction, kText, kTime, kAggregate,
};

Kernel KernelOf(Op op) {
  switch (op) {
    case Op::kConstant: case Op::kColumn: case Op::kElement:
      return Kernel::kLeaf;
    case Op::kAnd: case Op::kOr: case Op::kNot: case Op::kIsMissing:
      return Kernel::kLogic;
    case Op::kIf: case Op::kCoalesce: case Op::kItem:
      return Kernel::kChoice;
    case Op::kEqual: case Op::kNotEqual: case Op::kLess: case Op::kLessEqual:
    case Op::kGreater: case Op::kGreaterEqual:
      return Kernel::kComparison;
    case Op::kIn: case Op::kInBlocks:
      return Kernel::kMembership;
    case Op::kContains: case Op::kStartsWith: case Op::kEndsWith: case Op::kLike:
    case Op::kMatches:
      return Kernel::kTextMatch;
    case Op::kAny: case Op::kAll:
      return Kernel::kQuantifier;
    case Op::kAdd: case Op::kSubtract: case Op::kMultiply: case Op::kDivide:
    case Op::kModulo: case Op::kNegate:
      return Kernel::kArithmetic;
    case Op::kConvert:
      return Kernel::kConversion;
    case Op::kAbs: case Op::kRound: case Op::kFloor: case Op::kCeil:
      return Kernel::kRounding;
    case Op::kSqrt: case Op::kLog: case Op::kExp: case Op::kPow: case Op::kLeast:
    case Op::kGreatest: case Op::kCidr: case Op::kDistanceKm:
      return Kernel::kFunction;
    case Op::kFormat: case Op::kFold: case Op::kLower: case Op::kUpper: case Op::kTrim:
    case Op::kLen: case Op::kSubstring: case Op::kConcat: case Op::kReplace:
    case Op::kSplit: case Op::kExtract: case Op::kBase64Decode: case Op::kEntropy:
      return Kernel::kText;
    case Op::kHour: case Op::kWeekday: case Op::kDay: case Op::kMonth: case Op::kYear:
    case Op::kDate: case Op::kTruncate:
      return Kernel::kTime;
    case Op::kCount: case Op::kSum: case Op::kAvg: case Op::kMin: case Op::kMax:
    case Op::kStddev: case Op::kDistinct: case Op::kValues: case Op::kFirst: case Op::kLast:
      return Kernel::kAggregate;
  }
  return Kernel::kLeaf;
}

}  // namespace

Interpreter::Interpreter(const PreparedExpressions& prepared)
    : prepared_(prepared),
      cells_(prepared.pool().size()),
      elements_(prepared.pool().size()) {}

void Interpreter::Begin(std::span<const Column> columns) {
  columns_ = columns;
  ++epoch_;
  texts_.Clear();
}

Bitmap& Interpreter::Borrow() {
  if (borrowed_ == sets_.size()) sets_.emplace_back();
  return sets_[borrowed_++];
}

// Elements of lists are only ever added until Begin: a node that is evaluated
// again, for fewer rows, leaves the cells of the others as they are.
Column& Interpreter::Scratch(ScratchColumn& scratch, Type type, std::size_t rows) {
  if (!scratch.column) scratch.column = std::make_unique<Column>(type);
  if (scratch.column->size() < rows) scratch.column->Reset(rows);
  if (scratch.epoch != epoch_) {
    scratch.epoch = epoch_;
    if (type.is_list) scratch.column->elements().Clear();
  }
  return *scratch.column;
}

void Interpreter::FilterByValue(ExprId id, Bitmap& rows) {
  const Operand value = Evaluate(id, rows);
  const Cells<std::uint8_t> cells = value.cells<std::uint8_t>();
  rows.KeepIf([&](std::size_t row) { return cells.has(row) && cells.at(row) != 0; });
}

void Interpreter::Filter(ExprId id, Bitmap& rows) {
  switch (KernelOf(node(id).op)) {
    case Kernel::kLogic: return FilterLogic(*this, id, rows);
    case Kernel::kQuantifier: return FilterQuantifier(*this, id, rows);
    case Kernel::kComparison: return FilterComparison(*this, id, rows);
    case Kernel::kMembership: return FilterMembership(*this, id, rows);
    case Kernel::kTextMatch: return FilterText(*this, id, rows);
    case Kernel::kLeaf: case Kernel::kChoice: case Kernel::kArithmetic:
    case Kernel::kConversion: case Kernel::kRounding: case Kernel::kFunction:
    case Kernel::kText: case Kernel::kTime: case Kernel::kAggregate:
      return FilterByValue(id, rows);
  }
}

void Interpreter::EvaluateInto(ExprId id, const Bitmap& rows, Column& out) {
  switch (KernelOf(node(id).op)) {
    case Kernel::kLogic: case Kernel::kQuantifier: case Kernel::kComparison:
    case Kernel::kMembership: case Kernel::kTextMatch: {
      BorrowedRows kept(*this, rows);
      Filter(id, *kept);
      rows.ForEach([&](std::size_t row) {
        out.Set<std::uint8_t>(row, kept->test(row) ? 1 : 0);
      });
      return;
    }
    case Kernel::kChoice: return EvaluateChoice(*this, id, rows, out);
    case Kernel::kArithmetic: return EvaluateArithmetic(*this, id, rows, out);
    case Kernel::kConversion: return EvaluateConversion(*this, id, rows, out);
    case Kernel::kRounding: return EvaluateRounding(*this, id, rows, out);
    case Kernel::kFunction: return EvaluateFunction(*this, id, rows, out);
    case Kernel::kText: return EvaluateText(*this, id, rows, out);
    case Kernel::kTime: return EvaluateTime(*this, id, rows, out);
    case Kernel::kAggregate:
      if (const Column* given = GivenCell(id)) {
        rows.ForEach([&](std::size_t row) { CopyCell(*given, 0, out, row); });
        return;
      }
      return EvaluateAggregate(*this, id, rows, out);
    case Kernel::kLeaf: return;  // Evaluate needs no cells of its own for it.
  }
}

void Interpreter::Give(ExprId id, Value value) {
  const Type type = node(id).type;
  if (num_given_ == given_.size()) given_.push_back({id, Value(), Column(type)});
  Given& given = given_[num_given_++];
  given.id = id;
  given.value = std::move(value);
  if (given.cell.type() != type) given.cell = Column(type);
  given.cell.Clear();
  given.cell.AppendValue(given.value);
}

const Column* Interpreter::GivenCell(ExprId id) const {
  for (std::size_t i = 0; i < num_given_; ++i) {
    if (given_[i].id == id) return &given_[i].cell;
  }
  return nullptr;
}

Operand Interpreter::Evaluate(ExprId id, const Bitmap& rows) {
  const Expr& expr = node(id);
  if (expr.op == Op::kConstant) return Operand::OfConstant(*prepared(id).constant);
  if (expr.op == Op::kColumn) return Operand::OfColumn(columns_[expr.column]);
  if (expr.op == Op::kElement) return Operand::OfColumn(*element_);
  Column& out = Scratch(id, expr.type, rows.size());
  EvaluateInto(id, rows, out);
  return Operand::OfColumn(out);
}

const Column& Interpreter::Materialize(ExprId id, const Bitmap& rows) {
  const Operand value = Evaluate(id, rows);
  if (!value.is_constant()) return value.column();
  Column& out = Scratch(id, value.type(), rows.size());
  rows.ForEach([&](std::size_t row) { CopyCell(value.column(), 0, out, row); });
  return out;
}

}  // namespace evaluate

struct Evaluator::Impl {
  explicit Impl(const PreparedExpressions& of) : prepared(of), interpreter(of) {}
  void SetRow(std::size_t row) {
    one_row.Reset(row + 1);
    one_row.set(row);
  }
  const PreparedExpressions& prepared;
  evaluate::Interpreter interpreter;
  Bitmap one_row;
};

Evaluator::Evaluator(const PreparedExpressions& prepared)
    : impl_(std::make_unique<Impl>(prepared)) {}

Evaluator::~Evaluator() = default;

void Evaluator::Filter(ExprId condition, std::span<const Column> columns, Bitmap& rows) {
  impl_->interpreter.Begin(columns);
  impl_->interpreter.Filter(condition, rows);
}

const Column& Evaluator::Evaluate(ExprId id, std::span<const Column> columns,
                                  const Bitmap& rows) {
  impl_->interpreter.Begin(columns);
  return impl_->interpreter.Materialize(id, rows);
}

void Evaluator::Give(ExprId aggregate, Value value) {
  impl_->interpreter.Give(aggregate, std::move(value));
}

void Evaluator::ForgetGiven() { impl_->interpreter.ForgetGiven(); }

Value Evaluator::EvaluateRow(ExprId id, std::span<const Column> columns, std::size_t row) {
  if (const auto cell = evaluate::FindCell(impl_->prepared, id, columns, row)) {
    return cell->column->Get(cell->row);
  }
  impl_->SetRow(row);
  impl_->interpreter.Begin(columns);
  const evaluate::Operand value = impl_->interpreter.Evaluate(id, impl_->one_row);
  return value.column().Get(value.index(row));
}

bool Evaluator::Holds(ExprId condition, std::span<const Column> columns, std::size_t row) {
  if (const auto holds = evaluate::Compare(impl_->prepared, condition, columns, row)) {
    return *holds;
  }
  impl_->SetRow(row);
  Filter(condition, columns, impl_->one_row);
  return impl_->one_row.test(row);
}

}  // namespace precept::nfa
