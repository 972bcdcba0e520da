#include "connectors/codec/time_format.h"

#include <date/date.h>

#include <array>
#include <chrono>
#include <istream>
#include <locale>
#include <streambuf>
#include <utility>

#include "connectors/codec/number_text.h"

namespace precept::connectors {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ns;
};
constexpr Unit kEpochUnits[] = {{"epoch_s", 1'000'000'000},
                                {"epoch_ms", 1'000'000},
                                {"epoch_us", 1'000},
                                {"epoch_ns", 1}};
constexpr Unit kDurationUnits[] = {{"ns", 1},
                                   {"us", 1'000},
                                   {"ms", 1'000'000},
                                   {"s", 1'000'000'000},
                                   {"m", 60'000'000'000},
                                   {"h", 3'600'000'000'000},
                                   {"d", 86'400'000'000'000}};

template <std::size_t N>
std::int64_t UnitOf(const Unit (&units)[N], std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return unit.ns;
  }
  return 0;
}

// Years 1678 to 2261, those that nanoseconds in 64 bits hold whole.
constexpr date::year kFirstYear{1678}, kLastYear{2261};
constexpr std::int64_t kFirst =
    std::chrono::nanoseconds(date::sys_days(kFirstYear / 1 / 1).time_since_epoch()).count();
constexpr std::int64_t kBeyond =
    std::chrono::nanoseconds(date::sys_days(date::year{2262} / 1 / 1).time_since_epoch()).count();

std::optional<std::int64_t> InYears(std::optional<std::int64_t> ns) {
  if (ns && (*ns < kFirst || *ns >= kBeyond)) return std::nullopt;
  return ns;
}

// Reads from a view without copying it.
class ViewBuffer : public std::streambuf {
 public:
  void Set(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // Never written to.
    setg(begin, begin, begin + text.size());
  }
};

}  // namespace

struct TimeFormat::Strptime {
  ViewBuffer buffer;
  std::istream stream{&buffer};

  Strptime() { stream.imbue(std::locale::classic()); }

  // The library takes any two digits for an hour, a minute and a second.
  static bool IsTimeOfDay(const date::fields<std::chrono::nanoseconds>& fields) {
    return !fields.has_tod || fields.tod.in_conventional_range();
  }

  // It goes on into the next year where a day of the year is none; the date
  // then has another number than the three digits that the text says.
  static bool IsDayOfYear(const std::string& format, date::year_month_day day,
                          std::string_view text) {
    if (format.find("%j") == std::string::npos) return true;
    return text.find(date::format("%j", date::sys_days(day))) != std::string_view::npos;
  }

  std::optional<std::int64_t> Read(const std::string& format, std::string_view text) {
    using std::chrono::nanoseconds;
    buffer.Set(text);
    stream.clear();
    date::fields<nanoseconds> fields;
    std::string zone;
    std::chrono::minutes offset{0};
    date::from_stream(stream, format.c_str(), fields, &zone, &offset);
    if (stream.fail() || stream.rdbuf()->in_avail() > 0) return std::nullopt;
    const bool in_range = fields.ymd.ok() && fields.ymd.year() >= kFirstYear &&
                          fields.ymd.year() <= kLastYear;
    if (!in_range || !IsTimeOfDay(fields)) return std::nullopt;
    if (!IsDayOfYear(format, fields.ymd, text)) return std::nullopt;
    const nanoseconds day = date::sys_days(fields.ymd).time_since_epoch();
    const nanoseconds time = fields.has_tod ? fields.tod.to_duration() : nanoseconds{0};
    return InYears((day + time - offset).count());
  }
};

TimeFormat::TimeFormat(nfa::Scalar scalar, std::string format)
    : scalar_(scalar), format_(std::move(format)) {
  const bool is_time = scalar_ == nfa::Scalar::kTimestamp;
  unit_ = is_time ? UnitOf(kEpochUnits, format_) : UnitOf(kDurationUnits, format_);
  if (is_time && unit_ == 0 && !format_.empty()) strptime_ = std::make_unique<Strptime>();
}

TimeFormat::~TimeFormat() = default;
TimeFormat::TimeFormat(TimeFormat&&) noexcept = default;

std::optional<std::int64_t> TimeFormat::ReadNumber(std::string_view text) const {
  if (unit_ == 0) return std::nullopt;
  const std::optional<std::int64_t> ns = ParseScaled(text, unit_);
  return scalar_ == nfa::Scalar::kTimestamp ? InYears(ns) : ns;
}

std::optional<std::int64_t> TimeFormat::ReadText(std::string_view text) const {
  if (unit_ != 0) {
    return IsJsonNumber(text) ? ReadNumber(text) : std::nullopt;
  }
  if (strptime_) return strptime_->Read(format_, text);
  if (scalar_ == nfa::Scalar::kTimestamp) {
    const std::optional<nfa::Timestamp> time = nfa::ParseTimestamp(text);
    return time ? std::optional(time->ns) : std::nullopt;
  }
  const std::optional<nfa::Duration> duration = nfa::ParseDuration(text);
  return duration ? std::optional(duration->ns) : std::nullopt;
}

std::string TimeFormat::Name() const {
  if (!format_.empty()) return format_;
  return scalar_ == nfa::Scalar::kTimestamp ? "RFC 3339" : "a duration such as 1h30m";
}

}  // namespace precept::connectors
