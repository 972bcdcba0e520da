// A store on disk that is closed and opened again now and then, as if the process
// had ended: after one commit in ten, drawn from a seed.
//
// What it holds at the end goes with it.  Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "runtime/state/state_store.h"
#include "tests/stores/scratch_directory.h"

namespace precept::runtime {

class ReopeningStore : public StateStore {
 public:
  explicit ReopeningStore(std::uint64_t seed);

  nfa::Result<bool> Read(StateKind kind, std::string_view key,
                         std::string& value) const override;
  nfa::Status Scan(StateKind kind, const KeyRange& range,
                   const RowVisitor& visit) const override;
  nfa::Status Commit(const StateWrite& write, Durability durability) override;
  nfa::Result<KindSize> Measure(StateKind kind, Accuracy accuracy) const override;

  std::size_t times_reopened() const { return times_reopened_; }

 private:
  nfa::Status Open();

  ScratchDirectory directory_;
  std::mt19937_64 random_;
  std::unique_ptr<StateStore> store_;
  nfa::Status opened_;
  std::size_t times_reopened_ = 0;
};

}  // namespace precept::runtime
