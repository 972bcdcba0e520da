// A store in memory, for tests and for runs that keep nothing.
//
// It is what the other stores are compared with.  Nothing outlives it, so that
// both durabilities are the same, and nothing fails.

#pragma once

#include <memory>

#include "runtime/state/state_store.h"

namespace precept::runtime {

std::unique_ptr<StateStore> MakeMemoryStateStore();

}  // namespace precept::runtime
