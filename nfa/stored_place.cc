#include "nfa/stored_place.h"

#include <numeric>
#include <utility>
#include <vector>

#include "nfa/limits.h"

namespace precept::nfa {
namespace {

// A place begins with 0 if it is held, else 1 + position, shifted by these.
constexpr std::uint64_t kAllOpen = 1;
constexpr std::uint64_t kVeryNext = 2;
constexpr int kPositionShift = 2;

}  // namespace

void WritePlace(const PlaceTable& places, PlaceId id, ByteWriter& out) {
  if (id == PlaceTable::kHeld) {
    out.Unsigned(0);
    return;
  }
  const Place& place = places[id];
  const bool all_open = place.open.size() == places.PositionOf(place).ways.size();
  out.Unsigned((std::uint64_t{place.position.value} + 1) << kPositionShift |
               (place.very_next ? kVeryNext : 0) | (all_open ? kAllOpen : 0));
  if (all_open) return;
  out.Unsigned(place.open.size());
  for (std::uint32_t way : place.open) out.Unsigned(way);
}

std::optional<PlaceId> ReadPlace(PlaceTable& places, bool may_be_held, ByteReader& in) {
  const std::vector<Position>& positions = places.automaton().positions;
  const std::uint64_t code = in.Unsigned();
  if (in.ok() && code == 0 && may_be_held) return PlaceTable::kHeld;
  const std::uint64_t position = (code >> kPositionShift) - 1;
  if (!in.ok() || position >= positions.size() || positions[position].ways.empty()) {
    in.Fail();
    return std::nullopt;
  }
  const std::size_t num_ways = positions[position].ways.size();
  std::vector<std::uint32_t> open;
  if ((code & kAllOpen) != 0) {
    open.resize(num_ways);
    std::iota(open.begin(), open.end(), 0u);
  } else {
    const std::uint32_t count = in.Count();
    for (std::uint32_t i = 0; i < count; ++i) {
      open.push_back(in.Below(num_ways));
      if (i > 0 && open[i] <= open[i - 1]) in.Fail();
    }
    if (open.empty() || open.size() == num_ways) in.Fail();
  }
  if (!in.ok()) return std::nullopt;
  return places.Intern(PositionId(position), std::move(open), (code & kVeryNext) != 0);
}

void WriteRegister(const Register& reg, std::int64_t value, EventWriter& events,
                   ByteWriter& out) {
  if (reg.kind == Register::Kind::kRounds) {
    out.Signed(value);
  } else if (!reg.holds_event()) {
    events.WriteTime(value);
  } else if (value == kNoEvent) {
    out.Byte(0);
  } else {
    out.Byte(1);
    out.Unsigned(AlternativeOf(value));
    events.Write(EventOf(value));
  }
}

std::optional<std::int64_t> ReadRegister(const Register& reg, EventReader& events,
                                         ByteReader& in) {
  std::int64_t value = kNoEvent;
  if (reg.kind == Register::Kind::kRounds) {
    value = in.Signed();
    // Below 0: of a place that needs it and has not set it.
    const auto most = static_cast<std::int64_t>(2 * kMaxRounds);
    if (value < -most || value > most) in.Fail();
  } else if (!reg.holds_event()) {
    value = events.ReadTime();
  } else if (in.Below(2) != 0) {
    std::uint32_t alternative = 0;
    const std::optional<EventRowId> event = events.ReadTaken(alternative);
    if (event) value = PackEvent(*event, alternative);
  }
  if (!in.ok()) return std::nullopt;
  return value;
}

}  // namespace precept::nfa
