#include "runtime/state/state_write.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace precept::runtime {
namespace {

using std::string_literals::operator""s;

std::string Describe(const StateWrite& write) {
  std::string text;
  write.ForEach([&](const StateOperation& operation) {
    text += std::to_string(static_cast<int>(operation.type)) + " ";
    text += NameOf(operation.kind);
    text += " [" + std::string(operation.key) + "] [" + std::string(operation.value) + "]\n";
  });
  return text;
}

StateWrite OneOfEach() {
  StateWrite write;
  write.Put(StateKind::kSnapshot, "k", "value");
  write.Delete(StateKind::kJournal, "j");
  write.DeleteRange(StateKind::kSnapshot, {"a", "c"});
  write.DeleteRange(StateKind::kTimer, {"t", std::nullopt});
  write.Put(StateKind::kMeta, "", "");
  write.DeleteRange(StateKind::kPending, {"b", "b"});  // Empty: nothing.
  return write;
}

constexpr char kOneOfEach[] =
    "1 snapshot [k] [value]\n"
    "2 journal [j] []\n"
    "3 snapshot [a] [c]\n"
    "4 timer [t] []\n"
    "1 meta [] []\n";

TEST(StateWrite, KeepsOperationsInOrder) {
  StateWrite write = OneOfEach();
  EXPECT_EQ(Describe(write), kOneOfEach);
  EXPECT_EQ(write.operations(), 5U);
  EXPECT_FALSE(write.empty());
  write.Clear();
  EXPECT_TRUE(write.empty());
  EXPECT_EQ(Describe(write), "");
  EXPECT_EQ(write.bytes(), StateWrite().bytes());
}

TEST(StateWrite, Bytes) {
  StateWrite write;
  write.Put(StateKind::kTimer, "ab", "c");
  write.DeleteRange(StateKind::kPending, KeyRange::Prefix("\xFF"));
  EXPECT_EQ(write.bytes(), "\1\1\2\0\0\0\2ab\0\0\0\1c\4\4\0\0\0\1\xFF"s);
}

TEST(StateWrite, ComesBackFromItsBytes) {
  nfa::Result<StateWrite> back = StateWrite::FromBytes(OneOfEach().bytes());
  ASSERT_TRUE(back.ok()) << back.status().message();
  EXPECT_EQ(Describe(back.value()), kOneOfEach);
  EXPECT_EQ(back.value().operations(), 5U);
  // And can grow.
  back.value().Delete(StateKind::kMeta, "m");
  EXPECT_EQ(Describe(back.value()), kOneOfEach + "2 meta [m] []\n"s);
  const nfa::Result<StateWrite> empty = StateWrite::FromBytes(StateWrite().bytes());
  ASSERT_TRUE(empty.ok());
  EXPECT_TRUE(empty.value().empty());
}

TEST(StateWrite, RefusesDamage) {
  StateWrite one;
  one.Put(StateKind::kSnapshot, "key", "value");
  for (std::size_t size = 2; size < one.bytes().size(); ++size) {
    const nfa::Result<StateWrite> cut = StateWrite::FromBytes(one.bytes().substr(0, size));
    ASSERT_FALSE(cut.ok()) << size;
    EXPECT_EQ(cut.status().code(), nfa::StatusCode::kDataLoss);
  }
  const auto code_of = [](std::string bytes) {
    const nfa::Result<StateWrite> write = StateWrite::FromBytes(std::move(bytes));
    return write.ok() ? nfa::StatusCode::kOk : write.status().code();
  };
  EXPECT_EQ(code_of(""), nfa::StatusCode::kDataLoss);
  EXPECT_EQ(code_of("\1\2\4\0\0\0\0"s), nfa::StatusCode::kOk);
  EXPECT_EQ(code_of("\1\2\x05\0\0\0\0"s), nfa::StatusCode::kDataLoss);  // No such kind.
  EXPECT_EQ(code_of("\1\0\4\0\0\0\0"s), nfa::StatusCode::kDataLoss);  // No such operation.
  EXPECT_EQ(code_of("\1\5\4\0\0\0\0"s), nfa::StatusCode::kDataLoss);
  EXPECT_EQ(code_of("\1\3\4\0\0\0\1a\0\0\0\1b"s), nfa::StatusCode::kOk);
  EXPECT_EQ(code_of("\1\3\4\0\0\0\1a\0\0\0\1a"s), nfa::StatusCode::kDataLoss);  // Empty.
  EXPECT_EQ(code_of("\1\2\4\xFF\xFF\xFF\xFF"s), nfa::StatusCode::kDataLoss);
  EXPECT_EQ(code_of("\2"s), nfa::StatusCode::kUnsupported);
  const nfa::Result<StateWrite> newer = StateWrite::FromBytes("\2"s);
  EXPECT_NE(newer.status().message().find("version 2"), std::string::npos);
}

}  // namespace
}  // namespace precept::runtime
