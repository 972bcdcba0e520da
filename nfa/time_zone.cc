// The database is read once, when a rule set is prepared; that is the only
// place where the library may throw.

#include "nfa/time_zone.h"

#include <chrono>
#include <exception>

#include <date/tz.h>

namespace precept::nfa {
namespace {

using std::chrono::seconds;

std::int64_t Count(date::sys_seconds time) { return time.time_since_epoch().count(); }

}  // namespace

std::optional<TimeZone> TimeZone::Find(std::string_view name) {
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) {
      if (zone.name() != name) continue;
      // Makes the library read the zone's own file.
      (void)zone.get_info(date::sys_seconds(seconds(0)));
      return TimeZone(&zone);
    }
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return std::nullopt;
}

TimeZone::Period TimeZone::PeriodAt(std::int64_t utc) const {
  const date::sys_info info = zone_->get_info(date::sys_seconds(seconds(utc)));
  return {Count(info.begin), Count(info.end), info.offset.count()};
}

std::int64_t TimeZone::ToUtc(std::int64_t local) const {
  const date::local_info info = zone_->get_info(date::local_seconds(seconds(local)));
  if (info.result == date::local_info::nonexistent) return Count(info.first.end);
  return local - info.first.offset.count();
}

}  // namespace precept::nfa
