// A key of a ShapeMatcher as bytes: FORMAT.md, "snapshot of shapes".
//
// Everything stands in an order that its content gives: starts as they began,
// shapes by their bytes, entries by their least start.  So a snapshot does not
// show in which order things came to be where they are, and a key that is read
// again has the same.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nfa/shape_matcher.h"
#include "nfa/stored_history.h"
#include "nfa/stored_place.h"

namespace precept::nfa {
namespace {

// How the entries of a shape stand.
enum class Kept : std::uint8_t { kOne = 0, kTable = 1, kQueue = 2 };

}  // namespace

// ---- writing -----------------------------------------------------------------

class ShapeMatcher::SnapshotWriter {
 public:
  SnapshotWriter(const ShapeMatcher& matcher, std::string& bytes)
      : m_(matcher), out_(bytes),
        events_(matcher.stored_fields(), matcher.rows_, out_),
        history_(matcher.history_, events_, out_) {}

  void Write(const KeyState& state) {
    WriteStarts(state);
    std::vector<std::pair<std::string, const Bucket*>> buckets;
    for (const Bucket& bucket : state.buckets) {
      buckets.emplace_back(ShapeText(bucket.shape()), &bucket);
    }
    std::sort(buckets.begin(), buckets.end());
    out_.Unsigned(buckets.size());
    for (const auto& [text, bucket] : buckets) {
      out_.Text(text);
      WriteBucket(*bucket);
    }
    WriteReported(state);
  }

 private:
  void WriteStarts(const KeyState& state) {
    std::uint32_t num_past = 0;  // For which the `within` of the whole has passed.
    bool is_past = m_.automaton_.within.has_value();
    for (std::uint32_t leaf = state.first_start; leaf != kNone;
         leaf = m_.history_.neighbours(leaf).next) {
      is_past = is_past && leaf != state.first_within;
      if (is_past) ++num_past;
    }
    out_.Unsigned(state.num_starts);
    out_.Unsigned(num_past);
    for (std::uint32_t leaf = state.first_start; leaf != kNone;
         leaf = m_.history_.neighbours(leaf).next) {
      history_.WriteStart(leaf);
    }
  }

  std::string ShapeText(ShapeId id) const {
    std::string text;
    ByteWriter out(text);
    for (PlaceId place : m_.shapes_[id].threads) WritePlace(m_.shapes_.places(), place, out);
    return text;
  }

  void WriteBucket(const Bucket& bucket) {
    if (!bucket.has_table()) {
      out_.Byte(static_cast<std::uint8_t>(Kept::kOne));
      history_.WriteTree(bucket.root());
      return;
    }
    const EntryTable& table = m_.tables_[bucket.table()];
    if (table.queue) {
      out_.Byte(static_cast<std::uint8_t>(Kept::kQueue));
      WriteQueue(*table.queue, bucket.shape());
      return;
    }
    out_.Byte(static_cast<std::uint8_t>(Kept::kTable));
    std::vector<std::pair<std::uint32_t, const Entry*>> entries;
    for (const Entry& entry : table.entries) {
      entries.emplace_back(history_.LeastStart(entry.root), &entry);
    }
    std::sort(entries.begin(), entries.end());
    out_.Byte(table.loop ? 1 : 0);
    if (table.loop) WriteLoop(*table.loop);
    out_.Unsigned(entries.size());
    for (const auto& [least, entry] : entries) {
      if (table.loop) out_.Unsigned(table.loop->NumFrom(entry->position));
      WriteRegisters(bucket.shape(), entry->registers);
      history_.WriteTree(entry->root);
    }
  }

  void WriteLoop(const LoopLog& loop) {
    out_.Unsigned(loop.size());
    loop.ForEachFrom(loop.begin(), [&](const LoopLog::Take& take) {
      out_.Unsigned(take.alternative);
      events_.Write(take.event);
      for (const Value& value : take.own) out_.Put(value);
    });
  }

  void WriteQueue(const Queue& queue, ShapeId shape) {
    const auto is_there = [](const Entry& entry) { return !entry.root.is_none(); };
    out_.Unsigned(static_cast<std::uint64_t>(
        std::count_if(queue.entries.begin(), queue.entries.end(), is_there)));
    for (const Entry& entry : queue.entries) {
      if (!is_there(entry)) continue;
      WriteRegisters(shape, m_.RegistersOf(queue, shape, entry));
      history_.WritePosition(entry.position);
      history_.WriteTree(entry.root);
    }
    history_.WritePosition(queue.end);
  }

  void WriteRegisters(ShapeId id, const ShapeRegisters& registers) {
    std::size_t slot = 0;
    for (PlaceId place : m_.shapes_[id].threads) {
      for (RegisterId reg : m_.shapes_.places()[place].registers) {
        WriteRegister(m_.automaton_.registers[reg.index()], registers[slot++], events_, out_);
      }
    }
  }

  void WriteReported(const KeyState& state) {
    std::vector<std::array<std::uint64_t, 3>> reported;
    std::uint64_t start = 0;
    for (std::uint32_t leaf = state.first_start; leaf != kNone;
         leaf = m_.history_.neighbours(leaf).next, ++start) {
      const auto of_start = m_.reported_.find(leaf);
      if (of_start == m_.reported_.end()) continue;
      for (const MatchHash& match : of_start->second) {
        reported.push_back({start, match.low, match.high});
      }
    }
    std::sort(reported.begin(), reported.end());
    out_.Unsigned(reported.size());
    for (const auto& match : reported) {
      for (std::uint64_t number : match) out_.Unsigned(number);
    }
  }

  const ShapeMatcher& m_;
  ByteWriter out_;
  EventWriter events_;
  HistoryWriter history_;
};

void ShapeMatcher::WriteSnapshot(std::uint32_t number, std::string& out) {
  SnapshotWriter(*this, out).Write(keys_[number]);
}

// ---- reading -----------------------------------------------------------------

class ShapeMatcher::SnapshotReader {
 public:
  SnapshotReader(ShapeMatcher& matcher, std::string_view key, ByteReader& in)
      : m_(matcher), key_(key), in_(in), events_(matcher.stored_fields(), matcher.rows_, in),
        history_(matcher.history_, events_, in,
                 matcher.automaton_.mode == ReportMode::kAll) {}

  bool Read(KeyState& state) {
    if (!ReadStarts(state)) return false;
    const std::uint32_t num_buckets = in_.Count();
    for (std::uint32_t i = 0; i < num_buckets; ++i) {
      if (!ReadBucket(state)) return false;
    }
    ReadReported();
    return in_.ok() && history_.all_starts_used();
  }

 private:
  bool ReadStarts(KeyState& state) {
    const std::uint32_t num_starts = in_.Count();
    const std::uint32_t num_past = in_.Below(std::size_t{num_starts} + 1);
    if (num_starts == 0 || (num_past > 0 && !m_.automaton_.within)) in_.Fail();
    std::optional<Coordinates> last;
    for (std::uint32_t i = 0; i < num_starts; ++i) {
      const std::optional<std::uint32_t> leaf = history_.ReadStart();
      if (!leaf) return false;
      const Coordinates start = m_.StartOf(*leaf);
      if (last && start <= *last) in_.Fail();
      last = start;
      m_.AppendStart(state, *leaf);
      starts_.push_back(*leaf);
      if (i < num_past) state.first_within = kNone;
    }
    return in_.ok();
  }

  bool ReadBucket(KeyState& state) {
    const std::optional<ShapeId> shape = ReadShape();
    if (!shape) return false;
    const bool is_known = std::any_of(state.buckets.begin(), state.buckets.end(),
                                      [&](const Bucket& b) { return b.shape() == *shape; });
    const std::uint32_t kept = in_.Below(3);
    const bool is_plain = m_.shapes_[*shape].is_plain();
    if (is_known || (kept == static_cast<std::uint32_t>(Kept::kOne)) != is_plain) in_.Fail();
    if (!in_.ok()) return false;
    if (is_plain) {
      const std::optional<Node> root = ReadTree(*shape);
      if (root) state.buckets.push_back(Bucket::OfEntry(*shape, *root));
      return root.has_value();
    }
    const std::uint32_t table = m_.tables_.Allocate();
    state.buckets.push_back(Bucket::OfTable(*shape, table));
    if (kept == static_cast<std::uint32_t>(Kept::kTable)) {
      return ReadTable(m_.tables_[table], *shape);
    }
    if (!m_.shapes_[*shape].is_queue) in_.Fail();
    return in_.ok() && ReadQueue(m_.tables_[table], *shape);
  }

  std::optional<ShapeId> ReadShape() {
    ByteReader text(in_.Text());
    std::vector<PlaceId> threads;
    const bool may_be_held = m_.automaton_.mode == ReportMode::kLongest;
    while (!text.at_end()) {
      const std::optional<PlaceId> place = ReadPlace(m_.shapes_.places(), may_be_held, text);
      // Nothing is less preferred than what is held.
      if (!place || (!threads.empty() && threads.back() == PlaceTable::kHeld)) break;
      threads.push_back(*place);
    }
    if (!text.at_end() || threads.empty()) in_.Fail();
    if (!in_.ok()) return std::nullopt;
    return m_.shapes_.Intern(std::move(threads));
  }

  std::optional<Node> ReadTree(ShapeId shape) {
    return history_.ReadTree(m_.shapes_[shape].threads.size());
  }

  std::optional<ShapeRegisters> ReadRegisters(ShapeId id) {
    ShapeRegisters registers;
    for (PlaceId place : m_.shapes_[id].threads) {
      for (RegisterId reg : m_.shapes_.places()[place].registers) {
        const std::optional<std::int64_t> value =
            ReadRegister(m_.automaton_.registers[reg.index()], events_, in_);
        if (!value) return std::nullopt;
        registers.push_back(*value);
      }
    }
    return registers;
  }

  bool ReadTable(EntryTable& table, ShapeId shape) {
    std::uint32_t begin = 0;
    if (in_.Below(2) != 0 && !ReadLoop(table, shape, begin)) return false;
    const std::uint32_t num_entries = in_.Count();
    if (num_entries == 0) in_.Fail();
    for (std::uint32_t i = 0; i < num_entries; ++i) {
      const std::uint32_t behind = table.loop ? in_.Below(table.loop->size() + 1) : 0;
      const std::optional<ShapeRegisters> registers = ReadRegisters(shape);
      if (!registers) return false;
      const std::optional<Node> root = ReadTree(shape);
      if (!root) return false;
      const std::int64_t deadline =
          m_.shapes_.DeadlineOf(shape, *registers).value_or(kNever);
      table.earliest = std::min(table.earliest, deadline);
      const bool joins = !m_.shapes_[shape].apart;
      m_.AddEntry(table, shape, *root, *registers,
                  joins ? m_.shapes_.Hash(shape, *registers) : 0, deadline);
      if (!table.loop) continue;
      table.loop->Release(table.entries[i].position);
      table.entries[i].position = table.loop->HoldBeforeLast(behind);
    }
    if (table.loop) table.loop->Release(begin);
    return in_.ok();
  }

  // The log of a loop, of which the first position is held: `begin`.
  bool ReadLoop(EntryTable& table, ShapeId shape, std::uint32_t& begin) {
    const ShapeProbes& probes = m_.ProbesOf(shape);
    const std::uint32_t num_takes = in_.Count();
    if (!probes.loop) in_.Fail();
    if (!in_.ok()) return false;
    table.loop = std::make_unique<LoopLog>(m_.rows_, key_);
    begin = table.loop->HoldEnd();
    for (std::uint32_t i = 0; i < num_takes; ++i) {
      LoopLog::Take take;
      const std::optional<EventRowId> event = events_.ReadTaken(take.alternative);
      if (event && events_.StepOf(take.alternative) != probes.loop->step) in_.Fail();
      for (std::uint32_t column : probes.probes[probes.loop->probe].own) {
        take.own.push_back(in_.Take(m_.rule_.frame[column].type));
      }
      if (!event || !in_.ok()) return false;
      take.event = *event;
      m_.rows_.AddReference(take.event);
      table.loop->Append(std::move(take));
    }
    return true;
  }

  bool ReadQueue(EntryTable& table, ShapeId shape) {
    table.queue = std::make_unique<Queue>();
    Queue& queue = *table.queue;
    const std::uint32_t num_entries = in_.Count();
    if (num_entries == 0) in_.Fail();
    for (std::uint32_t i = 0; i < num_entries; ++i) {
      std::optional<ShapeRegisters> registers = ReadRegisters(shape);
      if (!registers) return false;
      const std::optional<std::uint32_t> position = history_.ReadPosition();
      const std::optional<Node> root = position ? ReadTree(shape) : std::nullopt;
      bool is_equal = false;
      if (!root || (i > 0 && !FollowsInQueue(m_.shapes_[shape], queue.entries.back().registers,
                                             *registers, is_equal))) {
        in_.Fail();
        return false;
      }
      const std::int64_t deadline =
          m_.shapes_.DeadlineOf(shape, *registers).value_or(kNever);
      table.earliest = std::min(table.earliest, deadline);
      m_.history_.SetTag(*root, queue.TagOf(i));
      queue.entries.push_back({*root, 0, deadline, std::move(*registers), *position});
    }
    const std::optional<std::uint32_t> end = history_.ReadLogEnd();
    if (end) queue.end = *end;
    return end.has_value();
  }

  void ReadReported() {
    const std::uint32_t num_reported = in_.Count();
    for (std::uint32_t i = 0; i < num_reported && in_.ok(); ++i) {
      const std::uint32_t start = in_.Below(starts_.size());
      const std::uint64_t low = in_.Unsigned();
      const std::uint64_t high = in_.Unsigned();
      if (in_.ok()) m_.reported_[starts_[start]].insert(MatchHash{low, high});
    }
  }

  ShapeMatcher& m_;
  const std::string_view key_;
  ByteReader& in_;
  EventReader events_;
  HistoryReader history_;
  std::vector<std::uint32_t> starts_;  // Leaves, in order.
};

bool ShapeMatcher::RestoreKey(const EncodedKey& key, ByteReader& in) {
  const std::uint32_t number = keys_.Add(key);
  if (SnapshotReader(*this, key.bytes, in).Read(keys_[number]) && in.at_end()) return true;
  num_starts_ -= keys_[number].num_starts;
  keys_.Remove(number);
  return false;
}

void ShapeMatcher::SetIncomplete(std::uint32_t number, Incomplete incomplete) {
  keys_[number].incomplete = incomplete & kAllCaps;
}

// What expires in silence need not be loaded before all of it has.
std::int64_t ShapeMatcher::WakingTime(std::uint32_t number) {
  const KeyState& state = keys_[number];
  if (!expires_silently_ || has_clocks_) return NextDeadline(number).value_or(kNever);
  if (!automaton_.within) return kNever;
  return WholeDeadline(rows_.TimeOf(history_.StartOf(LastStart(state))).ns);
}

}  // namespace precept::nfa
