#include "nfa/key_table.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory_resource>
#include <random>
#include <string>
#include <string_view>

#include "nfa/key.h"

namespace precept::nfa {
namespace {

// Gives out memory and knows how many bytes are out.
class CountingMemory : public std::pmr::memory_resource {
 public:
  std::int64_t bytes() const { return bytes_; }

 private:
  void* do_allocate(std::size_t size, std::size_t align) override {
    bytes_ += static_cast<std::int64_t>(size);
    return std::pmr::new_delete_resource()->allocate(size, align);
  }
  void do_deallocate(void* block, std::size_t size, std::size_t align) override {
    bytes_ -= static_cast<std::int64_t>(size);
    std::pmr::new_delete_resource()->deallocate(block, size, align);
  }
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override {
    return this == &other;
  }

  std::int64_t bytes_ = 0;
};

// All bytes differ, and none is 0 but one.
std::string Bytes(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST(KeyBytes, HoldsBytesOfAnyLengthAndTakesMemoryForLongOnesOnly) {
  CountingMemory memory;
  for (std::size_t size = 0; size <= 300; ++size) {
    const std::string bytes = Bytes(size);
    KeyBytes key;
    key.Assign(bytes, memory);
    EXPECT_EQ(key.view(), bytes) << size;
    EXPECT_EQ(memory.bytes(), size <= KeyBytes::kMostInPlace ? 0 : std::int64_t(size));
    key.Free(memory);
    EXPECT_EQ(key.view(), "") << size;
    EXPECT_EQ(memory.bytes(), 0) << size;
  }
}

struct State {
  KeyBytes bytes;
  int value = 0;
};

EncodedKey Encoded(const std::string& bytes) { return {bytes, HashKey(bytes)}; }

// Against a map, with keys that differ in their last byte only.
TEST(KeyTable, AgreesWithAMapOnRandomUse) {
  std::mt19937_64 random(1);
  KeyTable<State> table;
  std::map<std::string, int> expected;
  for (int i = 0; i < 100'000; ++i) {
    std::string bytes = Bytes(random() % 2 == 0 ? 8 : 40);
    bytes += static_cast<char>(random() % 200);
    const std::uint32_t number = table.Find(Encoded(bytes));
    const auto known = expected.find(bytes);
    if (known == expected.end()) {
      ASSERT_EQ(number, table.kNone);
      table[table.Add(Encoded(bytes))].value = i;
      expected.emplace(bytes, i);
      continue;
    }
    ASSERT_NE(number, table.kNone);
    EXPECT_EQ(table[number].bytes.view(), bytes);
    EXPECT_EQ(table[number].value, known->second);
    if (random() % 2 == 0) continue;
    table.Remove(number);
    expected.erase(known);
  }
  EXPECT_EQ(table.size(), expected.size());
  std::size_t seen = 0;
  table.ForEach([&](std::uint32_t number) {
    ++seen;
    EXPECT_EQ(expected.count(std::string(table[number].bytes.view())), 1u);
  });
  EXPECT_EQ(seen, expected.size());
}

}  // namespace
}  // namespace precept::nfa
