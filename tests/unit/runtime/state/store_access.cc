#include "tests/unit/runtime/state/store_access.h"

#include <gtest/gtest.h>

namespace precept::runtime {

std::vector<Row> RowsOf(const StateStore& store, StateKind kind, const KeyRange& range) {
  std::vector<Row> rows;
  const nfa::Status status =
      store.Scan(kind, range, [&](std::string_view key, std::string_view value) {
        rows.emplace_back(key, value);
        return true;
      });
  EXPECT_TRUE(status.ok()) << status.message();
  return rows;
}

void CommitTo(StateStore& store, const StateWrite& write, Durability durability) {
  const nfa::Status status = store.Commit(write, durability);
  EXPECT_TRUE(status.ok()) << status.message();
}

void PutRow(StateStore& store, StateKind kind, std::string_view key, std::string_view value) {
  StateWrite write;
  write.Put(kind, key, value);
  CommitTo(store, write);
}

std::string ValueOf(const StateStore& store, StateKind kind, std::string_view key) {
  std::string value = "not empty before";
  const nfa::Result<bool> found = store.Read(kind, key, value);
  EXPECT_TRUE(found.ok()) << found.status().message();
  if (!found.ok() || found.value()) return value;
  EXPECT_EQ(value, "");
  return "(none)";
}

}  // namespace precept::runtime
