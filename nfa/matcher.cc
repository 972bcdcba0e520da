#include "nfa/matcher.h"

#include "nfa/keyed_matcher.h"
#include "nfa/latest_matcher.h"
#include "nfa/shape_matcher.h"

namespace precept::nfa {
namespace {

Caps CapsOf(const Rule& rule, const CapSettings& settings) {
  Caps caps;
  if (rule.automaton.keeps_apart) caps.starts = kMaxApartStarts;
  if (settings.starts) caps.starts = *settings.starts;
  if (settings.matches) caps.matches = *settings.matches;
  if (settings.indexed_from) caps.indexed_from = *settings.indexed_from;
  return caps;
}

}  // namespace

Matcher::Matcher(const RuleSet& rules, RuleId id, EventRowStore& rows,
                 const PreparedExpressions& expressions, const CapSettings& settings) {
  const Rule& rule = rules.rules[id.index()];
  const Caps caps = CapsOf(rule, settings);
  if (rule.automaton.mode == ReportMode::kLatest) {
    impl_ = std::make_unique<LatestMatcher>(rule, id, rows, expressions, caps);
  } else {
    impl_ = std::make_unique<ShapeMatcher>(rule, id, rows, expressions, caps);
  }
}

Matcher::~Matcher() = default;

void Matcher::OnEvent(const EventBatch& batch, std::size_t row,
                      std::span<const Candidate> candidates,
                      std::span<const EncodedKey> keys, MatchSink& sink) {
  impl_->OnEvent(batch, row, candidates, keys, sink);
}

void Matcher::AdvanceTo(Timestamp time, MatchSink& sink) { impl_->AdvanceTo(time, sink); }

void Matcher::Finish(Timestamp time, MatchSink& sink) { impl_->Finish(time, sink); }

std::size_t Matcher::open_starts() const { return impl_->open_starts(); }
std::size_t Matcher::open_keys() const { return impl_->open_keys(); }

}  // namespace precept::nfa
