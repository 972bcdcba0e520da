// Any bytes as a JSON record: no crash, and what is a fault does not depend on
// which columns are wanted.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tests/unit/connectors/decoded.h"

namespace precept::connectors {
namespace {

constexpr nfa::Type kText{nfa::Scalar::kString, false};

void Check(std::string_view text) {
  const Decoded none = DecodeOne({}, text);
  const Decoded some = DecodeOne({{{"a"}, {nfa::Scalar::kInt, false}, ""},
                                  {{"a", "b"}, {nfa::Scalar::kDecimal, true}, ""},
                                  {{"a", "b", "c"}, {nfa::Scalar::kFloat, true}, ""},
                                  {{"s"}, kText, ""},
                                  {{"t"}, {nfa::Scalar::kTimestamp, true}, "epoch_ms"},
                                  {{"u"}, {nfa::Scalar::kTimestamp, false}, "%Y-%m-%d %H:%M:%S %z"},
                                  {{"d"}, {nfa::Scalar::kDuration, true}, ""},
                                  {{"i"}, {nfa::Scalar::kIp, true}, ""},
                                  {{"f"}, {nfa::Scalar::kBool, true}, ""}},
                                 text);
  if (none.fault != some.fault) std::abort();
}

}  // namespace
}  // namespace precept::connectors

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  precept::connectors::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
