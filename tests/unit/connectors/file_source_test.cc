#include "connectors/file/file_source.h"

#include <gtest/gtest.h>

#include "tests/unit/connectors/temporary_file.h"

namespace precept::connectors {
namespace {

using Lines = std::vector<std::string>;

// "partition offset line text", one a record; batches end with "|".
Lines ReadAll(FileSource& source, std::size_t max_records) {
  Lines lines;
  runtime::RecordBatch batch;
  while (true) {
    const nfa::Status status = source.Read(max_records, batch);
    EXPECT_TRUE(status.ok()) << status.message();
    if (!status.ok() || batch.records.empty()) break;
    EXPECT_LE(batch.records.size(), max_records);
    for (const runtime::Record& record : batch.records) {
      // Padding behind the last record may be read.
      EXPECT_LE(record.text.data() + record.text.size() + runtime::RecordBatch::kPadding,
                batch.bytes.data() + batch.bytes.size());
      lines.push_back(std::to_string(batch.partition) + " " + std::to_string(record.offset) +
                      " " + std::to_string(record.line) + " " + std::string(record.text) +
                      (record.fault.empty() ? "" : " !" + std::string(record.fault)));
    }
  }
  return lines;
}

Lines ReadFiles(const std::vector<std::string>& paths, FileSource::Options options,
                std::size_t max_records = 1000) {
  auto source = FileSource::Open("s", paths, options);
  EXPECT_TRUE(source.ok()) << source.status().message();
  return ReadAll(*source.value(), max_records);
}

TEST(FileSource, BlockBoundariesMakeNoDifference) {
  const TemporaryFile first("\xEF\xBB\xBF{\"a\":1}\r\n\n\r\n{\"b\":2}\n{\"c\":\"\r\"}");
  const TemporaryFile empty("");
  const TemporaryFile mark_only("\xEF\xBB\xBF");
  const TemporaryFile second("\n\xEF\xBB\xBF{\"d\":4}\n{\"e\":5}\r\n");
  const Lines expected = {"0 1 1 {\"a\":1}", "0 4 4 {\"b\":2}", "0 5 5 {\"c\":\"\r\"}",
                          "0 8 2 \xEF\xBB\xBF{\"d\":4}", "0 9 3 {\"e\":5}"};
  for (std::size_t block = 1; block <= 60; ++block) {
    for (std::size_t max_records : {1, 2, 100}) {
      FileSource::Options options;
      options.block_bytes = block;
      EXPECT_EQ(ReadFiles({first.path(), empty.path(), mark_only.path(), second.path()}, options,
                          max_records),
                expected)
          << "block " << block << ", records " << max_records;
    }
  }
}

TEST(FileSource, LongLinesAreFaults) {
  const std::string limit(100, 'x'), over(101, 'y'), huge(5000, 'z');
  const TemporaryFile file(limit + "\n" + over + "\r\n" + limit + "\r\n" + huge + "\na\n" + huge);
  const std::string why = " bytes, more than the 100 that a record may have";
  const Lines expected = {"0 1 1 " + limit,
                          "0 2 2 " + over + " !the line has 101" + why,
                          "0 3 3 " + limit,
                          "0 4 4 " + huge + " !the line has 5000" + why,
                          "0 5 5 a",
                          "0 6 6 " + huge + " !the line has 5000" + why};
  for (std::size_t block : {1, 7, 64, 100, 101, 102, 103, 1000, 100000}) {
    FileSource::Options options;
    options.block_bytes = block;
    options.max_record_bytes = 100;
    Lines lines = ReadFiles({file.path()}, options);
    // What is kept of a long line may be cut anywhere.
    ASSERT_EQ(lines.size(), expected.size()) << block;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      EXPECT_EQ(lines[i].substr(0, 50), expected[i].substr(0, 50)) << block;
      const std::size_t fault = expected[i].find('!');
      if (fault == std::string::npos) EXPECT_EQ(lines[i], expected[i]) << block;
      else EXPECT_TRUE(lines[i].ends_with(expected[i].substr(fault))) << block << lines[i];
    }
  }
}

TEST(FileSource, HundredMegabytesInOneLine) {
  const TemporaryFile file;
  {
    std::ofstream out(file.path(), std::ios::binary);
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 100; ++i) out << block;
    out << "\n{}\n";
  }
  auto source = FileSource::Open("s", {file.path()});
  ASSERT_TRUE(source.ok());
  runtime::RecordBatch batch;
  ASSERT_TRUE(source.value()->Read(10, batch).ok());
  ASSERT_EQ(batch.records.size(), 2u);
  EXPECT_EQ(batch.records[0].whole_bytes, 100u << 20);
  EXPECT_EQ(batch.records[0].text.size(), LineReader::kKeptOfLongLine);
  EXPECT_FALSE(batch.records[0].fault.empty());
  EXPECT_EQ(batch.records[1].text, "{}");
  EXPECT_EQ(batch.records[1].line, 2);
  EXPECT_EQ(source.value()->Progress(), (std::pair<std::uint64_t, std::uint64_t>(
                                            (100u << 20) + 4, (100u << 20) + 4)));
}

TEST(FileSource, BatchesEndByBytes) {
  const TemporaryFile file("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
  FileSource::Options options;
  options.max_batch_bytes = 8;
  auto source = FileSource::Open("s", {file.path()}, options);
  runtime::RecordBatch batch;
  ASSERT_TRUE(source.value()->Read(10, batch).ok());
  EXPECT_EQ(batch.records.size(), 2u);
  ASSERT_TRUE(source.value()->Read(10, batch).ok());
  EXPECT_EQ(batch.records.size(), 1u);
}

TEST(FileSource, ExportedCoordinatesAreKept) {
  const TemporaryFile file(
      R"({"@partition":1,"@offset":7,"n":1})" "\n"
      R"({"@partition":1,"@offset":8,"@timestamp":"1970-01-01T00:00:01Z","@key":"k\n","@headers":{"h":"v"},"@value":{"n":2}})" "\n"
      R"({"@partition":0,"@offset":3,"@value":{"n":3}})" "\n"
      R"({"n":4})" "\n");
  const Lines expected = {R"(1 7 1 {"@partition":1,"@offset":7,"n":1})", R"(1 8 2 {"n":2})",
                          R"(0 3 3 {"n":3})", R"(0 4 4 {"n":4})"};
  for (std::size_t block : {1, 10, 1000}) {
    FileSource::Options options;
    options.block_bytes = block;
    EXPECT_EQ(ReadFiles({file.path()}, options), expected);
  }

  auto source = FileSource::Open("s", {file.path()});
  runtime::RecordBatch batch;
  ASSERT_TRUE(source.value()->Read(10, batch).ok());
  ASSERT_EQ(batch.records.size(), 2u);  // The partition changes.
  EXPECT_EQ(batch.records[0].timestamp, std::nullopt);
  EXPECT_EQ(batch.records[0].key, std::nullopt);
  EXPECT_EQ(batch.records[1].timestamp, nfa::Timestamp{1'000'000'000});
  EXPECT_EQ(batch.records[1].key, "k\n");
  ASSERT_EQ(batch.records[1].headers.size(), 1u);
  EXPECT_EQ(batch.records[1].headers[0].first, "h");
  EXPECT_EQ(batch.records[1].headers[0].second, "v");
}

TEST(FileSource, WhatCannotBeReadIsToldAtOnce) {
  const TemporaryFile fine("{}\n");
  const auto message = [&](const std::vector<std::string>& paths) {
    auto source = FileSource::Open("s", paths);
    EXPECT_FALSE(source.ok());
    return source.ok() ? std::string() : source.status().message();
  };
  EXPECT_EQ(message({fine.path(), "no/such/file"}),
            "cannot read no/such/file: No such file or directory");
  EXPECT_EQ(message({testing::TempDir()}),
            "cannot read " + testing::TempDir() + ": it is a directory");
  EXPECT_EQ(message({"-", fine.path(), "-"}), "standard input is given twice");
}

TEST(FileSource, CompressedFilesAreRefused) {
  const std::pair<std::string, std::string> cases[] = {
      {std::string("\x1F\x8B\x08\0", 4), "gzip): zcat "},
      {std::string("\x28\xB5\x2F\xFD\0", 5), "zstd): zstdcat "},
      {std::string("\xFD" "7zXZ\0", 6), "xz): xzcat "}};
  for (const auto& [content, words] : cases) {
    const TemporaryFile file(content);
    auto source = FileSource::Open("pay", {file.path()});
    ASSERT_FALSE(source.ok()) << words;
    EXPECT_EQ(source.status().code(), nfa::StatusCode::kUnavailable);
    EXPECT_EQ(source.status().message(), file.path() + " is compressed (" + words +
                                             file.path() +
                                             " | precept replay … --stream pay=-");
  }
}

TEST(FileSource, AnArrayOnOneLongLine) {
  FileSource::Options options;
  options.max_record_bytes = 10;
  const TemporaryFile file("[1234567890]\n{1234567890}\n");
  auto source = FileSource::Open("s", {file.path()}, options);
  runtime::RecordBatch batch;
  ASSERT_TRUE(source.value()->Read(10, batch).ok());
  EXPECT_EQ(batch.records[0].fault,
            "the line has 12 bytes, more than the 10 that a record may have "
            "(it begins an array: a line is one object)");
  EXPECT_EQ(batch.records[1].fault,
            "the line has 12 bytes, more than the 10 that a record may have");
}

TEST(FileSource, AFileThatVanishesIsAnError) {
  auto gone = std::make_unique<TemporaryFile>("{}\n");
  auto source = FileSource::Open("s", {gone->path()});
  ASSERT_TRUE(source.ok());
  gone.reset();
  runtime::RecordBatch batch;
  EXPECT_FALSE(source.value()->Read(10, batch).ok());
}

}  // namespace
}  // namespace precept::connectors
