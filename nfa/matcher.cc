#include "nfa/matcher.h"

#include "nfa/keyed_matcher.h"
#include "nfa/latest_matcher.h"
#include "nfa/shape_matcher.h"

namespace precept::nfa {
namespace {

// From here on their records do not lie in the nearest caches.
constexpr std::size_t kManyKeys = 4096;

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

bool Matcher::HasManyKeys() const { return impl_->open_keys() >= kManyKeys; }

std::uint32_t Matcher::Prefetch(const EncodedKey& key, std::uint32_t number,
                                PrefetchStep step) const {
  return impl_->Prefetch(key, number, step);
}

void Matcher::AdvanceTo(Timestamp time, MatchSink& sink) { impl_->AdvanceTo(time, sink); }

void Matcher::Finish(Timestamp time, MatchSink& sink) { impl_->Finish(time, sink); }

void Matcher::StoreIn(KeyStore& store, const RuleTime& time, std::size_t small_snapshot) {
  impl_->StoreIn(store, time, small_snapshot);
}
void Matcher::Wake(std::string_view key, Timestamp time) { impl_->Wake(key, time); }
void Matcher::Save(StateSink& sink) { impl_->Save(sink); }
bool Matcher::Snapshot(std::string_view key, std::string& out) {
  return impl_->Snapshot(key, out);
}
void Matcher::EvictAll() { impl_->EvictAll(); }
RuleTime Matcher::time() const { return impl_->time(); }

std::size_t Matcher::open_starts() const { return impl_->open_starts(); }
std::size_t Matcher::open_keys() const { return impl_->open_keys(); }

}  // namespace precept::nfa
