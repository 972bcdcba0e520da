#include "lang/format_tokens.h"

#include <algorithm>
#include <array>

#include "lang/grammar/recovery.h"
#include "lang/grammar/scan.h"

namespace precept::lang {
namespace {

using grammar::Iterator;

constexpr auto kLongMarks = std::to_array<std::string_view>(
    {"->", "=>", "~>", "==", "!=", "<=", ">=", "??", ".."});

Iterator EndOfToken(Iterator p, Iterator end) {
  const std::string_view rest(p, static_cast<std::size_t>(end - p));
  for (const std::string_view mark : kLongMarks) {
    if (rest.starts_with(mark)) return p + mark.size();
  }
  if (const Iterator stop = grammar::ScanDuration(p, end)) return stop;
  if (const Iterator stop = grammar::ScanNumber(p, end)) return stop;
  std::string_view name;
  if (const Iterator stop = grammar::ScanHeader(p, end, &name)) return stop;
  if (const Iterator stop = grammar::ScanAtWord(p, end)) return stop;
  return grammar::PassToken(p, end);
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

class Splitter {
 public:
  Splitter(const SourceText& source, const ast::File& file,
           const VerbatimRanges& verbatim)
      : text_(source.text()), comments_(file.comments), verbatim_(verbatim) {}

  std::vector<FormatToken> Split() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (PassBlanks()) AddNext();
    return std::move(tokens_);
  }

 private:
  // Moves to the next token; false at the end of the text.
  bool PassBlanks() {
    newlines_ = 0;
    while (at_ < text_.size() && IsBlank(text_[at_])) {
      if (text_[at_++] == '\n') ++newlines_;
    }
    if (!tokens_.empty()) tokens_.back().newline_after = newlines_ > 0;
    return at_ < text_.size();
  }

  void AddNext() {
    while (comment_ < comments_.size() && comments_[comment_].range.begin < at_) {
      ++comment_;
    }
    while (next_verbatim_ < verbatim_.size() &&
           verbatim_[next_verbatim_].begin < at_) {
      ++next_verbatim_;
    }
    using Kind = FormatToken::Kind;
    const bool is_comment =
        comment_ < comments_.size() && comments_[comment_].range.begin == at_;
    if (is_comment) {
      const ast::Comment& comment = comments_[comment_];
      Add(comment.kind == ast::Comment::Kind::kLine ? Kind::kLineComment
                                                    : Kind::kBlockComment,
          comment.range.end);
      return;
    }
    const bool is_verbatim = next_verbatim_ < verbatim_.size() &&
                             verbatim_[next_verbatim_].begin == at_;
    if (is_verbatim) {
      Add(Kind::kToken, verbatim_[next_verbatim_].end);
      return;
    }
    const Iterator begin = text_.data();
    const Iterator stop = EndOfToken(begin + at_, begin + text_.size());
    Add(Kind::kToken, static_cast<std::uint32_t>(stop - begin));
  }

  void Add(FormatToken::Kind kind, std::uint32_t end) {
    std::string_view text = text_.substr(at_, end - at_);
    if (kind == FormatToken::Kind::kLineComment) {
      while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
    }
    tokens_.push_back({kind, text, at_, end, newlines_, false});
    at_ = end;
  }

  std::string_view text_;
  const std::vector<ast::Comment>& comments_;
  const VerbatimRanges& verbatim_;
  std::vector<FormatToken> tokens_;
  std::uint32_t at_ = 0;
  std::uint32_t newlines_ = 0;
  std::size_t comment_ = 0;
  std::size_t next_verbatim_ = 0;
};

}  // namespace

std::vector<FormatToken> SplitForFormat(const SourceText& source,
                                        const ast::File& file,
                                        const VerbatimRanges& verbatim) {
  return Splitter(source, file, verbatim).Split();
}

}  // namespace precept::lang
