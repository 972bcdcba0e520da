#include "compiler/reporter.h"

#include <algorithm>
#include <utility>

namespace precept::compiler {
namespace {

struct TypeWords {
  std::string_view one;
  std::string_view many;
};

TypeWords WordsOf(nfa::Scalar scalar) {
  switch (scalar) {
    case nfa::Scalar::kBool: return {"a bool", "bools"};
    case nfa::Scalar::kInt: return {"an int", "ints"};
    case nfa::Scalar::kFloat: return {"a float", "floats"};
    case nfa::Scalar::kDecimal: return {"a decimal", "decimals"};
    case nfa::Scalar::kString: return {"a string", "strings"};
    case nfa::Scalar::kIp: return {"an ip", "ips"};
    case nfa::Scalar::kTimestamp: return {"a timestamp", "timestamps"};
    case nfa::Scalar::kDuration: return {"a duration", "durations"};
  }
  return {};
}

// Says that nothing declared has a name.
bool IsOfUnknownName(lang::DiagnosticCode code) {
  return code == lang::DiagnosticCode::kUnknownType ||
         code == lang::DiagnosticCode::kUnknownFunction ||
         code == lang::DiagnosticCode::kUnknownConst ||
         code == lang::DiagnosticCode::kUnknownRule;
}

}  // namespace

bool Reporter::IsWithheld(lang::DiagnosticCode code) const {
  switch (withheld_) {
    case Withheld::kNothing: return false;
    case Withheld::kWarnings:
      return lang::SeverityOf(code) == lang::Severity::kWarning;
    case Withheld::kWarningsAndUnknownNames:
      return lang::SeverityOf(code) == lang::Severity::kWarning ||
             IsOfUnknownName(code);
  }
  return false;
}

void Reporter::Report(lang::DiagnosticCode code, lang::SourceRange range,
                      std::string message, std::string fix,
                      std::vector<lang::Label> labels) {
  if (silenced_ > 0 || IsWithheld(code)) return;
  sink_.Report({code, range, std::move(message), std::move(fix),
                std::move(labels)});
}

void Reporter::NotInThisVersion(lang::SourceRange range,
                                const std::string& construct,
                                std::string way_round) {
  Report(lang::DiagnosticCode::kNotInThisVersion, range,
         construct + " not in this version", std::move(way_round));
}

std::string Quoted(std::string_view text) {
  std::string quoted = "`";
  quoted += text;
  quoted += '`';
  return quoted;
}

std::string Phrase(nfa::Type type) {
  const TypeWords words = WordsOf(type.scalar);
  if (!type.is_list) return std::string(words.one);
  return "a list of " + std::string(words.many);
}

std::string DidYouMean(std::string_view name,
                       const std::vector<std::string>& candidates) {
  const auto nearest = lang::NearestName(name, candidates);
  return nearest ? "did you mean " + Quoted(*nearest) + "?" : std::string();
}

std::string Enumerate(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 8;
  std::string text;
  const std::size_t shown = std::min(names.size(), kShown);
  const bool cut = names.size() > shown;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += (i + 1 == shown && !cut) ? " and " : ", ";
    text += Quoted(names[i]);
  }
  return cut ? text + " and others" : text;
}

}  // namespace precept::compiler
