#include "lang/source_text.h"

#include <gtest/gtest.h>

namespace precept::lang {
namespace {

TEST(SourceText, LocatesByCodePoints) {
  const SourceText text(FileId{0}, "a", "ab\n\xC3\xA9x\r\n\n\xF0\x9F\x98\x80z");
  EXPECT_EQ(text.num_lines(), 4u);
  EXPECT_EQ(text.Locate(0), (LineColumn{1, 1}));
  EXPECT_EQ(text.Locate(2), (LineColumn{1, 3}));
  EXPECT_EQ(text.Locate(3), (LineColumn{2, 1}));
  EXPECT_EQ(text.Locate(5), (LineColumn{2, 2}));
  EXPECT_EQ(text.Locate(8), (LineColumn{3, 1}));
  EXPECT_EQ(text.Locate(13), (LineColumn{4, 2}));
  EXPECT_EQ(text.Locate(999), (LineColumn{4, 3}));
}

TEST(SourceText, LinesHaveNoEnds) {
  const SourceText text(FileId{0}, "a", "ab\ncd\r\n\nlast");
  EXPECT_EQ(text.Line(1), "ab");
  EXPECT_EQ(text.Line(2), "cd");
  EXPECT_EQ(text.Line(3), "");
  EXPECT_EQ(text.Line(4), "last");
}

TEST(SourceText, EmptyTextHasOneLine) {
  const SourceText text(FileId{0}, "a", "");
  EXPECT_EQ(text.num_lines(), 1u);
  EXPECT_EQ(text.Line(1), "");
  EXPECT_EQ(text.Locate(0), (LineColumn{1, 1}));
}

TEST(SourceText, SliceIsClamped) {
  const SourceText text(FileId{0}, "a", "abc");
  EXPECT_EQ(text.Slice({FileId{0}, 1, 3}), "bc");
  EXPECT_EQ(text.Slice({FileId{0}, 2, 99}), "c");
  EXPECT_EQ(text.Slice({FileId{0}, 99, 99}), "");
}

TEST(SourceMap, ReferencesStayValid) {
  SourceMap map;
  const SourceText& first = map.Add("first", "1");
  for (int i = 0; i < 100; ++i) map.Add("more", "x");
  EXPECT_EQ(&map.Get(FileId{0}), &first);
  EXPECT_EQ(first.name(), "first");
  EXPECT_EQ(map.Get(FileId{100}).id(), FileId{100});
}

}  // namespace
}  // namespace precept::lang
