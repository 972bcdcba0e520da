// Keys between memory and their store.
//
// A key that is not in memory is read when an event comes under it or the host
// wakes it: its snapshot, then the events of its journals, deadlines in between
// in order of time, nothing of it reported; then the deadlines that have been
// passed since.

#include <algorithm>
#include <bit>
#include <limits>
#include <string>
#include <utility>

#include "nfa/key.h"
#include "nfa/keyed_matcher.h"

namespace precept::nfa {
namespace {

// How an event of a journal stands: FORMAT.md.
enum Flag : std::uint8_t {
  kAmong = 1,    // It counts for strict ways.
  kRefused = 2,  // A cap kept it from beginning a start.
  kKept = 4,     // Its fields follow.
};

}  // namespace

void KeyedMatcher::StoreIn(KeyStore& store, const RuleTime& time, std::size_t small_snapshot) {
  journal_.SetSmallSnapshot(small_snapshot);
  store_ = &store;
  passed_ = time.passed.ns;
  now_ = time.now.ns;
}

void KeyedMatcher::Save(StateSink& sink) { journal_.Save(*this, sink); }

void KeyedMatcher::Wake(std::string_view bytes, Timestamp time) {
  const EncodedKey key{bytes, HashKey(bytes)};
  std::uint32_t number = FindKey(key);
  if (number == kNoKey) number = Load(key);
  if (number != kNoKey) journal_.OnWoken(number, bytes, time.ns);
}

bool KeyedMatcher::Snapshot(std::string_view bytes, std::string& out) {
  const std::uint32_t number = FindKey({bytes, HashKey(bytes)});
  out.clear();
  if (number == kNoKey) return false;
  journal_.BeginSnapshot(number, StandingOf(number), out);
  WriteSnapshot(number, out);
  return true;
}

void KeyedMatcher::EvictAll() {
  for (std::uint32_t number : KeysInMemory()) {
    journal_.Forget(number, BytesOf(number), false);
    DropKey(number);
  }
  while (has_dropped_) has_dropped_ = FreeSome();
}

// ---- writing -----------------------------------------------------------------

KeyJournal::Standing KeyedMatcher::StandingOf(std::uint32_t number) {
  KeyJournal::Standing standing;
  standing.incomplete = IncompleteOf(number);
  const std::optional<std::int64_t> next = NextDeadline(number);
  if (next && *next < passed_) standing.overdue_at = passed_;
  return standing;
}

void KeyedMatcher::NoteEvent(std::uint32_t number, std::uint32_t rank, const Reading& reading,
                             bool refused) {
  if (!has_store()) return;
  KeyJournal::Pending& pending = journal_.Touch(number, BytesOf(number));
  pending.is_changed = true;
  WriteEvent(rank, reading, refused, pending);
}

void KeyedMatcher::NoteChange(std::uint32_t number) {
  if (has_store()) journal_.Touch(number, BytesOf(number)).is_changed = true;
}

void KeyedMatcher::NoteGone(std::uint32_t number) {
  if (has_store()) journal_.Forget(number, BytesOf(number), true);
}

void KeyedMatcher::WriteEvent(std::uint32_t rank, const Reading& reading, bool refused,
                              KeyJournal::Pending& pending) {
  ByteWriter out(pending.journal);
  CoordinatesWriter coordinates(stored_fields_, out, pending.last);
  coordinates.Write(hand_.at);
  pending.last = hand_.at;
  out.Byte(static_cast<std::uint8_t>((reading.among ? kAmong : 0) | (refused ? kRefused : 0) |
                                     (hand_.kept ? kKept : 0)));
  out.Unsigned(rank);
  out.Unsigned(static_cast<std::uint64_t>(std::popcount(reading.fits)));
  for (std::uint32_t step = 0; step < rule_.steps.size(); ++step) {
    if ((reading.fits & BitOf(StepId(step))) == 0) continue;
    const std::uint32_t number = hand_.alternative_of_step[step];
    out.Unsigned(number);
    const std::size_t num_own = rule_.alternatives[number].own.size();
    for (std::uint32_t i = 0; i < num_own; ++i) out.Put(Own(StepId(step), i));
  }
  if (hand_.kept) WriteFields(stored_fields_, rows_, *hand_.kept, out);
}

// ---- reading -----------------------------------------------------------------

std::uint32_t KeyedMatcher::Load(const EncodedKey& key) {
  if (!has_store() || journal_.IsGone(key.bytes)) return kNoKey;
  if (!store_->Load(key.bytes, stored_)) return kNoKey;
  // An event may be at hand, and its key.
  const std::string bytes(key.bytes);
  const EncodedKey own{bytes, key.hash};
  AtHand hand = std::exchange(hand_, AtHand());
  const std::int64_t now = now_;
  is_replaying_ = true;
  replay_is_broken_ = false;
  overdue_at_ = now;
  Replay(own, stored_);
  is_replaying_ = false;
  now_ = std::max(now, overdue_at_);
  hand_ = std::move(hand);
  const std::uint32_t number = FindKey(own);
  if (number == kNoKey) {
    journal_.OnGone(bytes, !stored_.journals.empty());
    return kNoKey;
  }
  journal_.OnLoaded(number, replayed_);
  const std::optional<std::int64_t> next = NextDeadline(number);
  if (next) timers_.Arm(number, Timestamp{*next});
  return number;
}

void KeyedMatcher::Replay(const EncodedKey& key, const StoredKey& stored) {
  ByteReader in(stored.snapshot);
  if (in.Byte() != kStateVersion) {
    RefuseStored(key.bytes, StatusCode::kUnsupported, "its version is not known");
    return;
  }
  replayed_ = {};
  replayed_.generation = in.Below(kNoKey);
  replayed_.snapshot_bytes = stored.snapshot.size();
  replayed_.has_journals = !stored.journals.empty();
  KeyJournal::Standing standing = KeyJournal::Standing::Read(in);
  if (!RestoreKey(key, in)) {
    RefuseStored(key.bytes, StatusCode::kDataLoss, "its snapshot is damaged");
    return;
  }
  SetIncomplete(FindKey(key), standing.incomplete);
  now_ = standing.overdue_at.value_or(std::numeric_limits<std::int64_t>::min());
  for (const std::string& journal : stored.journals) {
    ByteReader record(journal);
    const std::uint8_t version = record.Byte();
    if (record.Below(kNoKey) != replayed_.generation && record.ok()) {
      break;  // Of before the snapshot, as all that follow; in whatever version.
    }
    const bool is_known = version == kStateVersion || !record.ok();
    replayed_.journal_bytes += journal.size();
    ++replayed_.num_journals;
    standing = KeyJournal::Standing::Read(record);
    const bool is_whole = is_known && ReplayJournal(key, record);
    const std::uint32_t number = FindKey(key);
    if (!is_whole) {
      if (number != kNoKey) DropKey(number);
      if (is_known) {
        RefuseStored(key.bytes, StatusCode::kDataLoss, "a journal of it is damaged");
      } else {
        RefuseStored(key.bytes, StatusCode::kUnsupported,
                     "the version of a journal of it is not known");
      }
      return;
    }
    if (number != kNoKey) SetIncomplete(number, standing.incomplete);
  }
  // What is overdue has been met by nobody yet; else all has been that is past.
  if (standing.overdue_at) {
    overdue_at_ = *standing.overdue_at;
  } else {
    PassDeadlines(key, passed_);
  }
}

// The events of a journal.
bool KeyedMatcher::ReplayJournal(const EncodedKey& key, ByteReader& in) {
  CoordinatesReader coordinates(stored_fields_, in);
  std::optional<Coordinates> last;
  while (in.ok() && !in.at_end()) {
    const Coordinates at = coordinates.Read();
    if (!in.ok() || (last && at <= *last)) return false;
    last = at;
    if (!ReplayEvent(key, at, in)) return false;
  }
  return in.ok();
}

bool KeyedMatcher::ReplayEvent(const EncodedKey& key, const Coordinates& at,
                               ByteReader& in) {
  Reading reading;
  const std::uint32_t flags = in.Below(kAmong + kRefused + kKept + 1);
  const std::uint32_t rank = in.Below(std::size_t{1} << 32);
  const std::uint32_t num_fits = in.Below(kMaxSteps + 1);
  AtHand hand;
  hand.is_event = true;
  hand.at = at;
  hand.key = key.bytes;
  for (std::uint32_t i = 0; i < num_fits; ++i) {
    const std::uint32_t number = in.Below(rule_.alternatives.size());
    if (!in.ok() || stored_fields_.StreamOfAlternative(number) != at.stream) return false;
    const Alternative& alternative = rule_.alternatives[number];
    reading.fits |= BitOf(alternative.step);
    hand.alternative_of_step[alternative.step.index()] = number;
    for (std::uint32_t j = 0; j < alternative.own.size(); ++j) {
      const Type type = rows_.rules().expressions[alternative.own[j]].type;
      hand.own.push_back({number, j, in.Take(type)});
    }
  }
  if (!in.ok()) return false;
  if ((flags & kKept) != 0) hand.kept = ReadFields(stored_fields_, rows_, at, in);
  if (!in.ok()) {
    if (hand.kept) rows_.Release(*hand.kept);
    return false;
  }
  PassDeadlines(key, at.time.ns);
  hand_ = std::move(hand);
  now_ = at.time.ns;
  reading.time = now_;
  reading.among = (flags & kAmong) != 0;
  replay_refuses_ = (flags & kRefused) != 0;
  OnKey(key, rank, reading);
  replay_refuses_ = false;
  ForgetEvent();
  return !replay_is_broken_;
}

// Meets the key's deadlines before `time`.
void KeyedMatcher::PassDeadlines(const EncodedKey& key, std::int64_t time) {
  while (true) {
    const std::uint32_t number = FindKey(key);
    if (number == kNoKey) return;
    const std::optional<std::int64_t> next = NextDeadline(number);
    if (!next || *next >= time) return;
    now_ = std::max(now_, *next);
    MeetDeadline(number, *next);
  }
}

void KeyedMatcher::RefuseStored(std::string_view key, StatusCode code, std::string_view why) {
  std::string text;
  AppendJson(Value(ValueList(DecodeKey(key))), text);
  store_->Refuse({code, "the state of rule " + rule_.name + " under the key " + text +
                            " cannot be read: " + std::string(why)});
}

}  // namespace precept::nfa
