// The text of rule files and places in it.
//
// A SourceMap owns the text of every file of one compilation; everything else
// refers to it by SourceRange, which is three small numbers.  Columns are
// counted in code points, as editors count them, never in bytes.
//
// Thread safety: immutable once every file has been added; share by const
// reference.

#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace precept::lang {

// The position of a file in its SourceMap, in the order of Add.
struct FileId {
  std::uint32_t index = 0;
  auto operator<=>(const FileId&) const = default;
};

// The half-open range of bytes [begin, end) in one file.
struct SourceRange {
  FileId file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  auto operator<=>(const SourceRange&) const = default;
};

// One-based line and one-based column in code points.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  auto operator<=>(const LineColumn&) const = default;
};

class SourceText {
 public:
  SourceText(FileId id, std::string name, std::string text);

  FileId id() const { return id_; }
  // The name shown to users: the path as it was given.
  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view Slice(SourceRange range) const;

  LineColumn Locate(std::uint32_t offset) const;
  // The text of a line without its end.  REQUIRES: 1 <= line <= num_lines().
  std::string_view Line(std::uint32_t line) const;
  std::uint32_t num_lines() const {
    return static_cast<std::uint32_t>(line_starts_.size());
  }

 private:
  FileId id_;
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

class SourceMap {
 public:
  // Takes over the text.  References to SourceText stay valid.
  const SourceText& Add(std::string name, std::string text);
  const SourceText& Get(FileId id) const { return files_[id.index]; }
  std::size_t size() const { return files_.size(); }

 private:
  std::deque<SourceText> files_;
};

}  // namespace precept::lang
