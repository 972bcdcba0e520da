#include "nfa/value.h"

#include <charconv>
#include <cmath>

namespace precept::nfa {
namespace {

std::string_view ScalarName(Scalar scalar) {
  switch (scalar) {
    case Scalar::kBool: return "bool";
    case Scalar::kInt: return "int";
    case Scalar::kFloat: return "float";
    case Scalar::kDecimal: return "decimal";
    case Scalar::kString: return "string";
    case Scalar::kIp: return "ip";
    case Scalar::kTimestamp: return "timestamp";
    case Scalar::kDuration: return "duration";
  }
  return "";
}

void AppendInt(std::int64_t value, std::string& out) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out.append(text.data(), end);
}

// Appends values with or without the quotes around texts.
struct Writer {
  std::string& out;
  bool quotes;

  void Text(std::string_view text) const {
    if (quotes) {
      AppendJsonString(text, out);
    } else {
      out.append(text);
    }
  }

  void operator()(std::monostate) const {
    if (quotes) out.append("null");
  }
  void operator()(bool value) const { out.append(value ? "true" : "false"); }
  void operator()(std::int64_t value) const { AppendInt(value, out); }
  void operator()(double value) const { out.append(FormatFloat(value)); }
  void operator()(Decimal value) const { out.append(value.ToText()); }
  void operator()(const std::string& value) const { Text(value); }
  void operator()(const Ip& value) const { Text(value.ToText()); }
  void operator()(Timestamp value) const { Text(FormatTimestamp(value)); }
  void operator()(Duration value) const { Text(FormatDuration(value)); }
  void operator()(const ValueList& list) const {
    out.push_back('[');
    bool first = true;
    for (const Value& element : list) {
      if (!first) out.push_back(',');
      first = false;
      std::visit(*this, element.variant());
    }
    out.push_back(']');
  }
};

// The digits of the shortest text and the power of ten of the first one.
struct Shortest {
  std::array<char, 24> digits{};
  int count = 0;
  int exponent = 0;
};

// REQUIRES: finite, greater than 0.
Shortest ShortestDigits(double value) {
  std::array<char, 32> text{};
  const char* end = std::to_chars(text.data(), text.data() + text.size(), value,
                                  std::chars_format::scientific).ptr;
  Shortest result;
  const char* at = text.data();
  for (; at != end && *at != 'e'; ++at) {
    if (*at != '.') result.digits[static_cast<std::size_t>(result.count++)] = *at;
  }
  ++at;
  if (*at == '+') ++at;
  std::from_chars(at, end, result.exponent);
  return result;
}

}  // namespace

std::string Type::ToText() const {
  const std::string name(ScalarName(scalar));
  return is_list ? "[" + name + "]" : name;
}

// As ECMAScript and RFC 8785 write numbers: plain from 1e-6 up to 1e21, with an
// exponent beyond; -0, which equals 0, as 0.
std::string FormatFloat(double value) {
  if (!std::isfinite(value)) return "null";
  if (value == 0) return "0";
  std::string out = value < 0 ? "-" : "";
  const Shortest shortest = ShortestDigits(std::fabs(value));
  const std::string_view digits(shortest.digits.data(),
                                static_cast<std::size_t>(shortest.count));
  const int exponent = shortest.exponent;
  if (exponent < -6 || exponent >= 21) {
    out += digits[0];
    if (digits.size() > 1) out.append(".").append(digits.substr(1));
    out += exponent < 0 ? "e-" : "e+";
    out += std::to_string(std::abs(exponent));
  } else if (exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
  } else {
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    out.append(digits.substr(0, whole));
    if (digits.size() <= whole) {
      out.append(whole - digits.size(), '0');
    } else {
      out.append(".").append(digits.substr(whole));
    }
  }
  return out;
}

void AppendJsonString(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text.substr(copied, i - copied));
    copied = i + 1;
    switch (byte) {
      case '"': out.append("\\\""); break;
      case '\\': out.append("\\\\"); break;
      case '\b': out.append("\\b"); break;
      case '\f': out.append("\\f"); break;
      case '\n': out.append("\\n"); break;
      case '\r': out.append("\\r"); break;
      case '\t': out.append("\\t"); break;
      default:
        out.append("\\u00").push_back(kHex[byte >> 4]);
        out.push_back(kHex[byte & 15]);
    }
  }
  out.append(text.substr(copied)).push_back('"');
}

void AppendJson(const Value& value, std::string& out) {
  std::visit(Writer{out, true}, value.variant());
}

void AppendPlain(const Value& value, std::string& out) {
  std::visit(Writer{out, false}, value.variant());
}

}  // namespace precept::nfa
