#include "tests/oracle/text_operator.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace precept::oracle {
namespace {

using lang::ast::BinaryOp;
using nfa::Value;
using nfa::ValueList;

// `*` any text, `?` one code point, nothing is escaped.
bool Like(std::string_view text, std::string_view glob) {
  if (glob.empty()) return text.empty();
  if (glob[0] == '*') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (Like(text.substr(i), glob.substr(1))) return true;
    }
    return false;
  }
  if (text.empty()) return false;
  std::size_t width = 1;
  if (glob[0] == '?') {
    while (width < text.size() &&
           (static_cast<unsigned char>(text[width]) & 0xC0U) == 0x80U) {
      ++width;
    }
  } else if (glob[0] != text[0]) {
    return false;
  }
  return Like(text.substr(width), glob.substr(1));
}

bool Test(BinaryOp op, const std::string& text, const std::string& pattern) {
  switch (op) {
    case BinaryOp::kContains:
      return text.find(pattern) != std::string::npos;
    case BinaryOp::kStartsWith:
      return text.starts_with(pattern);
    case BinaryOp::kEndsWith:
      return text.ends_with(pattern);
    case BinaryOp::kLike:
      return Like(text, pattern);
    default:
      return false;
  }
}

bool Matches(const std::string& text, const std::string& pattern, bool nocase) {
  RE2::Options options;
  options.set_case_sensitive(!nocase);
  options.set_log_errors(false);
  return RE2::PartialMatch(text, RE2(pattern, options));
}

}  // namespace

std::string Folded(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::optional<int> CompareValues(const Value& a, const Value& b) {
  if (a.variant().index() != b.variant().index()) return std::nullopt;
  const auto sign = [](const auto& x, const auto& y) {
    return x < y ? -1 : (y < x ? 1 : 0);
  };
  if (const auto* x = a.get_if<std::int64_t>()) {
    return sign(*x, b.get<std::int64_t>());
  }
  if (const auto* x = a.get_if<double>()) return sign(*x, b.get<double>());
  if (const auto* x = a.get_if<nfa::Decimal>())
    return sign(*x, b.get<nfa::Decimal>());
  // "`<` orders strings by their bytes"
  if (const auto* x = a.get_if<std::string>()) {
    return x->compare(b.get<std::string>());
  }
  if (const auto* x = a.get_if<nfa::Timestamp>())
    return sign(*x, b.get<nfa::Timestamp>());
  if (const auto* x = a.get_if<nfa::Duration>())
    return sign(*x, b.get<nfa::Duration>());
  if (const auto* x = a.get_if<bool>()) return sign(*x, b.get<bool>());
  if (const auto* x = a.get_if<nfa::Ip>()) return sign(*x, b.get<nfa::Ip>());
  return std::nullopt;
}

bool EqualIn(const Value& left, const Value& right, bool nocase) {
  const auto* a = left.get_if<std::string>();
  const auto* b = right.get_if<std::string>();
  if (a != nullptr && b != nullptr) {
    return nocase ? Folded(*a) == Folded(*b) : *a == *b;
  }
  // An address and its text, or a block of one.
  const auto* ip = left.get_if<nfa::Ip>();
  if (ip != nullptr && b != nullptr) {
    const auto block = nfa::IpBlock::Parse(*b);
    return block && block->Contains(*ip);
  }
  return left == right;
}

bool ContainsValue(const Value& container, const Value& value, bool nocase) {
  if (const auto* list = container.get_if<ValueList>()) {
    return std::any_of(list->begin(), list->end(), [&](const Value& element) {
      return EqualIn(value, element, nocase);
    });
  }
  return EqualIn(value, container, nocase);
}

std::optional<bool> TextTest(BinaryOp op, const Value& left, const Value& right,
                             bool nocase) {
  if (const auto* list = right.get_if<ValueList>()) {
    bool any = false;
    for (const Value& element : *list) {
      const auto one = TextTest(op, left, element, nocase);
      if (!one) return std::nullopt;
      any = any || *one;
    }
    return any;
  }
  const auto* text = left.get_if<std::string>();
  const auto* pattern = right.get_if<std::string>();
  if (text == nullptr || pattern == nullptr) return std::nullopt;
  if (op == BinaryOp::kMatches) return Matches(*text, *pattern, nocase);
  return nocase ? Test(op, Folded(*text), Folded(*pattern))
                : Test(op, *text, *pattern);
}

}  // namespace precept::oracle
