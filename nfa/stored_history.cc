#include "nfa/stored_history.h"

#include <algorithm>

namespace precept::nfa {
namespace {

// What a head begins with.  Links, unions and stretches: one that was written
// before, one that is met once, one that may be met again.
enum Kind : std::uint8_t {
  kEnd = 0,
  kBase = 1,
  kKnownLink = 2,
  kLoneLink = 3,
  kSharedLink = 4,
  kKnownUnion = 5,
  kLoneUnion = 6,
  kSharedUnion = 7,
  kKnownStretch = 8,
  kLoneStretch = 9,
  kSharedStretch = 10,
};

// What a position of a log begins with, and what follows a node of it; larger
// numbers: one that is known.
enum Next : std::uint8_t { kNewNode = 0, kNoNode = 1, kFirstKnown = 2 };

}  // namespace

// ---- writing -----------------------------------------------------------------

// REQUIRES: it takes an event.
void HistoryWriter::WriteTaken(HistoryStore::Took took, EventRowId event) {
  out_.Unsigned(took.way());
  out_.Unsigned(took.alternative());
  events_.Write(event);
}

void HistoryWriter::WriteStart(std::uint32_t leaf) {
  const HistoryStore::Leaf& start = store_.leaves_[leaf];
  const auto number = static_cast<std::uint32_t>(starts_.size());
  starts_.emplace(leaf, number);
  for (Node node = start.place.parent;
       !node.is_none() && least_.try_emplace(node.index(), number).second;
       node = store_.place(node).parent) {
  }
  WriteTaken(start.took, start.event);
  out_.Unsigned(start.key_rank);
}

std::uint32_t HistoryWriter::LeastStart(Node root) const {
  return root.is_layer() ? least_.at(root.index()) : starts_.at(root.index());
}

// Writes what a thing begins with, `if_known` or one of the two kinds that follow
// it; false: it was written before, and that is all.
bool HistoryWriter::IsNew(Numbers& numbers, std::uint32_t index, std::uint32_t references,
                          std::uint8_t if_known) {
  if (references == 1) {
    out_.Byte(if_known + 1);
    return true;
  }
  const auto next = static_cast<std::uint32_t>(numbers.size());
  const auto [known, is_new] = numbers.try_emplace(index, next);
  out_.Byte(is_new ? if_known + 2 : if_known);
  if (!is_new) out_.Unsigned(next - known->second);
  return is_new;
}

void HistoryWriter::WriteHead(HistoryStore::Head wanted) {
  using Head = HistoryStore::Head;
  std::vector<Head> open{wanted};
  while (!open.empty()) {
    const Head head = open.back();
    open.pop_back();
    switch (head.kind()) {
      case Head::Kind::kEnd: out_.Byte(kEnd); break;
      case Head::Kind::kBase:
        out_.Byte(kBase);
        out_.Unsigned(head.index());
        break;
      case Head::Kind::kLink: {
        const HistoryStore::Link& link = store_.links_[head.index()];
        if (!IsNew(links_, head.index(), link.references, kKnownLink)) break;
        WriteLink(link);
        open.push_back(link.previous);
        break;
      }
      case Head::Kind::kUnion: {
        const HistoryStore::Union& both = store_.unions_[head.index()];
        if (!IsNew(unions_, head.index(), both.references, kKnownUnion)) break;
        open.push_back(both.second);
        open.push_back(both.first);
        break;
      }
      case Head::Kind::kStretch: {
        const HistoryStore::Stretch& stretch = store_.stretches_[head.index()];
        if (!IsNew(stretches_, head.index(), stretch.references, kKnownStretch)) break;
        WritePosition(stretch.from);
        WritePosition(stretch.to);
        break;
      }
    }
  }
}

void HistoryWriter::WriteLink(const HistoryStore::Link& link) {
  if (!store_.IsAbsence(link.took.way())) {
    WriteTaken(link.took, EventRowId(link.event));
    return;
  }
  out_.Unsigned(link.took.way());
  const Moment& moment = store_.moments_[link.event];
  events_.WriteTime(moment.time.ns);
  out_.Byte(moment.by_deadline ? 1 : 0);
  out_.Byte(static_cast<std::uint8_t>(moment.phase));
  if (!moment.by_deadline) events_.WriteCoordinates(moment.at);
}

// A log is written from the position on to its end.
void HistoryWriter::WritePosition(std::uint32_t position) {
  while (position != HistoryStore::kNoLogNode) {
    const auto next = static_cast<std::uint32_t>(log_nodes_.size());
    const auto [known, is_new] = log_nodes_.try_emplace(position, next);
    if (!is_new) {
      out_.Unsigned(kFirstKnown + (next - 1 - known->second));
      return;
    }
    const HistoryStore::LogNode& node = store_.log_[position];
    out_.Unsigned(kNewNode);
    out_.Byte(node.is_first ? 1 : 0);
    if (!node.is_first) {
      WriteTaken(node.took, EventRowId(node.event));
    }
    position = node.next;
  }
  out_.Unsigned(kNoNode);
}

void HistoryWriter::WriteTree(Node root) {
  std::vector<Node> open{root};
  std::vector<Node> children;
  while (!open.empty()) {
    const Node node = open.back();
    open.pop_back();
    if (!node.is_layer()) {
      const auto number = static_cast<std::int64_t>(starts_.at(node.index()));
      out_.Unsigned(ZigZag(number - last_start_) << 1);
      last_start_ = number;
      continue;
    }
    const HistoryStore::Layer& layer = store_.layers_[node.index()];
    children.clear();
    for (Node child = layer.first_child; !child.is_none(); child = store_.place(child).next) {
      children.push_back(child);
    }
    std::sort(children.begin(), children.end(),
              [this](Node a, Node b) { return LeastStart(a) < LeastStart(b); });
    out_.Unsigned(static_cast<std::uint64_t>(children.size()) << 1 | 1);
    out_.Unsigned(layer.num_threads);
    for (HistoryStore::Head head : store_.HeadsOf(layer)) WriteHead(head);
    open.insert(open.end(), children.rbegin(), children.rend());
  }
}

// ---- reading: starts and links -----------------------------------------------

HistoryReader::HistoryReader(HistoryStore& store, EventReader& events, ByteReader& in,
                             bool joins)
    : store_(store), events_(events), in_(in), joins_(joins) {}

HistoryReader::~HistoryReader() {
  for (const auto* numbered : {&links_, &unions_, &stretches_}) {
    for (const Reached& known : *numbered) {
      if (known.threads != kNotMade) store_.Release(known.head);
    }
  }
  for (const Spot& spot : log_nodes_) store_.ReleasePosition(spot.node);
}

std::optional<std::uint32_t> HistoryReader::ReadStart() {
  std::uint32_t event = 0;
  const std::optional<Took> took = ReadTook(event, false);
  const std::uint32_t rank = in_.Below(std::size_t{1} << 32);
  if (!took || !in_.ok()) return std::nullopt;
  const std::uint32_t leaf = store_.leaves_.Allocate();
  store_.leaves_[leaf] = HistoryStore::Leaf{};
  store_.leaves_[leaf].event = EventRowId(event);
  store_.leaves_[leaf].took = *took;
  store_.leaves_[leaf].key_rank = rank;
  starts_.push_back(leaf);
  used_.push_back(false);
  return leaf;
}

// The event, or moment, of a link or log node, with a reference of its own.
std::optional<HistoryReader::Took> HistoryReader::ReadTook(std::uint32_t& event,
                                                           bool may_be_absence) {
  const std::uint32_t way = in_.Below(store_.automaton_.num_ways);
  if (!in_.ok()) return std::nullopt;
  if (!store_.IsAbsence(way)) {
    std::uint32_t alternative = 0;
    const std::optional<EventRowId> row = events_.ReadTaken(alternative);
    if (row && events_.StepOf(alternative) != store_.step_of_way_[way]) in_.Fail();
    if (!row || !in_.ok()) return std::nullopt;
    store_.rows_.AddReference(*row);
    event = row->value;
    return Took(way, alternative);
  }
  Moment moment;
  moment.time = Timestamp{events_.ReadTime()};
  moment.by_deadline = in_.Below(2) != 0;
  moment.phase = static_cast<Moment::Phase>(in_.Below(3));
  if (!moment.by_deadline) moment.at = events_.ReadCoordinates();
  if (!may_be_absence) in_.Fail();
  if (!in_.ok()) return std::nullopt;
  event = store_.moments_.Allocate();
  store_.moments_[event] = moment;
  return Took(way, 0);
}

std::optional<HistoryStore::Head> HistoryReader::ReadHead() {
  const std::optional<Reached> reached = ReadReached();
  if (reached && reached->threads == 0) return reached->head;
  in_.Fail();
  return std::nullopt;
}

// One that is known, with a reference of its own.
std::optional<HistoryReader::Reached> HistoryReader::Known(
    const std::vector<Reached>& numbered) {
  const std::uint32_t back = in_.Below(numbered.size() + 1);
  if (!in_.ok() || back == 0 || numbered[numbered.size() - back].threads == kNotMade) {
    in_.Fail();
    return std::nullopt;
  }
  const Reached known = numbered[numbered.size() - back];
  store_.Hold(known.head);
  return known;
}

// A head that no link or union begins.
std::optional<HistoryReader::Reached> HistoryReader::ReadEnd(std::uint8_t kind) {
  switch (kind) {
    case kEnd: return Reached{Head::End(), 0};
    case kBase: {
      const std::uint32_t thread = in_.Below(kMaxThreads);
      if (!in_.ok()) return std::nullopt;
      return Reached{Head::Base(thread), thread + 1};
    }
    case kKnownLink: return Known(links_);
    case kKnownUnion: return Known(unions_);
    case kKnownStretch: return Known(stretches_);
    case kLoneStretch:
    case kSharedStretch: {
      const std::optional<std::uint32_t> from = ReadSpot();
      const std::optional<std::uint32_t> to = ReadSpot();
      if (!from || !to || !Reaches(*from, *to) || *from == *to) break;
      const std::uint32_t stretch = store_.stretches_.Allocate();
      const std::uint32_t first = log_nodes_[*from].node;
      store_.stretches_[stretch] = {store_.HoldPosition(first), log_nodes_[*to].node, 1};
      const Reached made{Head::Stretch(stretch), 1};
      if (kind == kSharedStretch) {
        stretches_.push_back(made);
        store_.Hold(made.head);
      }
      return made;
    }
    default: break;
  }
  in_.Fail();
  return std::nullopt;
}

HistoryReader::Reached HistoryReader::Close(const OpenHead& open, Reached rest) {
  Reached made;
  if (open.is_union) {
    made.head = store_.NewUnion(open.first->head, rest.head);
    made.threads = std::max(open.first->threads, rest.threads);
  } else {
    made.head = store_.NewLink(open.event, open.took, rest.head);
    made.threads = rest.threads;
  }
  if (open.number) {
    (open.is_union ? unions_ : links_)[*open.number] = made;
    store_.Hold(made.head);
  }
  return made;
}

std::optional<HistoryReader::Reached> HistoryReader::ReadReached() {
  std::vector<OpenHead> open;
  while (true) {
    const std::uint8_t kind = in_.Byte();
    if (!in_.ok()) return std::nullopt;
    OpenHead begun;
    if (kind == kLoneLink || kind == kSharedLink) {
      if (kind == kSharedLink) {
        begun.number = static_cast<std::uint32_t>(links_.size());
        links_.push_back({Head(), kNotMade});
      }
      const std::optional<Took> took = ReadTook(begun.event, joins_);
      if (!took) return std::nullopt;
      begun.took = *took;
      open.push_back(begun);
      continue;
    }
    if (joins_ && (kind == kLoneUnion || kind == kSharedUnion)) {
      begun.is_union = true;
      if (kind == kSharedUnion) {
        begun.number = static_cast<std::uint32_t>(unions_.size());
        unions_.push_back({Head(), kNotMade});
      }
      open.push_back(begun);
      continue;
    }
    std::optional<Reached> made = ReadEnd(kind);
    if (!made) return std::nullopt;
    while (!open.empty() && (!open.back().is_union || open.back().first)) {
      made = Close(open.back(), *made);
      open.pop_back();
    }
    if (open.empty()) return made;
    open.back().first = *made;
  }
}

// ---- reading: logs -----------------------------------------------------------

bool HistoryReader::Reaches(std::uint32_t from, std::uint32_t to) const {
  return log_nodes_[from].log == log_nodes_[to].log &&
         log_nodes_[from].from_end >= log_nodes_[to].from_end;
}

// Reads the nodes of a log, of which the first has been announced, up to its end
// or to one that is known; each with one reference for this.
bool HistoryReader::ReadLogNodes() {
  const std::size_t first = log_nodes_.size();
  std::optional<std::uint32_t> rest;
  do {
    const std::uint32_t node = store_.log_.Allocate();
    store_.log_[node] = {};
    store_.log_[node].is_first = true;  // Until it has its event.
    store_.log_[node].references = 1;
    const bool has_previous = log_nodes_.size() > first;
    log_nodes_.push_back({node, num_logs_, 0, has_previous});
    if (has_previous) {
      store_.log_[log_nodes_[log_nodes_.size() - 2].node].next = store_.HoldPosition(node);
    }
    const bool is_first = in_.Below(2) != 0;
    if (is_first && has_previous) in_.Fail();
    if (!is_first) {
      std::uint32_t event = 0;
      const std::optional<Took> took = ReadTook(event, false);
      if (!took) return false;
      store_.log_[node].is_first = false;
      store_.log_[node].event = event;
      store_.log_[node].took = *took;
    }
    const std::uint64_t next = in_.Unsigned();
    if (next == kNewNode) continue;
    if (next != kNoNode) rest = KnownSpot(next);
    // One that stands behind another already, or before all.
    if (rest && (*rest >= first || log_nodes_[*rest].has_previous ||
                 store_.log_[log_nodes_[*rest].node].is_first)) {
      in_.Fail();
    }
    break;
  } while (in_.ok());
  if (!in_.ok()) return false;
  std::uint32_t from_end = 0;
  if (rest) {
    log_nodes_[*rest].has_previous = true;
    store_.log_[log_nodes_.back().node].next = store_.HoldPosition(log_nodes_[*rest].node);
    from_end = log_nodes_[*rest].from_end + 1;
  }
  for (std::size_t i = log_nodes_.size(); i-- > first;) {
    log_nodes_[i].from_end = from_end++;
    log_nodes_[i].log = rest ? log_nodes_[*rest].log : num_logs_;
  }
  if (!rest) ++num_logs_;
  return true;
}

std::optional<std::uint32_t> HistoryReader::KnownSpot(std::uint64_t code) {
  const std::uint64_t back = code - kFirstKnown;
  if (code >= kFirstKnown && back < log_nodes_.size()) {
    return static_cast<std::uint32_t>(log_nodes_.size() - 1 - back);
  }
  in_.Fail();
  return std::nullopt;
}

// A position, by its number.
std::optional<std::uint32_t> HistoryReader::ReadSpot() {
  const std::uint64_t code = in_.Unsigned();
  if (!in_.ok()) return std::nullopt;
  if (code != kNewNode) return KnownSpot(code);
  const auto first = static_cast<std::uint32_t>(log_nodes_.size());
  if (!ReadLogNodes()) return std::nullopt;
  return first;
}

std::optional<std::uint32_t> HistoryReader::ReadPosition() {
  const std::optional<std::uint32_t> spot = ReadSpot();
  if (spot) positions_.push_back(*spot);
  if (!spot) return std::nullopt;
  return store_.HoldPosition(log_nodes_[*spot].node);
}

std::optional<std::uint32_t> HistoryReader::ReadLogEnd() {
  const std::optional<std::uint32_t> end = ReadSpot();
  const bool is_end = end && log_nodes_[*end].from_end == 0;
  const bool reached = is_end && std::all_of(positions_.begin(), positions_.end(),
                                             [&](std::uint32_t at) { return Reaches(at, *end); });
  positions_.clear();
  if (reached) return store_.HoldPosition(log_nodes_[*end].node);
  in_.Fail();
  return std::nullopt;
}

// ---- reading: trees ----------------------------------------------------------

std::optional<Node> HistoryReader::ReadLeaf(std::uint64_t code) {
  const std::int64_t step = UnZigZag(code >> 1);
  const auto size = static_cast<std::int64_t>(starts_.size());
  if (step < -last_start_ || step >= size - last_start_ ||
      used_[static_cast<std::size_t>(last_start_ + step)]) {
    in_.Fail();
    return std::nullopt;
  }
  last_start_ += step;
  used_[static_cast<std::size_t>(last_start_)] = true;
  ++num_used_;
  return Node::Leaf(starts_[static_cast<std::size_t>(last_start_)]);
}

std::optional<HistoryReader::OpenLayer> HistoryReader::ReadLayer(std::uint64_t children) {
  const std::uint32_t num_threads = in_.Count();
  if (children == 0 || num_threads == 0) in_.Fail();
  OpenLayer open;
  open.children = children;
  std::vector<Head> heads;
  for (std::uint32_t i = 0; i < num_threads; ++i) {
    const std::optional<Reached> reached = ReadReached();
    if (!reached) return std::nullopt;
    heads.push_back(reached->head);
    open.needed = std::max(open.needed, reached->threads);
  }
  if (!in_.ok()) return std::nullopt;
  open.layer = store_.NewLayer(num_threads);
  store_.SetHeads(store_.layers_[open.layer.index()], heads);
  return open;
}

std::optional<Node> HistoryReader::ReadTree(std::size_t num_threads) {
  std::vector<OpenLayer> open;
  while (true) {
    const std::uint64_t code = in_.Unsigned();
    if (!in_.ok()) return std::nullopt;
    if ((code & 1) != 0) {
      const std::optional<OpenLayer> layer = ReadLayer(code >> 1);
      if (!layer) return std::nullopt;
      open.push_back(*layer);
      continue;
    }
    std::optional<Node> node = ReadLeaf(code);
    std::uint32_t threads = 1;
    while (node && !open.empty()) {
      OpenLayer& parent = open.back();
      if (parent.needed > threads) {
        in_.Fail();
        return std::nullopt;
      }
      store_.AddChild(parent.layer, *node);
      if (--parent.children > 0) break;
      node = parent.layer;
      threads = store_.layers_[parent.layer.index()].num_threads;
      open.pop_back();
    }
    if (!node) return std::nullopt;
    if (!open.empty()) continue;
    if (threads == num_threads) return node;
    in_.Fail();
    return std::nullopt;
  }
}

}  // namespace precept::nfa
