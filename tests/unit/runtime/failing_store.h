// A store in memory of which the calls of one kind fail from a number on.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/state/memory_state_store.h"
#include "runtime/state/state_store.h"

namespace precept::runtime {

class FailingStore : public StateStore {
 public:
  static constexpr std::size_t kNever = ~std::size_t{0};
  // Calls that still succeed.
  mutable std::size_t reads = kNever;
  mutable std::size_t scans = kNever;
  std::size_t commits = kNever;
  std::size_t num_commits = 0;  // Tried.

  nfa::Result<bool> Read(StateKind kind, std::string_view key,
                         std::string& value) const override {
    if (!MayGoOn(reads)) return Failure("read");
    return store_->Read(kind, key, value);
  }
  nfa::Status Scan(StateKind kind, const KeyRange& range,
                   const RowVisitor& visit) const override {
    if (!MayGoOn(scans)) return Failure("scan");
    return store_->Scan(kind, range, visit);
  }
  nfa::Status Commit(const StateWrite& write, Durability durability) override {
    ++num_commits;
    if (!MayGoOn(commits)) return Failure("commit");
    return store_->Commit(write, durability);
  }
  nfa::Result<KindSize> Measure(StateKind kind, Accuracy accuracy) const override {
    return store_->Measure(kind, accuracy);
  }

 private:
  static bool MayGoOn(std::size_t& left) {
    if (left == kNever) return true;
    if (left == 0) return false;
    --left;
    return true;
  }
  static nfa::Status Failure(const std::string& what) {
    return {nfa::StatusCode::kUnavailable, "the store cannot " + what};
  }

  std::unique_ptr<StateStore> store_ = MakeMemoryStateStore();
};

}  // namespace precept::runtime
