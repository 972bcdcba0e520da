#include "cli/stream_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace precept::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

nfa::Schema TwoStreams() {
  nfa::Schema schema;
  schema.streams.resize(2);
  schema.streams[0].name = "auth";
  schema.streams[1].name = "pay=ments";
  return schema;
}

TEST(StreamArgumentsTest, KeepsTheOrderOfFiles) {
  auto streams = ParseStreams({"auth=b", "pay=ments=x=y", "auth=a", "auth=-"},
                              TwoStreams());
  ASSERT_TRUE(streams.ok());
  EXPECT_THAT(streams.value()["auth"], ElementsAre("b", "a", "-"));
  EXPECT_THAT(streams.value()["pay=ments"], ElementsAre("x=y"));
}

TEST(StreamArgumentsTest, RefusesWhatMakesNoSense) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{}, "is needed; there are: auth, pay=ments"},
      {{"auht=x"}, "no event type reads a stream `auht`; did you mean `auth`?"},
      {{"zzzzzzzz=x"}, "there are: auth, pay=ments"},
      {{"auth"}, "is not NAME=FILE"},
      {{"auth="}, "is not NAME=FILE"},
      {{"auth=-", "pay=ments=-"}, "read once only"},
  };
  for (const auto& [arguments, message] : cases) {
    auto streams = ParseStreams(arguments, TwoStreams());
    ASSERT_FALSE(streams.ok()) << message;
    EXPECT_EQ(streams.status().code(), nfa::StatusCode::kInvalidArgument);
    EXPECT_THAT(streams.status().message(), HasSubstr(message));
  }
}

TEST(StreamArgumentsTest, ReadsTheEngineOptions) {
  ReplayOptions options;
  options.lateness = {"1m", "auth=250ms"};
  options.max_ahead = "1h30m";
  options.drain = true;
  options.batch = 7;
  auto engine = ParseEngineOptions(options, TwoStreams());
  ASSERT_TRUE(engine.ok());
  EXPECT_EQ(engine.value().lateness.ns, 60'000'000'000);
  EXPECT_EQ(engine.value().lateness_of["auth"].ns, 250'000'000);
  EXPECT_EQ(engine.value().max_ahead->ns, 5'400'000'000'000);
  EXPECT_TRUE(engine.value().drain);
  EXPECT_EQ(engine.value().batch_rows, 7u);
}

TEST(StreamArgumentsTest, RefusesWrongDurations) {
  for (const char* text : {"5", "soon", "auth=", "nobody=5s", "-5s"}) {
    ReplayOptions options;
    options.lateness = {text};
    auto engine = ParseEngineOptions(options, TwoStreams());
    ASSERT_FALSE(engine.ok()) << text;
    EXPECT_THAT(engine.status().message(), HasSubstr("--lateness"));
  }
  ReplayOptions options;
  options.max_ahead = "1 hour";
  EXPECT_FALSE(ParseEngineOptions(options, TwoStreams()).ok());
}

}  // namespace
}  // namespace precept::cli
