#include "nfa/history.h"

#include <algorithm>
#include <cassert>

namespace precept::nfa {

// ---- links -------------------------------------------------------------------

HistoryStore::Head HistoryStore::NewLink(EventRowId event,
                                         std::uint32_t alternative,
                                         Head previous) {
  const std::uint32_t index = links_.Allocate();
  rows_.AddReference(event);
  links_[index] = {event, alternative, previous, 1};
  return Head::Link(index);
}

void HistoryStore::Hold(Head head) {
  if (head.is_link()) ++links_[head.index()].references;
}

void HistoryStore::Release(Head head) {
  while (head.is_link()) {
    Link& link = links_[head.index()];
    if (--link.references > 0) return;
    rows_.Release(link.event);
    const Head previous = link.previous;
    links_.Free(head.index());
    head = previous;
  }
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
  Place& at = place(child);
  at = {parent, Node(), layer.first_child};
  if (!layer.first_child.is_none()) place(layer.first_child).previous = child;
  layer.first_child = child;
}

// Takes a node out of its parent's children.
void HistoryStore::Detach(Node node) {
  const Place at = place(node);
  if (!at.previous.is_none()) {
    place(at.previous).next = at.next;
  } else if (!at.parent.is_none()) {
    layers_[at.parent.index()].first_child = at.next;
  }
  if (!at.next.is_none()) place(at.next).previous = at.previous;
  place(node) = Place{};
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

Node HistoryStore::Begin(std::span<const ThreadMove> moves,
                         const TakingEvent& event, std::uint32_t& leaf) {
  leaf = leaves_.Allocate();
  rows_.AddReference(event.row);
  leaves_[leaf] = Leaf{};
  leaves_[leaf].event = event.row;
  leaves_[leaf].alternative =
      event.alternative_of_step[moves.front().took->index()];
  if (moves.size() == 1) return Node::Leaf(leaf);
  // Threads that began by different steps differ in their first link; these end
  // before the leaf, which then only says where the start stands in time.
  const Node root = NewLayer(moves.size());
  std::span<Head> heads = HeadsOf(layers_[root.index()]);
  for (std::size_t i = 0; i < moves.size(); ++i) {
    heads[i] = NewLink(event.row, event.alternative_of_step[moves[i].took->index()],
                       Head::End());
  }
  AddChild(root, Node::Leaf(leaf));
  return root;
}

Node HistoryStore::Move(Node root, std::span<const ThreadMove> moves,
                        const TakingEvent& event) {
  if (!root.is_layer()) {
    const Node layer = NewLayer(1);
    AddChild(layer, root);
    root = layer;
  }
  Layer& layer = layers_[root.index()];
  scratch_.clear();
  for (const ThreadMove& move : moves) {
    const Head old = HeadsOf(layer)[move.from];
    Hold(old);
    scratch_.push_back(
        move.took ? NewLink(event.row, event.alternative_of_step[move.took->index()], old)
                  : old);
  }
  for (Head head : HeadsOf(layer)) Release(head);
  if (layer.num_threads != moves.size()) {
    if (layer.num_threads > 1) {
      if (free_blocks_.size() <= layer.num_threads) free_blocks_.resize(layer.num_threads + 1);
      free_blocks_[layer.num_threads].push_back(layer.block);
    }
    layer.num_threads = static_cast<std::uint32_t>(moves.size());
    if (layer.num_threads > 1) layer.block = NewBlock(layer.num_threads);
  }
  std::copy(scratch_.begin(), scratch_.end(), HeadsOf(layer).begin());
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

// ---- reading -----------------------------------------------------------------

Node HistoryStore::RootOf(std::uint32_t leaf) const {
  Node node = Node::Leaf(leaf);
  while (!place(node).parent.is_none()) node = place(node).parent;
  return node;
}

void HistoryStore::Read(std::uint32_t leaf, std::uint32_t thread,
                        std::vector<TakenEvent>& out) const {
  out.clear();
  std::vector<Node> path;  // From the leaf's parent to the root.
  for (Node node = place(Node::Leaf(leaf)).parent; !node.is_none();
       node = place(node).parent) {
    path.push_back(node);
  }
  for (auto node = path.rbegin(); node != path.rend(); ++node) {
    Head head = HeadsOf(layers_[node->index()])[thread];
    while (head.is_link()) {
      const Link& link = links_[head.index()];
      out.push_back({link.event, link.alternative});
      head = link.previous;
    }
    if (head.is_end()) {
      std::reverse(out.begin(), out.end());
      return;
    }
    thread = head.index();
  }
  out.push_back({leaves_[leaf].event, leaves_[leaf].alternative});
  std::reverse(out.begin(), out.end());
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
  assert(place(root).parent.is_none());
  to_free_.push_back(root);
  while (!to_free_.empty()) {
    const Node node = to_free_.back();
    to_free_.pop_back();
    if (node.is_layer()) {
      for (Node child = layers_[node.index()].first_child; !child.is_none();
           child = place(child).next) {
        to_free_.push_back(child);
      }
    }
    FreeNode(node);
  }
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
