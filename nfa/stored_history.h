// Histories as stored state has them: the starts of a key in order, and under
// each entry its tree, depth first.
//
// Starts are numbered in order of start.  Children of a layer stand in the
// order of their least start, so that equal histories have equal bytes,
// however they came about.  A link, union, stretch or position of a log is
// written where it is first met; one that is met again is told by how many came
// since.
//
// Thread safety: none.

#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "nfa/byte_code.h"
#include "nfa/history.h"
#include "nfa/stored_event.h"

namespace precept::nfa {

class HistoryWriter {
 public:
  // All must outlive this.
  HistoryWriter(const HistoryStore& store, EventWriter& events, ByteWriter& out)
      : store_(store), events_(events), out_(out) {}

  // Writes a start.  REQUIRES: in order of start; before its tree.
  void WriteStart(std::uint32_t leaf);
  void WriteTree(Node root);
  void WriteHead(HistoryStore::Head head);
  void WritePosition(std::uint32_t position);
  // The number of the least start under a root.
  std::uint32_t LeastStart(Node root) const;

 private:
  using Numbers = boost::unordered_flat_map<std::uint32_t, std::uint32_t>;

  bool IsNew(Numbers& numbers, std::uint32_t index, std::uint32_t references,
             std::uint8_t if_known);
  void WriteTaken(HistoryStore::Took took, EventRowId event);
  void WriteLink(const HistoryStore::Link& link);

  const HistoryStore& store_;
  EventWriter& events_;
  ByteWriter& out_;
  Numbers starts_;       // By leaf.
  Numbers least_;        // By layer: its least start.
  Numbers links_;        // Shared ones.
  Numbers unions_;       // Shared ones.
  Numbers stretches_;    // Shared ones.
  Numbers log_nodes_;
  std::int64_t last_start_ = 0;
};

class HistoryReader {
 public:
  // All must outlive this; `joins`: there may be unions and absences.
  HistoryReader(HistoryStore& store, EventReader& events, ByteReader& in, bool joins);
  ~HistoryReader();
  HistoryReader(const HistoryReader&) = delete;
  HistoryReader& operator=(const HistoryReader&) = delete;

  // Each gives nothing once the reader has failed.
  std::optional<std::uint32_t> ReadStart();
  // A tree whose root has `num_threads`, each of whose starts is in no other.
  std::optional<Node> ReadTree(std::size_t num_threads);
  // A head with a reference of its own; of a history without trees.
  std::optional<HistoryStore::Head> ReadHead();
  // A position with a reference of its own; then the end of the log that all
  // positions since the last end stand in.
  std::optional<std::uint32_t> ReadPosition();
  std::optional<std::uint32_t> ReadLogEnd();
  bool all_starts_used() const { return num_used_ == starts_.size(); }

 private:
  using Head = HistoryStore::Head;
  using Took = HistoryStore::Took;
  static constexpr std::uint32_t kNotMade = ~std::uint32_t{0};
  static constexpr std::uint32_t kMaxThreads = 1u << 20;
  // A head and how many threads of the child it goes on with, at least;
  // kNotMade: it is being read.
  struct Reached {
    Head head;
    std::uint32_t threads = 0;
  };
  // A link or union of which the rest is still to come.
  struct OpenHead {
    bool is_union = false;
    std::optional<std::uint32_t> number;  // If it may be told again.
    std::uint32_t event = 0;              // As in HistoryStore::Link.
    Took took;
    std::optional<Reached> first;  // Of a union.
  };
  struct OpenLayer {
    Node layer;
    std::uint64_t children = 0;  // Still to come.
    std::uint32_t needed = 0;    // Threads that the layer's heads go on with.
  };
  // Where a position stands: in which log, how far from its end.
  struct Spot {
    std::uint32_t node = 0;
    std::uint32_t log = 0;
    std::uint32_t from_end = 0;
    bool has_previous = false;
  };

  // Nothing once the reader has failed.
  std::optional<Reached> ReadReached();
  std::optional<Reached> ReadEnd(std::uint8_t kind);
  std::optional<Reached> Known(const std::vector<Reached>& numbered);
  Reached Close(const OpenHead& open, Reached rest);
  std::optional<Took> ReadTook(std::uint32_t& event, bool may_be_absence);
  std::optional<OpenLayer> ReadLayer(std::uint64_t children);
  std::optional<Node> ReadLeaf(std::uint64_t code);
  std::optional<std::uint32_t> ReadSpot();
  std::optional<std::uint32_t> KnownSpot(std::uint64_t code);
  bool ReadLogNodes();
  bool Reaches(std::uint32_t from, std::uint32_t to) const;

  HistoryStore& store_;
  EventReader& events_;
  ByteReader& in_;
  const bool joins_;
  std::vector<std::uint32_t> starts_;
  std::vector<bool> used_;
  std::size_t num_used_ = 0;
  std::int64_t last_start_ = 0;
  // Those that may be told again; held.
  std::vector<Reached> links_;
  std::vector<Reached> unions_;
  std::vector<Reached> stretches_;
  std::vector<Spot> log_nodes_;
  std::uint32_t num_logs_ = 0;
  std::vector<std::uint32_t> positions_;  // Since the last end of a log.
};

}  // namespace precept::nfa
