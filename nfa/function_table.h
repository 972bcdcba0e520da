// The signatures of all functions and aggregates, as they are shown to authors.

#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "nfa/function.h"

namespace precept::nfa {

// "round(float, int) -> float".  T is any type, one and the same everywhere in
// the signature; "..." repeats the argument before it, any number of times.
struct Signature {
  std::string_view text;
  Op op{};
  enum class Result { kPresent, kMayBeMissing };
  Result result = Result::kPresent;
  std::optional<ResolvedCall::ConstantArgument> constant = std::nullopt;
};

// Of several signatures that take the arguments the first counts: int before
// float before decimal.
std::span<const Signature> FunctionSignatures();
std::span<const Signature> AggregateSignatures();

}  // namespace precept::nfa
