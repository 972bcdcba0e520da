// A batch goes through the screen in four steps.
//
// 1. Look-ups.  Each looked-up value of each row leads to a group of
//    alternatives, which are touched by that row.
// 2. Conditions.  An alternative starts with the rows that touched it, or with
//    all rows of its type where nothing is looked up, and is narrowed by its
//    other conditions.  A condition remembers the rows for which it has been
//    evaluated, so that it is evaluated once a row, and only where needed.
// 3. Keys of the rows that are left, and of those among whose types a rule
//    counts, once a key spec.
// 4. Candidates, alternative by alternative, and by row through a counting
//    sort, which keeps the order of the alternatives.
//
// What belongs to an alternative, condition or group is reset when the batch
// first meets it: rules that no value leads to cost nothing.

#include "nfa/screen/screen.h"

#include <algorithm>

#include "nfa/evaluate/operand.h"
#include "nfa/screen/key_columns.h"
#include "nfa/screen/plan.h"
#include "nfa/unicode.h"

namespace precept::nfa {
namespace screen {
namespace {

// A set of rows that is empty in a batch until it is used there.
struct LazyRows {
  std::uint64_t epoch = 0;
  Bitmap rows;
};

// For which rows a condition is known, and for which it holds.
struct KnownCondition {
  std::uint64_t epoch = 0;
  Bitmap known;
  Bitmap holds;
};

struct Hit {
  std::uint32_t row = 0;
  Candidate candidate;
};

// The look-ups of one stream's batches, one thread's.
class StreamScreen {
 public:
  StreamScreen(const RuleSet& rules, const StreamPlan& plan)
      : rules_(rules), plan_(plan), groups_(plan.groups.size()),
        fits_(plan.alternatives.size()), conditions_(plan.conditions.size()),
        keys_(plan.keys.size()) {}

  void Run(const EventBatch& batch, const Bitmap& rows, Evaluator& evaluator,
           KeyEncoder& encoder, ScreenedRows& out) {
    ++epoch_;
    active_ = plan_.always;
    for (const Lookup& lookup : plan_.lookups) RunLookup(lookup, batch, rows, evaluator);
    for (KeyColumn& key : keys_) key.rows.Reset(batch.size());
    active_.ForEach([&](std::size_t i) { Narrow(i, batch, rows, evaluator); });
    ForEachRule([&] { NeedRankedKeys(batch, rows); });
    // All at once: the keys view these strings.
    if (out.key_bytes.size() < keys_.size()) out.key_bytes.resize(keys_.size());
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (keys_[i].rows.none()) continue;
      encoder.Encode(rules_.keys[plan_.keys[i]], batch, evaluator, keys_[i],
                     out.key_bytes[i], out);
    }
    hits_.clear();
    ForEachRule([&] { EmitRule(batch, rows); });
    SortByRow(batch.size(), out);
  }

 private:
  Bitmap& RowsOf(LazyRows& lazy, std::size_t size) const {
    if (lazy.epoch != epoch_) {
      lazy.epoch = epoch_;
      lazy.rows.Reset(size);
    }
    return lazy.rows;
  }

  void RunLookup(const Lookup& lookup, const EventBatch& batch, const Bitmap& rows,
                 Evaluator& evaluator) {
    wanted_.Reset(batch.size());
    for (std::uint32_t type : lookup.types) wanted_ |= batch.of_type[type];
    wanted_ &= rows;
    if (wanted_.none()) return;
    const Column& values = evaluator.Evaluate(lookup.value, batch.columns, wanted_);
    touched_groups_.clear();
    evaluate::WithNative(values.type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
      FindGroups<Cell>(lookup, values, batch.size());
    });
    for (std::uint32_t group : touched_groups_) {
      for (std::uint32_t alternative : plan_.groups[group]) {
        active_.set(alternative);
        RowsOf(fits_[alternative], batch.size()) |= groups_[group].rows;
      }
      // Another look-up may share the group; its rows are others.
      groups_[group].epoch = 0;
    }
  }

  template <class Cell>
  void FindGroups(const Lookup& lookup, const Column& values, std::size_t size) {
    const auto& groups = std::get<GroupOf<Cell>>(lookup.groups);
    wanted_.ForEach([&](std::size_t row) {
      if (!values.is_present(row)) return;
      const auto found = groups.find(Sought(values.cell<Cell>(row), lookup.folded));
      if (found == groups.end()) return;
      LazyRows& group = groups_[found->second];
      if (group.epoch != epoch_) touched_groups_.push_back(found->second);
      RowsOf(group, size).set(row);
    });
  }

  template <class Cell>
  const Cell& Sought(const Cell& cell, bool) { return cell; }
  std::string_view Sought(const std::string_view& text, bool folded) {
    if (!folded) return text;
    folded_.clear();
    AppendFolded(text, folded_);
    return folded_;
  }

  // Leaves in fits_[i] the rows that the alternative fits.
  void Narrow(std::size_t i, const EventBatch& batch, const Bitmap& rows,
              Evaluator& evaluator) {
    const PlannedAlternative& alternative = plan_.alternatives[i];
    Bitmap& fits = RowsOf(fits_[i], batch.size());
    if (alternative.finding == Finding::kByBitmap) fits |= rows;
    fits &= batch.of_type[alternative.type];
    for (std::uint32_t condition : alternative.conditions) {
      if (fits.none()) break;
      fits &= Test(condition, fits, batch, evaluator);
    }
    Bitmap& keyed = keys_[alternative.key].rows;
    if (alternative.among) {
      wanted_ = rows;
      wanted_ &= batch.of_type[alternative.type];
      keyed |= wanted_;
    } else {
      keyed |= fits;
    }
  }

  // The rows for which a condition holds, known for all of `rows`.
  const Bitmap& Test(std::uint32_t condition, const Bitmap& rows, const EventBatch& batch,
                     Evaluator& evaluator) {
    KnownCondition& state = conditions_[condition];
    if (state.epoch != epoch_) {
      state.epoch = epoch_;
      state.known.Reset(batch.size());
      state.holds.Reset(batch.size());
    }
    wanted_ = rows;
    wanted_ -= state.known;
    if (!wanted_.none()) {
      state.known |= wanted_;
      evaluator.Filter(plan_.conditions[condition], batch.columns, wanted_);
      state.holds |= wanted_;
    }
    return state.holds;
  }

  // Calls f with each rule's active alternatives in rule_: they stand in the
  // order of rules.
  template <class F>
  void ForEachRule(F f) {
    rule_.clear();
    active_.ForEach([&](std::size_t i) {
      if (!rule_.empty() && plan_.alternatives[rule_[0]].rule != plan_.alternatives[i].rule) {
        f();
        rule_.clear();
      }
      rule_.push_back(static_cast<std::uint32_t>(i));
    });
    if (!rule_.empty()) f();
  }

  // Rows that serve a rule need the keys of all its alternatives.
  void NeedRankedKeys(const EventBatch& batch, const Bitmap& rows) {
    if (!plan_.alternatives[rule_[0]].ranks_keys) return;
    FindServing(batch, rows);
    for (std::uint32_t i : rule_) {
      wanted_ = serving_;
      wanted_ &= batch.of_type[plan_.alternatives[i].type];
      keys_[plan_.alternatives[i].key].rows |= wanted_;
    }
  }

  // Leaves in serving_ the rows that fit an alternative of the rule or count
  // for it.
  void FindServing(const EventBatch& batch, const Bitmap& rows) {
    serving_.Reset(batch.size());
    for (std::uint32_t i : rule_) {
      serving_ |= fits_[i].rows;
      if (!plan_.alternatives[i].among) continue;
      wanted_ = rows;
      wanted_ &= batch.of_type[plan_.alternatives[i].type];
      serving_ |= wanted_;
    }
  }

  // Of the alternatives of one step that a row fits, the first that has a key.
  void KeepFirstOfSteps(std::size_t size) {
    for (std::size_t i = 0; i < rule_.size(); ++i) {
      const PlannedAlternative& alternative = plan_.alternatives[rule_[i]];
      Bitmap& fits = fits_[rule_[i]].rows;
      fits &= keys_[alternative.key].rows;
      const bool first = i == 0 || plan_.alternatives[rule_[i - 1]].step != alternative.step;
      if (first) taken_.Reset(size);
      fits -= taken_;
      taken_ |= fits;
    }
  }

  void EmitRule(const EventBatch& batch, const Bitmap& rows) {
    KeepFirstOfSteps(batch.size());
    FindCounting(batch);
    if (plan_.alternatives[rule_[0]].ranks_keys) return EmitRanked(batch, rows);
    for (std::size_t i = 0; i < rule_.size(); ++i) {
      EmitRows(rule_[i], fits_[rule_[i]].rows, true);
      if (plan_.alternatives[rule_[i]].among) EmitUnfitting(i, batch, rows);
    }
  }

  // Leaves in counting_ the rows of types that count for the rule.
  void FindCounting(const EventBatch& batch) {
    counts_any_ = false;
    for (std::uint32_t i : rule_) {
      if (!plan_.alternatives[i].among) continue;
      if (!counts_any_) counting_.Reset(batch.size());
      counts_any_ = true;
      counting_ |= batch.of_type[plan_.alternatives[i].type];
    }
  }

  // For each row that serves the rule all keys of all its alternatives.
  void EmitRanked(const EventBatch& batch, const Bitmap& rows) {
    FindServing(batch, rows);
    for (std::uint32_t i : rule_) {
      const PlannedAlternative& alternative = plan_.alternatives[i];
      EmitRows(i, fits_[i].rows, true);
      wanted_ = serving_;
      wanted_ &= batch.of_type[alternative.type];
      wanted_ &= keys_[alternative.key].rows;
      wanted_ -= fits_[i].rows;
      EmitRows(i, wanted_, false);
    }
  }

  // The keys of the i-th alternative of the rule under which rows of its type
  // are seen and fit nothing, unless an alternative before it says so already:
  // all have one spec, so a row has the same keys in each.
  void EmitUnfitting(std::size_t i, const EventBatch& batch, const Bitmap& rows) {
    const PlannedAlternative& alternative = plan_.alternatives[rule_[i]];
    wanted_ = rows;
    wanted_ &= batch.of_type[alternative.type];
    wanted_ &= keys_[alternative.key].rows;
    for (std::size_t j = 0; j < rule_.size(); ++j) {
      const PlannedAlternative& other = plan_.alternatives[rule_[j]];
      wanted_ -= fits_[rule_[j]].rows;
      if (j < i && other.among) wanted_ -= batch.of_type[other.type];
    }
    EmitRows(rule_[i], wanted_, false);
  }

  void EmitRows(std::uint32_t i, const Bitmap& rows, bool fits) {
    const PlannedAlternative& alternative = plan_.alternatives[i];
    const std::vector<KeyRange>& ranges = keys_[alternative.key].ranges;
    rows.ForEach([&](std::size_t row) {
      const KeyRange range = ranges[row];
      for (std::uint32_t key = range.begin; key < range.end; ++key) {
        AddHit(row, alternative, key, fits);
      }
    });
  }

  void AddHit(std::size_t row, const PlannedAlternative& alternative, std::uint32_t key,
              bool fits) {
    hits_.push_back({static_cast<std::uint32_t>(row),
                     {alternative.rule, alternative.number, key, fits,
                      counts_any_ && counting_.test(row)}});
  }

  void SortByRow(std::size_t size, ScreenedRows& out) {
    counts_.assign(size, 0);
    for (const Hit& hit : hits_) ++counts_[hit.row];
    std::uint32_t begin = 0;
    for (std::size_t row = 0; row < size; ++row) {
      const std::uint32_t count = counts_[row];
      if (count == 0) continue;
      out.rows.push_back(static_cast<std::uint32_t>(row));
      out.first.push_back(begin);
      counts_[row] = begin;  // From here on: where its next candidate goes.
      begin += count;
    }
    out.first.push_back(begin);
    out.candidates.resize(hits_.size());
    for (const Hit& hit : hits_) out.candidates[counts_[hit.row]++] = hit.candidate;
  }

  const RuleSet& rules_;
  const StreamPlan& plan_;
  std::uint64_t epoch_ = 0;
  Bitmap active_;  // Alternatives to look at.
  Bitmap wanted_;
  Bitmap taken_;
  Bitmap serving_;
  Bitmap counting_;
  bool counts_any_ = false;
  std::vector<LazyRows> groups_;
  std::vector<std::uint32_t> touched_groups_;
  std::vector<LazyRows> fits_;  // By alternative.
  std::vector<KnownCondition> conditions_;
  std::vector<KeyColumn> keys_;
  std::vector<std::uint32_t> rule_;  // The active alternatives of one rule.
  std::vector<Hit> hits_;
  std::vector<std::uint32_t> counts_;
  std::string folded_;
};

}  // namespace
}  // namespace screen

void ScreenedRows::Clear() {
  rows.clear();
  first.clear();
  candidates.clear();
  keys.clear();
}

struct Screen::Impl {
  Impl(const RuleSet& rules, const ScreenPlan& plan, const PreparedExpressions& expressions)
      : evaluator(expressions) {
    for (const screen::StreamPlan& stream : plan.impl().streams) {
      streams.emplace_back(rules, stream);
    }
  }
  Evaluator evaluator;
  screen::KeyEncoder encoder;
  std::vector<screen::StreamScreen> streams;  // By StreamId.
};

Screen::Screen(const RuleSet& rules, const ScreenPlan& plan,
               const PreparedExpressions& expressions)
    : impl_(std::make_unique<Impl>(rules, plan, expressions)) {}

Screen::~Screen() = default;

void Screen::Run(const EventBatch& batch, const Bitmap& rows, ScreenedRows& out) {
  out.Clear();
  impl_->streams[batch.stream().index()].Run(batch, rows, impl_->evaluator, impl_->encoder, out);
}

}  // namespace precept::nfa
