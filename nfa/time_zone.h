// IANA time zones, as the system's database has them.
//
// Thread safety: immutable.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace date {
class time_zone;
}

namespace precept::nfa {

class TimeZone {
 public:
  // Nothing if the database has no zone of that name or cannot be read.
  static std::optional<TimeZone> Find(std::string_view name);

  // Within [begin, end) of UTC, local time is UTC + offset; all in seconds.
  struct Period {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t offset = 0;
  };
  Period PeriodAt(std::int64_t utc) const;
  // The UTC of a local time.  One that the clocks show twice is the earlier;
  // one that they skip is the moment at which they skip it.
  std::int64_t ToUtc(std::int64_t local) const;

 private:
  explicit TimeZone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

}  // namespace precept::nfa
