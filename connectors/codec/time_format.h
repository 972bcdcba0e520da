// How a column writes its timestamps or durations, and reading them.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "nfa/schema.h"
#include "nfa/value.h"

namespace precept::connectors {

class TimeFormat {
 public:
  // `format` as SourceColumn::format has it, for a timestamp or a duration.
  TimeFormat(nfa::Scalar scalar, std::string format);
  ~TimeFormat();
  TimeFormat(TimeFormat&&) noexcept;

  // Nanoseconds; nothing for what is none, loses something or is out of range.
  // A number is `text` as the source writes it; numbers may be written as text.
  std::optional<std::int64_t> ReadNumber(std::string_view text) const;
  std::optional<std::int64_t> ReadText(std::string_view text) const;

  // "RFC 3339", "epoch_ms": for messages.
  std::string Name() const;

 private:
  struct Strptime;

  nfa::Scalar scalar_;
  std::string format_;
  std::int64_t unit_ = 0;  // Nanoseconds; 0: not a number of units.
  std::unique_ptr<Strptime> strptime_;
};

}  // namespace precept::connectors
