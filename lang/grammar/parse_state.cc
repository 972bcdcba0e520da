#include "lang/grammar/parse_state.h"

#include <algorithm>
#include <string>

#include "lang/parser.h"

namespace precept::lang::grammar {
namespace {

// Trees of expressions are at most this high: chains of operators lean to one
// side and are bounded by it alone.
constexpr int kMaxHeight = 1000;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

}  // namespace

ParseState::ParseState(const SourceText& source, DiagnosticSink& sink,
                       std::vector<ast::Comment>& comments)
    : source_(source),
      sink_(sink),
      comments_(comments),
      begin_(source.text().data()),
      end_(begin_ + source.text().size()),
      declaration_(begin_),
      farthest_(begin_) {}

SourceRange ParseState::Range(Iterator from, Iterator to) const {
  return {source_.id(), static_cast<std::uint32_t>(from - begin_),
          static_cast<std::uint32_t>(to - begin_)};
}

void ParseState::ReportOnce(Diagnostic diagnostic) {
  if (!reported_.insert({diagnostic.code, diagnostic.range}).second) return;
  sink_.Report(std::move(diagnostic));
}

Iterator ParseState::Skip(Iterator p) {
  if (p == skipped_from_) return skipped_to_;
  const Iterator from = p;
  if (p == begin_ && source_.text().starts_with(kByteOrderMark)) {
    p += kByteOrderMark.size();
  }
  while (p != end_) {
    if (IsBlank(*p)) {
      ++p;
      continue;
    }
    const Iterator after = SkipComment(p);
    if (after == p) break;
    p = after;
  }
  skipped_from_ = from;
  skipped_to_ = p;
  return p;
}

// A comment without an end is left standing: nothing fits it, so it becomes
// the error.
Iterator ParseState::SkipComment(Iterator p) {
  if (end_ - p < 2 || *p != '/' || (p[1] != '/' && p[1] != '*')) return p;
  const bool is_line = p[1] == '/';
  const std::string_view rest(p, static_cast<std::size_t>(end_ - p));
  const std::size_t stop = is_line ? rest.find('\n') : rest.find("*/", 2);
  if (!is_line && stop == std::string_view::npos) return p;
  const std::size_t length =
      stop == std::string_view::npos ? rest.size() : stop + (is_line ? 0 : 2);
  const SourceRange range = Range(p, p + length);
  if (comments_.empty() || comments_.back().range.begin < range.begin) {
    std::string text(rest.substr(0, length));
    if (is_line && text.ends_with('\r')) text.pop_back();
    const auto size = static_cast<std::uint32_t>(text.size());
    comments_.push_back(
        {is_line ? ast::Comment::Kind::kLine : ast::Comment::Kind::kBlock,
         std::move(text), {range.file, range.begin, range.begin + size}});
  }
  return p + length;
}

void ParseState::Expect(Iterator place, const Expectation& expected) {
  if (place < farthest_ || place == hidden_) return;
  if (place > farthest_) {
    farthest_ = place;
    expected_.clear();
  }
  const bool known =
      std::any_of(expected_.begin(), expected_.end(),
                  [&](const Expectation& e) { return e.text == expected.text; });
  if (!known) expected_.push_back(expected);
}

void ParseState::Completed(Iterator end, std::string_view construct) {
  if (completed_end_ != nullptr && end < completed_end_) return;
  completed_end_ = end;
  completed_ = construct;
  if (construct == kExpression) expression_end_ = end;
}

std::string_view ParseState::CompletedBefore(Iterator place) {
  if (completed_end_ == nullptr || Skip(completed_end_) != place) return {};
  return completed_;
}

bool ParseState::ExpressionEndsBefore(Iterator place) {
  return expression_end_ != nullptr && Skip(expression_end_) == place;
}

void ParseState::StartAfresh(Iterator place) {
  farthest_ = place;
  expected_.clear();
  completed_end_ = nullptr;
  completed_ = {};
  expression_end_ = nullptr;
  hidden_ = nullptr;
}

void ParseState::ResumeAt(Iterator place) {
  StartAfresh(place);
  resumed_at_ = place;
}

void ParseState::Enter(Iterator place) {
  if (++depth_ <= kMaxNesting) return;
  throw LimitPassed(DiagnosticCode::kNestingTooDeep, place);
}

void ParseState::Reset(Iterator place) {
  StartAfresh(place);
  depth_ = 0;
  height_ = 0;
  tallest_ = 0;
}

void ParseState::SetHeight(int height, Iterator place) {
  if (height > kMaxHeight) {
    throw LimitPassed(DiagnosticCode::kExpressionTooLong, place);
  }
  height_ = height;
  tallest_ = std::max(tallest_, height);
}

void ParseState::EndNode(int outside, bool fits, Iterator place) {
  const int inside = std::exchange(tallest_, outside);
  if (fits) SetHeight(inside + 1, place);
}

bool ParseState::KnownToFail(const void* construct, Iterator place) const {
  return failures_.contains({construct, place});
}

void ParseState::RememberFailure(const void* construct, Iterator place) {
  failures_.insert({construct, place});
}

}  // namespace precept::lang::grammar
