// Where the command writes: results and messages, each perhaps a terminal.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace precept::cli {

enum class Style { kPlain, kBold, kDim, kRed, kYellow, kCyan, kBlue, kAlarm };

struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool out_colors = false;
  bool err_colors = false;
  int width = 80;

  // Standard output and error; colours on terminals unless NO_COLOR is set or
  // TERM is "dumb".  A pipe that nobody reads ends writing, not the process.
  static Terminal OfProcess();

  void Error(std::string_view message) const;
  void Warning(std::string_view message) const;
};

// `text` between the codes of a style; as it is without `colors`.
std::string Styled(std::string_view text, Style style, bool colors);

// Why writing to `out` failed, as a sentence; empty if it did not, or if the
// reader has gone away, which is its right.
std::string OutputProblem(std::ostream& out);

// "1234567" as "1,234,567".
std::string Grouped(std::uint64_t number);

}  // namespace precept::cli
