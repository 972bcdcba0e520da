// What does not change from one alert of a rule to the next is made once: the
// text from "rule" to "version", that of "attack" and "labels", and how dotted
// names nest.

#include "runtime/alert_text.h"

#include <charconv>
#include <cmath>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "nfa/frame.h"
#include "nfa/key.h"
#include "nfa/limits.h"
#include "runtime/alert_id.h"
#include "runtime/nested_object.h"

namespace precept::runtime {
namespace {

using nfa::Value;

void AppendNumber(std::uint64_t number, std::string& out) {
  char digits[20];
  const auto result = std::to_chars(digits, digits + sizeof(digits), number);
  out.append(digits, result.ptr);
}

void AppendHex16(std::uint64_t number, std::string& out) {
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[number >> shift & 15];
}

// False, and nothing appended, for what JSON has no value for.
bool AppendPresent(const Value& value, std::string& out) {
  if (value.is_missing()) return false;
  if (const double* number = value.get_if<double>(); number && !std::isfinite(*number)) {
    return false;
  }
  nfa::AppendJson(value, out);
  return true;
}

bool IsNumber(const Value& value) {
  return value.get_if<double>() || value.get_if<std::int64_t>() ||
         value.get_if<nfa::Decimal>();
}

void AppendTime(std::string_view name, nfa::Timestamp time, std::string& out) {
  out += ",\"";
  out += name;
  out += "\":\"";
  out += nfa::FormatTimestamp(time);
  out += '"';
}

void AppendIncomplete(nfa::Incomplete incomplete, std::string& out) {
  if (incomplete == nfa::kComplete) return;
  out += ",\"incomplete\":\"";
  if ((incomplete & nfa::kCappedStarts) != 0) out += "cap on starting events";
  if (incomplete == (nfa::kCappedStarts | nfa::kCappedMatches)) out += ", ";
  if ((incomplete & nfa::kCappedMatches) != 0) out += "cap on matches of one event";
  out += '"';
}

std::string Head(const nfa::Rule& rule) {
  std::string head = "\",\"rule\":";
  nfa::AppendJsonString(rule.name, head);
  if (!rule.title.empty()) {
    head += ",\"title\":";
    nfa::AppendJsonString(rule.title, head);
  }
  head += ",\"version\":\"";
  AppendHex16(rule.version, head);
  head += "\",\"severity\":\"";
  return head;
}

std::string AttackAndLabels(const nfa::Rule& rule) {
  std::string text;
  for (const std::string& technique : rule.attack) {
    text += text.empty() ? ",\"attack\":[" : ",";
    nfa::AppendJsonString(technique, text);
  }
  if (!rule.attack.empty()) text += ']';
  if (rule.labels.empty()) return text;
  text += ",\"labels\":";
  char separator = '{';
  for (const auto& [name, value] : rule.labels) {
    text += std::exchange(separator, ',');
    nfa::AppendJsonString(name, text);
    text += ':' + value;
  }
  return text + '}';
}

std::vector<NestedObject::Path> EmitPaths(const nfa::Rule& rule) {
  std::vector<NestedObject::Path> paths;
  for (const nfa::EmitField& field : rule.emit) paths.push_back(field.path);
  return paths;
}

NestedObject DataOf(const nfa::StepType& type) {
  std::vector<NestedObject::Path> paths;
  for (const nfa::StepType::Field& field : type.fields) paths.push_back(field.path);
  return NestedObject(paths);
}

// A severity by its name.
std::optional<nfa::Severity> SeverityNamed(std::string_view name) {
  using enum nfa::Severity;
  for (nfa::Severity severity : {kInfo, kLow, kMedium, kHigh, kCritical}) {
    if (nfa::SeverityName(severity) == name) return severity;
  }
  return std::nullopt;
}

// What is made once for a rule.
struct RuleText {
  RuleText(const nfa::Rule& a_rule, const nfa::EventRowStore& rows,
           const nfa::PreparedExpressions& expressions)
      : rule(a_rule),
        head(Head(a_rule)),
        attack_and_labels(AttackAndLabels(a_rule)),
        fields(EmitPaths(a_rule)),
        frame(a_rule, rows, expressions) {
    for (const nfa::StepType& type : rule.types) data.push_back(DataOf(type));
  }

  const nfa::Rule& rule;
  std::string head;
  std::string attack_and_labels;
  NestedObject fields;
  std::vector<NestedObject> data;  // By Rule::types.
  nfa::Frame frame;
};

}  // namespace

struct AlertWriter::Impl {
  Impl(const nfa::RuleSet& a_rules, const nfa::PreparedExpressions& expressions,
       const nfa::EventRowStore& a_rows)
      : rules(a_rules), rows(a_rows), ids(a_rules, a_rows) {
    for (const nfa::Rule& rule : rules.rules) texts.emplace_back(rule, rows, expressions);
  }

  void Append(const nfa::Match& match, std::string& out);
  void AppendSeverityAndRisk(RuleText& text, std::string& out);
  void AppendKey(const nfa::Rule& rule, const std::vector<Value>& key, std::string& out);
  void AppendFields(RuleText& text, std::string& out);
  void AppendMessage(RuleText& text, std::string& out);
  void AppendEvents(const RuleText& text, const nfa::Match& match, std::string& out);
  void AppendEvent(const RuleText& text, const nfa::TakenEvent& taken, std::string& out);

  const nfa::RuleSet& rules;
  const nfa::EventRowStore& rows;
  AlertIds ids;
  std::deque<RuleText> texts;  // By RuleId.
};

AlertWriter::AlertWriter(const nfa::RuleSet& rules,
                         const nfa::PreparedExpressions& expressions,
                         const nfa::EventRowStore& rows)
    : impl_(std::make_unique<Impl>(rules, expressions, rows)) {}
AlertWriter::~AlertWriter() = default;

void AlertWriter::Append(const nfa::Match& match, std::string& out) {
  impl_->Append(match, out);
}

void AlertWriter::Impl::Append(const nfa::Match& match, std::string& out) {
  RuleText& text = texts[match.rule.index()];
  const std::vector<Value> key = nfa::DecodeKey(match.key);
  text.frame.Fill(match.key, match.events);
  out += "{\"id\":\"";
  ids.Append(match, out);
  out += text.head;
  AppendSeverityAndRisk(text, out);
  out += text.attack_and_labels;
  AppendTime("time", match.decided, out);
  AppendTime("start", rows.TimeOf(match.events.front().event), out);
  AppendTime("end", rows.TimeOf(match.events.back().event), out);
  AppendKey(text.rule, key, out);
  AppendFields(text, out);
  AppendMessage(text, out);
  AppendEvents(text, match, out);
  AppendIncomplete(match.incomplete, out);
  out += '}';
}

void AlertWriter::Impl::AppendSeverityAndRisk(RuleText& text, std::string& out) {
  const nfa::Rule& rule = text.rule;
  nfa::Severity severity = rule.severity;
  if (rule.emit_severity) {
    const Value said = text.frame.Evaluate(*rule.emit_severity);
    const std::string* name = said.get_if<std::string>();
    if (name != nullptr) severity = SeverityNamed(*name).value_or(severity);
  }
  out += nfa::SeverityName(severity);
  out += '"';

  const std::size_t mark = out.size();
  out += ",\"risk\":";
  if (rule.emit_risk) {
    const Value said = text.frame.Evaluate(*rule.emit_risk);
    if (IsNumber(said) && AppendPresent(said, out)) return;
  }
  if (!rule.risk || !AppendPresent(Value(*rule.risk), out)) out.resize(mark);
}

void AlertWriter::Impl::AppendKey(const nfa::Rule& rule, const std::vector<Value>& key,
                                  std::string& out) {
  out += ",\"key\":{";
  bool any = false;
  for (std::size_t i = 0; i < rule.keys.size(); ++i) {
    const std::size_t mark = out.size();
    if (any) out += ',';
    nfa::AppendJsonString(rule.keys[i].name, out);
    out += ':';
    if (AppendPresent(key[i], out)) any = true;
    else out.resize(mark);
  }
  out += '}';
}

void AlertWriter::Impl::AppendFields(RuleText& text, std::string& out) {
  out += ",\"fields\":";
  text.fields.Append(out, [&text](std::size_t i, std::string& to) {
    return AppendPresent(text.frame.Evaluate(text.rule.emit[i].value), to);
  });
}

void AlertWriter::Impl::AppendMessage(RuleText& text, std::string& out) {
  if (!text.rule.emit_message) return;
  const Value said = text.frame.Evaluate(*text.rule.emit_message);
  if (said.is_missing()) return;
  std::string plain;
  nfa::AppendPlain(said, plain);
  out += ",\"message\":";
  nfa::AppendJsonString(plain, out);
}

// Bytes are those of the events' objects and the commas between them.
void AlertWriter::Impl::AppendEvents(const RuleText& text, const nfa::Match& match,
                                     std::string& out) {
  out += ",\"events\":[";
  const std::size_t begin = out.size();
  std::size_t shown = 0;
  for (const nfa::TakenEvent& taken : match.events) {
    if (shown == nfa::kMaxAlertEvents) break;
    const std::size_t mark = out.size();
    if (shown > 0) out += ',';
    AppendEvent(text, taken, out);
    if (out.size() - begin > nfa::kMaxAlertEventBytes) {
      out.resize(mark);
      break;
    }
    ++shown;
  }
  out += ']';
  if (shown == match.events.size()) return;
  out += ",\"events_left_out\":";
  AppendNumber(match.events.size() - shown, out);
}

void AlertWriter::Impl::AppendEvent(const RuleText& text, const nfa::TakenEvent& taken,
                                    std::string& out) {
  const nfa::Rule& rule = text.rule;
  const nfa::Alternative& alternative = rule.alternatives[taken.alternative];
  const nfa::Step& step = rule.steps[alternative.step.index()];
  const nfa::Coordinates at = rows.CoordinatesOf(taken.event);
  out += "{\"step\":";
  nfa::AppendJsonString(step.name, out);
  out += ",\"type\":";
  nfa::AppendJsonString(rule.types[step.type].name, out);
  out += ",\"stream\":";
  nfa::AppendJsonString(rules.schema.streams[at.stream.index()].name, out);
  out += ",\"partition\":";
  AppendNumber(at.partition, out);
  out += ",\"offset\":";
  AppendNumber(static_cast<std::uint64_t>(at.offset), out);
  AppendTime("time", at.time, out);
  out += ",\"data\":";
  text.data[step.type].Append(out, [&](std::size_t field, std::string& to) {
    const std::optional<std::uint32_t> slot = alternative.slots[field];
    return slot && AppendPresent(rows.Field(taken.event, *slot), to);
  });
  out += '}';
}

}  // namespace precept::runtime
