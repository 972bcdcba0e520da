// Fields of times, in UTC or in a zone of the IANA database.

#include <limits>

#include <date/date.h>

#include "nfa/evaluate/interpreter.h"

namespace precept::nfa::evaluate {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// The clock of a zone; remembers the last period, since times come close
// together.
class Clock {
 public:
  // Without a zone, UTC.
  explicit Clock(const TimeZone* zone) : zone_(zone) {
    if (zone == nullptr) {
      period_ = {std::numeric_limits<std::int64_t>::min(),
                 std::numeric_limits<std::int64_t>::max(), 0};
    }
  }

  const TimeZone::Period& PeriodAt(std::int64_t utc) {
    if (utc < period_.begin || utc >= period_.end) period_ = zone_->PeriodAt(utc);
    return period_;
  }
  // Seconds of local time since 1970-01-01.
  std::int64_t Local(Timestamp t) {
    const std::int64_t utc = FloorDivide(t.ns, kNsPerSecond);
    return utc + PeriodAt(utc).offset;
  }

  // Down to a multiple of `step` since 1970-01-01 of local time.  Where the
  // clock was set in between, the time that the zone showed then.
  std::optional<Timestamp> Truncate(Timestamp t, std::int64_t step) {
    if (step <= 0) return std::nullopt;
    const TimeZone::Period period = PeriodAt(FloorDivide(t.ns, kNsPerSecond));
    const auto local = static_cast<__int128>(t.ns) +
                       static_cast<__int128>(period.offset) * kNsPerSecond;
    __int128 rest = local % step;
    if (rest < 0) rest += step;
    const __int128 floor = local - rest;
    const std::optional<Timestamp> same =
        TimestampFromNs(floor - static_cast<__int128>(period.offset) * kNsPerSecond);
    if (!same || zone_ == nullptr) return same;
    if (FloorDivide(same->ns, kNsPerSecond) >= period.begin) return same;
    __int128 fraction = floor % kNsPerSecond;
    if (fraction < 0) fraction += kNsPerSecond;
    const auto seconds = static_cast<std::int64_t>((floor - fraction) / kNsPerSecond);
    return TimestampFromNs(static_cast<__int128>(zone_->ToUtc(seconds)) * kNsPerSecond + fraction);
  }

 private:
  const TimeZone* zone_;
  TimeZone::Period period_;
};

date::year_month_day CivilDate(std::int64_t local) {
  return date::year_month_day(
      date::sys_days(date::days(static_cast<int>(FloorDivide(local, kSecondsPerDay)))));
}

// 1 is Monday; 1970-01-01 was a Thursday.
std::int64_t Weekday(std::int64_t local) {
  const std::int64_t days = FloorDivide(local, kSecondsPerDay);
  return ((days + 3) % 7 + 7) % 7 + 1;
}

std::int64_t FieldOf(Op op, std::int64_t local) {
  if (op == Op::kHour) {
    return (local - FloorDivide(local, kSecondsPerDay) * kSecondsPerDay) / 3600;
  }
  if (op == Op::kWeekday) return Weekday(local);
  const date::year_month_day civil = CivilDate(local);
  if (op == Op::kDay) return static_cast<unsigned>(civil.day());
  if (op == Op::kMonth) return static_cast<unsigned>(civil.month());
  return static_cast<int>(civil.year());
}

// "2026-01-05".
std::string_view DateText(std::int64_t local, TextArena& texts) {
  const date::year_month_day civil = CivilDate(local);
  constexpr std::size_t kSize = 10;
  char* text = texts.Allocate(kSize);
  const auto digits = [text](std::size_t end, std::size_t width, unsigned number) {
    for (; width > 0; --width, number /= 10) {
      text[--end] = static_cast<char>('0' + number % 10);
    }
  };
  digits(4, 4, static_cast<unsigned>(static_cast<int>(civil.year())));
  digits(7, 2, static_cast<unsigned>(civil.month()));
  digits(10, 2, static_cast<unsigned>(civil.day()));
  text[4] = text[7] = '-';
  return {text, kSize};
}

}  // namespace

void EvaluateTime(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Expr& expr = in.node(id);
  const Operand time = in.Arg(id, 0, rows);
  const TimeZone* zone = in.prepared(id).get_if<TimeZone>();
  const std::size_t without_zone = expr.op == Op::kTruncate ? 2 : 1;
  if (expr.args.size() > without_zone && zone == nullptr) {
    rows.ForEach([&](std::size_t row) { out.SetMissing(row); });
    return;
  }
  Clock clock(zone);
  if (expr.op == Op::kTruncate) {
    MapCells<Timestamp, Duration>(
        time, in.Arg(id, 1, rows), rows, out,
        [&clock](Timestamp t, Duration step) { return clock.Truncate(t, step.ns); });
  } else if (expr.op == Op::kDate) {
    MapCells<Timestamp>(time, rows, out, [&](Timestamp t) {
      return std::optional(DateText(clock.Local(t), in.texts()));
    });
  } else {
    MapCells<Timestamp>(time, rows, out, [&](Timestamp t) {
      return std::optional(FieldOf(expr.op, clock.Local(t)));
    });
  }
}

}  // namespace precept::nfa::evaluate
