#include "compiler/rule_version.h"

#include <xxhash.h>

namespace precept::compiler {

std::uint64_t RuleVersion(std::string_view meaning) {
  return XXH3_64bits(meaning.data(), meaning.size());
}

}  // namespace precept::compiler
