#include "tests/oracle/compact_case.h"

#include <cmath>
#include <cstdlib>
#include <ostream>
#include <sstream>

#include "lang/parser.h"

namespace precept::oracle {
namespace {

std::string Declarations() {
  std::string text;
  for (const char type : std::string("ABCDEFG")) {
    const std::string name(1, type);
    text += "event " + name + " from \"" + (type == 'G' ? "t" : "s") +
            "\" where is_" + name + " == true { at: timestamp @time is_" +
            name +
            ": bool? x: int? y: float? m: decimal? k: string? h: string? "
            "tags: [string]? }\n";
  }
  return text +
         "event P = A | B\n"
         "event Big = A where x > 5\n"
         "event Loud = A { loud = x * 2 }\n"
         "const two = 2\n"
         "const span = 5s\n"
         "list few: string = [\"u\", \"v\"]\n"
         "def twice(n: int) = n * 2\n";
}

std::vector<std::string> Split(std::string_view text, char at) {
  std::vector<std::string> parts;
  std::istringstream in{std::string(text)};
  for (std::string part; std::getline(in, part, at);) {
    const std::size_t first = part.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    parts.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
  }
  return parts;
}

nfa::Value FieldValue(const std::string& name, const std::string& text) {
  if (name == "x") return nfa::Value(std::int64_t{std::atoll(text.c_str())});
  if (name == "y") return nfa::Value(std::atof(text.c_str()));
  if (name == "m") return nfa::Value(*nfa::Decimal::Parse(text));
  if (name == "tags") {
    nfa::ValueList list;
    for (const std::string& tag : Split(text, '|')) list.emplace_back(tag);
    return nfa::Value(std::move(list));
  }
  return nfa::Value(text);
}

}  // namespace

std::vector<Event> ParseEvents(std::string_view text) {
  std::vector<Event> events;
  for (const std::string& one : Split(text, ';')) {
    const std::vector<std::string> words = Split(one, ' ');
    Event event;
    const std::size_t at = words[0].find('@');
    event.types = Split(words[0].substr(0, at), '+');
    event.time.ns = std::llround(std::atof(words[0].c_str() + at + 1) * 1e9);
    event.stream = event.types == std::vector<std::string>{"G"} ? "t" : "s";
    if (event.types == std::vector<std::string>{"none"}) event.types.clear();
    event.offset = static_cast<std::int64_t>(events.size()) + 1;
    for (std::size_t i = 1; i < words.size(); ++i) {
      const std::size_t equals = words[i].find('=');
      const std::string name = words[i].substr(0, equals);
      event.fields[name] = FieldValue(name, words[i].substr(equals + 1));
    }
    events.push_back(std::move(event));
  }
  return events;
}

std::string ToCompact(const std::vector<Match>& matches) {
  std::string text;
  for (const Match& match : matches) {
    if (!text.empty()) text += "; ";
    std::string key;
    for (const nfa::Value& part : match.key) {
      key += key.empty() ? "[" : ",";
      nfa::AppendPlain(part, key);
    }
    if (!key.empty()) text += key + "] ";
    for (const Binding& binding : match.bindings) {
      text += binding.label + std::to_string(binding.event) + ' ';
    }
    if (match.decided_by) {
      text += "by " + std::to_string(*match.decided_by);
    } else {
      text += "at " +
              nfa::FormatFloat(static_cast<double>(match.decided_at.ns) / 1e9);
    }
    if (match.incomplete) text += " incomplete";
  }
  return text;
}

lang::ast::File ParseFile(const std::string& text, std::string& error) {
  lang::SourceMap sources;
  const lang::SourceText& source = sources.Add("case.precept", text);
  lang::DiagnosticSink sink;
  lang::ast::File file = lang::Parse(source, sink);
  if (sink.has_errors()) {
    const lang::Diagnostic& first = sink.diagnostics()[0];
    error =
        first.message + " at \"" + text.substr(first.range.begin, 30) + "\"";
  }
  return file;
}

std::string RunCompact(const CompactCase& c) {
  std::string error;
  const std::vector<lang::ast::File> files{
      ParseFile(Declarations() + "rule r { match " + c.rule + " }\n", error)};
  if (!error.empty()) return "failure: " + error;
  const Outcome outcome =
      RunOracle(files, "r", ParseEvents(c.events), c.options);
  if (!outcome.failures.empty()) return "failure: " + outcome.failures[0];
  return ToCompact(outcome.matches);
}

void PrintTo(const CompactCase& c, std::ostream* out) {
  *out << "match " << c.rule << "  on  " << c.events;
}

}  // namespace precept::oracle
