// Finds the values of the wanted paths in an indexed record.
//
// One walk follows all paths at once.  Where a record holds two keys by which
// one path could go on ("a" and "a.b"), the shorter run counts wherever it
// stands, and the record is walked again path by path.
//
// A member that is not well formed ("a": 1 2) is a key without a value.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "connectors/codec/path_plan.h"
#include "connectors/codec/structural_index.h"
#include "nfa/column.h"

namespace precept::connectors {

// What stands at one path: a scalar's token, or those of the elements.
struct FoundValue {
  static constexpr std::uint32_t kNothing = ~std::uint32_t{0};
  std::uint32_t token = kNothing;
  bool is_list = false;  // The path met an array.
  std::vector<std::uint32_t> elements;
};

class RecordWalk {
 public:
  // Both must outlive this.
  RecordWalk(const PathPlan& plan, const StructuralIndex& index);

  // By path of the plan; valid until the next call.  REQUIRES: the index holds
  // a record without fault; `has_escapes` if the record has a backslash.
  const std::vector<FoundValue>& Find(bool has_escapes);

 private:
  // An object or array that is being gone through.
  struct Frame {
    std::size_t at = 0;     // Next token.
    std::size_t close = 0;  // Its closing bracket.
    std::size_t node = 0;
    std::uint64_t visit = 0;
    std::size_t keys_left = 0;  // Not seen yet; 0 and it can be left.
    bool is_array = false;
  };
  // What one path alone goes through; see FindAlone.
  struct LoneFrame {
    std::size_t token = 0;
    std::size_t behind = 0;  // Segments.
  };
  struct Member {
    std::string_view key;
    std::size_t value = 0;  // A token; the object's close for none.
    std::size_t next = 0;   // The token after the member.
    bool has_key = false;
  };

  void Clear();
  // False: two keys could carry one path on.
  bool FindTogether();
  bool StepObject();
  void StepArray();
  void Reach(std::size_t node, std::size_t token);
  bool Choose(const PathPlan::Node& node, const PathPlan::Key& key, std::uint64_t visit);

  void FindAlone(std::uint32_t path);
  void LookIntoObject(const PathSegments& segments, LoneFrame at);
  void PushElements(LoneFrame at);

  Member MemberAt(std::size_t at, std::size_t close);
  // Past the value at `at`; `at` itself where a comma or colon stands there.
  std::size_t EndOfValue(std::size_t at, std::size_t close) const;
  std::size_t NextComma(std::size_t at, std::size_t close) const;

  const PathPlan& plan_;
  const StructuralIndex& index_;
  std::vector<FoundValue> found_;
  std::vector<Frame> frames_;
  std::vector<LoneFrame> lone_frames_;
  // By number of key, of place: the visit that saw it last.
  std::vector<std::uint64_t> key_seen_;
  std::vector<std::uint64_t> place_chosen_;
  std::uint64_t visits_ = 0;
  bool has_escapes_ = false;
  nfa::TextArena unescaped_;
};

}  // namespace precept::connectors
