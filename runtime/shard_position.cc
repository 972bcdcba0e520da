#include "runtime/shard_position.h"

#include <string>
#include <string_view>

namespace precept::runtime {
namespace {

constexpr char kVersion = 2;

std::string RowOf(std::uint16_t shard) { return "shard " + std::to_string(shard); }

void Append(std::uint64_t number, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

// REQUIRES: 8 bytes are there.
std::uint64_t Take(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (char byte : bytes.substr(0, 8)) number = number << 8 | static_cast<std::uint8_t>(byte);
  bytes.remove_prefix(8);
  return number;
}

}  // namespace

nfa::Status ReadPosition(const StateStore& store, std::uint16_t shard, ShardPosition& out) {
  std::string row;
  const nfa::Result<bool> found = store.Read(StateKind::kMeta, RowOf(shard), row);
  if (!found.ok()) return found.status();
  out = {};
  if (!found.value()) return nfa::Status::Ok();
  std::string_view rest = row;
  if (rest.empty() || rest.front() != kVersion) {
    return {nfa::StatusCode::kUnsupported,
            "the stored state is of a version that this program does not know"};
  }
  rest.remove_prefix(1);
  if (rest.size() < 8 || rest.size() % 24 != 8) {
    return {nfa::StatusCode::kDataLoss, "the position in the stored state is damaged"};
  }
  out.epoch = Take(rest);
  while (!rest.empty()) {
    const std::uint64_t rule = Take(rest);
    nfa::RuleTime& time = out.rules[rule];
    time.passed.ns = static_cast<std::int64_t>(Take(rest));
    time.now.ns = static_cast<std::int64_t>(Take(rest));
  }
  return nfa::Status::Ok();
}

void WritePosition(std::uint16_t shard, const ShardPosition& position, StateWrite& write) {
  std::string row(1, kVersion);
  Append(position.epoch, row);
  for (const auto& [rule, time] : position.rules) {
    Append(rule, row);
    Append(static_cast<std::uint64_t>(time.passed.ns), row);
    Append(static_cast<std::uint64_t>(time.now.ns), row);
  }
  write.Put(StateKind::kMeta, RowOf(shard), row);
}

}  // namespace precept::runtime
