// Finding the tokens is the first stage of simdjson, which also checks UTF-8
// and that strings close, 64 bytes at a time.  Its later stages stop at the
// first fault anywhere, so a record with one bad value would lose its good
// ones; ours walk the tokens instead (record_walk.h).
//
// The first stage refuses control characters inside strings.  To us they are a
// fault of that value only: such a record is indexed again from a copy in which
// they stand for harmless bytes.  Places are the same in both.

#include "connectors/codec/structural_index.h"

#include <simdjson.h>

#include <algorithm>

namespace precept::connectors {
namespace {

// Beyond this the scanner's memory is given back after use.
constexpr std::size_t kKeepCapacity = 1 << 20;
// Of the later stages, which are not run.
constexpr std::size_t kDepthUnused = 1;

// Twice what is needed, so that growing is rare; but huge records are rare too.
std::size_t RoomFor(std::size_t size) {
  return size < kKeepCapacity ? std::max<std::size_t>(2 * size, 4096) : size;
}

char Harmless(char c) {
  if (static_cast<unsigned char>(c) >= 0x20) return c;
  const bool blank = c == '\t' || c == '\n' || c == '\r';
  return blank ? ' ' : 'x';
}

}  // namespace

struct StructuralIndex::Scanner {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stages;

  simdjson::error_code Run(std::string_view text) {
    if (!stages || stages->capacity() < text.size()) {
      if (const auto error = Grow(text.size())) return error;
    }
    return stages->stage1(reinterpret_cast<const std::uint8_t*>(text.data()),
                          text.size(), simdjson::stage1_mode::regular);
  }

  simdjson::error_code Grow(std::size_t size) {
    const simdjson::implementation* machine = simdjson::get_active_implementation();
    stages.reset();
    return machine->create_dom_parser_implementation(
        RoomFor(size), kDepthUnused, stages);
  }
};

std::string_view FaultText(RecordFault fault) {
  switch (fault) {
    case RecordFault::kNone: return "";
    case RecordFault::kNotUtf8: return "the text is not UTF-8";
    case RecordFault::kOpenString: return "a string does not close";
    case RecordFault::kOpenBracket: return "a bracket does not close";
    case RecordFault::kStrayBracket: return "a bracket closes that was not opened";
    case RecordFault::kNotOneObject: return "the text is not one JSON object";
  }
  return "";
}

bool IsUtf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

StructuralIndex::StructuralIndex() : scanner_(std::make_unique<Scanner>()) {}
StructuralIndex::~StructuralIndex() = default;

RecordFault StructuralIndex::Scan(std::string_view record) {
  if (scanner_->stages && scanner_->stages->capacity() > kKeepCapacity &&
      record.size() < kKeepCapacity / 2) {
    scanner_->stages.reset();
    open_ = {};
    close_ = {};
    repaired_ = {};
  }
  has_control_characters_ = false;
  text_ = record.data();
  end_ = record.data() + record.size();
  size_ = 0;
  const RecordFault fault = FindTokens(record);
  return fault == RecordFault::kNone ? MatchBrackets() : fault;
}

RecordFault StructuralIndex::FindTokens(std::string_view record) {
  if (record.empty()) return RecordFault::kNotOneObject;
  simdjson::error_code error = scanner_->Run(record);
  if (error == simdjson::UNESCAPED_CHARS) {
    has_control_characters_ = true;
    repaired_.resize(record.size());
    std::transform(record.begin(), record.end(), repaired_.begin(), Harmless);
    error = scanner_->Run(repaired_);
  }
  if (error == simdjson::UTF8_ERROR) return RecordFault::kNotUtf8;
  if (error == simdjson::UNCLOSED_STRING) {
    // The check of UTF-8 comes later in that stage, and weighs more.
    return IsUtf8(record) ? RecordFault::kOpenString : RecordFault::kNotUtf8;
  }
  if (error != simdjson::SUCCESS) return RecordFault::kNotOneObject;
  tokens_ = scanner_->stages->structural_indexes.get();
  size_ = scanner_->stages->n_structural_indexes;
  return RecordFault::kNone;
}

RecordFault StructuralIndex::MatchBrackets() {
  if (close_.size() < size_) close_.resize(RoomFor(size_));
  open_.clear();
  for (std::size_t i = 0; i < size_; ++i) {
    const char c = kind(i);
    // Brackets are the four of '[', ']', '{', '}' apart from their bit 5.
    const char folded = static_cast<char>(c & ~0x20);
    if (folded != '[' && folded != ']') continue;
    if (folded == '[') {
      open_.push_back(static_cast<std::uint32_t>(i));
      continue;
    }
    if (open_.empty() || kind(open_.back()) != c - 2) return RecordFault::kStrayBracket;
    close_[open_.back()] = static_cast<std::uint32_t>(i);
    open_.pop_back();
  }
  if (!open_.empty()) return RecordFault::kOpenBracket;
  const bool one_object = size_ > 0 && kind(0) == '{' && close_[0] == size_ - 1;
  return one_object ? RecordFault::kNone : RecordFault::kNotOneObject;
}

}  // namespace precept::connectors
