// `explain --stage automaton`, as text and as a graph.

#include <string>
#include <vector>

#include "compiler/explain.h"
#include "compiler/explain_expression.h"
#include "compiler/explain_rule.h"
#include "compiler/lower_pattern.h"

namespace precept::compiler {
namespace {

// A condition longer than this makes the drawing unreadable.
constexpr std::size_t kLongestLabel = 60;

// What a way asks of its event, one line a base type.
std::vector<std::string> WayTexts(const nfa::RuleSet& rules,
                                  const nfa::Rule& rule, const nfa::Way& way) {
  std::vector<std::string> texts;
  for (const nfa::Alternative& alternative : rule.alternatives) {
    if (alternative.step == way.step) {
      texts.push_back(AlternativeText(rules, alternative));
    }
  }
  return texts;
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
  for (std::size_t i = 0; i < rule.automaton.places.size(); ++i) {
    const nfa::Place& place = rule.automaton.places[i];
    out += "  " + std::to_string(i) + " " + place.text;
    if (place.accepting) out += " (report)";
    out += '\n';
    for (const nfa::Way& way : place.ways) {
      for (const std::string& text : WayTexts(rules, rule, way)) {
        out += "    " + std::string(ArrowText(way.contiguity)) + " " +
               std::to_string(way.target.index()) + "  " +
               rule.steps[way.step.index()].name + ": " + text + '\n';
      }
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
  std::string label = std::string(ArrowText(way.contiguity)) + " " +
                      rule.steps[way.step.index()].name;
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

std::string NodeOf(std::size_t place) { return "p" + std::to_string(place); }

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
  for (std::size_t i = 0; i < rule.automaton.places.size(); ++i) {
    const nfa::Place& place = rule.automaton.places[i];
    out += "  " + NodeOf(i) + " [label=" + Quoted(place.text);
    if (place.accepting) {
      out += ", peripheries=2, fillcolor=\"#e3f4e4\", color=\"#3c8a4c\"";
    }
    if (i == nfa::Automaton::kStart.index()) {
      out += ", fillcolor=white, color=\"#8a939c\"";
    }
    out += "];\n";
    for (const nfa::Way& way : place.ways) {
      out += "  " + NodeOf(i) + " -> " + NodeOf(way.target.index()) +
             " [label=" + LabelText(EdgeLabel(rules, rule, way)) + ", " +
             ArrowStyle(way.contiguity) + "];\n";
    }
  }
  return out + "}\n";
}

}  // namespace precept::compiler
