#include "runtime/alert_id.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace precept::runtime {
namespace {

template <class T>
void AppendBigEndian(T value, std::string& out) {
  for (int shift = 8 * static_cast<int>(sizeof(T)) - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xFF);
  }
}

void AppendSized(std::string_view text, std::string& out) {
  AppendBigEndian(static_cast<std::uint32_t>(text.size()), out);
  out += text;
}

void AppendHex(const std::uint8_t* bytes, std::size_t size, std::string& out) {
  for (std::size_t i = 0; i < size; ++i) {
    out += "0123456789abcdef"[bytes[i] >> 4];
    out += "0123456789abcdef"[bytes[i] & 15];
  }
}

}  // namespace

AlertIds::AlertIds(const nfa::RuleSet& rules, const nfa::EventRowStore& rows)
    : rules_(rules), rows_(rows) {}

void AlertIds::Append(const nfa::Match& match, std::string& out) {
  const nfa::Rule& rule = rules_.rules[match.rule.index()];
  taken_.clear();
  for (std::size_t i = 0; i < match.events.size(); ++i) {
    const nfa::Alternative& alternative = rule.alternatives[match.events[i].alternative];
    taken_.push_back({&rule.steps[alternative.step.index()].name, i});
  }
  std::sort(taken_.begin(), taken_.end(), [](const Taken& a, const Taken& b) {
    return *a.name != *b.name ? *a.name < *b.name : a.position < b.position;
  });

  bytes_.clear();
  AppendSized(rule.name, bytes_);
  AppendSized(match.key, bytes_);
  for (std::size_t i = 0; i < taken_.size();) {
    std::size_t end = i;
    while (end < taken_.size() && *taken_[end].name == *taken_[i].name) ++end;
    AppendSized(*taken_[i].name, bytes_);
    AppendBigEndian(static_cast<std::uint32_t>(end - i), bytes_);
    for (; i < end; ++i) {
      const nfa::Coordinates at = rows_.CoordinatesOf(match.events[taken_[i].position].event);
      AppendSized(rules_.schema.streams[at.stream.index()].name, bytes_);
      AppendBigEndian(at.partition, bytes_);
      AppendBigEndian(at.offset, bytes_);
    }
  }
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes_.data(), bytes_.size()));
  AppendHex(canonical.digest, sizeof(canonical.digest), out);
}

}  // namespace precept::runtime
