// What is computed once for the nodes of a pool.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "nfa/address_set.h"
#include "nfa/cell_hash.h"
#include "nfa/column.h"
#include "nfa/evaluator.h"
#include "nfa/like.h"
#include "nfa/regex.h"
#include "nfa/time_zone.h"

namespace precept::nfa::evaluate {

// The constants of an `in`; texts are folded where it is nocase.
using ConstantSet =
    std::variant<CellSet<std::uint8_t>, CellSet<std::int64_t>, CellSet<double>,
                 CellSet<Decimal>, CellSet<std::string_view>, CellSet<Ip>,
                 CellSet<Timestamp>, CellSet<Duration>>;

// The constant right side of a text operator or of == and !=; folded where it
// is nocase.  A text fits if it fits any.
struct TextPatterns {
  std::vector<std::string> texts;
  std::vector<LikePattern> likes;
  std::vector<Regex> regexes;
};

struct PreparedNode {
  std::optional<Column> constant;  // kConstant: a column of one row.
  std::variant<std::monostate, ConstantSet, AddressSet, TextPatterns, Regex,
               TimeZone, IpBlock>
      extra;

  template <class T>
  const T* get_if() const { return std::get_if<T>(&extra); }
};

// `matches` with several patterns: one expression where they can be joined.
std::vector<Regex> CompileRegexes(const std::vector<std::string>& patterns,
                                  Regex::Case sensitivity);

}  // namespace precept::nfa::evaluate

namespace precept::nfa {

struct PreparedExpressions::Impl {
  // By ExprId.
  std::vector<evaluate::PreparedNode> nodes;
  // Folded constants.
  TextArena texts;
};

}  // namespace precept::nfa
