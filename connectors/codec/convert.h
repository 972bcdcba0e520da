// JSON scalars to cells of a column: only where nothing is lost.
//
//   column      from JSON                    from text in JSON
//   bool        true, false, 0, 1            "0", "1"
//   int         a whole number of 64 bits    the same ("42", "3.0", "1e3")
//   float       a number, to the nearest     the same
//   decimal     a number that fits exactly   the same
//   string      a number: its source text    itself
//   ip          -                            an address
//   timestamp   a number, where the format   as the format says, or such a
//   duration    is one of units              number
//
// Everything else does not convert, null, objects and faulty values among it.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connectors/codec/json_scalar.h"
#include "connectors/codec/time_format.h"
#include "nfa/column.h"
#include "nfa/schema.h"

namespace precept::connectors {

class Conversion {
 public:
  explicit Conversion(const nfa::SourceColumn& column);

  // Appends the value of a scalar token to `out`, a column of scalars of this
  // type.  False, and nothing appended, if it does not convert.  `is_plain`: the
  // record has neither escapes nor control characters.
  bool Append(std::string_view token, bool is_plain, nfa::Column& out,
              nfa::TextArena& texts) const;
  // The same for a text that is no JSON: a header, a key.
  bool AppendText(std::string_view text, nfa::Column& out) const;
  bool AppendNumber(std::string_view text, nfa::Column& out) const;

  // "string", "timestamp (RFC 3339)": for messages.
  std::string Name() const;

 private:
  bool AppendBool(bool value, nfa::Column& out) const;

  nfa::Scalar scalar_;
  std::optional<TimeFormat> time_;
};

}  // namespace precept::connectors
