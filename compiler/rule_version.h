// The hash of a rule's meaning, by which a changed rule is told from an
// unchanged one.

#pragma once

#include <cstdint>
#include <string_view>

namespace precept::compiler {

// `meaning`: CheckedRule::meaning.  The same on every machine and in every
// release: stored state and alerts carry it.
std::uint64_t RuleVersion(std::string_view meaning);

}  // namespace precept::compiler
