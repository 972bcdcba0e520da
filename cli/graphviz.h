// Drawing graphs with the `dot` of graphviz, where it is installed.

#pragma once

#include <string>

#include "nfa/status.h"

namespace precept::cli {

// kUnsupported: graphviz is not there.
nfa::Result<std::string> DrawSvg(const std::string& graph);

}  // namespace precept::cli
