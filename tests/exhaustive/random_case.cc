#include "tests/exhaustive/random_case.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace precept::exhaustive {
namespace {

using oracle::Event;

// 2026-01-05T00:00:00Z
constexpr std::int64_t kStart = 1'767'571'200;
constexpr std::int64_t kSecond = 1'000'000'000;

std::string Declarations(bool one_stream) {
  std::string text;
  for (const char type : std::string("ABCD")) {
    const char flag = static_cast<char>(std::tolower(type));
    const bool second = !one_stream && (type == 'C' || type == 'D');
    text += std::string("event ") + type + " from \"" + (second ? "s2" : "s1") +
            "\" where is_" + flag +
            " == true {\n"
            "  at: timestamp @time\n"
            "  is_" +
            flag +
            ": bool?\n"
            "  id: int\n  x: int?\n  y: float?\n  m: decimal?\n  k: string?\n"
            "  h: string?\n"
            "  tags: [string]?\n}\n";
  }
  return text + "event P = A | C\nevent Big = A where x > 1\n";
}

void AddFields(Event& event, int id, Draw& draw) {
  event.fields["id"] = nfa::Value(std::int64_t{id});
  if (!draw.Chance(15)) {
    event.fields["x"] = nfa::Value(std::int64_t{draw.Below(4)});
  }
  if (!draw.Chance(15)) {
    event.fields["y"] = nfa::Value(0.25 * draw.Below(6));
  }
  if (!draw.Chance(15)) {
    // Quarters, exactly.
    const nfa::Decimal::Units units =
        draw.Below(8) * nfa::Decimal::Units{250'000'000'000};
    event.fields["m"] = nfa::Value(nfa::Decimal::FromUnits(units));
  }
  const auto name = [&draw] { return std::string(1, "uuvvw"[draw.Below(5)]); };
  if (!draw.Chance(8)) event.fields["k"] = nfa::Value(name());
  if (!draw.Chance(8)) event.fields["h"] = nfa::Value(name());
  if (draw.Chance(15)) return;
  nfa::ValueList tags;
  for (int i = draw.Below(4); i > 0; --i) tags.emplace_back(name());
  event.fields["tags"] = nfa::Value(std::move(tags));
}

void AddTypes(const StepModel& step, std::vector<std::string>& types) {
  if (step.type == "P") {
    types.insert(types.end(), {"A", "C"});
  } else {
    types.push_back(step.type == "Big" ? "A" : step.type);
  }
}

// The base types that the rule names, so that most events serve: those of its
// steps twice, those of negations and `until` once.
std::vector<std::string> TypesOf(const RuleModel& rule) {
  std::vector<std::string> types;
  for (const StepModel* step : StepsOf(rule.pattern)) {
    AddTypes(*step, types);
    AddTypes(*step, types);
  }
  for (const StepModel* step : NegativeStepsOf(rule.pattern)) {
    AddTypes(*step, types);
  }
  return types;
}

void MakeEvents(RandomCase& c, int count, Draw& draw) {
  const std::vector<std::string> all{"A", "B", "C", "D"};
  const std::vector<std::string> likely = TypesOf(c.rule);
  std::map<std::string, std::int64_t> offsets;
  std::int64_t time = kStart;
  for (int i = 0; i < count; ++i) {
    if (!draw.Chance(40)) time += 1 + (draw.Chance(20) ? draw.Below(4) : 0);
    Event event;
    event.time.ns = time * kSecond;
    const auto pick = [&] {
      return draw.Chance(80) ? draw.Of(likely) : draw.Of(all);
    };
    event.types = {pick()};
    const auto stream_of = [&c](const std::string& type) {
      return !c.one_stream && (type == "C" || type == "D") ? "s2" : "s1";
    };
    event.stream = stream_of(event.types[0]);
    const std::string other = pick();
    if (draw.Chance(30) && other != event.types[0] &&
        stream_of(other) == event.stream) {
      event.types.push_back(other);
      std::sort(event.types.begin(), event.types.end());
    }
    event.offset = ++offsets[event.stream];
    AddFields(event, i, draw);
    c.events.push_back(std::move(event));
  }
}

// Half of the texts in the other case.
void MixCases(RandomCase& c, Draw& draw) {
  for (Event& event : c.events) {
    for (const char* name : {"k", "h"}) {
      const auto field = event.fields.find(name);
      if (field == event.fields.end() || draw.Chance(50)) continue;
      std::string text = field->second.get<std::string>();
      for (char& letter : text) letter = static_cast<char>(std::toupper(letter));
      field->second = nfa::Value(text);
    }
  }
}

// Events of a stream trade places in it, their times stay.
void ArriveOutOfOrder(RandomCase& c, Draw& draw) {
  for (Event& event : c.events) {
    Event& other = draw.Of(c.events);
    if (other.stream == event.stream) std::swap(other.offset, event.offset);
  }
}

void AppendFields(const Event& event, std::string& out) {
  for (const auto& [name, value] : event.fields) {
    out += ",\"" + name + "\":";
    nfa::AppendJson(value, out);
  }
}

}  // namespace

RandomCase MakeRandomCase(const Features& features, std::uint64_t seed) {
  Draw draw(seed);
  return MakeRandomCase(features, draw);
}

RandomCase MakeRandomCase(const Features& features, Draw& draw) {
  RandomCase c;
  c.one_stream = draw.Chance(50);
  c.rule = RandomRule(features, draw);
  c.options.drain = draw.Chance(40);
  if (draw.Chance(5)) {
    c.options.start_cap = static_cast<std::size_t>(1 + draw.Below(3));
  }
  if (features.many_comparisons) {
    MakeEvents(c, 12 + draw.Below(12), draw);
    MixCases(c, draw);
  } else {
    MakeEvents(c, 7 + draw.Below(8), draw);
  }
  if (draw.Chance(50)) ArriveOutOfOrder(c, draw);
  Retext(c);
  return c;
}

RandomCase MakeLongCase(const Features& features, int num_events, std::uint64_t seed) {
  Draw draw(seed);
  RandomCase c;
  c.one_stream = draw.Chance(50);
  do {
    c.rule = RandomRule(features, draw);
  } while (c.rule.pattern.within.empty());
  c.options.drain = draw.Chance(40);
  if (draw.Chance(10)) c.options.start_cap = static_cast<std::size_t>(1 + draw.Below(6));
  MakeEvents(c, num_events, draw);
  std::int64_t jumped = 0;
  for (Event& event : c.events) {
    if (draw.Chance(8)) jumped += 3 + draw.Below(draw.Chance(10) ? 4'000 : 20);
    event.time.ns += jumped * kSecond;
  }
  if (draw.Chance(50)) ArriveOutOfOrder(c, draw);
  Retext(c);
  return c;
}

std::string CaseText(const RandomCase& c) {
  return Declarations(c.one_stream) + ToText(c.rule);
}

void Retext(RandomCase& c) { c.rule_text = CaseText(c); }

std::map<std::string, std::string> ToNdjson(const RandomCase& c) {
  std::vector<const Event*> events;
  for (const Event& event : c.events) events.push_back(&event);
  std::stable_sort(
      events.begin(), events.end(),
      [](const Event* a, const Event* b) { return a->offset < b->offset; });
  std::map<std::string, std::string> lines;
  // Both streams exist even if one has no events.
  lines["s1"];
  if (!c.one_stream) lines["s2"];
  for (const Event* event : events) {
    std::string& out = lines[event->stream];
    out += "{\"at\":\"" + nfa::FormatTimestamp(event->time) + '"';
    for (const std::string& type : event->types) {
      out += std::string(",\"is_") + static_cast<char>(std::tolower(type[0])) +
             "\":true";
    }
    AppendFields(*event, out);
    out += "}\n";
  }
  return lines;
}

std::string ToText(const RandomCase& c) {
  std::string text =
      c.one_stream ? "A, B, C, D on s1\n" : "A, B on s1; C, D on s2\n";
  text += ToText(c.rule);
  if (c.options.drain) text += "--drain\n";
  if (c.options.start_cap < 1000) {
    text += "cap of starts " + std::to_string(c.options.start_cap) + '\n';
  }
  for (std::size_t i = 0; i < c.events.size(); ++i) {
    const Event& event = c.events[i];
    text += '#' + std::to_string(i) + ' ' + event.stream + ':' +
            std::to_string(event.offset) + " +" +
            std::to_string(event.time.ns / kSecond - kStart) + "s ";
    for (const std::string& type : event.types) text += type;
    std::string fields;
    AppendFields(event, fields);
    text += ' ' + fields.substr(fields.empty() ? 0 : 1) + '\n';
  }
  return text;
}

}  // namespace precept::exhaustive
