// `explain --stage automaton`, as text and as a graph.

#include <string>
#include <vector>

#include "compiler/event_kinds.h"
#include "compiler/explain.h"
#include "compiler/explain_expression.h"
#include "compiler/explain_rule.h"
#include "compiler/lower_pattern.h"
#include "nfa/limits.h"
#include "nfa/shape_count.h"

namespace precept::compiler {
namespace {

// A condition longer than this makes the drawing unreadable.
constexpr std::size_t kLongestLabel = 60;

// What a step asks of its event, one line a base type.
std::vector<std::string> StepTexts(const nfa::RuleSet& rules, const nfa::Rule& rule,
                                   nfa::StepId step) {
  std::vector<std::string> texts;
  for (const nfa::Alternative& alternative : rule.alternatives) {
    if (alternative.step == step) texts.push_back(AlternativeText(rules, alternative));
  }
  return texts;
}

// "[1s..5s]", or nothing.
std::string RangeText(const nfa::Way& way) {
  if (!way.low && !way.high) return {};
  const auto text = [](const std::optional<std::int64_t>& ns) {
    return ns ? nfa::FormatDuration(nfa::Duration{*ns}) : std::string();
  };
  return "[" + text(way.low) + ".." + text(way.high) + "]";
}

// What a way is: the arrow and its step, or what is waited for.
std::string WayText(const nfa::Rule& rule, const nfa::Way& way) {
  if (way.kind == nfa::Way::Kind::kStep) {
    return std::string(ArrowText(way.contiguity)) + RangeText(way) + " " +
           rule.steps[way.step.index()].name;
  }
  std::string text = "wait";
  if (way.wait) text += " " + nfa::FormatDuration(nfa::Duration{*way.wait});
  return text;
}

// "x, y" for the steps of what watches over a way.
std::string WatchText(const nfa::Rule& rule, const std::vector<nfa::Watch>& watches) {
  std::string text;
  for (const nfa::Watch& watch : watches) {
    text += (text.empty() ? "" : ", ") + rule.steps[watch.step.index()].name;
  }
  return text;
}

// "small.amount": the field of a variable that a column of the frame reads.
std::string FieldText(const nfa::Rule& rule, const nfa::FrameColumn& column,
                      const std::string& events) {
  for (std::size_t type = 0; type < column.fields.size(); ++type) {
    if (!column.fields[type]) continue;
    return events + "." + PathText(rule.types[type].fields[*column.fields[type]].path);
  }
  return events;
}

// What conditions of a step read of the event itself, as its first base has it.
std::string OwnText(const nfa::RuleSet& rules, const nfa::Rule& rule, nfa::StepId step,
                    std::uint32_t index) {
  for (const nfa::Alternative& alternative : rule.alternatives) {
    if (alternative.step != step || index >= alternative.own.size()) continue;
    const nfa::EventType& type = rules.schema.types[alternative.base.index()];
    return ExpressionText(rules.expressions, alternative.own[index],
                          ColumnNames(rules.schema.streams[type.stream.index()]));
  }
  return "the event";  // No step reads it.
}

// What the columns of the frame read where an event is met as `step`, as an author
// would say it.
std::vector<std::string> FrameNames(const nfa::RuleSet& rules, const nfa::Rule& rule,
                                    nfa::StepId step) {
  using Source = nfa::FrameColumn::Source;
  std::vector<std::string> names;
  for (const nfa::FrameColumn& column : rule.frame) {
    if (column.source == Source::kKey) {
      names.push_back(rule.keys[column.index].name);
      continue;
    }
    if (column.source == Source::kOwn) {
      names.push_back(OwnText(rules, rule, step, column.index));
      continue;
    }
    const std::string& variable = rule.variables[column.index];
    switch (column.source) {
      case Source::kCount: names.push_back("count(" + variable + ")"); break;
      case Source::kFirst:
        names.push_back(FieldText(rule, column, "first(" + variable + ")"));
        break;
      case Source::kLast:
        names.push_back(FieldText(rule, column, "last(" + variable + ")"));
        break;
      case Source::kItem:
        names.push_back(
            FieldText(rule, column, variable + "[" + std::to_string(column.item) + "]"));
        break;
      default: names.push_back(FieldText(rule, column, variable)); break;
    }
  }
  return names;
}

// What else decides whether a way is taken: "round below 5", "unless n".
std::string GuardText(const nfa::RuleSet& rules, const nfa::Rule& rule, const nfa::Way& way) {
  const std::vector<std::string> names = FrameNames(rules, rule, way.step);
  std::string text;
  for (const nfa::RoundGuard& guard : way.rounds) {
    text += guard.below ? "; round below " : "; round ";
    text += std::to_string(guard.value);
  }
  for (const nfa::ConditionUse& use : way.conditions) {
    text += "; " + ExpressionText(rules.expressions,
                                  rule.conditions[use.condition].expression, names);
  }
  for (std::uint32_t condition : way.where) {
    text += "; then " + ExpressionText(rules.expressions,
                                       rule.conditions[condition].expression, names);
  }
  if (!way.negations.empty()) text += "; not " + WatchText(rule, way.negations);
  if (!way.untils.empty()) text += "; until " + WatchText(rule, way.untils);
  for (const nfa::Way::Clock& clock : way.clocks) {
    text += "; within " + nfa::FormatDuration(nfa::Duration{clock.within});
  }
  return text;
}

std::string RuleHeader(const nfa::Rule& rule) {
  std::string text = rule.name + ": match ";
  text += ModeName(rule.automaton.mode);
  for (std::size_t i = 0; i < rule.keys.size(); ++i) {
    text += (i == 0 ? " by " : ", ") + rule.keys[i].name;
  }
  if (rule.automaton.within) {
    text += " within " + nfa::FormatDuration(*rule.automaton.within);
  }
  return text;
}

void AppendAutomaton(const nfa::RuleSet& rules, const nfa::Rule& rule,
                     std::string& out) {
  out += "rule " + RuleHeader(rule) + '\n';
  if (rule.automaton.mode != nfa::ReportMode::kLatest) {
    const std::size_t shapes = nfa::CountShapes(rule, EventKindsOf(rules, rule),
                                                nfa::kManyShapes);
    out += "  shapes: ";
    out += shapes > nfa::kManyShapes ? "more than " + std::to_string(nfa::kManyShapes)
                                     : std::to_string(shapes);
    out += '\n';
  }
  for (std::size_t i = 0; i < rule.automaton.positions.size(); ++i) {
    const nfa::Position& position = rule.automaton.positions[i];
    out += "  " + std::to_string(i) + " " + position.text;
    if (position.accepting) out += " (report)";
    out += '\n';
    for (const nfa::Way& way : position.ways) {
      out += "    " + WayText(rule, way) + " to " + std::to_string(way.target.index()) +
             GuardText(rules, rule, way) + '\n';
    }
  }
  for (std::size_t i = 0; i < rule.steps.size(); ++i) {
    for (const std::string& text : StepTexts(rules, rule, nfa::StepId(i))) {
      out += "  step " + rule.steps[i].name + ": " + text + '\n';
    }
  }
}

// Text inside a quoted string of the graph language.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

// At most `kLongestLabel` bytes, cut between code points.
std::string Shortened(const std::string& text) {
  if (text.size() <= kLongestLabel) return text;
  std::size_t end = kLongestLabel - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string ArrowStyle(nfa::Contiguity contiguity) {
  switch (contiguity) {
    case nfa::Contiguity::kRelaxed: return "style=solid";
    case nfa::Contiguity::kStrict: return "style=bold, penwidth=2.2";
    case nfa::Contiguity::kNondeterministic: return "style=dashed";
  }
  return "style=solid";
}

// The words of an edge: step and arrow, then the conditions where they are few.
std::string EdgeLabel(const nfa::RuleSet& rules, const nfa::Rule& rule,
                      const nfa::Way& way) {
  std::string label = WayText(rule, way);
  if (way.kind != nfa::Way::Kind::kStep) return label;
  const std::vector<std::string> frame = FrameNames(rules, rule, way.step);
  for (const nfa::Alternative& alternative : rule.alternatives) {
    if (alternative.step != way.step) continue;
    const nfa::EventType& type = rules.schema.types[alternative.base.index()];
    const std::vector<std::string> names =
        ColumnNames(rules.schema.streams[type.stream.index()]);
    label += "\n" + type.name;
    for (nfa::ExprId condition : alternative.conditions) {
      label += "\n" + Shortened(ExpressionText(rules.expressions, condition, names));
    }
  }
  for (const nfa::ConditionUse& use : way.conditions) {
    label += "\n" + Shortened(ExpressionText(rules.expressions,
                                             rule.conditions[use.condition].expression, frame));
  }
  return label;
}

// Newlines as the graph language writes them, centred.
std::string LabelText(const std::string& label) {
  std::string quoted = Quoted(label);
  std::string text;
  for (char c : quoted) {
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  return text;
}

std::string NodeOf(std::size_t position) { return "p" + std::to_string(position); }

}  // namespace

std::string ExplainAutomaton(const nfa::RuleSet& rules, const std::string& rule) {
  std::string out;
  for (const nfa::Rule& candidate : rules.rules) {
    if (!rule.empty() && candidate.name != rule) continue;
    if (!out.empty()) out += '\n';
    AppendAutomaton(rules, candidate, out);
  }
  return out;
}

std::string AutomatonDot(const nfa::RuleSet& rules, nfa::RuleId id) {
  const nfa::Rule& rule = rules.rules[id.index()];
  std::string out = "digraph " + Quoted(rule.name) + " {\n";
  out += "  rankdir=LR;\n  bgcolor=white;\n  pad=0.3;\n  nodesep=0.5;\n"
         "  ranksep=0.7;\n  labelloc=t;\n  fontname=\"Helvetica\";\n";
  out += "  label=" + Quoted(RuleHeader(rule)) + ";\n";
  out += "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#eef3fb\","
         " color=\"#4a6fa5\", fontname=\"Helvetica\", fontsize=11,"
         " margin=\"0.18,0.1\"];\n";
  out += "  edge [color=\"#44505c\", fontname=\"Helvetica\", fontsize=10,"
         " arrowsize=0.8];\n";
  for (std::size_t i = 0; i < rule.automaton.positions.size(); ++i) {
    const nfa::Position& position = rule.automaton.positions[i];
    out += "  " + NodeOf(i) + " [label=" + Quoted(position.text);
    if (position.accepting) {
      out += ", peripheries=2, fillcolor=\"#e3f4e4\", color=\"#3c8a4c\"";
    }
    if (i == nfa::Automaton::kStart.index()) {
      out += ", fillcolor=white, color=\"#8a939c\"";
    }
    out += "];\n";
    for (const nfa::Way& way : position.ways) {
      out += "  " + NodeOf(i) + " -> " + NodeOf(way.target.index()) +
             " [label=" + LabelText(EdgeLabel(rules, rule, way)) + ", " +
             ArrowStyle(way.contiguity) + "];\n";
    }
  }
  return out + "}\n";
}

}  // namespace precept::compiler
