#include "compiler/check_meta.h"

#include <algorithm>
#include <map>
#include <variant>

#include "compiler/literal.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

const std::vector<std::string>& KnownEntries() {
  static const std::vector<std::string> known{
      "severity", "risk", "status", "mode", "on_change", "owner", "description",
      "references", "attack", "false_positives", "runbook"};
  return known;
}

// A word or a text: `severity: high` and `severity: "high"` are alike.
std::optional<std::string> TextOf(const ast::MetaAtom& atom) {
  if (const auto* word = std::get_if<ast::MetaWord>(&atom.node)) return word->text;
  if (const auto* text = std::get_if<ast::StringLiteral>(&atom.node)) {
    return text->value;
  }
  return std::nullopt;
}

// As JSON: words and texts quoted, `true` and `false` as they are, numbers in
// their shortest form, durations as in the language.
void AppendAtom(const ast::MetaAtom& atom, std::string& json) {
  if (const auto* number = std::get_if<ast::MetaNumber>(&atom.node)) {
    const bool whole = IsWholeNumber(number->spelling);
    const LiteralValue value = NumberAs(
        number->spelling, whole ? nfa::Scalar::kInt : nfa::Scalar::kFloat);
    if (const auto* read = std::get_if<nfa::Value>(&value)) {
      nfa::AppendJson(*read, json);
    }
    return;
  }
  if (const auto* span = std::get_if<ast::DurationLiteral>(&atom.node)) {
    nfa::AppendJson(nfa::Value(nfa::Duration{span->nanoseconds}), json);
    return;
  }
  const auto* word = std::get_if<ast::MetaWord>(&atom.node);
  if (word != nullptr && (word->text == "true" || word->text == "false")) {
    json += word->text;
    return;
  }
  nfa::AppendJsonString(*TextOf(atom), json);
}

std::string LabelText(const ast::MetaEntry& entry) {
  std::string json;
  if (!entry.is_list) {
    AppendAtom(entry.atoms.front(), json);
    return json;
  }
  json += '[';
  for (std::size_t i = 0; i < entry.atoms.size(); ++i) {
    if (i > 0) json += ',';
    AppendAtom(entry.atoms[i], json);
  }
  json += ']';
  return json;
}

class MetaChecker {
 public:
  explicit MetaChecker(Reporter& reporter) : reporter_(reporter) {}

  CheckedMeta Check(const ast::Meta& meta) {
    for (const ast::MetaEntry& entry : meta.entries) {
      const auto [first, added] = seen_.emplace(entry.name.text, entry.name.range);
      if (!added) {
        Report(DiagnosticCode::kDuplicateMetaEntry, entry.name.range,
               Quoted(entry.name.text) + " is given already", {},
               {{first->second, "first given here"}});
      } else {
        Read(entry);
      }
    }
    return std::move(checked_);
  }

 private:
  void Read(const ast::MetaEntry& entry) {
    const std::string& name = entry.name.text;
    if (name == "severity") return ReadSeverity(entry);
    if (name == "risk") return ReadRisk(entry);
    if (name == "attack") return ReadAttack(entry);
    if (name == "mode") {
      checked_.off = WordAmong(entry, {"live", "shadow", "off"}) == "off";
      return;
    }
    if (name == "on_change") {
      WordAmong(entry, {"drain", "restart"});
      return;
    }
    if (name == "status" &&
        !WordAmong(entry, {"experimental", "stable", "deprecated"})) {
      return;
    }
    if (!CheckNumbers(entry)) return;
    WarnOfTypo(entry);
    checked_.labels.emplace_back(name, LabelText(entry));
  }

  std::optional<std::string> WordAmong(const ast::MetaEntry& entry,
                                       const std::vector<std::string>& words) {
    const auto word = entry.is_list ? std::nullopt : TextOf(entry.atoms.front());
    if (!word) {
      Report(DiagnosticCode::kMetaValueKind, entry.range,
             Quoted(entry.name.text) + " is one of " + Enumerate(words));
      return std::nullopt;
    }
    if (std::find(words.begin(), words.end(), *word) != words.end()) return word;
    const std::string fix = DidYouMean(*word, words);
    Report(DiagnosticCode::kUnknownMetaWord, entry.atoms.front().range,
           Quoted(entry.name.text) + " is one of " + Enumerate(words) +
               ", not " + Quoted(*word),
           fix);
    return std::nullopt;
  }

  void ReadSeverity(const ast::MetaEntry& entry) {
    const auto word = WordAmong(entry, SeverityWords());
    if (word) checked_.severity = *SeverityOf(*word);
  }

  void ReadRisk(const ast::MetaEntry& entry) {
    const auto* number = entry.is_list ? nullptr
                                       : std::get_if<ast::MetaNumber>(
                                             &entry.atoms.front().node);
    if (number == nullptr) {
      Report(DiagnosticCode::kMetaValueKind, entry.range, "`risk` is a number");
      return;
    }
    const LiteralValue value = NumberAs(number->spelling, nfa::Scalar::kFloat);
    if (const auto* problem = std::get_if<LiteralProblem>(&value)) {
      Report(problem->code, entry.atoms.front().range, problem->message);
      return;
    }
    checked_.risk = std::get<nfa::Value>(value).get<double>();
  }

  void ReadAttack(const ast::MetaEntry& entry) {
    for (const ast::MetaAtom& atom : entry.atoms) {
      const auto technique = TextOf(atom);
      if (!technique) {
        Report(DiagnosticCode::kMetaValueKind, atom.range,
               "`attack` is a list of techniques, as in `[T1110, T1078.004]`");
        return;
      }
      checked_.attack.push_back(*technique);
    }
  }

  bool CheckNumbers(const ast::MetaEntry& entry) {
    for (const ast::MetaAtom& atom : entry.atoms) {
      const auto* number = std::get_if<ast::MetaNumber>(&atom.node);
      if (number == nullptr || IsWholeNumber(number->spelling)) continue;
      const LiteralValue value = NumberAs(number->spelling, nfa::Scalar::kFloat);
      if (const auto* problem = std::get_if<LiteralProblem>(&value)) {
        Report(problem->code, atom.range, problem->message);
        return false;
      }
    }
    return true;
  }

  void WarnOfTypo(const ast::MetaEntry& entry) {
    const std::string& name = entry.name.text;
    const auto& known = KnownEntries();
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    const std::string fix = DidYouMean(name, known);
    if (fix.empty()) return;
    Report(DiagnosticCode::kLikelyMetaTypo, entry.name.range,
           Quoted(name) + " is kept as a label and means nothing to the engine",
           fix);
  }

  void Report(DiagnosticCode code, lang::SourceRange range, std::string message,
              std::string fix = {}, std::vector<lang::Label> labels = {}) {
    reporter_.Report(code, range, std::move(message), std::move(fix),
                     std::move(labels));
  }

  Reporter& reporter_;
  CheckedMeta checked_;
  std::map<std::string, lang::SourceRange> seen_;
};

}  // namespace

CheckedMeta CheckMeta(const ast::Meta& meta, Reporter& reporter) {
  return MetaChecker(reporter).Check(meta);
}

std::vector<std::string> SeverityWords() {
  return {"info", "low", "medium", "high", "critical"};
}

std::optional<nfa::Severity> SeverityOf(const std::string& word) {
  const std::vector<std::string> words = SeverityWords();
  const auto at = std::find(words.begin(), words.end(), word);
  if (at == words.end()) return std::nullopt;
  return static_cast<nfa::Severity>(at - words.begin());
}

}  // namespace precept::compiler
