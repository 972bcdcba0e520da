#include "connectors/file/file_sink.h"

#include <gtest/gtest.h>

#include "tests/unit/connectors/temporary_file.h"

namespace precept::connectors {
namespace {

TEST(FileSink, WritesLines) {
  const TemporaryFile file("what was there before");
  auto sink = FileSink::Open(file.path());
  ASSERT_TRUE(sink.ok());
  ASSERT_TRUE(sink.value()->Write("a").ok());
  EXPECT_EQ(file.Read(), "");
  ASSERT_TRUE(sink.value()->Write("").ok());
  ASSERT_TRUE(sink.value()->Flush().ok());
  EXPECT_EQ(file.Read(), "a\n\n");
  const std::string large(200'000, 'x');
  ASSERT_TRUE(sink.value()->Write(large).ok());
  EXPECT_EQ(file.Read(), "a\n\n" + large + "\n");
  ASSERT_TRUE(sink.value()->Write("end").ok());
  std::move(sink).value().reset();
  EXPECT_EQ(file.Read(), "a\n\n" + large + "\nend\n");
}

TEST(FileSink, ErrorsAreTold) {
  auto missing = FileSink::Open("no/such/folder/file");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.status().message(),
            "cannot write no/such/folder/file: No such file or directory");

  auto full = FileSink::Open("/dev/full");
  ASSERT_TRUE(full.ok());
  ASSERT_TRUE(full.value()->Write("a").ok());
  nfa::Status status = full.value()->Flush();
  EXPECT_EQ(status.message(), "cannot write /dev/full: No space left on device");
  status = full.value()->Flush();
  EXPECT_FALSE(status.ok());  // It stays so.
}

}  // namespace
}  // namespace precept::connectors
