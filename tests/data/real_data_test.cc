// Recorded data with known answers: every match is compared, by the numbers of
// the lines it took, and how many are left where events come too late.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/compile.h"
#include "connectors/codec/json.h"
#include "connectors/file/file_source.h"
#include "lang/diagnostic_render.h"
#include "lang/parser.h"
#include "runtime/engine.h"
#include "runtime/state/memory_state_store.h"
#include "tests/cases/match/memory_stream.h"
#include "tests/data/known_answers.h"

namespace precept::tests {
namespace {

namespace dom = simdjson::dom;

// The unpacked events, gone with their owner.
class UnpackedEvents {
 public:
  explicit UnpackedEvents(const DataSet& set)
      : path_(testing::TempDir() + "/precept_" + set.name + ".ndjson") {
    const std::string packed = (FolderOf(set) / "events.ndjson.xz").string();
    std::FILE* pipe = popen(("xz -dc '" + packed + "'").c_str(), "r");
    std::ofstream out(path_, std::ios::binary);
    std::vector<char> block(1 << 20);
    while (const std::size_t n =
               std::fread(block.data(), 1, block.size(), pipe)) {
      out.write(block.data(), static_cast<std::streamsize>(n));
    }
    ok_ = pclose(pipe) == 0 && out.good();
  }
  ~UnpackedEvents() { std::filesystem::remove(path_); }
  UnpackedEvents(const UnpackedEvents&) = delete;
  UnpackedEvents& operator=(const UnpackedEvents&) = delete;

  bool ok() const { return ok_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool ok_ = false;
};

// The rules' declarations by name.
std::map<std::string, lang::SourceRange> RulesOf(const lang::ast::File& file) {
  std::map<std::string, lang::SourceRange> rules;
  for (const lang::ast::Declaration& declaration : file.declarations) {
    if (const auto* rule = std::get_if<lang::ast::Rule>(&declaration.node)) {
      rules[rule->name.text] = declaration.range;
    }
  }
  return rules;
}

// Compiles the rules named of the data set's file; null after a failure.
std::shared_ptr<const nfa::RuleSet> CompileRules(const DataSet& set,
                                                 const std::set<std::string>& names) {
  const std::string path = std::string("tests/data/") + set.name + ".precept";
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  {
    lang::SourceMap sources;
    lang::DiagnosticSink sink;
    const lang::ast::File parsed = lang::Parse(sources.Add(path, text), sink);
    for (const auto& [name, range] : RulesOf(parsed)) {
      if (names.contains(name)) continue;
      text.replace(range.begin, range.end - range.begin, range.end - range.begin, ' ');
    }
  }
  lang::SourceMap sources;
  sources.Add(path, text);
  const compiler::CompileResult compiled = compiler::Compile(sources);
  EXPECT_NE(compiled.rules, nullptr)
      << lang::RenderText(compiled.diagnostics.diagnostics(), sources);
  return compiled.rules;
}

// Matches by rule, sorted by their lines.
std::map<std::string, std::vector<Lines>> MatchesOf(
    const std::vector<std::string>& alerts) {
  std::map<std::string, std::vector<Lines>> matches;
  dom::parser parser;
  for (const std::string& alert : alerts) {
    const dom::element parsed = parser.parse(alert);
    Lines lines;
    for (const dom::element& event : parsed["events"].get_array()) {
      lines.push_back(event["offset"].get_int64());
    }
    matches[std::string(parsed["rule"].get_string().value())].push_back(lines);
  }
  for (auto& [rule, found] : matches) std::sort(found.begin(), found.end());
  return matches;
}

constexpr std::size_t kRestartAfter = 997;  // Events.

struct Findings {
  std::map<std::string, std::vector<Lines>> matches;  // By rule.
  runtime::EngineCounts counts;
};

void RunRules(const DataSet& set, const UnpackedEvents& events,
              const std::shared_ptr<const nfa::RuleSet>& rules, nfa::Duration lateness,
              Findings& run, const runtime::ShardStore& store = {}) {
  auto source = connectors::FileSource::Open(set.stream, {events.path()});
  ASSERT_TRUE(source.ok()) << source.status().message();
  runtime::EngineOptions options;
  options.lateness = lateness;
  options.store = store;
  MemorySink alerts, late, dead;
  runtime::Engine engine(rules, options, {&alerts, &late, &dead},
                         &connectors::MakeJsonDecoder);
  nfa::Status status = engine.AddSource(std::move(source).value());
  ASSERT_TRUE(status.ok()) << status.message();
  status = engine.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(engine.counts().dead, 0u);
  run.matches = MatchesOf(alerts.lines());
  run.counts = engine.counts();
}

// The matches as the answer gives them, sorted.
std::vector<Lines> AsGiven(std::vector<Lines> matches, Compare compare) {
  for (Lines& lines : matches) {
    if (compare == Compare::kInAnyOrder) std::sort(lines.begin(), lines.end());
    if (compare == Compare::kLastLines) lines = {lines.back()};
  }
  std::sort(matches.begin(), matches.end());
  return matches;
}

// The number of matches compared.
std::size_t CompareAnswer(const DataSet& set, const Answer& answer,
                          const Findings& run) {
  SCOPED_TRACE(std::string(answer.rule) + " against " + answer.id + "." +
               answer.count);
  const Expected expected = ExpectedOf(set, answer);
  EXPECT_EQ(expected.count, answer.known) << "answers are missing";
  const auto ours = run.matches.find(answer.rule);
  std::vector<Lines> found =
      AsGiven(ours == run.matches.end() ? std::vector<Lines>{} : ours->second,
              answer.compare);
  EXPECT_EQ(found.size(), expected.count);
  if (answer.list == nullptr) return expected.count;
  const std::vector<Lines> listed = AsGiven(expected.matches, answer.compare);
  if (listed.size() < expected.count) {
    EXPECT_GE(listed.size(), 5'000u) << "answers are missing";
    found.resize(std::min(found.size(), listed.size()));
  }
  EXPECT_EQ(found, listed);
  return expected.count;
}

class RealDataTest : public testing::TestWithParam<DataSet> {};

TEST_P(RealDataTest, GivesTheKnownAnswers) {
  const DataSet& set = GetParam();
  std::set<std::string> names;
  for (const Answer& answer : set.answers) names.insert(answer.rule);
  const std::shared_ptr<const nfa::RuleSet> rules = CompileRules(set, names);
  ASSERT_NE(rules, nullptr);
  const UnpackedEvents events(set);
  ASSERT_TRUE(events.ok()) << "the events cannot be unpacked";
  Findings run;
  RunRules(set, events, rules, set.lateness, run);
  EXPECT_EQ(run.counts.late, 0u);

  std::size_t answers = 0;
  std::size_t matches = 0;
  for (const Answer& answer : set.answers) {
    ++answers;
    matches += CompareAnswer(set, answer, run);
  }
  std::cout << set.name << ": " << answers << " of " << set.answers.size()
            << " answers compared, " << matches << " matches, "
            << run.counts.records << " records read\n";
  EXPECT_EQ(answers, set.answers.size());

  // The same where all state is thrown away and read again now and then.
  const std::unique_ptr<runtime::StateStore> store = runtime::MakeMemoryStateStore();
  Findings restarted;
  RunRules(set, events, rules, set.lateness, restarted, {store.get(), kRestartAfter, false});
  EXPECT_EQ(restarted.matches, run.matches);
}

// The rule that gives an id's count.
std::string RuleOf(const DataSet& set, const std::string& id) {
  for (const Answer& answer : set.answers) {
    if (answer.id == id && answer.count == std::string_view("count"))
      return answer.rule;
  }
  return "";  // One with a window, say.
}

class LateDataTest : public testing::TestWithParam<DataSet> {};

TEST_P(LateDataTest, LosesWhatIsLate) {
  const DataSet& set = GetParam();
  const std::vector<LatenessRow> rows = LatenessTableOf(set);
  ASSERT_FALSE(rows.empty()) << "answers are missing";
  std::map<std::string, std::string> ids;  // By rule.
  std::set<std::string> names;
  for (const auto& [id, count] : rows.front().counts) {
    const std::string rule = RuleOf(set, id);
    if (rule.empty()) continue;
    names.insert(rule);
    ids[rule] = id;
  }
  const std::shared_ptr<const nfa::RuleSet> rules = CompileRules(set, names);
  ASSERT_NE(rules, nullptr);
  const UnpackedEvents events(set);
  ASSERT_TRUE(events.ok()) << "the events cannot be unpacked";

  std::size_t compared = 0;
  for (const LatenessRow& row : rows) {
    SCOPED_TRACE(row.name);
    Findings run;
    RunRules(set, events, rules, row.lateness, run);
    EXPECT_EQ(run.counts.late, row.counts.at("late_dropped"));
    for (const std::string& rule : names) {
      EXPECT_EQ(run.matches[rule].size(), row.counts.at(ids.at(rule))) << rule;
      ++compared;
    }
  }
  std::cout << set.name << ": " << compared << " of "
            << rows.size() * names.size() << " counts compared in "
            << rows.size() << " rows\n";
  EXPECT_EQ(compared, rows.size() * names.size());
}

std::vector<DataSet> SetsWithLateEvents() {
  std::vector<DataSet> sets = DataSets();
  std::erase_if(sets, [](const DataSet& set) { return set.lateness.ns == 0; });
  return sets;
}

std::string NameOf(const testing::TestParamInfo<DataSet>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Recorded, RealDataTest, testing::ValuesIn(DataSets()),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(Recorded, LateDataTest,
                         testing::ValuesIn(SetsWithLateEvents()), NameOf);

}  // namespace
}  // namespace precept::tests
