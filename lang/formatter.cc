// The formatter lays out the author's own tokens; it never writes any.
//
// A file is split into tokens and comments (format_tokens.h), the tree says
// where lines may break (format_plan.h), and this file decides.  What the tree
// means cannot change, since no token is added, dropped or moved; comments stay
// between the tokens between which they stood.
//
// A group of breaks is taken as a whole if the group does not fit into the line,
// outer groups first, which is linear as each measures one line's width at most.
// Of the author's own line breaks those count that are a matter of taste: after
// the opening brace of a block, before the arrows of a pattern, one blank line,
// and whether a comment has a line of its own.  All of these are as they were
// after formatting, so that formatting twice changes nothing.

#include "lang/formatter.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/format_plan.h"
#include "lang/format_tokens.h"

namespace precept::lang {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

std::size_t CountCodePoints(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
      }));
}

// A group with its tokens.
struct Span {
  std::size_t first = 0;
  std::size_t last = 0;  // Inclusive.
  std::size_t group = 0;
};

class Layout {
 public:
  Layout(std::vector<FormatToken> tokens, const FormatPlan& plan)
      : tokens_(std::move(tokens)), plan_(plan) {
    FindBreaks();
    FindSpans();
  }

  std::string Write() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      Separate(i);
      DecideGroups(i);
      Put(tokens_[i].text);
    }
    if (!out_.empty()) out_ += '\n';
    return std::move(out_);
  }

 private:
  // ---- what is known beforehand --------------------------------------------

  void FindBreaks() {
    breaks_.assign(tokens_.size(), nullptr);
    next_token_.assign(tokens_.size(), kNone);
    std::size_t next = kNone;
    for (std::size_t i = tokens_.size(); i-- > 0;) {
      next_token_[i] = next;
      if (tokens_[i].is_comment()) continue;
      next = i;
      const auto found = plan_.breaks.find(tokens_[i].begin);
      if (found != plan_.breaks.end()) breaks_[i] = &found->second;
    }
  }

  void FindSpans() {
    const auto index_at = [this](std::uint32_t place) {
      return static_cast<std::size_t>(
          std::lower_bound(tokens_.begin(), tokens_.end(), place,
                           [](const FormatToken& token, std::uint32_t at) {
                             return token.begin < at;
                           }) -
          tokens_.begin());
    };
    broken_.assign(plan_.groups.size(), false);
    last_of_.assign(plan_.groups.size(), 0);
    for (std::size_t g = 0; g < plan_.groups.size(); ++g) {
      const FormatGroup& group = plan_.groups[g];
      const Span span{index_at(group.begin), index_at(group.end) - 1, g};
      last_of_[g] = span.last;
      spans_.push_back(span);
    }
    std::stable_sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) {
      return a.first != b.first ? a.first < b.first : a.last > b.last;
    });
  }

  // ---- the blank between two tokens -----------------------------------------

  bool IsTight(std::size_t i) const {
    const FormatToken& a = tokens_[i - 1];
    const FormatToken& b = tokens_[i];
    if (a.is_comment() || b.is_comment()) return false;
    if (plan_.tight_before.contains(b.begin)) return true;
    if (plan_.tight_after.contains(a.begin)) return true;
    if (b.text == "," || b.text == ")" || b.text == "]" || b.text == ":" ||
        b.text == "?" || b.text == "." || b.text == "..") {
      return true;
    }
    if (b.text == "(" && a.text.starts_with('@')) return true;
    if (a.text == "{" && b.text == "}") return true;
    return a.text == "(" || a.text == "[" || a.text == "." || a.text == "..";
  }

  // The number of blanks before a token that begins no line.
  std::size_t Blanks(std::size_t i) const {
    if (i == 0) return 0;
    if (IsTight(i)) return 0;
    const bool is_trailing = tokens_[i].kind == FormatToken::Kind::kLineComment;
    if (is_trailing) return 2;
    const bool is_entry = breaks_[i] != nullptr && breaks_[i]->is_entry;
    const bool follows_entry =
        tokens_[i - 1].text != "{" && !tokens_[i - 1].is_comment();
    return is_entry && follows_entry ? 2 : 1;
  }

  // ---- measuring -------------------------------------------------------------

  // The text from token `i` on, at `column`, stays within the line up to `last`
  // and on to where a line may break again.
  bool Fits(std::size_t i, std::size_t last, std::size_t column) const {
    std::size_t span = FirstSpanAt(i);
    for (std::size_t k = i; k < tokens_.size(); ++k) {
      const FormatToken& token = tokens_[k];
      const bool is_inside = k <= last;
      if (!is_inside && (breaks_[k] != nullptr || token.is_comment())) return true;
      if (k > i) {
        const bool ends_line =
            tokens_[k - 1].kind == FormatToken::Kind::kLineComment ||
            (token.is_comment() && token.newlines_before > 0) ||
            (tokens_[k - 1].is_comment() && token.newlines_before > 0 &&
             tokens_[k - 1].newlines_before > 0);
        if (ends_line) return false;
        column += Blanks(k);
      }
      if (token.kind == FormatToken::Kind::kLineComment && k < last) return false;
      if (token.text.find('\n') != std::string_view::npos) return false;
      column += CountCodePoints(token.text);
      if (column > kWidth) return false;
      for (; is_inside && span < spans_.size() && spans_[span].first == k; ++span) {
        const bool lies_inside = spans_[span].last <= last;
        if (lies_inside && plan_.groups[spans_[span].group].always_broken) return false;
      }
    }
    return true;
  }

  std::size_t FirstSpanAt(std::size_t i) const {
    return static_cast<std::size_t>(
        std::lower_bound(
            spans_.begin(), spans_.end(), i,
            [](const Span& span, std::size_t at) { return span.first < at; }) -
        spans_.begin());
  }

  void DecideGroups(std::size_t i) {
    for (; next_span_ < spans_.size() && spans_[next_span_].first == i; ++next_span_) {
      const Span& span = spans_[next_span_];
      broken_[span.group] = plan_.groups[span.group].always_broken ||
                            !Fits(i, span.last, column_);
    }
  }

  // The end of the part of a fill that begins at `i`.
  std::size_t EndOfFill(std::size_t i) const {
    const std::size_t group = breaks_[i]->group;
    std::size_t k = i + 1;
    while (k <= last_of_[group] &&
           (breaks_[k] == nullptr || breaks_[k]->group != group ||
            breaks_[k]->kind != FormatBreak::Kind::kFill)) {
      ++k;
    }
    return k - 1;
  }

  bool IsTaken(std::size_t i) const {
    const FormatBreak& at = *breaks_[i];
    switch (at.kind) {
      case FormatBreak::Kind::kHard:
        return true;
      case FormatBreak::Kind::kGroup:
        return broken_[at.group];
      case FormatBreak::Kind::kFill:
        return !Fits(i, EndOfFill(i), column_ + Blanks(i));
    }
    return true;
  }

  // ---- writing ---------------------------------------------------------------

  // The break at which what stands at `i` begins its line: a comment begins that
  // of the token after it.
  const FormatBreak* BreakFor(std::size_t i) const {
    const std::size_t token = tokens_[i].is_comment() ? next_token_[i] : i;
    return token == kNone ? nullptr : breaks_[token];
  }

  void Separate(std::size_t i) {
    const FormatToken& token = tokens_[i];
    if (i == 0) return;
    const FormatToken& before = tokens_[i - 1];
    const bool after_line_comment = before.kind == FormatToken::Kind::kLineComment;
    const bool after_own_line = before.is_comment() && stands_alone_ &&
                                token.newlines_before > 0;
    if (token.is_comment()) {
      stands_alone_ = token.newlines_before > 0;
      if (stands_alone_ || after_line_comment) {
        NewLine(i);
      } else {
        out_.append(Pad(Blanks(i)), ' ');
      }
      return;
    }
    const bool leads = before.is_comment() && stands_alone_ && !after_line_comment &&
                       token.newlines_before == 0;
    const bool breaks = after_line_comment || after_own_line ||
                        (!leads && breaks_[i] != nullptr && IsTaken(i));
    if (breaks) {
      NewLine(i);
    } else {
      out_.append(Pad(Blanks(i)), ' ');
    }
  }

  std::size_t Pad(std::size_t blanks) {
    column_ += blanks;
    return blanks;
  }

  void NewLine(std::size_t i) {
    const FormatBreak* at = BreakFor(i);
    const bool is_comment = tokens_[i].is_comment();
    const bool at_file_end = is_comment && next_token_[i] == kNone;
    int level = 0;
    if (at != nullptr) {
      level = at->level + (is_comment && at->closes_block ? 1 : 0);
      if (!is_comment) level_ = at->level;
    } else if (!at_file_end) {
      level = level_ + 2;
    }
    const bool keeps_blank =
        at_file_end || (at != nullptr && (at->is_entry || (is_comment && at->closes_block)));
    out_ += '\n';
    if (keeps_blank && tokens_[i].newlines_before > 1 && tokens_[i - 1].text != "{") {
      out_ += '\n';
    }
    column_ = static_cast<std::size_t>(level) * kIndent;
    out_.append(column_, ' ');
  }

  void Put(std::string_view text) {
    out_ += text;
    const std::size_t line = text.rfind('\n');
    if (line == std::string_view::npos) {
      column_ += CountCodePoints(text);
    } else {
      column_ = CountCodePoints(text.substr(line + 1));
    }
  }

  const std::vector<FormatToken> tokens_;
  const FormatPlan& plan_;
  std::vector<const FormatBreak*> breaks_;  // By token; null where none is planned.
  std::vector<std::size_t> next_token_;     // By token; comments are passed.
  std::vector<Span> spans_;
  std::vector<std::size_t> last_of_;  // By group.
  std::vector<bool> broken_;          // By group.

  std::string out_;
  std::size_t column_ = 0;
  std::size_t next_span_ = 0;
  int level_ = 0;               // Of the last planned line.
  bool stands_alone_ = true;    // The comment before has its line to itself.
};

}  // namespace

std::string Format(const SourceText& source, const ast::File& file) {
  std::vector<FormatToken> tokens =
      SplitForFormat(source, file, FindVerbatim(file));
  const FormatPlan plan = PlanFormat(file, tokens);
  return Layout(std::move(tokens), plan).Write();
}

}  // namespace precept::lang
