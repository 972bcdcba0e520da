// Starts that begin, move, join, part and go at random, in a HistoryStore and
// beside it as plain lists of what each thread of each start has taken.
//
// Histories of one start are all different: no two moves from one thread take
// the same at once, as in patterns.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "nfa/automaton.h"
#include "nfa/evaluator.h"
#include "nfa/event_row.h"
#include "nfa/history.h"
#include "nfa/rule_set.h"
#include "nfa/shape.h"

namespace precept::nfa {

// An event that a way took, or an absence that was met.
struct Taken {
  Moment when;
  std::uint32_t way = 0;
  std::optional<std::int64_t> offset;  // Nothing: an absence.
  std::uint32_t alternative = 0;
  auto operator<=>(const Taken&) const = default;
};
using TakenList = std::vector<Taken>;

// An event, or else a deadline, with all that a store asks for.
class Occurrence {
 public:
  // An event: holds its row while it lives.
  Occurrence(EventRowStore& rows, const EventBatch& batch);
  // A deadline.
  explicit Occurrence(std::int64_t time);
  ~Occurrence();
  Occurrence(const Occurrence&) = delete;
  Occurrence& operator=(const Occurrence&) = delete;

  bool is_event() const { return rows_ != nullptr; }
  const Moment& now() const { return now_; }
  // `with_absences`: as under `all`.
  Happening For(bool with_absences) const;
  // What a move appends to a history.
  void Append(const ThreadMove& move, bool with_absences, TakenList& out) const;

 private:
  EventRowStore* rows_ = nullptr;
  EventRowId row_;
  std::vector<std::uint32_t> alternatives_;
  Moment now_;
  Moment absence_;
};

class HistoryForest {
 public:
  static constexpr std::uint32_t kSteps = 6;  // Ways 0 to 5, each a step's.
  static constexpr std::uint32_t kWays = 8;   // 6 and 7 are absences.

  struct Start {
    std::uint32_t leaf = 0;
    std::int64_t offset = 0;  // Of the first event.
    std::vector<std::vector<TakenList>> threads;
  };
  struct Tree {
    Node root;
    std::uint32_t tag = 0;
    std::vector<Start> starts;
    std::size_t num_threads() const { return starts[0].threads.size(); }
  };

  // `all`: threads have several histories, and absences are among them.
  HistoryForest(std::uint64_t seed, bool all);

  // Something happens to one tree or two.
  void Act();
  // Frees every tree, one or another way.
  void Clear();
  // Moves from the threads of a tree, no two alike; by `to`, which is below
  // `num_threads`.
  std::vector<ThreadMove> AnyMoves(std::size_t from_threads, bool event, int most,
                                   std::size_t& num_threads);
  // An event, or else a deadline.
  std::unique_ptr<Occurrence> Happen(bool event);
  // An event at this time.  REQUIRES: none was later.
  std::unique_ptr<Occurrence> HappenAt(std::int64_t time);

  std::size_t num_starts() const;
  int Any(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }
  bool all() const { return all_; }
  std::vector<Tree>& trees() { return trees_; }
  HistoryStore& store() { return *store_; }
  const HistoryStore& store() const { return *store_; }
  const EventRowStore& rows() const { return *rows_; }
  // With one rule, whose steps are those of the ways.
  const RuleSet& rules() const { return rules_; }
  const Automaton& automaton() const { return automaton_; }

 private:
  void Begin();
  void Move(Tree& tree);
  void Join();
  void Isolate();
  void Remove();
  void Retag(Tree& tree);

  std::mt19937_64 random_;
  bool all_;
  RuleSet rules_;
  Automaton automaton_;
  std::unique_ptr<PreparedExpressions> prepared_;
  std::unique_ptr<EventRowStore> rows_;
  std::unique_ptr<HistoryStore> store_;
  std::int64_t time_ = 0;
  std::int64_t offset_ = 0;
  std::vector<Tree> trees_;
};

}  // namespace precept::nfa
