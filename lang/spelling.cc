#include "lang/spelling.h"

#include <algorithm>
#include <array>

namespace precept::lang {
namespace {

std::string Escaped(std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view WithoutLeadingZeros(std::string_view digits) {
  const std::size_t first = digits.find_first_not_of('0');
  if (first == std::string_view::npos) return digits.substr(digits.size() - 1);
  return digits.substr(first);
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// 00.50 -> 0.5, 2.00 -> 2.0
std::string SpellMantissa(std::string_view mantissa) {
  const std::size_t dot = mantissa.find('.');
  std::string out(WithoutLeadingZeros(mantissa.substr(0, dot)));
  if (dot == std::string_view::npos) return out;
  std::string_view fraction = mantissa.substr(dot + 1);
  while (fraction.size() > 1 && fraction.back() == '0') fraction.remove_suffix(1);
  return out + "." + std::string(fraction);
}

std::string SpellSegment(const ast::Segment& segment) {
  switch (segment.kind) {
    case ast::Segment::Kind::kPlain:
      return segment.text;
    case ast::Segment::Kind::kQuoted:
      return "`" + segment.text + "`";
    case ast::Segment::Kind::kSystem:
      if (segment.text != "@header") return segment.text;
      return "@header(\"" + segment.argument + "\")";
  }
  return {};
}

}  // namespace

std::string SpellString(std::string_view value) {
  return "\"" + Escaped(value) + "\"";
}

std::string SpellTemplateText(std::string_view value) {
  std::string out;
  for (const char c : Escaped(value)) {
    out += c;
    if (c == '{' || c == '}') out += c;
  }
  return out;
}

std::string SpellDuration(std::int64_t nanoseconds) {
  struct Unit {
    std::string_view name;
    std::int64_t size;
  };
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr auto kUnits = std::to_array<Unit>({{"w", 604'800 * kSecond},
                                               {"d", 86'400 * kSecond},
                                               {"h", 3'600 * kSecond},
                                               {"m", 60 * kSecond},
                                               {"s", kSecond},
                                               {"ms", 1'000'000},
                                               {"us", 1'000}});
  std::string out;
  for (const Unit& unit : kUnits) {
    const std::int64_t count = nanoseconds / unit.size;
    if (count == 0) continue;
    out += std::to_string(count) + std::string(unit.name);
    nanoseconds -= count * unit.size;
  }
  return out.empty() ? "0s" : out;
}

std::string SpellNumber(std::string_view spelling) {
  std::string sign;
  if (spelling.starts_with('-')) {
    sign = "-";
    spelling.remove_prefix(1);
  }
  if (spelling.starts_with("0x")) {
    return sign + "0x" + Lower(WithoutLeadingZeros(spelling.substr(2)));
  }
  const std::size_t exponent = spelling.find_first_of("eE");
  std::string out = sign + SpellMantissa(spelling.substr(0, exponent));
  if (exponent == std::string_view::npos) return out;
  std::string_view power = spelling.substr(exponent + 1);
  out += 'e';
  if (power.front() == '-') out += '-';
  if (power.front() == '-' || power.front() == '+') power.remove_prefix(1);
  return out + std::string(WithoutLeadingZeros(power));
}

std::string SpellSegments(const std::vector<ast::Segment>& segments) {
  std::string out;
  for (const ast::Segment& segment : segments) {
    if (!out.empty()) out += '.';
    out += SpellSegment(segment);
  }
  return out;
}

std::string_view WordOf(ast::BinaryOp op) {
  using Op = ast::BinaryOp;
  switch (op) {
    case Op::kOr: return "or";
    case Op::kAnd: return "and";
    case Op::kEqual: return "==";
    case Op::kNotEqual: return "!=";
    case Op::kLess: return "<";
    case Op::kLessEqual: return "<=";
    case Op::kGreater: return ">";
    case Op::kGreaterEqual: return ">=";
    case Op::kIn: return "in";
    case Op::kNotIn: return "not in";
    case Op::kContains: return "contains";
    case Op::kStartsWith: return "startswith";
    case Op::kEndsWith: return "endswith";
    case Op::kLike: return "like";
    case Op::kMatches: return "matches";
    case Op::kCoalesce: return "??";
    case Op::kAdd: return "+";
    case Op::kSubtract: return "-";
    case Op::kMultiply: return "*";
    case Op::kDivide: return "/";
    case Op::kModulo: return "%";
  }
  return {};
}

std::string_view WordOf(ast::TypeName name) {
  using Name = ast::TypeName;
  switch (name) {
    case Name::kBool: return "bool";
    case Name::kInt: return "int";
    case Name::kFloat: return "float";
    case Name::kDecimal: return "decimal";
    case Name::kString: return "string";
    case Name::kIp: return "ip";
    case Name::kTimestamp: return "timestamp";
    case Name::kDuration: return "duration";
  }
  return {};
}

std::string_view WordOf(ast::Annotation::Kind kind) {
  using Kind = ast::Annotation::Kind;
  switch (kind) {
    case Kind::kTime: return "@time";
    case Kind::kFrom: return "@from";
    case Kind::kFormat: return "@format";
    case Kind::kRequired: return "@required";
    case Kind::kEvidence: return "@evidence";
    case Kind::kNocase: return "@nocase";
    case Kind::kOneof: return "@oneof";
  }
  return {};
}

std::string_view WordOf(ast::Contiguity contiguity) {
  switch (contiguity) {
    case ast::Contiguity::kRelaxed: return "->";
    case ast::Contiguity::kStrict: return "=>";
    case ast::Contiguity::kNondeterministic: return "~>";
  }
  return {};
}

std::string_view WordOf(ast::Mode mode) {
  switch (mode) {
    case ast::Mode::kFirst: return "first";
    case ast::Mode::kLongest: return "longest";
    case ast::Mode::kEach: return "each";
    case ast::Mode::kAll: return "all";
    case ast::Mode::kLatest: return "latest";
  }
  return {};
}

std::string_view WordOf(ast::Quantified::Kind kind) {
  return kind == ast::Quantified::Kind::kAny ? "any" : "all";
}

}  // namespace precept::lang
