// The values of one field or expression for the rows of a batch.
//
// A column is typed; its cells are stored densely in the type's native form
// with a presence byte a row.  Texts are views into the batch's TextArena or
// its raw records.  Lists are slices of a column of elements.  Clear() keeps
// the memory, so that a column that is filled again allocates nothing.
//
// Thread safety: none while it is filled; immutable afterwards.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "nfa/value.h"

namespace precept::nfa {

// A list cell: the elements [begin, begin + size) of Column::elements().
struct ListSlice {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

// The C++ type of a scalar's cells.
template <Scalar S>
using Native = std::conditional_t<S == Scalar::kBool, std::uint8_t,
    std::conditional_t<S == Scalar::kInt, std::int64_t,
    std::conditional_t<S == Scalar::kFloat, double,
    std::conditional_t<S == Scalar::kDecimal, Decimal,
    std::conditional_t<S == Scalar::kString, std::string_view,
    std::conditional_t<S == Scalar::kIp, Ip,
    std::conditional_t<S == Scalar::kTimestamp, Timestamp, Duration>>>>>>>;

class Column {
 public:
  explicit Column(Type type);
  Column(Column&&) noexcept = default;
  Column& operator=(Column&&) noexcept = default;

  Type type() const { return type_; }
  std::size_t size() const { return present_.size(); }
  // Removes all rows and elements, keeps the memory.
  void Clear();
  // `size` rows, all missing, ready for Set in any order.
  void Reset(std::size_t size);

  bool is_present(std::size_t row) const { return present_[row] != 0; }
  std::span<const std::uint8_t> present() const { return present_; }

  // REQUIRES: T is the Native of type().scalar, or ListSlice for a list.
  template <class T>
  std::span<const T> cells() const { return std::get<std::vector<T>>(cells_); }
  template <class T>
  const T& cell(std::size_t row) const { return std::get<std::vector<T>>(cells_)[row]; }

  template <class T>
  void Append(T cell) {
    std::get<std::vector<T>>(cells_).push_back(cell);
    present_.push_back(1);
  }
  void AppendMissing();
  template <class T>
  void Set(std::size_t row, T cell) {
    std::get<std::vector<T>>(cells_)[row] = cell;
    present_[row] = 1;
  }
  void SetMissing(std::size_t row) { present_[row] = 0; }

  // Lists only: the column that ListSlice cells refer to.  Elements are never
  // missing.
  Column& elements() { return *elements_; }
  const Column& elements() const { return *elements_; }

  // The cell as a value that owns its bytes.
  Value Get(std::size_t row) const;
  // Appends a copy; texts are views of `value`, which must outlive the rows.
  // REQUIRES: `value` is missing or of type().
  void AppendValue(const Value& value);

 private:
  Type type_;
  std::vector<std::uint8_t> present_;
  std::variant<std::vector<std::uint8_t>, std::vector<std::int64_t>,
               std::vector<double>, std::vector<Decimal>,
               std::vector<std::string_view>, std::vector<Ip>,
               std::vector<Timestamp>, std::vector<Duration>,
               std::vector<ListSlice>>
      cells_;
  std::unique_ptr<Column> elements_;
};

// Bytes of texts with stable addresses, freed all at once.
class TextArena {
 public:
  // A copy that lives until Clear.
  std::string_view Store(std::string_view text);
  // Room for `size` bytes that the caller fills.
  char* Allocate(std::size_t size);
  // Frees all texts, keeps the first block.
  void Clear();

 private:
  static constexpr std::size_t kBlockSize = 64 * 1024;
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t current_ = 0;
  std::size_t used_ = 0;
};

}  // namespace precept::nfa
