#include "nfa/block_pool.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

namespace precept::nfa {
namespace {

struct Block {
  std::uint32_t place;
  std::byte* at;
  std::size_t size;
  std::byte filling;
};

bool IsFull(const Block& block) {
  for (std::size_t i = 0; i < block.size; ++i) {
    if (block.at[i] != block.filling) return false;
  }
  return true;
}

TEST(BlockPool, BlocksDoNotOverlap) {
  std::mt19937_64 random(1);
  BlockPool pool;
  std::vector<Block> blocks;
  for (int i = 0; i < 50'000; ++i) {
    if (!blocks.empty() && random() % 2 == 0) {
      std::swap(blocks[random() % blocks.size()], blocks.back());
      ASSERT_TRUE(IsFull(blocks.back()));
      pool.Release(blocks.back().place, blocks.back().size);
      blocks.pop_back();
      continue;
    }
    const std::size_t most = random() % 100 == 0 ? 3 * BlockPool::kLargest : 200;
    Block block{0, nullptr, random() % most, std::byte(random())};
    block.place = pool.Allocate(block.size);
    block.at = static_cast<std::byte*>(pool.At(block.place));
    ASSERT_EQ(reinterpret_cast<std::uintptr_t>(block.at) % BlockPool::kAlign, 0u);
    std::memset(block.at, static_cast<int>(block.filling), block.size);
    blocks.push_back(block);
  }
  for (const Block& block : blocks) {
    EXPECT_TRUE(IsFull(block));
    ASSERT_EQ(pool.At(block.place), block.at);
    pool.Release(block.place, block.size);
  }
}

TEST(BlockPool, GivesOutAgainWhatCameBackLast) {
  BlockPool pool;
  const std::uint32_t first = pool.Allocate(40);
  const std::uint32_t second = pool.Allocate(40);
  pool.Release(first, 40);
  pool.Release(second, 40);
  EXPECT_NE(pool.Allocate(41), second);
  EXPECT_EQ(pool.Allocate(33), second);
  EXPECT_EQ(pool.Allocate(40), first);
}

}  // namespace
}  // namespace precept::nfa
