// The database is read once, when a rule set is prepared; that is the only
// place where the library may throw.
//
// Its transitions are written out up to 2037; the rule for the years after, at
// the end of each zone's file, is one that the library does not read.  Such a
// rule says things like "the last Sunday of March", so a later year is looked
// up as one of the years before that has the same calendar.

#include "nfa/time_zone.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include <date/tz.h>

namespace precept::nfa {
namespace {

using std::chrono::seconds;

std::int64_t Count(date::sys_seconds time) { return time.time_since_epoch().count(); }

// The last year whose transitions are all written out.
constexpr date::year kLastWritten{2036};

std::int64_t NewYear(date::year year) {
  return Count(date::sys_days(year / date::January / 1));
}

date::year YearOf(std::int64_t time) {
  return date::year_month_day(date::floor<date::days>(date::sys_seconds(seconds(time)))).year();
}

// By how much a time lies behind the same moment of a year that is written out
// and has the same calendar; 0 for a year that is written out itself.
std::int64_t BehindWritten(std::int64_t time) {
  const date::year year = YearOf(time);
  if (year <= kLastWritten) return 0;
  const auto calendar = [](date::year y) {
    return std::pair(y.is_leap(), date::weekday(date::sys_days(y / date::January / 1)));
  };
  date::year same = kLastWritten;
  while (calendar(same) != calendar(year)) --same;
  return NewYear(year) - NewYear(same);
}

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
  const std::int64_t behind = BehindWritten(utc);
  const date::sys_info info = zone_->get_info(date::sys_seconds(seconds(utc - behind)));
  Period period{Count(info.begin) + behind, Count(info.end) + behind, info.offset.count()};
  if (behind != 0) {  // The calendar is the same for this year only.
    const date::year year = YearOf(utc);
    period.begin = std::max(period.begin, NewYear(year));
    period.end = std::min(period.end, NewYear(year + date::years(1)));
  }
  return period;
}

std::int64_t TimeZone::ToUtc(std::int64_t local) const {
  const std::int64_t behind = BehindWritten(local);
  const date::local_info info =
      zone_->get_info(date::local_seconds(seconds(local - behind)));
  if (info.result == date::local_info::nonexistent) return Count(info.first.end) + behind;
  return local - info.first.offset.count();
}

}  // namespace precept::nfa
