#include "nfa/column.h"

#include <algorithm>
#include <cstring>

namespace precept::nfa {
namespace {

// Overwrites `cells` with an empty vector of the type's native cells.
template <class Cells>
void MakeCells(Type type, Cells& cells) {
  if (type.is_list) {
    cells = std::vector<ListSlice>();
    return;
  }
  switch (type.scalar) {
    case Scalar::kBool: cells = std::vector<std::uint8_t>(); return;
    case Scalar::kInt: cells = std::vector<std::int64_t>(); return;
    case Scalar::kFloat: cells = std::vector<double>(); return;
    case Scalar::kDecimal: cells = std::vector<Decimal>(); return;
    case Scalar::kString: cells = std::vector<std::string_view>(); return;
    case Scalar::kIp: cells = std::vector<Ip>(); return;
    case Scalar::kTimestamp: cells = std::vector<Timestamp>(); return;
    case Scalar::kDuration: cells = std::vector<Duration>(); return;
  }
}

// What a value holds, as the cell of a column.
std::uint8_t ToCell(bool value) { return value ? 1 : 0; }
std::string_view ToCell(const std::string& value) { return value; }
template <class T>
const T& ToCell(const T& value) { return value; }

}  // namespace

Column::Column(Type type) : type_(type) {
  MakeCells(type, cells_);
  if (type.is_list) elements_ = std::make_unique<Column>(Type{type.scalar, false});
}

void Column::Clear() {
  present_.clear();
  std::visit([](auto& cells) { cells.clear(); }, cells_);
  if (elements_) elements_->Clear();
}

void Column::Reset(std::size_t size) {
  present_.assign(size, 0);
  std::visit([size](auto& cells) { cells.resize(size); }, cells_);
  if (elements_) elements_->Clear();
}

void Column::AppendMissing() {
  present_.push_back(0);
  std::visit([](auto& cells) { cells.emplace_back(); }, cells_);
}

Value Column::Get(std::size_t row) const {
  if (!is_present(row)) return Value();
  if (type_.is_list) {
    const ListSlice slice = cell<ListSlice>(row);
    ValueList list;
    list.reserve(slice.size);
    for (std::uint32_t i = 0; i < slice.size; ++i) {
      list.push_back(elements_->Get(slice.begin + i));
    }
    return Value(std::move(list));
  }
  switch (type_.scalar) {
    case Scalar::kBool: return Value(cell<std::uint8_t>(row) != 0);
    case Scalar::kInt: return Value(cell<std::int64_t>(row));
    case Scalar::kFloat: return Value(cell<double>(row));
    case Scalar::kDecimal: return Value(cell<Decimal>(row));
    case Scalar::kString: return Value(std::string(cell<std::string_view>(row)));
    case Scalar::kIp: return Value(cell<Ip>(row));
    case Scalar::kTimestamp: return Value(cell<Timestamp>(row));
    case Scalar::kDuration: return Value(cell<Duration>(row));
  }
  return Value();
}

void Column::AppendValue(const Value& value) {
  std::visit(
      [this](const auto& held) {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          AppendMissing();
        } else if constexpr (std::is_same_v<Held, ValueList>) {
          const auto begin = static_cast<std::uint32_t>(elements_->size());
          for (const Value& element : held) elements_->AppendValue(element);
          Append(ListSlice{begin, static_cast<std::uint32_t>(held.size())});
        } else {
          Append(ToCell(held));
        }
      },
      value.variant());
}

std::string_view TextArena::Store(std::string_view text) {
  if (text.empty()) return {};
  char* bytes = Allocate(text.size());
  std::memcpy(bytes, text.data(), text.size());
  return {bytes, text.size()};
}

char* TextArena::Allocate(std::size_t size) {
  if (blocks_.empty() || used_ + size > blocks_[current_].size) {
    const std::size_t block_size = std::max(size, kBlockSize);
    blocks_.push_back({std::make_unique<char[]>(block_size), block_size});
    current_ = blocks_.size() - 1;
    used_ = 0;
  }
  char* bytes = blocks_[current_].bytes.get() + used_;
  used_ += size;
  return bytes;
}

void TextArena::Clear() {
  if (blocks_.size() > 1) blocks_.resize(1);
  current_ = 0;
  used_ = 0;
}

}  // namespace precept::nfa
