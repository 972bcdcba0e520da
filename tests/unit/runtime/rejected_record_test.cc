#include "runtime/rejected_record.h"

#include <gtest/gtest.h>

#include "runtime/raw_text.h"

namespace precept::runtime {
namespace {

std::string Raw(std::string_view text, std::uint64_t whole_bytes = 0) {
  std::string out;
  AppendRaw(text, whole_bytes, out);
  return out;
}

TEST(RawText, BytesAreKept) {
  EXPECT_EQ(Raw("{\"a\":1}"), R"("raw":"{\"a\":1}")");
  EXPECT_EQ(Raw(""), R"("raw":"")");
  EXPECT_EQ(Raw("a\xff"), "\"raw\":\"a\xEF\xBF\xBD\",\"raw_base64\":\"Yf8=\"");
  EXPECT_EQ(Raw("\xff\xfe\xfd"),
            "\"raw\":\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\",\"raw_base64\":\"//79\"");
  EXPECT_EQ(Raw("\xff"), "\"raw\":\"\xEF\xBF\xBD\",\"raw_base64\":\"/w==\"");
}

TEST(RawText, IllFormedSequences) {
  struct Case {
    const char* text;
    const char* repaired;  // "?" for each U+FFFD.
  };
  const Case cases[] = {
      {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
      {"\xC0\x80", "??"},       {"\xE0\x80\x80", "???"},   {"\xED\xA0\x80", "???"},
      {"\xF4\x90\x80\x80", "????"}, {"\xE2\x82", "?"},     {"\xF0\x9F\x98x", "?x"},
      {"\xC3x", "?x"},          {"\x80", "?"},
  };
  for (const Case& c : cases) {
    bool changed = false;
    std::string expected;
    for (char letter : std::string_view(c.repaired)) {
      if (letter == '?') expected += "\xEF\xBF\xBD";
      else expected += letter;
    }
    EXPECT_EQ(RepairUtf8(c.text, changed), expected);
    EXPECT_EQ(changed, std::string_view(c.repaired).find('?') != std::string_view::npos);
  }
}

TEST(RawText, LongTextsAreCut) {
  const std::string full(kMaxRawBytes, 'a');
  EXPECT_EQ(Raw(full), "\"raw\":\"" + full + "\"");
  EXPECT_EQ(Raw(full + "b"), "\"raw\":\"" + full + "\",\"raw_bytes\":65537");
  EXPECT_EQ(Raw("ab", 100), "\"raw\":\"ab\",\"raw_bytes\":100");
  // Not through a code point.
  const std::string almost(kMaxRawBytes - 1, 'a');
  EXPECT_EQ(Raw(almost + "\xC3\xA9"), "\"raw\":\"" + almost + "\",\"raw_bytes\":65537");
}

TEST(RejectedRecord, Lines) {
  RecordBatch batch;
  batch.partition = 2;
  batch.inputs = {"a.ndjson", "dir/\"b\""};
  Record record;
  record.text = "x";
  record.offset = 12;
  record.input = 1;
  record.line = 4;
  std::string line;
  AppendDeadLetter({"payments", batch, record}, "", "the text is not one JSON object", line);
  EXPECT_EQ(line,
            R"({"stream":"payments","partition":2,"offset":12,"input":"dir/\"b\"","line":4,)"
            R"("reason":"the text is not one JSON object","raw":"x"})");
  line.clear();
  record.line = 0;
  AppendDeadLetter({"payments", batch, record}, "Payment", "required field card is missing",
                   line);
  EXPECT_EQ(line,
            R"({"stream":"payments","partition":2,"offset":12,"type":"Payment",)"
            R"("reason":"required field card is missing","raw":"x"})");
  line.clear();
  AppendLateEvent({"payments", batch, record}, {1'000'000'000}, {2'500'000'000}, line);
  EXPECT_EQ(line,
            R"({"stream":"payments","partition":2,"offset":12,"time":"1970-01-01T00:00:01Z",)"
            R"("watermark":"1970-01-01T00:00:02.500Z","raw":"x"})");
}

}  // namespace
}  // namespace precept::runtime
