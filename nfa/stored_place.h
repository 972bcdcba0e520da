// Places and registers as stored state has them: by content, which is that of
// the rule's text, never by the order in which they were met.
//
// Thread safety: functions only.

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "nfa/automaton.h"
#include "nfa/byte_code.h"
#include "nfa/place.h"
#include "nfa/run_step.h"
#include "nfa/stored_event.h"

namespace precept::nfa {

void WritePlace(const PlaceTable& places, PlaceId id, ByteWriter& out);
// Nothing for what is no place of the automaton; PlaceTable::kHeld only where
// `may_be_held`.
std::optional<PlaceId> ReadPlace(PlaceTable& places, bool may_be_held, ByteReader& in);

void WriteRegister(const Register& reg, std::int64_t value, EventWriter& events,
                   ByteWriter& out);
// An event is not held.  Nothing once the reader has failed.
std::optional<std::int64_t> ReadRegister(const Register& reg, EventReader& events,
                                         ByteReader& in);

}  // namespace precept::nfa
