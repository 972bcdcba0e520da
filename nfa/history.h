// What runs have taken, shared between all runs that took the same.
//
//   leaf    one a start: the starting event; the only record a start needs
//   layer   starts that have gone the same way since they were put together:
//           its children (leaves and layers) and, for each thread of their
//           shape, the newest link
//   link    one event taken: (event, way, the link before), shared
//   union   two histories of one thread (`all` only)
//   log     events that all starts of a queue take (shape_matcher.h), linked
//           forward; what left the queue holds a stretch of it
//
// The links of a layer end in "go on with thread j of the child" (a base); the
// history of a thread of a start is read from the root down to the leaf.
// Taking an event by a whole bucket is one link, whether it holds one start or
// a million.  Events are held by counted reference to the row store.
//
// Under `all` an absence that is met is a link too: histories are compared by
// what was taken when, and an absence takes nothing but a moment.
//
// Invariants:
//   (1) A live leaf has one parent chain, which ends in one root.
//   (2) A layer has a child; each of its children has all threads that the
//       layer's heads go on with.
//   (3) Live links and unions are those that heads of live layers reach.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
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
  // To be kept as a number.
  constexpr std::uint32_t bits() const { return bits_; }
  static constexpr Node OfBits(std::uint32_t bits) { return Node(bits); }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  constexpr explicit Node(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = kNone;
};

// When something was taken, in the order of everything that happens.
struct Moment {
  enum class Phase : std::uint8_t { kBeforeEvent, kEvent, kDeadline };
  Timestamp time;
  // Deadlines come after all events of their time.
  bool by_deadline = false;
  Coordinates at;  // Unless by_deadline.
  Phase phase{};
  auto operator<=>(const Moment&) const = default;
};

// What happens while trees are moved.
struct Happening {
  EventRowId row;  // Of the event; unspecified where no move takes one.
  // By StepId: by which alternative the event fits.
  std::span<const std::uint32_t> alternative_of_step;
  // Of an absence; nothing: absences leave no link.
  std::optional<Moment> absence;
};

class HistoryStore {
 public:
  // The newest link of a thread, or a union of two, or a stretch of a log over
  // thread 0 of the child, or "thread j of the child", or nothing: before a
  // start's first event.
  class Head {
   public:
    enum class Kind : std::uint32_t { kLink, kUnion, kStretch, kBase, kEnd };
    constexpr Head() : Head(Kind::kEnd, 0) {}
    static constexpr Head Link(std::uint32_t index) { return {Kind::kLink, index}; }
    static constexpr Head Union(std::uint32_t index) { return {Kind::kUnion, index}; }
    static constexpr Head Stretch(std::uint32_t index) { return {Kind::kStretch, index}; }
    static constexpr Head Base(std::uint32_t thread) { return {Kind::kBase, thread}; }
    static constexpr Head End() { return {Kind::kEnd, 0}; }
    constexpr Kind kind() const { return static_cast<Kind>(bits_ >> kShift); }
    constexpr std::uint32_t index() const { return bits_ & ((1u << kShift) - 1); }
    constexpr bool operator==(const Head&) const = default;
    constexpr std::uint32_t bits() const { return bits_; }

   private:
    static constexpr int kShift = 29;
    constexpr Head(Kind kind, std::uint32_t index)
        : bits_(static_cast<std::uint32_t>(kind) << kShift | index) {}
    std::uint32_t bits_;
  };

  HistoryStore(const Automaton& automaton, EventRowStore& rows);
  ~HistoryStore() = default;
  HistoryStore(const HistoryStore&) = delete;
  HistoryStore& operator=(const HistoryStore&) = delete;

  // A new start whose threads are those of `moves`, of which some may be several
  // for one thread.  Returns its root, and its leaf in `leaf`.
  Node Begin(std::span<const ThreadMove> moves, std::size_t num_threads,
             const Happening& happening, std::uint32_t& leaf);
  // The tree under `root` after all its starts have made `moves`, which are by
  // ThreadMove::to.
  Node Move(Node root, std::span<const ThreadMove> moves, std::size_t num_threads,
            const Happening& happening);
  // Two trees of one shape with `num_threads` as one.
  Node Join(Node a, Node b, std::size_t num_threads);
  // Takes one start out of its tree into a tree of its own; `gone`: what was
  // the root of the tree, if nothing is left of it.
  Node Isolate(std::uint32_t leaf, Node& gone);

  // Logs.  A position in a log stands after the events before it; it is held by
  // whoever has it.
  std::uint32_t NewLog();
  // Takes the event at the end of the log; the position moves on.
  void Append(std::uint32_t& end, std::uint32_t way, const Happening& happening);
  std::uint32_t HoldPosition(std::uint32_t position) {
    ++log_[position].references;
    return position;
  }
  void ReleasePosition(std::uint32_t position);
  // The tree under `root`, of one thread, when all its starts have taken what
  // the log has from one position to another.
  Node TakeStretch(Node root, std::uint32_t from, std::uint32_t to);

  // What thread `thread` of the root has taken in the run that began at `leaf`,
  // in the order taken.  Replaces `out`.  False, and `out` is of no use: there is a
  // union on the way, and it is not one history.
  bool Read(std::uint32_t leaf, std::uint32_t thread,
            std::vector<TakenEvent>& out) const;
  // One of the leaves under `root`.
  std::uint32_t SomeLeaf(Node root) const;
  // The leaves under `root`, in no particular order; appended.
  void Leaves(Node root, std::vector<std::uint32_t>& out) const;
  // The root above a leaf.  Amortised nearly constant, however high the tree
  // (union-find with path halving: Tarjan, van Leeuwen 1984).
  Node RootOf(std::uint32_t leaf);
  EventRowId StartOf(std::uint32_t leaf) const { return leaves_[leaf].event; }
  // By which alternative an event is taken on a way.
  std::uint32_t AlternativeOf(std::uint32_t way, const Happening& happening) const {
    return TookBy(way, happening).alternative();
  }
  // Which of its event's keys the start's is.
  std::uint32_t& key_rank(std::uint32_t leaf) { return leaves_[leaf].key_rank; }

  // A number that the owner of a root leaves at it.
  void SetTag(Node root, std::uint32_t tag) { place(root).next = Node::Leaf(tag); }
  std::uint32_t TagOf(Node root) const { return place(root).next.index(); }

  // Brings a record near that will be read soon; then what it leads to; then what
  // that leads to.
  void Prefetch(Node node) const { __builtin_prefetch(&place(node)); }
  void PrefetchStart(std::uint32_t leaf) const {
    rows_.Prefetch(leaves_[leaf].event);
    __builtin_prefetch(&leaves_[leaves_[leaf].neighbours.previous]);
  }
  // `first`: of a list of starts, whose last leads to its row.
  void PrefetchLast(std::uint32_t first) const {
    rows_.Prefetch(leaves_[leaves_[first].neighbours.previous].event);
  }
  void PrefetchTaken(Node root) const {
    if (!root.is_layer()) return;
    __builtin_prefetch(&place(layers_[root.index()].first_child));
    if (const Link* link = OnlyLink(root)) __builtin_prefetch(link);
  }
  void PrefetchRow(Node root) const {
    if (!root.is_layer()) return;
    if (const Link* link = OnlyLink(root)) rows_.Prefetch(EventRowId(link->event));
  }

  // Frees a whole tree; or does so when FreeSlice has come to it.
  void Free(Node root);
  void FreeLater(Node root);
  // Frees so many nodes of what waits for it, those that the call before came to:
  // what they hold has been brought near since.  False: nothing waits any more.
  static constexpr std::size_t kSlice = 4096;
  bool FreeSlice();
  // Frees one start and the layers that are left without children.  If its
  // whole tree is gone returns what was its root, else none.
  Node Remove(std::uint32_t leaf);

  // Histories without trees, for runs that stand alone: what `head` becomes by a
  // move, as a reference of its own; a reference less; what was taken.
  Head Extend(Head head, const ThreadMove& move, const Happening& happening);
  void Release(Head head);
  void Read(Head head, std::vector<TakenEvent>& out) const;

  // Neighbours of a leaf in its key's list of starts, which others keep.
  struct Neighbours {
    std::uint32_t previous;
    std::uint32_t next;
  };
  Neighbours& neighbours(std::uint32_t leaf) { return leaves_[leaf].neighbours; }
  const Neighbours& neighbours(std::uint32_t leaf) const { return leaves_[leaf].neighbours; }

  std::size_t num_leaves() const { return leaves_.live(); }
  std::size_t num_layers() const { return layers_.live(); }
  std::size_t num_links() const { return links_.live(); }
  std::size_t num_unions() const { return unions_.live(); }
  std::size_t num_moments() const { return moments_.live(); }
  std::size_t num_log_nodes() const { return log_.live(); }
  std::size_t num_stretches() const { return stretches_.live(); }

 private:
  friend class HistoryWalk;
  friend class HistoryWriter;
  friend class HistoryReader;

  // The way by which an event was taken, and the alternative that it fits the
  // way's step by.
  class Took {
   public:
    static constexpr int kAlternativeBits = 12;
    constexpr Took() = default;
    constexpr Took(std::uint32_t way, std::uint32_t alternative)
        : bits_(way << kAlternativeBits | alternative) {}
    constexpr std::uint32_t way() const { return bits_ >> kAlternativeBits; }
    constexpr std::uint32_t alternative() const {
      return bits_ & ((1u << kAlternativeBits) - 1);
    }

   private:
    std::uint32_t bits_ = 0;
  };

  struct Link {
    std::uint32_t event = 0;  // An EventRowId; of an absence, in moments_.
    Took took;
    Head previous;
    std::uint32_t references = 0;
  };
  struct Union {
    Head first;
    Head second;
    std::uint32_t references = 0;
  };
  // A position in a log and the event before it, if it is not the first.
  struct LogNode {
    std::uint32_t event = 0;
    Took took;
    std::uint32_t next = kNoLogNode;
    std::uint32_t references = 0;  // Of holders and of the node before.
    bool is_first = false;
  };
  static constexpr std::uint32_t kNoLogNode = ~std::uint32_t{0};
  struct Stretch {
    std::uint32_t from = 0;  // Held.
    std::uint32_t to = 0;
    std::uint32_t references = 0;
  };
  // Where a node hangs: its parent and its neighbours among the children.  A
  // root has no neighbours: `next` is its tag.
  struct Spot {
    Node parent;
    Node previous;
    Node next;
  };
  // One a start: half a cache line.
  struct alignas(32) Leaf {
    Spot place;
    EventRowId event;
    Took took;
    std::uint32_t key_rank = 0;
    Neighbours neighbours;
  };
  struct alignas(32) Layer {
    Spot place;
    Node above;  // Some layer above it, perhaps far; none for a root.
    Node first_child;
    std::uint32_t num_threads = 0;
    // One thread: its Head.  More: where their heads begin in head_blocks_.
    Head head;
    std::uint32_t block = 0;
  };

  static_assert(sizeof(Leaf) == 32 && sizeof(Layer) == 32);

  Spot& place(Node node) {
    return node.is_layer() ? layers_[node.index()].place : leaves_[node.index()].place;
  }
  const Spot& place(Node node) const {
    return node.is_layer() ? layers_[node.index()].place : leaves_[node.index()].place;
  }
  // The newest link of a layer of one thread, if it has one.
  const Link* OnlyLink(Node layer) const {
    const Layer& at = layers_[layer.index()];
    const bool has_one = at.num_threads == 1 && at.head.kind() == Head::Kind::kLink;
    return has_one ? &links_[at.head.index()] : nullptr;
  }
  Node NewLayer(std::size_t num_threads);
  std::span<Head> HeadsOf(Layer& layer);
  std::span<const Head> HeadsOf(const Layer& layer) const;
  bool IsPlain(Node node, std::size_t num_threads) const;
  void AddChild(Node layer, Node child);
  void Detach(Node node);
  void FreeNode(Node node);
  bool IsAbsence(std::uint32_t way) const { return is_absence_[way]; }
  Took TookBy(std::uint32_t way, const Happening& happening) const;
  // Takes over the reference that `previous` is.
  Head NewLink(std::uint32_t event, Took took, Head previous);
  Head NewUnion(Head first, Head second);
  void SetHeads(Layer& layer, const std::vector<Head>& heads);
  // By layer of a path and head: what it has been copied to.
  using Copies = std::map<std::pair<std::size_t, std::uint32_t>, Head>;
  Head Copy(Head head, std::span<const Node> path, Copies& copied);
  void Hold(Head head);
  TakenEvent TakenBy(const Link& link) const {
    return {EventRowId(link.event), link.took.alternative(), link.took.way()};
  }
  // The events of a stretch, appended, the newest first.
  void AppendStretch(const Stretch& stretch, std::vector<TakenEvent>& out) const;
  std::uint32_t NewBlock(std::size_t size);

  const Automaton& automaton_;
  EventRowStore& rows_;
  std::vector<bool> is_absence_;             // By way.
  std::vector<StepId> step_of_way_;
  Slab<Leaf> leaves_;
  Slab<Layer> layers_;
  Slab<Link> links_;
  Slab<Union> unions_;
  Slab<Moment> moments_;
  Slab<LogNode> log_;
  Slab<Stretch> stretches_;
  std::vector<Head> head_blocks_;
  // Free blocks by size.
  std::vector<std::vector<std::uint32_t>> free_blocks_;
  std::vector<Head> scratch_;
  std::vector<Head> to_release_;
  std::vector<Node> to_free_;  // Each with its neighbours behind it.
  std::vector<Node> next_free_;  // Single ones, what they hold being brought near.
};

}  // namespace precept::nfa
