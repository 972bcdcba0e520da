#include "lang/source_text.h"

#include <algorithm>
#include <utility>

namespace precept::lang {
namespace {

bool BeginsCodePoint(char c) {
  return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
}

}  // namespace

SourceText::SourceText(FileId id, std::string name, std::string text)
    : id_(id), name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') {
      line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }
}

std::string_view SourceText::Slice(SourceRange range) const {
  const std::size_t begin = std::min<std::size_t>(range.begin, text_.size());
  const std::size_t end =
      std::clamp<std::size_t>(range.end, begin, text_.size());
  return std::string_view(text_).substr(begin, end - begin);
}

LineColumn SourceText::Locate(std::uint32_t offset) const {
  const std::uint32_t place =
      std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto next =
      std::upper_bound(line_starts_.begin(), line_starts_.end(), place);
  const auto line = static_cast<std::uint32_t>(next - line_starts_.begin());
  const std::uint32_t start = line_starts_[line - 1];
  const auto before = std::count_if(text_.begin() + start,
                                    text_.begin() + place, BeginsCodePoint);
  return {line, static_cast<std::uint32_t>(before) + 1};
}

std::string_view SourceText::Line(std::uint32_t line) const {
  const std::size_t begin = line_starts_[line - 1];
  std::size_t end =
      line < line_starts_.size() ? line_starts_[line] - 1 : text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(begin, end - begin);
}

const SourceText& SourceMap::Add(std::string name, std::string text) {
  const FileId id{static_cast<std::uint32_t>(files_.size())};
  return files_.emplace_back(id, std::move(name), std::move(text));
}

}  // namespace precept::lang
