// Where the checker says what is wrong, and how it quotes an author's words.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lang/diagnostic.h"
#include "lang/source_text.h"
#include "nfa/value.h"

namespace precept::compiler {

// What is not said of files with errors of syntax: doubts, since what is
// missing may be what was not read; and, where whole declarations could not be
// read, that there is nothing of some name.
enum class Withheld { kNothing, kWarnings, kWarningsAndUnknownNames };

class Reporter {
 public:
  // `sink` must outlive this.
  explicit Reporter(lang::DiagnosticSink& sink,
                    Withheld withheld = Withheld::kNothing)
      : sink_(sink), withheld_(withheld) {}

  void Report(lang::DiagnosticCode code, lang::SourceRange range,
              std::string message, std::string fix = {},
              std::vector<lang::Label> labels = {});
  // The one diagnostic of a construct that is checked but does not run yet.
  void NotInThisVersion(lang::SourceRange range, const std::string& construct,
                        std::string way_round = {});

  // Whether a name that is not declared is known to be wrong.
  bool knows_all_names() const {
    return withheld_ != Withheld::kWarningsAndUnknownNames;
  }

  // Errors that all checks have reported so far.
  std::size_t num_errors() const { return sink_.num_errors(); }

  // While one of these lives nothing is reported: for checking again what has
  // been reported already.
  class Silence {
   public:
    explicit Silence(Reporter& reporter) : reporter_(reporter) {
      ++reporter_.silenced_;
    }
    ~Silence() { --reporter_.silenced_; }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

   private:
    Reporter& reporter_;
  };

 private:
  bool IsWithheld(lang::DiagnosticCode code) const;

  lang::DiagnosticSink& sink_;
  Withheld withheld_;
  int silenced_ = 0;
};

// `name`, as messages show an author's words.
std::string Quoted(std::string_view text);
// "an int", "a list of strings".
std::string Phrase(nfa::Type type);
// "did you mean `merchant`?", or nothing.
std::string DidYouMean(std::string_view name,
                       const std::vector<std::string>& candidates);
// "`a`, `b` and `c`"; at most eight, then "and others".
std::string Enumerate(const std::vector<std::string>& names);

}  // namespace precept::compiler
