#include "tests/cases/match/alert_summary.h"

#include <simdjson.h>

namespace precept::tests {
namespace {

namespace dom = simdjson::dom;

std::string TextOf(const dom::element& value);

std::string ObjectText(const dom::object& object) {
  std::string text;
  for (const auto& [name, value] : object) {
    text += (text.empty() ? "" : ", ") + std::string(name) + ": " + TextOf(value);
  }
  return "{" + text + "}";
}

// JSON as the case language writes it: names bare, a blank behind commas.
std::string TextOf(const dom::element& value) {
  if (value.is_object()) return ObjectText(value.get_object());
  if (value.is_array()) {
    std::string text;
    for (const dom::element& element : value.get_array()) {
      text += (text.empty() ? "" : ", ") + TextOf(element);
    }
    return "[" + text + "]";
  }
  return simdjson::minify(value);
}

std::string StringAt(const dom::element& object, const char* name) {
  std::string_view text;
  return object[name].get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

std::string Since(nfa::Timestamp start, const std::string& time) {
  auto parsed = nfa::ParseTimestamp(time);
  if (!parsed) return "?" + time;
  return nfa::FormatDuration(nfa::Duration{parsed->ns - start.ns});
}

std::string NumberOf(const dom::element& event, const EventNumbers& numbers) {
  std::int64_t offset = 0;
  if (event["offset"].get(offset) != simdjson::SUCCESS) return "?";
  auto known = numbers.find({StringAt(event, "stream"), offset});
  return known == numbers.end() ? "?" : std::to_string(known->second);
}

std::string EventsText(const dom::element& alert, const EventNumbers& numbers,
                       EventData data) {
  std::string text;
  for (const dom::element& event : alert["events"].get_array()) {
    text += " " + StringAt(event, "step") + "=" + NumberOf(event, numbers);
    dom::element shown;
    if (data == EventData::kShown &&
        event["data"].get(shown) == simdjson::SUCCESS) {
      text += TextOf(shown);
    }
  }
  return text;
}

// Members that are printed where they say something.
std::string ExtrasText(const dom::element& alert) {
  std::string text;
  if (StringAt(alert, "severity") != "medium") {
    text += " severity " + StringAt(alert, "severity");
  }
  for (const char* name : {"risk", "attack", "labels", "fields", "message",
                           "incomplete"}) {
    dom::element value;
    if (alert[name].get(value) != simdjson::SUCCESS) continue;
    const std::string shown = TextOf(value);
    if (shown != "{}") text += " " + std::string(name) + " " + shown;
  }
  return text;
}

}  // namespace

std::string SummarizeAlert(std::string_view alert, nfa::Timestamp start,
                           const EventNumbers& numbers, EventData data) {
  dom::parser parser;
  dom::element parsed;
  if (parser.parse(alert.data(), alert.size()).get(parsed) != simdjson::SUCCESS) {
    return "not JSON: " + std::string(alert);
  }
  std::string text = StringAt(parsed, "rule") + " at " +
                     Since(start, StringAt(parsed, "time"));
  dom::element key;
  if (parsed["key"].get(key) == simdjson::SUCCESS && TextOf(key) != "{}") {
    text += " " + TextOf(key);
  }
  return text + EventsText(parsed, numbers, data) + ExtrasText(parsed);
}

std::string SummarizeRefused(std::string_view what, std::string_view line) {
  dom::parser parser;
  dom::element parsed;
  std::int64_t number = 0;
  if (parser.parse(line.data(), line.size()).get(parsed) != simdjson::SUCCESS ||
      parsed["line"].get(number) != simdjson::SUCCESS) {
    return std::string(what) + " " + std::string(line);
  }
  std::string text = std::string(what) + " " + std::to_string(number);
  const std::string type = StringAt(parsed, "type");
  if (!type.empty()) text += " (" + type + ")";
  const std::string reason = StringAt(parsed, "reason");
  return reason.empty() ? text : text + ": " + reason;
}

}  // namespace precept::tests
