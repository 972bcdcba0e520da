// For each alternative one condition is chosen that a look-up can answer: of
// the equalities with and memberships among constants the one that fewest
// alternatives share, since a value that all rules ask for tells nothing.

#include "nfa/screen/plan.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "nfa/evaluate/operand.h"
#include "nfa/unicode.h"

namespace precept::nfa {
namespace screen {
namespace {

// What a condition asks of one value, if a look-up can answer it.
struct Question {
  ExprId value;
  bool folded = false;
  std::vector<const Value*> constants;  // Any of them.
  bool is_equality = false;

  std::pair<ExprId, bool> table() const { return {value, folded}; }
};

// Constants as text, to count and group them whatever their type.
std::string TextOf(const Question& question, const Value& constant) {
  std::string text;
  AppendJson(constant, text);
  return question.folded ? Folded(text) : text;
}

std::optional<Question> QuestionOf(const ExpressionPool& pool, ExprId condition) {
  const Expr& expr = pool[condition];
  if (expr.op != Op::kEqual && expr.op != Op::kIn) return std::nullopt;
  std::size_t value = 0;
  if (expr.op == Op::kEqual && pool[expr.args[0]].op == Op::kConstant) value = 1;
  const Expr& constant = pool[expr.args[1 - value]];
  if (constant.op != Op::kConstant || pool[expr.args[value]].op == Op::kConstant ||
      pool[expr.args[value]].type.is_list) {
    return std::nullopt;
  }
  Question question{expr.args[value], expr.nocase, {}, expr.op == Op::kEqual};
  if (question.is_equality) {
    if (!constant.constant.is_missing()) question.constants.push_back(&constant.constant);
  } else if (const ValueList* list = constant.constant.get_if<ValueList>()) {
    for (const Value& element : *list) question.constants.push_back(&element);
  }
  return question;
}

int CostOf(Op op) {
  switch (op) {
    case Op::kConstant: case Op::kColumn: case Op::kElement:
      return 0;
    case Op::kAnd: case Op::kOr: case Op::kNot: case Op::kIsMissing: case Op::kEqual:
    case Op::kNotEqual: case Op::kLess: case Op::kLessEqual: case Op::kGreater:
    case Op::kGreaterEqual: case Op::kIf: case Op::kCoalesce: case Op::kItem:
    case Op::kAdd: case Op::kSubtract: case Op::kMultiply: case Op::kNegate:
    case Op::kAbs: case Op::kFloor: case Op::kCeil: case Op::kLeast: case Op::kGreatest:
    case Op::kCount: case Op::kFirst: case Op::kLast:
      return 1;
    case Op::kIn: case Op::kInBlocks: case Op::kCidr: case Op::kDivide: case Op::kModulo:
    case Op::kHour: case Op::kWeekday: case Op::kDay: case Op::kMonth: case Op::kYear:
    case Op::kTruncate: case Op::kLen: case Op::kSqrt: case Op::kStartsWith:
    case Op::kEndsWith: case Op::kTrim: case Op::kMin: case Op::kMax:
      return 3;
    case Op::kContains: case Op::kLike: case Op::kFold: case Op::kConvert: case Op::kRound:
    case Op::kLog: case Op::kExp: case Op::kPow: case Op::kLower: case Op::kUpper:
    case Op::kSubstring: case Op::kConcat: case Op::kReplace: case Op::kSplit:
    case Op::kDate: case Op::kDistanceKm: case Op::kEntropy: case Op::kBase64Decode:
    case Op::kFormat: case Op::kSum: case Op::kDistinct: case Op::kValues:
      return 10;
    case Op::kMatches: case Op::kExtract: case Op::kAny: case Op::kAll: case Op::kAvg:
    case Op::kStddev:
      return 40;
  }
  return 0;
}

// How dear a condition is, as a guess; nodes met twice count twice, up to a
// bound that keeps deep sharing from growing without end.
int CostOf(const ExpressionPool& pool, ExprId condition) {
  constexpr int kBound = 100'000;
  int cost = 0;
  std::vector<ExprId> open = {condition};
  while (!open.empty() && cost < kBound) {
    const Expr& expr = pool[open.back()];
    open.pop_back();
    cost += CostOf(expr.op) * (expr.nocase ? 2 : 1) + 1;
    open.insert(open.end(), expr.args.begin(), expr.args.end());
  }
  return cost;
}

class Planner {
 public:
  Planner(const RuleSet& rules, StreamId stream, TextArena& texts)
      : rules_(rules), stream_(stream), texts_(texts) {}

  StreamPlan Plan() && {
    Collect();
    CountAskers();
    std::set<ExprId> looked_up;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (plan_.alternatives[i].finding == Finding::kNever) continue;
      const std::optional<std::size_t> chosen = Choose(*sources_[i]);
      if (chosen) {
        looked_up.insert(sources_[i]->conditions[*chosen]);
        AddToGroups(i, *QuestionOf(rules_.expressions, sources_[i]->conditions[*chosen]));
      }
      AddConditions(i, chosen);
    }
    plan_.by_lookup = looked_up.size();
    BuildGroups();
    MarkRanks();
    MarkAlways();
    return std::move(plan_);
  }

 private:
  using Table = std::pair<ExprId, bool>;
  // By the constant's text: the constant and the alternatives that ask for it.
  struct Askers {
    const Value* constant = nullptr;
    std::vector<std::uint32_t> alternatives;
  };

  std::uint32_t TypePosition(EventTypeId type) const {
    const auto& types = rules_.schema.streams[stream_.index()].types;
    return static_cast<std::uint32_t>(std::find(types.begin(), types.end(), type) -
                                      types.begin());
  }

  std::uint32_t KeyPosition(std::uint32_t key) {
    const auto found = std::find(plan_.keys.begin(), plan_.keys.end(), key);
    if (found == plan_.keys.end()) {
      plan_.keys.push_back(key);
      return static_cast<std::uint32_t>(plan_.keys.size() - 1);
    }
    return static_cast<std::uint32_t>(found - plan_.keys.begin());
  }

  void Collect() {
    for (std::size_t r = 0; r < rules_.rules.size(); ++r) {
      const Rule& rule = rules_.rules[r];
      for (std::size_t a = 0; a < rule.alternatives.size(); ++a) {
        const Alternative& source = rule.alternatives[a];
        if (rules_.schema.types[source.base.index()].stream != stream_) continue;
        PlannedAlternative planned;
        planned.rule = RuleId(r);
        planned.number = static_cast<std::uint32_t>(a);
        planned.step = source.step;
        planned.type = TypePosition(source.base);
        planned.key = KeyPosition(source.key);
        planned.among = source.among;
        if (rule.steps[source.step.index()].role == Step::Role::kAmong) {
          planned.finding = Finding::kNever;
        }
        plan_.alternatives.push_back(std::move(planned));
        sources_.push_back(&source);
      }
    }
  }

  // How many alternatives ask for each value.
  void CountAskers() {
    for (const Alternative* source : sources_) {
      for (ExprId condition : source->conditions) {
        const auto question = QuestionOf(rules_.expressions, condition);
        if (!question) continue;
        for (const Value* constant : question->constants) {
          ++askers_[{question->table(), TextOf(*question, *constant)}];
        }
      }
    }
  }

  std::optional<std::size_t> Choose(const Alternative& source) const {
    std::optional<std::size_t> best;
    std::tuple<std::size_t, bool, std::size_t> best_rank;
    for (std::size_t i = 0; i < source.conditions.size(); ++i) {
      const auto question = QuestionOf(rules_.expressions, source.conditions[i]);
      if (!question) continue;
      std::size_t shared = 0;
      for (const Value* constant : question->constants) {
        shared = std::max(shared, askers_.at({question->table(), TextOf(*question, *constant)}));
      }
      const std::tuple rank(shared, !question->is_equality, question->constants.size());
      if (!best || rank < best_rank) {
        best = i;
        best_rank = rank;
      }
    }
    return best;
  }

  void AddToGroups(std::size_t alternative, const Question& question) {
    PlannedAlternative& planned = plan_.alternatives[alternative];
    planned.finding = Finding::kByLookup;
    types_[question.table()].insert(planned.type);
    auto& by_text = tables_[question.table()];
    for (const Value* constant : question.constants) {
      Askers& askers = by_text[TextOf(question, *constant)];
      if (askers.constant == nullptr) askers.constant = constant;
      const auto id = static_cast<std::uint32_t>(alternative);
      // A list may hold a value twice.
      if (askers.alternatives.empty() || askers.alternatives.back() != id) {
        askers.alternatives.push_back(id);
      }
    }
  }

  void AddConditions(std::size_t alternative, std::optional<std::size_t> looked_up) {
    const Alternative& source = *sources_[alternative];
    std::vector<ExprId> conditions;
    for (std::size_t i = 0; i < source.conditions.size(); ++i) {
      if (i != looked_up) conditions.push_back(source.conditions[i]);
    }
    std::stable_sort(conditions.begin(), conditions.end(), [this](ExprId a, ExprId b) {
      return CostOf(rules_.expressions, a) < CostOf(rules_.expressions, b);
    });
    for (ExprId condition : conditions) {
      const auto [it, added] = condition_positions_.try_emplace(
          condition, static_cast<std::uint32_t>(plan_.conditions.size()));
      if (added) plan_.conditions.push_back(condition);
      plan_.alternatives[alternative].conditions.push_back(it->second);
    }
  }

  void BuildGroups() {
    std::map<std::vector<std::uint32_t>, std::uint32_t> positions;
    for (const auto& [table, by_text] : tables_) {
      Lookup lookup;
      lookup.value = table.first;
      lookup.folded = table.second;
      lookup.types.assign(types_[table].begin(), types_[table].end());
      const Scalar scalar = rules_.expressions[table.first].type.scalar;
      evaluate::WithNative(scalar, [&]<class Cell>(std::type_identity<Cell>) {
        GroupOf<Cell> groups;
        for (const auto& [text, askers] : by_text) {
          const auto [it, added] = positions.try_emplace(
              askers.alternatives, static_cast<std::uint32_t>(plan_.groups.size()));
          if (added) plan_.groups.push_back(askers.alternatives);
          groups.emplace(CellOf<Cell>(*askers.constant, lookup.folded), it->second);
        }
        lookup.groups = std::move(groups);
      });
      plan_.lookups.push_back(std::move(lookup));
    }
  }

  template <class Cell>
  Cell CellOf(const Value& constant, bool folded) const {
    if constexpr (std::is_same_v<Cell, std::string_view>) {
      const std::string& text = constant.get<std::string>();
      return folded ? texts_.Store(Folded(text)) : std::string_view(text);
    } else if constexpr (std::is_same_v<Cell, std::uint8_t>) {
      return constant.get<bool>() ? 1 : 0;
    } else {
      return constant.get<Cell>();
    }
  }

  void MarkRanks() {
    std::map<RuleId, std::set<std::uint32_t>> keys;
    for (const PlannedAlternative& planned : plan_.alternatives) {
      keys[planned.rule].insert(planned.key);
    }
    for (PlannedAlternative& planned : plan_.alternatives) {
      planned.ranks_keys = keys[planned.rule].size() > 1;
    }
  }

  void MarkAlways() {
    plan_.always.Reset(plan_.alternatives.size());
    for (std::size_t i = 0; i < plan_.alternatives.size(); ++i) {
      const PlannedAlternative& planned = plan_.alternatives[i];
      if (planned.among || planned.ranks_keys || planned.finding == Finding::kByBitmap) plan_.always.set(i);
    }
  }

  const RuleSet& rules_;
  StreamId stream_;
  TextArena& texts_;
  StreamPlan plan_;
  std::vector<const Alternative*> sources_;  // Beside plan_.alternatives.
  std::map<std::pair<Table, std::string>, std::size_t> askers_;
  std::map<Table, std::map<std::string, Askers>> tables_;
  std::map<Table, std::set<std::uint32_t>> types_;
  std::map<ExprId, std::uint32_t> condition_positions_;
};

}  // namespace

StreamPlan PlanStream(const RuleSet& rules, StreamId stream, TextArena& texts) {
  return Planner(rules, stream, texts).Plan();
}

}  // namespace screen

ScreenPlan::ScreenPlan(const RuleSet& rules) : impl_(std::make_unique<Impl>()) {
  for (std::size_t i = 0; i < rules.schema.streams.size(); ++i) {
    impl_->streams.push_back(screen::PlanStream(rules, StreamId(i), impl_->texts));
  }
}

ScreenPlan::~ScreenPlan() = default;

ScreenPlan::Counts ScreenPlan::CountsOf(StreamId stream) const {
  const screen::StreamPlan& plan = impl_->streams[stream.index()];
  return {plan.conditions.size(), plan.by_lookup, plan.lookups.size()};
}

}  // namespace precept::nfa
