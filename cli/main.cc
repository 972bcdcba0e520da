// The `precept` command: options to verbs.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/check.h"
#include "cli/explain.h"
#include "cli/exit_code.h"
#include "cli/fmt.h"
#include "cli/replay.h"
#include "cli/terminal.h"
#include "cli/usage.h"

namespace precept::cli {
namespace {

CLI::App* AddVerb(CLI::App& app, const std::string& name,
                  const std::string& description, const std::string& examples,
                  std::vector<std::string>& rules) {
  CLI::App* verb = app.add_subcommand(name, description);
  verb->footer("\nExamples:\n" + examples);
  verb->add_option("rules", rules, "Rule files, or folders of *.precept files")
      ->required()
      ->type_name("RULES...");
  return verb;
}

CLI::Option* AddFlag(CLI::App* verb, const std::string& name, bool& value,
                     const std::string& description) {
  return verb->add_flag(name, value, description)->disable_flag_override();
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
      "  precept check rules/ --strict --format json\n"
      "  precept check - < one.precept   reads standard input\n",
      options.rules);
  AddFlag(verb, "--strict", options.strict, "Exit with 1 if there are warnings");
  AddChoice<DiagnosticFormat>(
      verb, "--format", options.format,
      {{"text", DiagnosticFormat::kText}, {"json", DiagnosticFormat::kJson}},
      "text or json; text unless said")
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
  AddFlag(verb, "--check", options.check,
          "Name the files that would change, write nothing");
  AddFlag(verb, "--diff", options.diff,
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
  AddFlag(verb, "--drain", options.drain,
          "Let time run out at the end and report what is held");
  AddCount(verb, "--max-starts", options.max_starts,
           "Starting events that one rule may keep open under one key "
           "(1000000, or 10000 where conditions across steps keep them "
           "apart, unless said)")
      ->type_name("N");
  AddFlag(verb, "--summary", options.summary,
          "Print the summary though standard error is no terminal");
  AddCount(verb, "--batch", options.batch, "Records a batch")->group("");
  return verb;
}

CLI::App* AddExplain(CLI::App& app, ExplainOptions& options) {
  CLI::App* verb = AddVerb(
      app, "explain", "Show what became of rules",
      "  precept explain rules/ --stage plan\n"
      "  precept explain rules/ --rule card_testing --svg > card_testing.svg\n",
      options.rules);
  verb->add_option("--rule", options.rule, "Only this rule")->type_name("NAME");
  AddChoice<ExplainStage>(verb, "--stage", options.stage,
                          {{"ast", ExplainStage::kAst},
                           {"checked", ExplainStage::kChecked},
                           {"plan", ExplainStage::kPlan},
                           {"automaton", ExplainStage::kAutomaton}},
                          "ast, checked, plan or automaton; all unless said")
      ->type_name("STAGE");
  CLI::Option* dot = AddFlag(verb, "--dot", options.dot,
                             "Automata as graphs for graphviz");
  AddFlag(verb, "--svg", options.svg, "One automaton as a drawing")
      ->excludes(dot);
  return verb;
}

// The verbs and what was asked of the one that is used.
struct CommandLine {
  CommandLine();

  CLI::App app{"Precept finds patterns in streams of events.", "precept"};
  CheckOptions check;
  FmtOptions fmt;
  ReplayOptions replay;
  ExplainOptions explain;
  CLI::App* check_verb;
  CLI::App* fmt_verb;
  CLI::App* replay_verb;
  CLI::App* explain_verb;
};

CommandLine::CommandLine() {
  app.formatter(std::make_shared<HelpText>());
  app.set_help_flag("-h,--help", "Say this");
  app.set_version_flag("--version", "precept " PRECEPT_VERSION,
                       "Say which version this is");
  app.footer(
      "\nExamples:\n"
      "  precept check rules/\n"
      "  precept replay rules/ --stream payments=payments.ndjson\n"
      "\nExit codes: 0 fine, 1 findings, 2 rules do not compile, 3 usage,\n"
      "4 input or output that cannot be reached.\n"
      "`precept help VERB` says more about a verb.\n");
  check_verb = AddCheck(app, check);
  fmt_verb = AddFmt(app, fmt);
  replay_verb = AddReplay(app, replay);
  explain_verb = AddExplain(app, explain);
}

ExitCode RefuseUsage(const std::string& problem, const std::string& verb,
                     const Terminal& terminal) {
  terminal.Error(problem);
  terminal.err << "`precept help" << (verb.empty() ? "" : " ") << verb
               << "` says more\n";
  return ExitCode::kUsage;
}

// `help VERB` as `VERB --help`, `help` alone as `--help`.
std::vector<std::string> WithHelpAsOption(std::vector<std::string> arguments) {
  if (arguments.empty() || arguments[0] != "help") return arguments;
  if (arguments.size() == 1 || arguments[1] == "help") return {"--help"};
  return {arguments[1], "--help"};
}

ExitCode Run(int argc, char** argv, const Terminal& terminal) {
  CommandLine line;
  std::vector<std::string> verbs;
  for (const CLI::App* verb : line.app.get_subcommands({})) {
    verbs.push_back(verb->get_name());
  }
  std::vector<std::string> arguments =
      WithHelpAsOption(std::vector<std::string>(argv + 1, argv + argc));
  if (arguments.empty()) {
    return RefuseUsage("a verb is needed" + Suggestion("", verbs), "", terminal);
  }
  const std::string first = arguments[0];
  const CLI::App* used = &line.app;
  if (!first.starts_with('-')) {
    const std::string problem = VerbProblem(first, verbs);
    if (!problem.empty()) return RefuseUsage(problem, "", terminal);
    used = line.app.get_subcommand(first);
  }
  try {
    std::reverse(arguments.begin(), arguments.end());  // As the parser has it.
    line.app.parse(std::move(arguments));
  } catch (const CLI::Success& asked) {
    line.app.exit(asked, terminal.out, terminal.err);
    return ExitCode::kFine;
  } catch (const CLI::ParseError& error) {
    return RefuseUsage(ArgumentProblem(*used, error),
                       used == &line.app ? "" : first, terminal);
  }
  if (line.check_verb->parsed()) return RunCheck(line.check, terminal);
  if (line.fmt_verb->parsed()) return RunFmt(line.fmt, terminal);
  if (line.replay_verb->parsed()) return RunReplay(line.replay, terminal);
  if (line.explain_verb->parsed()) return RunExplain(line.explain, terminal);
  return RefuseUsage("a verb is needed" + Suggestion("", verbs), "", terminal);
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
