// An ordered map a kind.  A scan holds on to the map that it found; a commit
// that meets a map which is being scanned leaves it to the scan and goes on
// with a copy.  That costs the size of the kind, once a scan, and only if both
// come together.

#include "runtime/state/memory_state_store.h"

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "runtime/state/state_write.h"

namespace precept::runtime {
namespace {

using Rows = std::map<std::string, std::string, std::less<>>;

class MemoryStateStore : public StateStore {
 public:
  MemoryStateStore() {
    for (std::shared_ptr<Rows>& rows : kinds_) rows = std::make_shared<Rows>();
  }

  nfa::Result<bool> Read(StateKind kind, std::string_view key,
                         std::string& value) const override {
    const std::lock_guard lock(mutex_);
    const Rows& rows = *kinds_[IndexOf(kind)];
    const auto found = rows.find(key);
    if (found == rows.end()) {
      value.clear();
      return false;
    }
    value = found->second;
    return true;
  }

  nfa::Status Scan(StateKind kind, const KeyRange& range,
                   const RowVisitor& visit) const override {
    const Held held(*this, kind);
    const Rows& rows = held.rows();
    for (auto row = rows.lower_bound(range.begin); row != rows.end(); ++row) {
      if (range.end && row->first >= *range.end) break;
      if (!visit(row->first, row->second)) break;
    }
    return nfa::Status::Ok();
  }

  nfa::Status Commit(const StateWrite& write, Durability) override {
    const std::lock_guard lock(mutex_);
    write.ForEach([this](const StateOperation& operation) { Apply(operation); });
    return nfa::Status::Ok();
  }

  nfa::Result<KindSize> Measure(StateKind kind, Accuracy) const override {
    const Held held(*this, kind);
    KindSize size;
    for (const auto& [key, value] : held.rows()) {
      ++size.rows;
      size.bytes += key.size() + value.size();
    }
    return size;
  }

 private:
  // The rows of a kind as they were when this was made.  Taken and given back
  // under the lock, so that a commit sees who holds what.
  class Held {
   public:
    Held(const MemoryStateStore& store, StateKind kind) : store_(store) {
      const std::lock_guard lock(store_.mutex_);
      rows_ = store_.kinds_[IndexOf(kind)];
    }
    ~Held() {
      const std::lock_guard lock(store_.mutex_);
      rows_.reset();
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    const Rows& rows() const { return *rows_; }

   private:
    const MemoryStateStore& store_;
    std::shared_ptr<const Rows> rows_;
  };

  static std::size_t IndexOf(StateKind kind) { return static_cast<std::size_t>(kind); }

  // REQUIRES: the lock is held.
  void Apply(const StateOperation& operation) {
    std::shared_ptr<Rows>& shared = kinds_[IndexOf(operation.kind)];
    if (shared.use_count() > 1) shared = std::make_shared<Rows>(*shared);
    Rows& rows = *shared;
    switch (operation.type) {
      case StateOperation::Type::kPut:
        rows.insert_or_assign(std::string(operation.key), operation.value);
        break;
      case StateOperation::Type::kDelete:
        if (const auto row = rows.find(operation.key); row != rows.end()) rows.erase(row);
        break;
      case StateOperation::Type::kDeleteRange:
        rows.erase(rows.lower_bound(operation.key), rows.lower_bound(operation.value));
        break;
      case StateOperation::Type::kDeleteFrom:
        rows.erase(rows.lower_bound(operation.key), rows.end());
        break;
    }
  }

  mutable std::mutex mutex_;
  std::array<std::shared_ptr<Rows>, kStateKinds.size()> kinds_;
};

}  // namespace

std::unique_ptr<StateStore> MakeMemoryStateStore() {
  return std::make_unique<MemoryStateStore>();
}

}  // namespace precept::runtime
