// Texts of timestamps and durations.

#include <charconv>
#include <limits>

#include <date/date.h>

#include "nfa/value.h"

namespace precept::nfa {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

// Reads fixed-width fields from the front of a text.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  // Takes one of `any`; '\0' if the next is none of them.
  char Take(std::string_view any) {
    if (rest_.empty() || any.find(rest_.front()) == std::string_view::npos) return '\0';
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }
  // A number of exactly `digits` digits, -1 if there is none.
  int Number(std::size_t digits) {
    if (rest_.size() < digits) return -1;
    int number = 0;
    for (char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return -1;
      number = number * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return number;
  }
  // ".5" as nanoseconds; nothing if digits are lost, 0 where there is no dot.
  std::optional<std::int64_t> Fraction() {
    if (Take(".") == '\0') return 0;
    std::int64_t ns = 0;
    std::int64_t unit = kNsPerSecond / 10;
    std::size_t digits = 0;
    for (; peek() >= '0' && peek() <= '9'; ++digits) {
      const int digit = Number(1);
      if (unit == 0 && digit != 0) return std::nullopt;
      ns += digit * unit;
      unit /= 10;
    }
    if (digits == 0) return std::nullopt;
    return ns;
  }
  // "Z" or "+01:30" in seconds east.
  std::optional<int> Offset() {
    if (Take("Zz") != '\0') return 0;
    const char sign = Take("+-");
    const int hours = Number(2);
    const bool colon = Take(":") != '\0';
    const int minutes = Number(2);
    if (sign == '\0' || !colon || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return std::nullopt;
    }
    const int seconds = hours * 3600 + minutes * 60;
    return sign == '-' ? -seconds : seconds;
  }

 private:
  std::string_view rest_;
};

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

// Largest first.
constexpr Unit kWeek{"w", 7 * kSecondsPerDay * kNsPerSecond};
constexpr std::array<Unit, 7> kUnits = {{
    {"d", kSecondsPerDay * kNsPerSecond},
    {"h", 3600 * kNsPerSecond},
    {"m", 60 * kNsPerSecond},
    {"s", kNsPerSecond},
    {"ms", 1'000'000},
    {"us", 1'000},
    {"ns", 1},
}};

std::optional<std::int64_t> UnitOf(std::string_view name) {
  if (name == kWeek.name) return kWeek.ns;
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return unit.ns;
  }
  return std::nullopt;
}

void AppendPadded(std::int64_t number, std::size_t width, std::string& out) {
  const std::string digits = std::to_string(number);
  out.append(width - std::min(width, digits.size()), '0').append(digits);
}

}  // namespace

std::string FormatTimestamp(Timestamp t) {
  std::int64_t seconds = t.ns / kNsPerSecond;
  std::int64_t ns = t.ns % kNsPerSecond;
  if (ns < 0) {
    ns += kNsPerSecond;
    --seconds;
  }
  const auto day = date::floor<date::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
  const date::year_month_day civil(day);
  const std::int64_t clock = seconds - day.time_since_epoch().count() * kSecondsPerDay;
  std::string out;
  AppendPadded(static_cast<int>(civil.year()), 4, out);
  out += '-';
  AppendPadded(static_cast<unsigned>(civil.month()), 2, out);
  out += '-';
  AppendPadded(static_cast<unsigned>(civil.day()), 2, out);
  out += 'T';
  AppendPadded(clock / 3600, 2, out);
  out += ':';
  AppendPadded(clock / 60 % 60, 2, out);
  out += ':';
  AppendPadded(clock % 60, 2, out);
  if (ns != 0) {
    out += '.';
    if (ns % 1'000'000 == 0) {
      AppendPadded(ns / 1'000'000, 3, out);
    } else if (ns % 1'000 == 0) {
      AppendPadded(ns / 1'000, 6, out);
    } else {
      AppendPadded(ns, 9, out);
    }
  }
  out += 'Z';
  return out;
}

// A leap second is the same number of nanoseconds as the second after it:
// nothing stands for it, so that two times never become one.
std::optional<Timestamp> ParseTimestamp(std::string_view text) {
  FieldReader reader(text);
  const int year = reader.Number(4);
  const bool dash_1 = reader.Take("-") != '\0';
  const int month = reader.Number(2);
  const bool dash_2 = reader.Take("-") != '\0';
  const int day = reader.Number(2);
  const bool t = reader.Take("Tt ") != '\0';
  const int hour = reader.Number(2);
  const bool colon_1 = reader.Take(":") != '\0';
  const int minute = reader.Number(2);
  const bool colon_2 = reader.Take(":") != '\0';
  const int second = reader.Number(2);
  const std::optional<std::int64_t> fraction = reader.Fraction();
  const std::optional<int> offset = reader.Offset();
  const bool shaped = dash_1 && dash_2 && t && colon_1 && colon_2 && reader.at_end();
  if (!shaped || !fraction || !offset || year < 0 || month < 0 || day < 0 ||
      hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return std::nullopt;
  }
  const date::year_month_day civil(date::year(year), date::month(static_cast<unsigned>(month)),
                                   date::day(static_cast<unsigned>(day)));
  if (!civil.ok()) return std::nullopt;
  const std::int64_t days = date::sys_days(civil).time_since_epoch().count();
  const std::int64_t seconds =
      days * kSecondsPerDay + hour * 3600 + minute * 60 + second - *offset;
  return TimestampFromNs(static_cast<__int128>(seconds) * kNsPerSecond + *fraction);
}

std::optional<Timestamp> TimestampFromNs(__int128 ns) {
  if (ns < kMinTimestamp.ns || ns > kMaxTimestamp.ns) return std::nullopt;
  return Timestamp{static_cast<std::int64_t>(ns)};
}

// Weeks only where nothing is left over: "30d" is easier to read than "4w2d".
std::string FormatDuration(Duration d) {
  if (d.ns == 0) return "0s";
  std::string out = d.ns < 0 ? "-" : "";
  const auto bits = static_cast<std::uint64_t>(d.ns);
  std::uint64_t rest = d.ns < 0 ? -bits : bits;
  if (rest % static_cast<std::uint64_t>(kWeek.ns) == 0) {
    return out.append(std::to_string(rest / static_cast<std::uint64_t>(kWeek.ns))).append(kWeek.name);
  }
  for (const Unit& unit : kUnits) {
    const auto size = static_cast<std::uint64_t>(unit.ns);
    if (rest >= size) out.append(std::to_string(rest / size)).append(unit.name);
    rest %= size;
  }
  return out;
}

std::optional<Duration> ParseDuration(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  __int128 total = 0;
  constexpr __int128 kBound = static_cast<__int128>(1) << 63;
  while (!text.empty()) {
    std::uint64_t count = 0;
    const char* end = text.data() + text.size();
    const auto number = std::from_chars(text.data(), end, count);
    if (number.ec != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(number.ptr - text.data()));
    const std::size_t length = std::min(text.find_first_of("0123456789"), text.size());
    const std::optional<std::int64_t> unit = UnitOf(text.substr(0, length));
    if (!unit) return std::nullopt;
    text.remove_prefix(length);
    total += static_cast<__int128>(count) * *unit;
    if (total > kBound) return std::nullopt;
  }
  if (!negative && total == kBound) return std::nullopt;
  return Duration{static_cast<std::int64_t>(negative ? -total : total)};
}

}  // namespace precept::nfa
