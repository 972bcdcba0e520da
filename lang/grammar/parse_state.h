// What the rules of the grammar share while one file is read: where blanks
// end, what was expected where, how deep the text is nested.
//
// The grammar is a PEG: a failed alternative says nothing about an error, since
// another may fit.  So every terminal that fails records here what it would
// have taken, and only what was expected at the farthest place counts.  If the
// whole then fails, that place is the error and that set its explanation
// (syntax_error.h).

#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/ast.h"
#include "lang/diagnostic.h"
#include "lang/grammar/scan.h"
#include "lang/source_text.h"

namespace precept::lang::grammar {

// What a terminal takes, in an author's words: a mark or word of the language,
// or a phrase such as "a name".  Static text.
struct Expectation {
  enum class Kind : std::uint8_t {
    kMark,    // `->`
    kWord,    // `within`
    kPhrase,  // "a name"
  };
  // Whether a message names it although others are expected too.
  enum class Weight : std::uint8_t { kNamed, kQuiet };

  std::string_view text;
  Kind kind = Kind::kPhrase;
  Weight weight = Weight::kNamed;
};

// What a template expects where its text ends.
inline constexpr std::string_view kClosingQuote = "the closing `\"`";

// The construct that an expression is.
inline constexpr std::string_view kExpression = "the expression";

// Thrown where a limit is passed, since no other alternative may be tried then.
// Caught in lang/grammar/ only.
class LimitPassed : public std::exception {
 public:
  LimitPassed(DiagnosticCode code, Iterator place) : code_(code), place_(place) {}
  DiagnosticCode code() const { return code_; }
  Iterator place() const { return place_; }

 private:
  DiagnosticCode code_;
  Iterator place_;
};

// Thread safety: none; one parse owns it.
class ParseState {
 public:
  // All three must outlive the state.
  ParseState(const SourceText& source, DiagnosticSink& sink,
             std::vector<ast::Comment>& comments);

  Iterator begin() const { return begin_; }
  Iterator end() const { return end_; }
  DiagnosticSink& sink() { return sink_; }
  SourceRange Range(Iterator from, Iterator to) const;

  // Reports a mistake that does not stop the parse.  Text may be read twice by
  // two alternatives; the mistake is reported once.
  void ReportOnce(Diagnostic diagnostic);

  // The end of the blanks and comments at `p`.  Comments are collected the
  // first time they are passed.
  Iterator Skip(Iterator p);

  // Records that `expected` was not found at `place`, where blanks end.
  void Expect(Iterator place, const Expectation& expected);
  // While `place` is hidden, failures there are not recorded: a phrase for the
  // whole construct stands for its terminals.  Returns what was hidden before.
  Iterator Hide(Iterator place) { return std::exchange(hidden_, place); }
  bool IsHidden(Iterator place) const { return hidden_ == place; }
  // Records that `construct` ("the step") ends at `end`.
  void Completed(Iterator end, std::string_view construct);

  // A declaration is looked for at `place`.  Returns where one was before.
  Iterator BeginDeclaration(Iterator place) {
    return std::exchange(declaration_, place);
  }

  Iterator farthest() const { return farthest_; }
  const std::vector<Expectation>& expected() const { return expected_; }
  // The construct that ends right before `place` but for blanks; empty if none.
  std::string_view CompletedBefore(Iterator place);
  // A whole expression ends right before `place` but for blanks.
  bool ExpressionEndsBefore(Iterator place);
  // Forgets what was expected before `place`.
  void StartAfresh(Iterator place);
  // StartAfresh where reading goes on after an error was reported.
  void ResumeAt(Iterator place);
  bool ResumedAt(Iterator place) const { return resumed_at_ == place; }

  // One level deeper.  Throws LimitPassed beyond kMaxNesting.
  void Enter(Iterator place);
  void Leave() { --depth_; }
  // Forgets the constructs that a LimitPassed left behind, and StartAfresh.
  void Reset(Iterator place);

  // The height, in nodes, of the expression that was read last.  Bounded, so
  // that every walk over a tree may recurse; beyond the bound SetHeight throws
  // LimitPassed.
  int height() const { return height_; }
  void SetHeight(int height, Iterator place);
  // Between the two calls everything that is read lies inside of one node.
  // BeginNode returns what EndNode is given back.
  int BeginNode() { return std::exchange(tallest_, 0); }
  void EndNode(int outside, bool fits, Iterator place);

  // Constructs that may be read in two ways remember where the first way
  // failed, so that no text is read a third time.
  bool KnownToFail(const void* construct, Iterator place) const;
  void RememberFailure(const void* construct, Iterator place);

 private:
  Iterator SkipComment(Iterator p);

  const SourceText& source_;
  DiagnosticSink& sink_;
  std::vector<ast::Comment>& comments_;
  Iterator begin_;
  Iterator end_;

  Iterator skipped_from_ = nullptr;
  Iterator skipped_to_ = nullptr;

  Iterator declaration_;
  Iterator farthest_;
  Iterator hidden_ = nullptr;
  Iterator resumed_at_ = nullptr;
  std::vector<Expectation> expected_;
  Iterator completed_end_ = nullptr;
  std::string_view completed_;
  Iterator expression_end_ = nullptr;

  int depth_ = 0;
  int height_ = 0;
  int tallest_ = 0;  // Of what was read inside of the node at work.
  std::set<std::pair<const void*, Iterator>> failures_;
  std::set<std::pair<DiagnosticCode, SourceRange>> reported_;
};

}  // namespace precept::lang::grammar
