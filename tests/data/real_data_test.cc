// Recorded data with known answers: every match is compared, by the numbers of
// the lines it took.
//
// The data lie beside the checkout (../shared/data), packed; the answers in
// expected.json were worked out by other means.

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
#include <ostream>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "connectors/codec/json.h"
#include "connectors/file/file_source.h"
#include "lang/diagnostic_render.h"
#include "runtime/engine.h"
#include "tests/cases/match/memory_stream.h"

namespace precept::tests {
namespace {

namespace dom = simdjson::dom;

// The lines of one match, in the order taken.
using Lines = std::vector<std::int64_t>;

struct Answer {
  const char* rule;     // Ours.
  const char* id;       // In expected.json.
  const char* matches;  // The member that holds the matches.
  std::size_t at_least; // How many there must be to compare.
};

struct DataSet {
  const char* name;
  const char* stream;
  nfa::Duration lateness;
  std::vector<Answer> answers;
};

void PrintTo(const DataSet& set, std::ostream* out) { *out << set.name; }

constexpr nfa::Duration Milliseconds(std::int64_t n) { return {n * 1'000'000}; }

const DataSet kDataSets[] = {
    {"openssh_loghub", "sshd", Milliseconds(0),
     {{"warned_then_failed_each", "H3_warned_then_failed", "matches", 85},
      {"warned_then_failed_first", "H3_warned_then_failed", "matches_skip_past", 85}}},
    {"card_handbook", "payments", Milliseconds(0),
     {{"probe_then_large_each", "C2_probe_then_large", "matches", 13},
      {"probe_then_large_first", "C2_probe_then_large", "matches_skip_past", 13}}},
    {"kafka_cluster", "cluster", Milliseconds(60),
     {{"outage_each", "K1_partition_outage", "matches", 24},
      {"outage_first", "K1_partition_outage", "matches_skip_past", 24}}},
    {"winlog_attacks_a", "winlog", Milliseconds(40'000),
     {{"lsass_access", "O2_lsass_access", "matches", 3}}},
};

std::filesystem::path FolderOf(const DataSet& set) {
  return std::filesystem::path("../shared/data") / set.name;
}

// The unpacked events, gone with their owner.
class UnpackedEvents {
 public:
  explicit UnpackedEvents(const DataSet& set)
      : path_(testing::TempDir() + "/precept_" + set.name + ".ndjson") {
    const std::string packed = (FolderOf(set) / "events.ndjson.xz").string();
    std::FILE* pipe = popen(("xz -dc '" + packed + "'").c_str(), "r");
    std::ofstream out(path_, std::ios::binary);
    std::vector<char> block(1 << 20);
    while (const std::size_t n = std::fread(block.data(), 1, block.size(), pipe)) {
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

std::shared_ptr<const nfa::RuleSet> CompileRules(const DataSet& set) {
  const std::string path = std::string("tests/data/") + set.name + ".precept";
  std::ifstream file(path, std::ios::binary);
  lang::SourceMap sources;
  sources.Add(path, std::string(std::istreambuf_iterator<char>(file), {}));
  compiler::CompileResult compiled = compiler::Compile(sources);
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

std::vector<Lines> ExpectedOf(const DataSet& set, const Answer& answer) {
  std::vector<Lines> expected;
  dom::parser parser;
  const dom::element file =
      parser.load((FolderOf(set) / "expected.json").string());
  for (const dom::element& rule : file["rules"].get_array()) {
    if (rule["id"].get_string().value() != answer.id) continue;
    for (const dom::element& match : rule[answer.matches].get_array()) {
      Lines lines;
      if (match.is_array()) {
        for (const dom::element& line : match.get_array()) {
          lines.push_back(line.get_int64());
        }
      } else {
        lines.push_back(match.get_int64());
      }
      expected.push_back(std::move(lines));
    }
  }
  std::sort(expected.begin(), expected.end());
  return expected;
}

class RealDataTest : public testing::TestWithParam<DataSet> {};

TEST_P(RealDataTest, GivesTheKnownAnswers) {
  const DataSet& set = GetParam();
  const UnpackedEvents events(set);
  ASSERT_TRUE(events.ok()) << "the events cannot be unpacked";
  const std::shared_ptr<const nfa::RuleSet> rules = CompileRules(set);
  ASSERT_NE(rules, nullptr);
  auto source = connectors::FileSource::Open(set.stream, {events.path()});
  ASSERT_TRUE(source.ok()) << source.status().message();

  runtime::EngineOptions options;
  options.lateness = set.lateness;
  MemorySink alerts, late, dead;
  runtime::Engine engine(rules, options, {&alerts, &late, &dead},
                         &connectors::MakeJsonDecoder);
  nfa::Status run = engine.AddSource(std::move(source).value());
  ASSERT_TRUE(run.ok()) << run.message();
  run = engine.Run();
  ASSERT_TRUE(run.ok()) << run.message();
  EXPECT_EQ(engine.counts().late, 0u);
  EXPECT_EQ(engine.counts().dead, 0u);

  const auto matches = MatchesOf(alerts.lines());
  std::size_t compared = 0;
  for (const Answer& answer : set.answers) {
    const std::vector<Lines> expected = ExpectedOf(set, answer);
    EXPECT_GE(expected.size(), answer.at_least) << "answers are missing";
    const auto found = matches.find(answer.rule);
    EXPECT_EQ(found == matches.end() ? std::vector<Lines>{} : found->second,
              expected)
        << answer.rule << " against " << answer.id << "." << answer.matches;
    compared += expected.size();
  }
  std::cout << set.name << ": " << compared << " answers compared, "
            << engine.counts().records << " records read\n";
}

INSTANTIATE_TEST_SUITE_P(
    Recorded, RealDataTest, testing::ValuesIn(kDataSets),
    [](const auto& set) { return std::string(set.param.name); });

}  // namespace
}  // namespace precept::tests
