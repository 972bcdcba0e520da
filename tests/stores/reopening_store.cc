#include "tests/stores/reopening_store.h"

#include <utility>

#include "runtime/state/rocks_state_store.h"

namespace precept::runtime {

ReopeningStore::ReopeningStore(std::uint64_t seed) : random_(seed) { opened_ = Open(); }

nfa::Status ReopeningStore::Open() {
  store_.reset();
  nfa::Result<std::unique_ptr<StateStore>> opened =
      OpenRocksStateStore(directory_.path() + "/state", {1 << 20, 1 << 20});
  if (!opened.ok()) return opened.status();
  store_ = std::move(opened).value();
  return nfa::Status::Ok();
}

nfa::Result<bool> ReopeningStore::Read(StateKind kind, std::string_view key,
                                       std::string& value) const {
  if (!opened_.ok()) return opened_;
  return store_->Read(kind, key, value);
}

nfa::Status ReopeningStore::Scan(StateKind kind, const KeyRange& range,
                                 const RowVisitor& visit) const {
  if (!opened_.ok()) return opened_;
  return store_->Scan(kind, range, visit);
}

nfa::Status ReopeningStore::Commit(const StateWrite& write, Durability durability) {
  if (!opened_.ok()) return opened_;
  nfa::Status committed = store_->Commit(write, durability);
  if (committed.ok() && random_() % 10 == 0) {
    ++times_reopened_;
    opened_ = Open();
  }
  return committed;
}

nfa::Result<KindSize> ReopeningStore::Measure(StateKind kind, Accuracy accuracy) const {
  if (!opened_.ok()) return opened_;
  return store_->Measure(kind, accuracy);
}

}  // namespace precept::runtime
