// Changes of a store that happen together.
//
// A write is kept as bytes, so that an epoch can be prepared by storing its
// write as one value and applied from that value, in this process or the next:
//
//   version   1 byte, 1
//   then, an operation after another:
//     what    1 byte: 1 put, 2 delete, 3 delete range, 4 delete from a key on
//     kind    1 byte, StateKind
//     key     length (4 bytes, big-endian) and bytes; of a range its begin
//     value   the same, for put; for a range its end
//
// Operations take effect in their order: a row put after a range that covers
// its key was deleted is there.
//
// REQUIRES: keys, values and a whole write are shorter than 4 GiB.
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nfa/status.h"
#include "runtime/state/key_range.h"
#include "runtime/state/state_store.h"

namespace precept::runtime {

struct StateOperation {
  enum class Type : std::uint8_t {
    kPut = 1,
    kDelete = 2,
    kDeleteRange = 3,
    kDeleteFrom = 4,
  };
  Type type = Type::kPut;
  StateKind kind = StateKind::kSnapshot;
  std::string_view key;    // Of a range: where it begins.
  std::string_view value;  // Of kDeleteRange: where it ends.
};

class StateWrite {
 public:
  // A write from its bytes; kDataLoss if they are none, kUnsupported if their
  // version is not known.
  static nfa::Result<StateWrite> FromBytes(std::string bytes);

  void Put(StateKind kind, std::string_view key, std::string_view value);
  void Delete(StateKind kind, std::string_view key);
  void DeleteRange(StateKind kind, const KeyRange& range);
  // Forgets all operations and keeps the memory.
  void Clear();

  bool empty() const { return operations_ == 0; }
  std::size_t operations() const { return operations_; }
  const std::string& bytes() const { return bytes_; }

  // Shows the operations in their order.
  template <class F>
  void ForEach(F&& f) const {
    std::string_view rest = std::string_view(bytes_).substr(1);
    StateOperation operation;
    while (TakeOperation(rest, operation)) f(operation);
  }

 private:
  static constexpr char kVersion = 1;

  // Moves past the first operation of `rest`; false if there is none.
  static bool TakeOperation(std::string_view& rest, StateOperation& out);
  void Append(StateOperation::Type type, StateKind kind);
  void AppendSized(std::string_view text);

  std::string bytes_{kVersion};
  std::size_t operations_ = 0;
};

}  // namespace precept::runtime
