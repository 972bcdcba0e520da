#include "tests/exhaustive/damaged_state.h"

#include <vector>

#include "tests/exhaustive/map_store.h"
#include "tests/exhaustive/matcher_run.h"

namespace precept::exhaustive {
namespace {

constexpr nfa::Duration kNow{0};
constexpr nfa::Duration kYear{365LL * 24 * 3'600 * 1'000'000'000};

}  // namespace

StoredCase MakeStoredCase(std::uint64_t seed, std::size_t num_events) {
  StoredCase made;
  made.c = MakeRandomCase(seed % 4 == 0 ? ComparingLoops() : Everything(), seed);
  made.rules = CompileText(made.c.rule_text);
  if (!made.rules) return made;
  MatcherRun run(made.rules, CapsOf(made.c));
  MapStore store;
  run.matcher().StoreIn(store, {}, 0);
  for (const oracle::Event& event : InOrder(made.c)) {
    if (made.num_events == num_events) break;
    run.Feed(event, kNow);
    run.matcher().Save(store);
    ++made.num_events;
  }
  made.time = run.matcher().time();
  if (store.keys.empty()) return made;
  made.key = store.keys.begin()->first;
  made.stored = store.keys.begin()->second;
  return made;
}

void Damage(std::span<const std::uint8_t> edits, nfa::StoredKey& stored) {
  std::vector<std::string*> texts{&stored.snapshot};
  for (std::string& journal : stored.journals) texts.push_back(&journal);
  for (; edits.size() >= 3; edits = edits.subspan(3)) {
    std::string& text = *texts[edits[1] / 3 % texts.size()];
    const std::size_t at = text.empty() ? 0 : edits[0] % text.size();
    const char byte = static_cast<char>(edits[2]);
    const bool is_there = at < text.size();
    if (edits[1] % 3 == 1) {
      text.insert(at, 1, byte);
    } else if (is_there && edits[1] % 3 == 2) {
      text.erase(at, 1);
    } else if (is_there) {
      text[at] = byte;
    }
  }
}

std::string GoOn(const StoredCase& stored, bool& refused) {
  MatcherRun run(stored.rules, CapsOf(stored.c));
  MapStore store;
  store.keys[stored.key] = stored.stored;
  run.matcher().StoreIn(store, stored.time);
  run.matcher().Load(stored.key);
  refused = !store.refusal.empty();
  if (refused) return "";
  std::string once;
  if (run.matcher().Snapshot(stored.key, once)) {
    MatcherRun again(stored.rules, CapsOf(stored.c));
    MapStore copy;
    copy.keys[stored.key].snapshot = once;
    again.matcher().StoreIn(copy, stored.time);
    again.matcher().Load(stored.key);
    std::string twice;
    again.matcher().Snapshot(stored.key, twice);
    if (!copy.refusal.empty()) return "what was written again is refused: " + copy.refusal;
    if (once != twice) return "what was written again is not what was read";
  }
  nfa::Timestamp last = stored.time.passed;
  std::size_t number = 0;
  for (const oracle::Event& event : InOrder(stored.c)) {
    if (number++ < stored.num_events) continue;
    run.Feed(event, kNow);
    last = event.time;
  }
  const nfa::Timestamp end{last.ns + kYear.ns};
  run.AdvanceTo(end);
  run.Finish(end);
  run.matcher().Save(store);
  run.matcher().EvictAll();
  if (run.num_rows() != 0) return "rows are held by nothing";
  return store.refusal;
}

}  // namespace precept::exhaustive
