#include "connectors/codec/convert.h"

#include <charconv>

#include "connectors/codec/number_text.h"
#include "nfa/decimal.h"

namespace precept::connectors {
namespace {

using nfa::Column;
using nfa::Scalar;

template <class T>
bool AppendIf(const std::optional<T>& value, Column& out) {
  if (value) out.Append(*value);
  return value.has_value();
}

std::optional<double> ParseFloat(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

Conversion::Conversion(const nfa::SourceColumn& column) : scalar_(column.type.scalar) {
  if (scalar_ == Scalar::kTimestamp || scalar_ == Scalar::kDuration) {
    time_.emplace(scalar_, column.format);
  }
}

bool Conversion::Append(std::string_view token, bool is_plain, Column& out,
                        nfa::TextArena& texts) const {
  switch (KindOf(token)) {
    case JsonKind::kString: {
      if (is_plain) return AppendText(token.substr(1, token.size() - 2), out);
      const std::optional<std::string_view> text = Unquote(token, texts);
      return text && AppendText(*text, out);
    }
    case JsonKind::kNumber: return AppendNumber(token, out);
    case JsonKind::kTrue: return AppendBool(true, out);
    case JsonKind::kFalse: return AppendBool(false, out);
    case JsonKind::kNull:
    case JsonKind::kFaulty: return false;
  }
  return false;
}

bool Conversion::AppendBool(bool value, Column& out) const {
  if (scalar_ != Scalar::kBool) return false;
  out.Append(static_cast<std::uint8_t>(value));
  return true;
}

bool Conversion::AppendNumber(std::string_view text, Column& out) const {
  switch (scalar_) {
    case Scalar::kBool: {
      const std::optional<std::int64_t> value = ParseScaled(text, 1);
      return value && (*value == 0 || *value == 1) && AppendBool(*value == 1, out);
    }
    case Scalar::kInt: return AppendIf(ParseScaled(text, 1), out);
    case Scalar::kFloat: return AppendIf(ParseFloat(text), out);
    case Scalar::kDecimal: return AppendIf(nfa::Decimal::Parse(text), out);
    case Scalar::kString: out.Append(text); return true;
    case Scalar::kIp: return false;
    case Scalar::kTimestamp: {
      const std::optional<std::int64_t> ns = time_->ReadNumber(text);
      if (ns) out.Append(nfa::Timestamp{*ns});
      return ns.has_value();
    }
    case Scalar::kDuration: {
      const std::optional<std::int64_t> ns = time_->ReadNumber(text);
      if (ns) out.Append(nfa::Duration{*ns});
      return ns.has_value();
    }
  }
  return false;
}

bool Conversion::AppendText(std::string_view text, Column& out) const {
  switch (scalar_) {
    case Scalar::kString: out.Append(text); return true;
    case Scalar::kIp: return AppendIf(nfa::Ip::Parse(text), out);
    case Scalar::kBool:
    case Scalar::kInt:
    case Scalar::kFloat:
    case Scalar::kDecimal: return IsJsonNumber(text) && AppendNumber(text, out);
    case Scalar::kTimestamp: {
      const std::optional<std::int64_t> ns = time_->ReadText(text);
      if (ns) out.Append(nfa::Timestamp{*ns});
      return ns.has_value();
    }
    case Scalar::kDuration: {
      const std::optional<std::int64_t> ns = time_->ReadText(text);
      if (ns) out.Append(nfa::Duration{*ns});
      return ns.has_value();
    }
  }
  return false;
}

std::string Conversion::Name() const {
  const std::string name = nfa::Type{scalar_, false}.ToText();
  return time_ ? name + " (" + time_->Name() + ")" : name;
}

}  // namespace precept::connectors
