#include "cli/explain.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "cli/diagnostics.h"
#include "cli/graphviz.h"
#include "cli/rule_files.h"
#include "compiler/compile.h"
#include "compiler/explain.h"
#include "lang/ast_printer.h"

namespace precept::cli {
namespace {

namespace ast = lang::ast;

std::vector<std::string> RuleNames(const std::vector<ast::File>& files) {
  std::vector<std::string> names;
  for (const ast::File& file : files) {
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* rule = std::get_if<ast::Rule>(&declaration.node)) {
        names.push_back(rule->name.text);
      }
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The file with the declaration of one rule only.
ast::File OnlyRule(const ast::File& file, const std::string& name) {
  ast::File only;
  only.id = file.id;
  for (const ast::Declaration& declaration : file.declarations) {
    const auto* rule = std::get_if<ast::Rule>(&declaration.node);
    if (rule != nullptr && rule->name.text == name) {
      only.declarations.push_back(declaration);
    }
  }
  return only;
}

std::string ExplainAst(const lang::SourceMap& sources,
                       const std::vector<ast::File>& files,
                       const std::string& rule) {
  std::string text;
  for (const ast::File& file : files) {
    const ast::File shown = rule.empty() ? file : OnlyRule(file, rule);
    if (shown.declarations.empty()) continue;
    if (!text.empty()) text += '\n';
    text += "// " + sources.Get(file.id).name() + '\n' + lang::DumpTree(shown);
  }
  return text;
}

std::string ExplainOne(ExplainStage stage, const lang::SourceMap& sources,
                       const compiler::CompileResult& compiled,
                       const std::string& rule) {
  switch (stage) {
    case ExplainStage::kAst:
      return ExplainAst(sources, compiled.files, rule);
    case ExplainStage::kChecked:
      return compiler::ExplainChecked(*compiled.checked, rule);
    case ExplainStage::kPlan:
      return compiler::ExplainPlan(*compiled.rules, rule);
    case ExplainStage::kAutomaton:
      return compiler::ExplainAutomaton(*compiled.rules, rule);
  }
  return {};
}

std::string ExplainAll(const lang::SourceMap& sources,
                       const compiler::CompileResult& compiled,
                       const std::string& rule) {
  constexpr std::pair<ExplainStage, std::string_view> kStages[] = {
      {ExplainStage::kAst, "ast"},
      {ExplainStage::kChecked, "checked"},
      {ExplainStage::kPlan, "plan"},
      {ExplainStage::kAutomaton, "automaton"}};
  std::string text;
  for (const auto& [stage, name] : kStages) {
    const std::string shown = ExplainOne(stage, sources, compiled, rule);
    if (shown.empty()) continue;
    if (!text.empty()) text += '\n';
    text += "==== " + std::string(name) + " ====\n\n" + shown;
  }
  return text;
}

// The graphs of all rules that are asked for.
std::vector<std::string> Graphs(const nfa::RuleSet& rules,
                                const std::string& rule) {
  std::vector<std::string> graphs;
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    if (rule.empty() || rules.rules[i].name == rule) {
      graphs.push_back(compiler::AutomatonDot(rules, nfa::RuleId(i)));
    }
  }
  return graphs;
}

ExitCode PrintGraphs(const ExplainOptions& options, const nfa::RuleSet& rules,
                     const Terminal& terminal) {
  const std::vector<std::string> graphs = Graphs(rules, options.rule);
  if (!options.svg) {
    for (const std::string& graph : graphs) terminal.out << graph;
    return ExitCode::kFine;
  }
  if (graphs.size() != 1) {
    std::vector<std::string> names;
    for (const nfa::Rule& rule : rules.rules) names.push_back(rule.name);
    terminal.Error("--svg draws one rule: choose it with --rule" +
                   Suggestion("", names));
    return ExitCode::kUsage;
  }
  nfa::Result<std::string> drawing = DrawSvg(graphs[0]);
  if (!drawing.ok()) return Refuse(drawing.status(), terminal);
  terminal.out << drawing.value();
  return ExitCode::kFine;
}

bool WantsGraphs(const ExplainOptions& options) {
  return options.dot || options.svg;
}

}  // namespace

ExitCode RunExplain(const ExplainOptions& options, const Terminal& terminal) {
  if (WantsGraphs(options) && options.stage &&
      *options.stage != ExplainStage::kAutomaton) {
    terminal.Error("--dot and --svg draw the stage automaton");
    return ExitCode::kUsage;
  }
  nfa::Result<lang::SourceMap> sources =
      LoadRuleFiles(options.rules, TestFiles::kLeftOut);
  if (!sources.ok()) return Refuse(sources.status(), terminal);
  const compiler::CompileResult compiled = compiler::Compile(sources.value());
  const std::vector<std::string> names = RuleNames(compiled.files);
  if (!options.rule.empty() &&
      !std::binary_search(names.begin(), names.end(), options.rule)) {
    terminal.Error("no rule is called `" + options.rule + "`" +
                   Suggestion(options.rule, names));
    return ExitCode::kUsage;
  }
  if (names.empty()) terminal.Warning("there are no rules, so there is nothing to match");
  // The tree is there as soon as the files parse.
  if (options.stage == ExplainStage::kAst && !WantsGraphs(options)) {
    terminal.out << ExplainAst(sources.value(), compiled.files, options.rule);
    if (compiled.rules) return ExitCode::kFine;
  }
  if (!compiled.rules) {
    PrintErrors(sources.value(), compiled.diagnostics, terminal);
    return ExitCode::kRulesRefused;
  }
  if (WantsGraphs(options)) return PrintGraphs(options, *compiled.rules, terminal);
  terminal.out << (options.stage
                       ? ExplainOne(*options.stage, sources.value(), compiled,
                                    options.rule)
                       : ExplainAll(sources.value(), compiled, options.rule));
  return ExitCode::kFine;
}

}  // namespace precept::cli
