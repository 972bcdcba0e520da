// Bytes as changes to the stored state of a random case: the first says which
// case, the second how many of its events were read before.  What is read of it
// does no harm.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>

#include "tests/exhaustive/damaged_state.h"

namespace precept::exhaustive {
namespace {

void CheckBytes(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2) return;
  StoredCase stored = MakeStoredCase(bytes[0], 1 + bytes[1] % 16);
  if (!stored.rules || stored.key.empty()) return;
  Damage(bytes.subspan(2), stored.stored);
  bool refused = false;
  const std::string wrong = GoOn(stored, refused);
  if (wrong.empty()) return;
  std::cerr << ToText(stored.c) << wrong << "\n";
  std::abort();
}

}  // namespace
}  // namespace precept::exhaustive

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  precept::exhaustive::CheckBytes({data, size});
  return 0;
}
