// How a key is written so that its end shows and its order stays.
//
// Bytes other than 0 stand for themselves.  A run of zeros, and the end, is a 0
// and a code:
//
//   n          the key ends after a run of n zeros, 0 <= n <= 120
//   127        120 zeros, and the run goes on: another 0 and code follow
//   255 - n    a run of n zeros, 1 <= n <= 120, then a byte that is not 0
//
// Of two keys that differ first within or behind a run, the one that ends is a
// prefix of the other, so the end codes are the least; the one with more zeros
// has a 0 where the other has a greater byte, so codes fall as runs grow; and a
// byte that is not 0 is greater than any run or end.  That is the order of the
// keys themselves.  An address of IPv4 (nfa/key.h: a tag, 10 zeros, 6 bytes)
// takes 11 bytes, a small number 6, a text 2 more than its own.

#include "runtime/state/state_key.h"

#include <algorithm>

namespace precept::runtime {
namespace {

constexpr std::size_t kMaxRun = 120;
constexpr std::uint8_t kRunGoesOn = 127;
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

void AppendBigEndian(std::uint64_t value, int bytes, std::string& out) {
  for (int shift = 8 * bytes - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xFF);
  }
}

void AppendCode(std::size_t code, std::string& out) {
  out += '\0';
  out += static_cast<char>(code);
}

void AppendKey(std::string_view key, std::string& out) {
  while (true) {
    const std::size_t plain = std::min(key.find('\0'), key.size());
    out += key.substr(0, plain);
    key.remove_prefix(plain);
    std::size_t zeros = std::min(key.find_first_not_of('\0'), key.size());
    key.remove_prefix(zeros);
    for (; zeros > kMaxRun; zeros -= kMaxRun) AppendCode(kRunGoesOn, out);
    if (key.empty()) return AppendCode(zeros, out);
    AppendCode(255 - zeros, out);
  }
}

void AppendTime(nfa::Timestamp time, std::string& out) {
  AppendBigEndian(static_cast<std::uint64_t>(time.ns) ^ kSignBit, 8, out);
}

}  // namespace

void SetShardPrefix(std::uint16_t shard, std::string& out) {
  out.clear();
  AppendBigEndian(shard, 2, out);
}

void SetOwnerPrefix(const StateOwner& owner, std::string& out) {
  SetShardPrefix(owner.shard, out);
  AppendBigEndian(owner.hash, 8, out);
}

void SetSnapshotKey(const StateOwner& owner, std::string_view key, std::string& out) {
  SetOwnerPrefix(owner, out);
  AppendKey(key, out);
}

void SetJournalKey(const StateOwner& owner, std::string_view key, std::uint64_t number,
                   std::string& out) {
  SetSnapshotKey(owner, key, out);
  AppendBigEndian(number, 8, out);
}

void SetTimerKey(const StateOwner& owner, nfa::Timestamp time, std::string_view key,
                 std::string& out) {
  SetTimerPrefix(owner, time, out);
  AppendKey(key, out);
}

void SetTimerPrefix(const StateOwner& owner, nfa::Timestamp time, std::string& out) {
  SetOwnerPrefix(owner, out);
  AppendTime(time, out);
}

bool StateKeyReader::TakeOwner(StateOwner& out) {
  std::uint64_t shard = 0;
  if (!TakeBigEndian(2, shard) || !TakeBigEndian(8, out.hash)) return false;
  out.shard = static_cast<std::uint16_t>(shard);
  return true;
}

// Takes only what AppendKey writes, so that equal keys have equal rows.
bool StateKeyReader::TakeKey(std::string& out) {
  out.clear();
  bool run_goes_on = false;
  while (!broken_) {
    const std::size_t zero = rest_.find('\0');
    if (zero == std::string_view::npos || zero + 1 == rest_.size()) break;
    if (run_goes_on && zero != 0) break;
    out += rest_.substr(0, zero);
    const auto code = static_cast<std::uint8_t>(rest_[zero + 1]);
    rest_.remove_prefix(zero + 2);
    if (code <= kMaxRun) {
      if (run_goes_on && code == 0) break;
      out.append(code, '\0');
      return true;
    }
    run_goes_on = code == kRunGoesOn;
    if (run_goes_on) {
      out.append(kMaxRun, '\0');
    } else if (code >= 255 - kMaxRun && code < 255 && !rest_.empty() && rest_.front() != '\0') {
      out.append(255U - code, '\0');
    } else {
      break;
    }
  }
  broken_ = true;
  return false;
}

bool StateKeyReader::TakeNumber(std::uint64_t& out) { return TakeBigEndian(8, out); }

bool StateKeyReader::TakeTime(nfa::Timestamp& out) {
  std::uint64_t bits = 0;
  if (!TakeBigEndian(8, bits)) return false;
  out.ns = static_cast<std::int64_t>(bits ^ kSignBit);
  return true;
}

bool StateKeyReader::TakeBigEndian(int bytes, std::uint64_t& out) {
  const auto size = static_cast<std::size_t>(bytes);
  if (broken_ || rest_.size() < size) {
    broken_ = true;
    return false;
  }
  out = 0;
  for (std::size_t i = 0; i < size; ++i) out = out << 8 | static_cast<std::uint8_t>(rest_[i]);
  rest_.remove_prefix(size);
  return true;
}

}  // namespace precept::runtime
