#include "nfa/history.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cassert>
#include <utility>

namespace precept::nfa {

HistoryStore::HistoryStore(const Automaton& automaton, EventRowStore& rows)
    : automaton_(automaton), rows_(rows) {
  for (const Position& position : automaton_.positions) {
    for (const Way& way : position.ways) {
      is_absence_.push_back(way.kind == Way::Kind::kAbsence);
      step_of_way_.push_back(way.step);
    }
  }
}

// ---- links -------------------------------------------------------------------

HistoryStore::Took HistoryStore::TookBy(std::uint32_t way, const Happening& happening) const {
  return Took(way, happening.alternative_of_step[step_of_way_[way].index()]);
}

HistoryStore::Head HistoryStore::NewLink(std::uint32_t event, Took took, Head previous) {
  const std::uint32_t index = links_.Allocate();
  links_[index] = {event, took, previous, 1};
  return Head::Link(index);
}

HistoryStore::Head HistoryStore::NewUnion(Head first, Head second) {
  if (first == second) {
    Release(second);
    return first;
  }
  const std::uint32_t index = unions_.Allocate();
  unions_[index] = {first, second, 1};
  return Head::Union(index);
}

// A head with one reference more: what `head` becomes by the move.
HistoryStore::Head HistoryStore::Extend(Head head, const ThreadMove& move,
                                        const Happening& happening) {
  Hold(head);
  if (move.absence != NewRun::kNone && happening.absence) {
    const std::uint32_t moment = moments_.Allocate();
    moments_[moment] = *happening.absence;
    head = NewLink(moment, Took(move.absence, 0), head);
  }
  if (move.took != NewRun::kNone) {
    rows_.AddReference(happening.row);
    head = NewLink(happening.row.value, TookBy(move.took, happening), head);
  }
  return head;
}

void HistoryStore::Hold(Head head) {
  if (head.kind() == Head::Kind::kLink) ++links_[head.index()].references;
  if (head.kind() == Head::Kind::kUnion) ++unions_[head.index()].references;
  if (head.kind() == Head::Kind::kStretch) ++stretches_[head.index()].references;
}

void HistoryStore::Release(Head released) {
  to_release_.push_back(released);
  while (!to_release_.empty()) {
    const Head head = to_release_.back();
    to_release_.pop_back();
    if (head.kind() == Head::Kind::kLink) {
      Link& link = links_[head.index()];
      if (--link.references > 0) continue;
      if (IsAbsence(link.took.way())) {
        moments_.Free(link.event);
      } else {
        rows_.Release(EventRowId(link.event));
      }
      to_release_.push_back(link.previous);
      links_.Free(head.index());
    } else if (head.kind() == Head::Kind::kUnion) {
      Union& both = unions_[head.index()];
      if (--both.references > 0) continue;
      to_release_.push_back(both.first);
      to_release_.push_back(both.second);
      unions_.Free(head.index());
    } else if (head.kind() == Head::Kind::kStretch) {
      Stretch& stretch = stretches_[head.index()];
      if (--stretch.references > 0) continue;
      ReleasePosition(stretch.from);
      stretches_.Free(head.index());
    }
  }
}

// ---- logs --------------------------------------------------------------------

std::uint32_t HistoryStore::NewLog() {
  const std::uint32_t first = log_.Allocate();
  log_[first] = {};
  log_[first].references = 1;
  log_[first].is_first = true;
  return first;
}

void HistoryStore::Append(std::uint32_t& end, std::uint32_t way, const Happening& happening) {
  const std::uint32_t next = log_.Allocate();
  rows_.AddReference(happening.row);
  log_[next] = {};
  log_[next].event = happening.row.value;
  log_[next].took = TookBy(way, happening);
  log_[next].references = 2;  // The node before and the end.
  log_[end].next = next;
  ReleasePosition(end);
  end = next;
}

void HistoryStore::ReleasePosition(std::uint32_t position) {
  while (position != kNoLogNode) {
    LogNode& node = log_[position];
    if (--node.references > 0) return;
    if (!node.is_first) rows_.Release(EventRowId(node.event));
    const std::uint32_t next = node.next;
    log_.Free(position);
    position = next;
  }
}

Node HistoryStore::TakeStretch(Node root, std::uint32_t from, std::uint32_t to) {
  if (from == to) return root;
  const Node layer = NewLayer(1);
  AddChild(layer, root);
  const std::uint32_t stretch = stretches_.Allocate();
  stretches_[stretch] = {HoldPosition(from), to, 1};
  layers_[layer.index()].head = Head::Stretch(stretch);
  return layer;
}

void HistoryStore::AppendStretch(const Stretch& stretch, std::vector<TakenEvent>& out) const {
  const std::size_t begin = out.size();
  for (std::uint32_t at = stretch.from; at != stretch.to;) {
    at = log_[at].next;
    const LogNode& node = log_[at];
    out.push_back({EventRowId(node.event), node.took.alternative(), node.took.way()});
  }
  std::reverse(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end());
}

// ---- layers ------------------------------------------------------------------

std::uint32_t HistoryStore::NewBlock(std::size_t size) {
  if (size < free_blocks_.size() && !free_blocks_[size].empty()) {
    const std::uint32_t block = free_blocks_[size].back();
    free_blocks_[size].pop_back();
    return block;
  }
  const auto block = static_cast<std::uint32_t>(head_blocks_.size());
  head_blocks_.resize(head_blocks_.size() + size);
  return block;
}

// A layer whose heads are its child's threads.
Node HistoryStore::NewLayer(std::size_t num_threads) {
  const std::uint32_t index = layers_.Allocate();
  Layer& layer = layers_[index];
  layer = Layer{};
  layer.num_threads = static_cast<std::uint32_t>(num_threads);
  if (num_threads > 1) layer.block = NewBlock(num_threads);
  std::span<Head> heads = HeadsOf(layer);
  for (std::uint32_t i = 0; i < heads.size(); ++i) heads[i] = Head::Base(i);
  return Node::Layer(index);
}

std::span<HistoryStore::Head> HistoryStore::HeadsOf(Layer& layer) {
  if (layer.num_threads == 1) return {&layer.head, 1};
  return std::span(head_blocks_).subspan(layer.block, layer.num_threads);
}

std::span<const HistoryStore::Head> HistoryStore::HeadsOf(const Layer& layer) const {
  if (layer.num_threads == 1) return {&layer.head, 1};
  return std::span(head_blocks_).subspan(layer.block, layer.num_threads);
}

// A layer that has taken nothing since it was made: more children may be put
// beside those that it has.
bool HistoryStore::IsPlain(Node node, std::size_t num_threads) const {
  if (!node.is_layer()) return false;
  std::span<const Head> heads = HeadsOf(layers_[node.index()]);
  if (heads.size() != num_threads) return false;
  for (std::uint32_t i = 0; i < heads.size(); ++i) {
    if (heads[i] != Head::Base(i)) return false;
  }
  return true;
}

void HistoryStore::AddChild(Node parent, Node child) {
  Layer& layer = layers_[parent.index()];
  Spot& at = place(child);
  at = {parent, Node(), layer.first_child};
  if (child.is_layer()) layers_[child.index()].above = parent;
  if (!layer.first_child.is_none()) place(layer.first_child).previous = child;
  layer.first_child = child;
}

// Takes a node out of its parent's children.
void HistoryStore::Detach(Node node) {
  const Spot at = place(node);
  if (at.parent.is_none()) return;  // A root has no neighbours.
  if (!at.previous.is_none()) {
    place(at.previous).next = at.next;
  } else {
    layers_[at.parent.index()].first_child = at.next;
  }
  if (!at.next.is_none()) place(at.next).previous = at.previous;
  place(node) = Spot{};
  if (node.is_layer()) layers_[node.index()].above = Node();
}

void HistoryStore::FreeNode(Node node) {
  if (!node.is_layer()) {
    rows_.Release(leaves_[node.index()].event);
    leaves_.Free(node.index());
    return;
  }
  Layer& layer = layers_[node.index()];
  for (Head head : HeadsOf(layer)) Release(head);
  if (layer.num_threads > 1) {
    if (free_blocks_.size() <= layer.num_threads) free_blocks_.resize(layer.num_threads + 1);
    free_blocks_[layer.num_threads].push_back(layer.block);
  }
  layers_.Free(node.index());
}

// ---- starts ------------------------------------------------------------------

Node HistoryStore::Begin(std::span<const ThreadMove> moves, std::size_t num_threads,
                         const Happening& happening, std::uint32_t& leaf) {
  leaf = leaves_.Allocate();
  rows_.AddReference(happening.row);
  leaves_[leaf] = {};
  leaves_[leaf].event = happening.row;
  leaves_[leaf].took = TookBy(moves[0].took, happening);
  if (moves.size() == 1 && num_threads == 1) {
    return Node::Leaf(leaf);
  }
  // Threads that began by different ways differ in their first link; these end
  // before the leaf, which then only says where the start stands in time.
  const Node root = NewLayer(num_threads);
  scratch_.assign(num_threads, Head::End());
  std::vector<bool> known(num_threads);
  for (const ThreadMove& move : moves) {
    const Head head = Extend(Head::End(), move, happening);
    scratch_[move.to] = known[move.to] ? NewUnion(scratch_[move.to], head) : head;
    known[move.to] = true;
  }
  SetHeads(layers_[root.index()], scratch_);
  AddChild(root, Node::Leaf(leaf));
  return root;
}

void HistoryStore::SetHeads(Layer& layer, const std::vector<Head>& heads) {
  for (Head head : HeadsOf(layer)) Release(head);
  if (layer.num_threads != heads.size()) {
    if (layer.num_threads > 1) {
      if (free_blocks_.size() <= layer.num_threads) free_blocks_.resize(layer.num_threads + 1);
      free_blocks_[layer.num_threads].push_back(layer.block);
    }
    layer.num_threads = static_cast<std::uint32_t>(heads.size());
    if (layer.num_threads > 1) layer.block = NewBlock(layer.num_threads);
  }
  std::copy(heads.begin(), heads.end(), HeadsOf(layer).begin());
}

Node HistoryStore::Move(Node root, std::span<const ThreadMove> moves,
                        std::size_t num_threads, const Happening& happening) {
  if (!root.is_layer()) {
    const Node layer = NewLayer(1);
    AddChild(layer, root);
    root = layer;
  }
  Layer& layer = layers_[root.index()];
  scratch_.clear();
  for (const ThreadMove& move : moves) {
    const Head head = Extend(HeadsOf(layer)[move.from], move, happening);
    if (move.to < scratch_.size()) {
      scratch_[move.to] = NewUnion(scratch_[move.to], head);
    } else {
      scratch_.push_back(head);
    }
  }
  assert(scratch_.size() == num_threads);
  (void)num_threads;
  SetHeads(layer, scratch_);
  return root;
}

Node HistoryStore::Join(Node a, Node b, std::size_t num_threads) {
  if (IsPlain(a, num_threads)) {
    AddChild(a, b);
    return a;
  }
  if (IsPlain(b, num_threads)) {
    AddChild(b, a);
    return b;
  }
  const Node root = NewLayer(num_threads);
  AddChild(root, a);
  AddChild(root, b);
  return root;
}

// The links of `head` with what they lead to in the layers of `path`, from the
// root to the leaf's parent, as links of their own that end at the leaf.
// What is shared stays so.
HistoryStore::Head HistoryStore::Copy(Head wanted, std::span<const Node> path,
                                      Copies& copied) {
  std::vector<std::pair<std::size_t, Head>> open{{0, wanted}};
  const auto find = [&](std::size_t level, Head head) -> const Head* {
    const auto at = copied.find({level, head.bits()});
    return at == copied.end() ? nullptr : &at->second;
  };
  while (!open.empty()) {
    const auto [level, head] = open.back();
    if (find(level, head) != nullptr) {
      open.pop_back();
      continue;
    }
    Head made;
    switch (head.kind()) {
      case Head::Kind::kEnd: made = head; break;
      case Head::Kind::kStretch: {
        const Head* base = find(level, Head::Base(0));
        if (base == nullptr) {
          open.emplace_back(level, Head::Base(0));
          continue;
        }
        made = *base;
        Hold(made);
        std::vector<TakenEvent> taken;
        AppendStretch(stretches_[head.index()], taken);
        for (auto at = taken.rbegin(); at != taken.rend(); ++at) {
          rows_.AddReference(at->event);
          made = NewLink(at->event.value, Took(at->way, at->alternative), made);
        }
        break;
      }
      case Head::Kind::kBase: {
        if (level + 1 == path.size()) {
          made = head;
          break;
        }
        const Head inner = HeadsOf(layers_[path[level + 1].index()])[head.index()];
        const Head* known = find(level + 1, inner);
        if (known == nullptr) {
          open.emplace_back(level + 1, inner);
          continue;
        }
        made = *known;
        Hold(made);
        break;
      }
      case Head::Kind::kLink: {
        const Link link = links_[head.index()];
        const Head* previous = find(level, link.previous);
        if (previous == nullptr) {
          open.emplace_back(level, link.previous);
          continue;
        }
        Hold(*previous);
        std::uint32_t event = link.event;
        if (IsAbsence(link.took.way())) {
          event = moments_.Allocate();
          moments_[event] = moments_[link.event];
        } else {
          rows_.AddReference(EventRowId(event));
        }
        made = NewLink(event, link.took, *previous);
        break;
      }
      case Head::Kind::kUnion: {
        const Union both = unions_[head.index()];
        const Head* first = find(level, both.first);
        const Head* second = find(level, both.second);
        if (first == nullptr || second == nullptr) {
          open.emplace_back(level, first == nullptr ? both.first : both.second);
          continue;
        }
        Hold(*first);
        Hold(*second);
        made = NewUnion(*first, *second);
        break;
      }
    }
    copied.emplace(std::pair{level, head.bits()}, made);
    open.pop_back();
  }
  const Head result = *find(0, wanted);
  Hold(result);
  return result;
}

Node HistoryStore::Isolate(std::uint32_t leaf, Node& gone) {
  gone = Node();
  const Node above = place(Node::Leaf(leaf)).parent;
  if (above.is_none()) return Node::Leaf(leaf);
  if (place(above).parent.is_none() && IsPlain(above, 1)) {
    // Nothing was taken but the start.
    Detach(Node::Leaf(leaf));
    if (layers_[above.index()].first_child.is_none()) {
      FreeNode(above);
      gone = above;
    }
    return Node::Leaf(leaf);
  }
  std::vector<Node> path;
  for (Node node = above; !node.is_none(); node = place(node).parent) path.push_back(node);
  std::reverse(path.begin(), path.end());
  const std::size_t num_threads = layers_[path[0].index()].num_threads;
  const Node root = NewLayer(num_threads);
  Copies copied;
  std::vector<Head> heads;
  for (std::size_t i = 0; i < num_threads; ++i) {
    heads.push_back(Copy(HeadsOf(layers_[path[0].index()])[i], path, copied));
  }
  for (const auto& [place, head] : copied) Release(head);
  SetHeads(layers_[root.index()], heads);
  Node node = Node::Leaf(leaf);
  Node parent = place(node).parent;
  Detach(node);
  AddChild(root, node);
  while (layers_[parent.index()].first_child.is_none()) {
    node = parent;
    parent = place(node).parent;
    Detach(node);
    FreeNode(node);
    if (parent.is_none()) {
      gone = node;
      break;
    }
  }
  return root;
}

// ---- reading -----------------------------------------------------------------

Node HistoryStore::RootOf(std::uint32_t leaf) {
  const Node parent = leaves_[leaf].place.parent;
  if (parent.is_none()) return Node::Leaf(leaf);
  Node node = parent;
  while (true) {
    const Node above = layers_[node.index()].above;
    if (above.is_none()) return node;
    const Node further = layers_[above.index()].above;
    if (further.is_none()) return above;
    layers_[node.index()].above = further;
    node = further;
  }
}

bool HistoryStore::Read(std::uint32_t leaf, std::uint32_t thread,
                        std::vector<TakenEvent>& out) const {
  out.clear();
  boost::container::small_vector<Node, 16> path;  // From the leaf's parent to the root.
  for (Node node = place(Node::Leaf(leaf)).parent; !node.is_none();
       node = place(node).parent) {
    path.push_back(node);
  }
  for (auto node = path.rbegin(); node != path.rend(); ++node) {
    Head head = HeadsOf(layers_[node->index()])[thread];
    while (head.kind() == Head::Kind::kLink) {
      const Link& link = links_[head.index()];
      if (!IsAbsence(link.took.way())) out.push_back(TakenBy(link));
      head = link.previous;
    }
    if (head.kind() == Head::Kind::kUnion) return false;
    if (head.kind() == Head::Kind::kStretch) {
      AppendStretch(stretches_[head.index()], out);
      head = Head::Base(0);
    }
    if (head.kind() == Head::Kind::kEnd) {
      std::reverse(out.begin(), out.end());
      return true;
    }
    thread = head.index();
  }
  const Leaf& start = leaves_[leaf];
  out.push_back({start.event, start.took.alternative(), start.took.way()});
  std::reverse(out.begin(), out.end());
  return true;
}

void HistoryStore::Read(Head head, std::vector<TakenEvent>& out) const {
  out.clear();
  while (head.kind() == Head::Kind::kLink) {
    const Link& link = links_[head.index()];
    if (!IsAbsence(link.took.way())) out.push_back(TakenBy(link));
    head = link.previous;
  }
  std::reverse(out.begin(), out.end());
}

std::uint32_t HistoryStore::SomeLeaf(Node root) const {
  while (root.is_layer()) root = layers_[root.index()].first_child;
  return root.index();
}

void HistoryStore::Leaves(Node root, std::vector<std::uint32_t>& out) const {
  Node node = root;
  while (true) {
    while (node.is_layer()) node = layers_[node.index()].first_child;
    out.push_back(node.index());
    while (node != root && place(node).next.is_none()) node = place(node).parent;
    if (node == root) return;
    node = place(node).next;
  }
}

// ---- freeing -----------------------------------------------------------------

void HistoryStore::Free(Node root) {
  FreeLater(root);
  while (FreeSlice()) {
  }
}

void HistoryStore::FreeLater(Node root) {
  assert(place(root).parent.is_none());
  place(root).next = Node();  // Its tag.
  to_free_.push_back(root);
}

bool HistoryStore::FreeSlice() {
  for (Node node : next_free_) FreeNode(node);
  next_free_.clear();
  while (next_free_.size() < kSlice && !to_free_.empty()) {
    const Node node = to_free_.back();
    to_free_.pop_back();
    // A node leads to its neighbour, so that children wait one by one.
    if (!place(node).next.is_none()) to_free_.push_back(place(node).next);
    if (node.is_layer()) {
      to_free_.push_back(layers_[node.index()].first_child);
      PrefetchTaken(node);
    } else {
      rows_.Prefetch(leaves_[node.index()].event);
    }
    next_free_.push_back(node);
  }
  return !next_free_.empty();
}

Node HistoryStore::Remove(std::uint32_t leaf) {
  Node node = Node::Leaf(leaf);
  while (true) {
    const Node parent = place(node).parent;
    Detach(node);
    FreeNode(node);
    if (parent.is_none()) return node;
    if (!layers_[parent.index()].first_child.is_none()) return Node();
    node = parent;
  }
}

}  // namespace precept::nfa
