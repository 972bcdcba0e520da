// The `precept` command: options to verbs.

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "cli/check.h"
#include "cli/explain.h"
#include "cli/exit_code.h"
#include "cli/fmt.h"
#include "cli/replay.h"
#include "cli/terminal.h"

namespace precept::cli {
namespace {

CLI::App* AddVerb(CLI::App& app, const std::string& name,
                  const std::string& description, const std::string& examples,
                  std::vector<std::string>& rules) {
  CLI::App* verb = app.add_subcommand(name, description);
  verb->footer("\nExamples:\n" + examples);
  verb->add_option("rules", rules, "Rule files, or folders of *.precept files")
      ->required()
      ->type_name("RULES");
  return verb;
}

// One value a use: what follows is the next argument.
template <class T>
void AddRepeated(CLI::App* verb, const std::string& name, T& values,
                 const std::string& description, const std::string& type_name) {
  verb->add_option(name, values, description)
      ->type_name(type_name)
      ->type_size(1)
      ->allow_extra_args(false);
}

CLI::App* AddCheck(CLI::App& app, CheckOptions& options) {
  CLI::App* verb = AddVerb(
      app, "check", "Check rules: mistakes, and what an author may not have meant",
      "  precept check rules/\n"
      "  precept check rules/ --strict --format json\n",
      options.rules);
  verb->add_flag("--strict", options.strict, "Exit with 1 if there are warnings");
  static const std::map<std::string, DiagnosticFormat> kFormats = {
      {"text", DiagnosticFormat::kText}, {"json", DiagnosticFormat::kJson}};
  verb->add_option("--format", options.format, "text or json")
      ->transform(CLI::CheckedTransformer(kFormats))
      ->type_name("FORMAT");
  return verb;
}

CLI::App* AddFmt(CLI::App& app, FmtOptions& options) {
  CLI::App* verb = AddVerb(
      app, "fmt", "Put rule files into their one layout",
      "  precept fmt rules/              rewrites what needs it\n"
      "  precept fmt --check rules/      exits with 1 if something does\n"
      "  precept fmt - < one.precept     standard input to standard output\n",
      options.rules);
  verb->add_flag("--check", options.check,
                 "Name the files that would change, write nothing");
  verb->add_flag("--diff", options.diff,
                 "Show what would change, write nothing");
  return verb;
}

CLI::App* AddReplay(CLI::App& app, ReplayOptions& options) {
  CLI::App* verb = AddVerb(
      app, "replay", "Run recorded events through rules and write the alerts",
      "  precept replay rules/ --stream payments=payments.ndjson\n"
      "  precept replay rules/ --stream auth=mon.ndjson --stream auth=tue.ndjson \\\n"
      "      --lateness 5s --lateness auth=1m --out alerts.ndjson --dead dead.ndjson\n"
      "  zcat payments.gz | precept replay rules/ --stream payments=- | jq .rule\n",
      options.rules);
  AddRepeated(verb, "--stream", options.streams,
              "A file of a stream's records, one JSON object a line; - is "
              "standard input; again for more files, in order",
              "NAME=FILE");
  AddRepeated(verb, "--lateness", options.lateness,
              "How far behind the newest event of its stream an event may come "
              "(5s unless said)",
              "[NAME=]DURATION");
  verb->add_option("--max-ahead", options.max_ahead,
                   "Events further ahead of all before them are dead letters")
      ->type_name("DURATION");
  verb->add_option("--out", options.out, "Write alerts to a file")
      ->type_name("FILE");
  verb->add_option("--late", options.late, "Write late events to a file")
      ->type_name("FILE");
  verb->add_option("--dead", options.dead, "Write dead letters to a file")
      ->type_name("FILE");
  verb->add_flag("--drain", options.drain,
                 "Let time run out at the end and report what is held");
  verb->add_option("--max-starts", options.max_starts,
                   "Starting events that one rule may keep open under one key "
                   "(1000000 unless said)")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  verb->add_flag("--summary", options.summary,
                 "Print the summary though standard error is no terminal");
  verb->add_option("--batch", options.batch, "Records a batch")
      ->check(CLI::PositiveNumber)
      ->group("");
  return verb;
}

CLI::App* AddExplain(CLI::App& app, ExplainOptions& options) {
  CLI::App* verb = AddVerb(
      app, "explain", "Show what became of rules",
      "  precept explain rules/ --stage plan\n"
      "  precept explain rules/ --rule card_testing --svg > card_testing.svg\n",
      options.rules);
  verb->add_option("--rule", options.rule, "Only this rule")->type_name("NAME");
  static const std::map<std::string, ExplainStage> kStages = {
      {"ast", ExplainStage::kAst},
      {"checked", ExplainStage::kChecked},
      {"plan", ExplainStage::kPlan},
      {"automaton", ExplainStage::kAutomaton}};
  verb->add_option("--stage", options.stage,
                   "ast, checked, plan or automaton; all unless said")
      ->transform(CLI::CheckedTransformer(kStages))
      ->type_name("STAGE");
  CLI::Option* dot = verb->add_flag("--dot", options.dot,
                                    "Automata as graphs for graphviz");
  verb->add_flag("--svg", options.svg, "One automaton as a drawing")
      ->excludes(dot);
  return verb;
}

ExitCode Run(int argc, char** argv, const Terminal& terminal) {
  CLI::App app("Precept finds patterns in streams of events.", "precept");
  app.set_version_flag("--version", "precept " PRECEPT_VERSION);
  app.require_subcommand(1);
  app.footer(
      "\nExamples:\n"
      "  precept check rules/\n"
      "  precept replay rules/ --stream payments=payments.ndjson\n"
      "\nExit codes: 0 fine, 1 findings, 2 rules do not compile, 3 usage,\n"
      "4 input or output that cannot be reached.\n"
      "`precept VERB --help` says more about a verb.");
  CheckOptions check;
  FmtOptions fmt;
  ReplayOptions replay;
  ExplainOptions explain;
  CLI::App* check_verb = AddCheck(app, check);
  CLI::App* fmt_verb = AddFmt(app, fmt);
  CLI::App* replay_verb = AddReplay(app, replay);
  CLI::App* explain_verb = AddExplain(app, explain);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, terminal.out, terminal.err);
    return code == 0 ? ExitCode::kFine : ExitCode::kUsage;
  }
  if (check_verb->parsed()) return RunCheck(check, terminal);
  if (fmt_verb->parsed()) return RunFmt(fmt, terminal);
  if (replay_verb->parsed()) return RunReplay(replay, terminal);
  if (explain_verb->parsed()) return RunExplain(explain, terminal);
  return ExitCode::kUsage;
}

}  // namespace
}  // namespace precept::cli

int main(int argc, char** argv) {
  using precept::cli::ExitCode;
  const precept::cli::Terminal terminal = precept::cli::Terminal::OfProcess();
  ExitCode code = precept::cli::Run(argc, argv, terminal);
  const std::string problem = precept::cli::OutputProblem(terminal.out);
  if (!problem.empty()) {
    terminal.Error(problem);
    if (code == ExitCode::kFine) code = ExitCode::kUnreachable;
  }
  return static_cast<int>(code);
}
