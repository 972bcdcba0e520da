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

// 0: it is none of the given events.
std::int64_t NumberOf(const dom::element& event, const EventNumbers& numbers) {
  std::int64_t offset = 0;
  if (event["offset"].get(offset) != simdjson::SUCCESS) return 0;
  auto known = numbers.find({StringAt(event, "stream"), offset});
  return known == numbers.end() ? 0 : known->second;
}

std::string EventsText(const dom::element& alert, const EventNumbers& numbers,
                       EventData data) {
  std::string text;
  for (const dom::element& event : alert["events"].get_array()) {
    text += " " + StringAt(event, "step") + "=" +
            std::to_string(NumberOf(event, numbers));
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

std::string ToText(const MatchSummary& match) {
  std::string text =
      match.rule + " at " + nfa::FormatDuration(match.after_start);
  if (!match.key.empty()) {
    text += " [";
    for (std::size_t i = 0; i < match.key.size(); ++i) {
      text += (i == 0 ? "" : ", ") + match.key[i];
    }
    text += "]";
  }
  for (const auto& [step, event] : match.events) {
    text += " " + step + "=" + std::to_string(event);
  }
  return text + (match.incomplete ? " incomplete" : "");
}

std::string SummarizeMatch(std::string_view alert, nfa::Timestamp start,
                           const EventNumbers& numbers) {
  dom::parser parser;
  dom::element parsed;
  if (parser.parse(alert.data(), alert.size()).get(parsed) != simdjson::SUCCESS) {
    return "not JSON: " + std::string(alert);
  }
  MatchSummary match;
  match.rule = StringAt(parsed, "rule");
  if (auto time = nfa::ParseTimestamp(StringAt(parsed, "time"))) {
    match.after_start = nfa::Duration{time->ns - start.ns};
  }
  dom::object key;
  if (parsed["key"].get(key) == simdjson::SUCCESS) {
    for (const auto& [name, value] : key) {
      match.key.push_back(simdjson::minify(value));
    }
  }
  for (const dom::element& event : parsed["events"].get_array()) {
    match.events.emplace_back(StringAt(event, "step"), NumberOf(event, numbers));
  }
  dom::element incomplete;
  match.incomplete = parsed["incomplete"].get(incomplete) == simdjson::SUCCESS;
  return ToText(match);
}

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
