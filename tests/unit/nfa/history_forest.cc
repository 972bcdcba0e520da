#include "tests/unit/nfa/history_forest.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace precept::nfa {
namespace {

// A tree with a start of more histories is thinned by its next move.
constexpr std::size_t kMostHistories = 60;

std::size_t NumHistories(const HistoryForest::Start& start) {
  std::size_t count = 0;
  for (const auto& histories : start.threads) count += histories.size();
  return count;
}

}  // namespace

Occurrence::Occurrence(EventRowStore& rows, const EventBatch& batch) : rows_(&rows) {
  rows.NextEvent();
  row_ = rows.Keep(batch, 0);
  const Coordinates at = rows.CoordinatesOf(row_);
  for (std::uint32_t step = 0; step < HistoryForest::kSteps; ++step) {
    alternatives_.push_back(2 * step + static_cast<std::uint32_t>(at.offset % 2));
  }
  now_ = {at.time, false, at, Moment::Phase::kEvent};
  absence_ = {at.time, false, at, Moment::Phase::kBeforeEvent};
}

Occurrence::Occurrence(std::int64_t time) {
  now_ = absence_ = {Timestamp{time}, true, {}, Moment::Phase::kDeadline};
}

Occurrence::~Occurrence() {
  if (rows_ != nullptr) rows_->Release(row_);
}

Happening Occurrence::For(bool with_absences) const {
  Happening happening;
  happening.row = row_;
  happening.alternative_of_step = alternatives_;
  if (with_absences) happening.absence = absence_;
  return happening;
}

void Occurrence::Append(const ThreadMove& move, bool with_absences, TakenList& out) const {
  if (move.absence != NewRun::kNone && with_absences) {
    out.push_back({absence_, move.absence, std::nullopt, 0});
  }
  if (move.took != NewRun::kNone) {
    out.push_back({now_, move.took, now_.at.offset, alternatives_[move.took]});
  }
}

HistoryForest::HistoryForest(std::uint64_t seed, bool all) : random_(seed), all_(all) {
  rules_.schema.streams.push_back({"s", {}, std::nullopt, {}});
  rules_.kept.resize(1);
  rules_.keys.push_back({StreamId(0), {}});
  Rule& rule = rules_.rules.emplace_back();
  rule.streams = {StreamId(0)};
  rule.steps.resize(kSteps);
  rule.alternatives.resize(2 * kSteps);
  for (std::uint32_t i = 0; i < 2 * kSteps; ++i) rule.alternatives[i].step = StepId(i / 2);
  Position position;
  for (std::uint32_t i = 0; i < kWays; ++i) {
    Way way;
    way.kind = i < kSteps ? Way::Kind::kStep : Way::Kind::kAbsence;
    if (i < kSteps) way.step = StepId(i);
    position.ways.push_back(way);
  }
  automaton_.num_ways = kWays;
  automaton_.positions.push_back(position);
  prepared_ = std::make_unique<PreparedExpressions>(rules_.expressions);
  rows_ = std::make_unique<EventRowStore>(rules_, *prepared_);
  store_ = std::make_unique<HistoryStore>(automaton_, *rows_);
}

std::unique_ptr<Occurrence> HistoryForest::Happen(bool event) {
  time_ += Any(3);
  if (!event) return std::make_unique<Occurrence>(time_++);
  return HappenAt(time_);
}

std::unique_ptr<Occurrence> HistoryForest::HappenAt(std::int64_t time) {
  time_ = time;
  EventBatch batch(rules_.schema, StreamId(0));
  batch.offsets.push_back(++offset_);
  batch.times.push_back(Timestamp{time_});
  batch.raw.emplace_back();
  return std::make_unique<Occurrence>(*rows_, batch);
}

std::vector<ThreadMove> HistoryForest::AnyMoves(std::size_t from_threads, bool event, int most,
                                                std::size_t& num_threads) {
  std::vector<ThreadMove> moves;
  for (std::uint32_t from = 0; from < from_threads; ++from) {
    for (const std::uint32_t absence : {NewRun::kNone, kSteps, kSteps + 1}) {
      moves.push_back({from, 0, absence, NewRun::kNone});
      for (std::uint32_t way = 0; event && way < kSteps; ++way) {
        moves.push_back({from, 0, absence, way});
      }
    }
  }
  std::shuffle(moves.begin(), moves.end(), random_);
  moves.resize(std::min(moves.size(), static_cast<std::size_t>(1 + Any(most))));
  num_threads = moves.size();
  if (all_) num_threads = 1 + static_cast<std::size_t>(Any(static_cast<int>(moves.size())));
  for (std::size_t i = 0; i < moves.size(); ++i) {
    moves[i].to = static_cast<std::uint32_t>(
        i < num_threads ? i : static_cast<std::size_t>(Any(static_cast<int>(num_threads))));
  }
  std::stable_sort(moves.begin(), moves.end(),
                   [](const ThreadMove& a, const ThreadMove& b) { return a.to < b.to; });
  return moves;
}

void HistoryForest::Act() {
  const int what = trees_.empty() ? 0 : Any(12);
  if (what < 2) return Begin();
  if (what < 7) return Move(trees_[static_cast<std::size_t>(Any(static_cast<int>(trees_.size())))]);
  if (what < 10) return Join();
  if (what == 10) return Isolate();
  Remove();
}

void HistoryForest::Retag(Tree& tree) {
  tree.tag = static_cast<std::uint32_t>(Any(1000));
  store_->SetTag(tree.root, tree.tag);
}

void HistoryForest::Begin() {
  const std::unique_ptr<Occurrence> event = Happen(true);
  std::size_t num_threads = 0;
  std::vector<ThreadMove> moves;
  // A start takes its event.
  do {
    moves = AnyMoves(1, true, 4, num_threads);
  } while (std::any_of(moves.begin(), moves.end(), [](const ThreadMove& move) {
    return move.took == NewRun::kNone || move.absence != NewRun::kNone;
  }));
  Tree tree;
  Start& start = tree.starts.emplace_back();
  tree.root = store_->Begin(moves, num_threads, event->For(all_), start.leaf);
  start.offset = offset_;
  start.threads.resize(num_threads);
  for (const ThreadMove& move : moves) {
    event->Append(move, all_, start.threads[move.to].emplace_back());
  }
  store_->key_rank(start.leaf) = static_cast<std::uint32_t>(offset_ % 5);
  Retag(tree);
  trees_.push_back(std::move(tree));
}

void HistoryForest::Move(Tree& tree) {
  const bool many = std::any_of(
      tree.starts.begin(), tree.starts.end(),
      [](const Start& start) { return NumHistories(start) > kMostHistories; });
  const std::unique_ptr<Occurrence> occurrence = Happen(Any(4) != 0);
  std::size_t num_threads = 0;
  const std::vector<ThreadMove> moves =
      AnyMoves(tree.num_threads(), occurrence->is_event(), many ? 1 : 5, num_threads);
  tree.root = store_->Move(tree.root, moves, num_threads, occurrence->For(all_));
  for (Start& start : tree.starts) {
    std::vector<std::vector<TakenList>> threads(num_threads);
    for (const ThreadMove& move : moves) {
      for (TakenList taken : start.threads[move.from]) {
        occurrence->Append(move, all_, taken);
        threads[move.to].push_back(std::move(taken));
      }
    }
    start.threads = std::move(threads);
  }
  Retag(tree);
}

void HistoryForest::Join() {
  const auto a = static_cast<std::size_t>(Any(static_cast<int>(trees_.size())));
  for (std::size_t b = 0; b < trees_.size(); ++b) {
    if (b == a || trees_[b].num_threads() != trees_[a].num_threads()) continue;
    Tree& tree = trees_[a];
    tree.root = store_->Join(tree.root, trees_[b].root, tree.num_threads());
    std::move(trees_[b].starts.begin(), trees_[b].starts.end(),
              std::back_inserter(tree.starts));
    Retag(tree);
    trees_.erase(trees_.begin() + static_cast<std::ptrdiff_t>(b));
    return;
  }
}

void HistoryForest::Isolate() {
  Tree& tree = trees_[static_cast<std::size_t>(Any(static_cast<int>(trees_.size())))];
  const auto which = Any(static_cast<int>(tree.starts.size()));
  Tree alone;
  alone.starts.push_back(std::move(tree.starts[static_cast<std::size_t>(which)]));
  Node gone;
  alone.root = store_->Isolate(alone.starts[0].leaf, gone);
  tree.starts.erase(tree.starts.begin() + which);
  if (tree.starts.empty()) trees_.erase(trees_.begin() + (&tree - trees_.data()));
  Retag(alone);
  trees_.push_back(std::move(alone));
}

void HistoryForest::Remove() {
  Tree& tree = trees_[static_cast<std::size_t>(Any(static_cast<int>(trees_.size())))];
  if (Any(3) == 0) {
    store_->Free(tree.root);
    tree.starts.clear();
  } else {
    const auto which = Any(static_cast<int>(tree.starts.size()));
    store_->Remove(tree.starts[static_cast<std::size_t>(which)].leaf);
    tree.starts.erase(tree.starts.begin() + which);
  }
  if (tree.starts.empty()) trees_.erase(trees_.begin() + (&tree - trees_.data()));
}

void HistoryForest::Clear() {
  while (!trees_.empty()) Remove();
}

std::size_t HistoryForest::num_starts() const {
  std::size_t count = 0;
  for (const Tree& tree : trees_) count += tree.starts.size();
  return count;
}

}  // namespace precept::nfa
