// A set of addresses given as blocks: sorted ranges that do not touch.
//
// Thread safety: immutable.

#pragma once

#include <span>
#include <vector>

#include "nfa/value.h"

namespace precept::nfa {

class AddressSet {
 public:
  explicit AddressSet(std::span<const IpBlock> blocks);
  bool Contains(const Ip& address) const;

 private:
  struct Range {
    Ip first;
    Ip last;
  };
  std::vector<Range> ranges_;
};

}  // namespace precept::nfa
