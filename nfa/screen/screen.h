// The screen: which steps of which rules each event of a batch can serve, and
// under which keys.
//
// Every distinct condition that reads one event is evaluated at most once an
// event, however many rules share it.  Equality with and membership among
// constants, of all rules, cost one hash look-up a field and event: the value
// leads to the alternatives that ask for it, and only these have the rest of
// their conditions looked at.  Alternatives without such a condition are
// decided by bitmaps, column by column.
//
// An alternative with `among` is served by every event of its base type: a
// candidate with `fits` false says "seen under this key, under which it fits no
// step of the rule", once a rule and key.
//
// The keys of an event stand in the order of the steps that give them, fitting
// or not: where the steps of a rule find their keys in several ways, a row that
// serves the rule has a candidate for every key of every alternative.
//
// A row has several keys where a key has an `any` part (KeySpec), and then a
// candidate for each of them.
//
// Thread safety: ScreenPlan is immutable; a Screen is one thread's.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/bitmap.h"
#include "nfa/evaluator.h"
#include "nfa/event_batch.h"
#include "nfa/rule_set.h"

namespace precept::nfa {

struct Candidate {
  RuleId rule;
  std::uint32_t alternative = 0;  // Rule::alternatives.
  std::uint32_t key = 0;          // ScreenedRows::keys.
  bool fits = false;
  // The event counts for the rule's strict joints (Alternative::among), be it
  // under another key.
  bool counts = false;
};

struct EncodedKey {
  std::string_view bytes;  // key.h; views ScreenedRows::key_bytes.
  std::uint64_t hash = 0;
};

// What the screen found for one batch.  Recycled with it.
struct ScreenedRows {
  // Rows that serve something, ascending, and where their candidates begin
  // (one more entry than rows).
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> first;
  // By row, then rule, then alternative, then key: of several `any` parts the
  // first varies slowest, elements stand in order of first appearance.  Of the
  // alternatives of one step that one event fits, only the first that has a key
  // is here.
  std::vector<Candidate> candidates;
  // Equal keys of one row that came from equal KeySpecs are one entry; equal
  // bytes from different specs may stand twice.
  std::vector<EncodedKey> keys;
  std::vector<std::string> key_bytes;  // A string for each KeySpec in use.

  std::span<const Candidate> CandidatesOf(std::size_t i) const {
    return std::span(candidates).subspan(first[i], first[i + 1] - first[i]);
  }
  void Clear();
};

class ScreenPlan {
 public:
  // `rules` must outlive this.
  explicit ScreenPlan(const RuleSet& rules);
  ~ScreenPlan();

  // How many distinct conditions of a stream are evaluated by bitmap, and how
  // many are found by look-up; for explain and tests.
  struct Counts {
    std::size_t conditions = 0;
    std::size_t by_lookup = 0;
    std::size_t lookup_fields = 0;
  };
  Counts CountsOf(StreamId stream) const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

class Screen {
 public:
  // All must outlive this.
  Screen(const RuleSet& rules, const ScreenPlan& plan,
         const PreparedExpressions& expressions);
  ~Screen();

  // `rows`: those to look at (classified, not late).  Replaces `out`.
  void Run(const EventBatch& batch, const Bitmap& rows, ScreenedRows& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace precept::nfa
