// What runs have taken, shared between all runs that took the same.
//
//   leaf    one a start: the starting event; the only record a start needs
//   layer   starts that have gone the same way since they were put together:
//           its children (leaves and layers) and, for each thread of their
//           shape, the newest link
//   link    one event taken: (event, alternative, the link before), shared
//
// The links of a layer end in "go on with thread j of the child" (a base); the
// history of a thread of a start is read from the root down to the leaf.
// Taking an event by a whole bucket is one link, whether it holds one start or
// a million.  Events are held by counted reference to the row store.
//
// Invariants:
//   (1) A live leaf has one parent chain, which ends in one root.
//   (2) A layer has a child; all its children have the same number of threads.
//   (3) Live links are those that heads of live layers reach.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nfa/event_row.h"
#include "nfa/id.h"
#include "nfa/match.h"
#include "nfa/shape.h"
#include "nfa/slab.h"

namespace precept::nfa {

// A leaf or a layer.
class Node {
 public:
  static constexpr std::uint32_t kLayerBit = 0x8000'0000u;
  constexpr Node() = default;
  static constexpr Node Leaf(std::uint32_t index) { return Node(index); }
  static constexpr Node Layer(std::uint32_t index) { return Node(index | kLayerBit); }

  constexpr bool is_none() const { return bits_ == kNone; }
  constexpr bool is_layer() const { return !is_none() && (bits_ & kLayerBit) != 0; }
  // REQUIRES: not none.
  constexpr std::uint32_t index() const { return bits_ & ~kLayerBit; }
  constexpr bool operator==(const Node&) const = default;

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  constexpr explicit Node(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = kNone;
};

// An event that is being read: its row and, by step, which alternative it fits
// the step by.
struct TakingEvent {
  EventRowId row;
  std::span<const std::uint32_t> alternative_of_step;
};

class HistoryStore {
 public:
  explicit HistoryStore(EventRowStore& rows) : rows_(rows) {}
  ~HistoryStore() = default;
  HistoryStore(const HistoryStore&) = delete;
  HistoryStore& operator=(const HistoryStore&) = delete;

  // A new start whose threads are those of `moves` (all have taken `event`).
  // Returns its root, and its leaf in `leaf`.
  Node Begin(std::span<const ThreadMove> moves, const TakingEvent& event,
             std::uint32_t& leaf);
  // The tree under `root` after all its starts have made `moves`.
  Node Move(Node root, std::span<const ThreadMove> moves,
            const TakingEvent& event);
  // Two trees of one shape with `num_threads` as one.
  Node Join(Node a, Node b, std::size_t num_threads);

  // What thread `thread` of the root has taken in the run that began at `leaf`,
  // in the order taken.  Replaces `out`.
  void Read(std::uint32_t leaf, std::uint32_t thread,
            std::vector<TakenEvent>& out) const;
  // The leaves under `root`, in no particular order; appended.
  void Leaves(Node root, std::vector<std::uint32_t>& out) const;
  // The root above a leaf.
  Node RootOf(std::uint32_t leaf) const;
  EventRowId StartOf(std::uint32_t leaf) const { return leaves_[leaf].event; }

  // Frees a whole tree.
  void Free(Node root);
  // Frees one start and the layers that are left without children.  If its
  // whole tree is gone returns what was its root, else none.
  Node Remove(std::uint32_t leaf);

  // Neighbours of a leaf in its key's list of starts (starts.h keeps it).
  struct Neighbours {
    std::uint32_t previous;
    std::uint32_t next;
  };
  Neighbours& neighbours(std::uint32_t leaf) { return leaves_[leaf].neighbours; }

  std::size_t num_leaves() const { return leaves_.live(); }
  std::size_t num_layers() const { return layers_.live(); }
  std::size_t num_links() const { return links_.live(); }

 private:
  // The newest link of a thread, or "thread j of the child".
  class Head {
   public:
    static constexpr std::uint32_t kBaseBit = 0x8000'0000u;
    constexpr Head() = default;
    static constexpr Head Link(std::uint32_t index) { return Head(index); }
    static constexpr Head Base(std::uint32_t thread) { return Head(thread | kBaseBit); }
    // Before a start's first event.
    static constexpr Head End() { return Head(~std::uint32_t{0}); }
    constexpr bool is_end() const { return bits_ == ~std::uint32_t{0}; }
    constexpr bool is_link() const { return (bits_ & kBaseBit) == 0; }
    constexpr std::uint32_t index() const { return bits_ & ~kBaseBit; }
    constexpr bool operator==(const Head&) const = default;

   private:
    constexpr explicit Head(std::uint32_t bits) : bits_(bits) {}
    std::uint32_t bits_ = ~std::uint32_t{0};
  };

  struct Link {
    EventRowId event;
    std::uint32_t alternative = 0;
    Head previous;
    std::uint32_t references = 0;
  };
  // Where a node hangs: its parent and its neighbours among the children.
  struct Place {
    Node parent;
    Node previous;
    Node next;
  };
  struct Leaf {
    Place place;
    EventRowId event;
    std::uint32_t alternative = 0;
    Neighbours neighbours;
  };
  struct Layer {
    Place place;
    Node first_child;
    std::uint32_t num_threads = 0;
    // One thread: its Head.  More: where their heads begin in head_blocks_.
    Head head;
    std::uint32_t block = 0;
  };

  Place& place(Node node) {
    return node.is_layer() ? layers_[node.index()].place : leaves_[node.index()].place;
  }
  const Place& place(Node node) const {
    return node.is_layer() ? layers_[node.index()].place : leaves_[node.index()].place;
  }
  Node NewLayer(std::size_t num_threads);
  std::span<Head> HeadsOf(Layer& layer);
  std::span<const Head> HeadsOf(const Layer& layer) const;
  bool IsPlain(Node node, std::size_t num_threads) const;
  void AddChild(Node layer, Node child);
  void Detach(Node node);
  void FreeNode(Node node);
  Head NewLink(EventRowId event, std::uint32_t alternative, Head previous);
  void Hold(Head head);
  void Release(Head head);
  std::uint32_t NewBlock(std::size_t size);

  EventRowStore& rows_;
  Slab<Leaf> leaves_;
  Slab<Layer> layers_;
  Slab<Link> links_;
  std::vector<Head> head_blocks_;
  // Free blocks by size.
  std::vector<std::vector<std::uint32_t>> free_blocks_;
  std::vector<Head> scratch_;
  std::vector<Node> to_free_;
};

}  // namespace precept::nfa
