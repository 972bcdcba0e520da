#include "runtime/state/state_write.h"

#include <cassert>
#include <utility>

namespace precept::runtime {
namespace {

constexpr std::size_t kLengthBytes = 4;

bool TakeSized(std::string_view& rest, std::string_view& out) {
  if (rest.size() < kLengthBytes) return false;
  std::size_t size = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    size = size << 8 | static_cast<std::uint8_t>(rest[i]);
  }
  rest.remove_prefix(kLengthBytes);
  if (rest.size() < size) return false;
  out = rest.substr(0, size);
  rest.remove_prefix(size);
  return true;
}

bool HasValue(StateOperation::Type type) {
  return type == StateOperation::Type::kPut || type == StateOperation::Type::kDeleteRange;
}

}  // namespace

std::string_view NameOf(StateKind kind) {
  switch (kind) {
    case StateKind::kSnapshot: return "snapshot";
    case StateKind::kJournal: return "journal";
    case StateKind::kTimer: return "timer";
    case StateKind::kMeta: return "meta";
    case StateKind::kPending: return "pending";
  }
  return "unknown";
}

nfa::Result<StateWrite> StateWrite::FromBytes(std::string bytes) {
  if (bytes.empty()) {
    return nfa::Status(nfa::StatusCode::kDataLoss, "a stored write is empty");
  }
  if (bytes.front() != kVersion) {
    return nfa::Status(
        nfa::StatusCode::kUnsupported,
        "a stored write has version " +
            std::to_string(static_cast<std::uint8_t>(bytes.front())) +
            ", this program knows version " + std::to_string(kVersion) +
            ": start the program that wrote it, and stop that cleanly");
  }
  StateWrite write;
  std::string_view rest = std::string_view(bytes).substr(1);
  StateOperation operation;
  while (TakeOperation(rest, operation)) ++write.operations_;
  if (!rest.empty()) {
    return nfa::Status(nfa::StatusCode::kDataLoss,
                       "a stored write is damaged " + std::to_string(rest.size()) +
                           " bytes before its end");
  }
  write.bytes_ = std::move(bytes);
  return write;
}

void StateWrite::Put(StateKind kind, std::string_view key, std::string_view value) {
  Append(StateOperation::Type::kPut, kind);
  AppendSized(key);
  AppendSized(value);
}

void StateWrite::Delete(StateKind kind, std::string_view key) {
  Append(StateOperation::Type::kDelete, kind);
  AppendSized(key);
}

void StateWrite::DeleteRange(StateKind kind, const KeyRange& range) {
  if (range.empty()) return;
  if (range.end) {
    Append(StateOperation::Type::kDeleteRange, kind);
    AppendSized(range.begin);
    AppendSized(*range.end);
  } else {
    Append(StateOperation::Type::kDeleteFrom, kind);
    AppendSized(range.begin);
  }
}

void StateWrite::Clear() {
  bytes_.resize(1);
  operations_ = 0;
}

bool StateWrite::TakeOperation(std::string_view& rest, StateOperation& out) {
  if (rest.size() < 2) return false;
  const auto type = static_cast<std::uint8_t>(rest[0]);
  const auto kind = static_cast<std::uint8_t>(rest[1]);
  if (type < 1 || type > 4 || kind >= kStateKinds.size()) return false;
  out.type = static_cast<StateOperation::Type>(type);
  out.kind = static_cast<StateKind>(kind);
  out.value = {};
  std::string_view behind = rest.substr(2);
  if (!TakeSized(behind, out.key)) return false;
  if (HasValue(out.type) && !TakeSized(behind, out.value)) return false;
  if (out.type == StateOperation::Type::kDeleteRange && out.value <= out.key) return false;
  rest = behind;
  return true;
}

void StateWrite::Append(StateOperation::Type type, StateKind kind) {
  bytes_ += static_cast<char>(type);
  bytes_ += static_cast<char>(kind);
  ++operations_;
}

void StateWrite::AppendSized(std::string_view text) {
  assert(text.size() <= UINT32_MAX);
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes_ += static_cast<char>(text.size() >> shift & 0xFF);
  }
  bytes_ += text;
}

}  // namespace precept::runtime
