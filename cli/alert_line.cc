// A reader of just as much JSON as our own alerts are: objects without blanks,
// whose strings hold no bare control characters.

#include "cli/alert_line.h"

#include <algorithm>

#include "cli/terminal.h"

namespace precept::cli {
namespace {

// The place behind the string that begins at `at`.
std::size_t SkipString(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at + 1;
}

// The place behind the value that begins at `at`.
std::size_t SkipValue(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = SkipString(text, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
    depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    ++at;
  }
  return text.size();
}

Style StyleOf(std::string_view severity) {
  if (severity == "critical") return Style::kAlarm;
  if (severity == "high") return Style::kRed;
  if (severity == "medium") return Style::kYellow;
  if (severity == "low") return Style::kCyan;
  return Style::kBlue;
}

std::string_view Unquoted(std::string_view value) {
  return value.size() >= 2 && value.front() == '"'
             ? value.substr(1, value.size() - 2)
             : value;
}

// "card=c1 user=ann"
std::string KeyText(std::string_view key) {
  std::string text;
  for (const auto& [name, value] : TopLevelMembers(key)) {
    text += (text.empty() ? "" : " ") + TerminalText(name) + "=" +
            TerminalText(Unquoted(value));
  }
  return text;
}

}  // namespace

std::vector<std::pair<std::string_view, std::string_view>> TopLevelMembers(
    std::string_view object) {
  std::vector<std::pair<std::string_view, std::string_view>> members;
  std::size_t at = 1;
  while (at < object.size() && object[at] == '"') {
    const std::size_t name_end = SkipString(object, at);
    if (name_end >= object.size() || object[name_end] != ':') break;
    const std::size_t end = SkipValue(object, name_end + 1);
    members.emplace_back(object.substr(at + 1, name_end - at - 2),
                         object.substr(name_end + 1, end - name_end - 1));
    at = end + 1;
  }
  return members;
}

std::string_view MemberText(std::string_view object, std::string_view name) {
  for (const auto& [member, value] : TopLevelMembers(object)) {
    if (member == name) return Unquoted(value);
  }
  return {};
}

std::string TerminalText(std::string_view json) {
  std::string text;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto c = static_cast<unsigned char>(json[i]);
    const unsigned char next =
        i + 1 < json.size() ? static_cast<unsigned char>(json[i + 1]) : 0;
    if (c == '\\' && (next == '"' || next == '\\' || next == '/')) {
      text += json[++i];
    } else if (c == 0xC2 && next >= 0x80 && next < 0xA0) {
      text += '?';  // A control character that JSON does not escape.
      ++i;
    } else if (c < 0x20 || c == 0x7F) {
      text += '?';
    } else {
      text += json[i];
    }
  }
  return text;
}

std::string ReadableAlert(std::string_view alert, bool colors) {
  std::string time(MemberText(alert, "time"));
  const std::string_view severity = MemberText(alert, "severity");
  std::string padded(severity);
  padded.resize(std::max<std::size_t>(padded.size(), 8), ' ');
  std::string text = Styled(TerminalText(time), Style::kDim, colors) + "  " +
                     Styled(padded, StyleOf(severity), colors) + "  " +
                     Styled(TerminalText(MemberText(alert, "rule")),
                            Style::kBold, colors);
  const std::string key = KeyText(MemberText(alert, "key"));
  if (!key.empty()) text += "  " + Styled(key, Style::kCyan, colors);
  std::string_view message = MemberText(alert, "message");
  if (message.empty()) message = MemberText(alert, "title");
  if (message.empty()) message = MemberText(alert, "fields");
  if (!message.empty() && message != "{}") text += "  " + TerminalText(message);
  return text;
}

}  // namespace precept::cli
