#include "cli/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>

namespace precept::cli {
namespace {

bool WantsColors() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return (no_color == nullptr || *no_color == '\0') &&
         (term == nullptr || std::strcmp(term, "dumb") != 0);
}

int WidthOf(int descriptor) {
  winsize size{};
  const bool known = ioctl(descriptor, TIOCGWINSZ, &size) == 0;
  return known && size.ws_col > 0 ? size.ws_col : 80;
}

std::string_view CodeOf(Style style) {
  switch (style) {
    case Style::kPlain: return "";
    case Style::kBold: return "1";
    case Style::kDim: return "2";
    case Style::kRed: return "1;31";
    case Style::kYellow: return "33";
    case Style::kCyan: return "36";
    case Style::kBlue: return "34";
    case Style::kAlarm: return "1;37;41";
  }
  return "";
}

// A pipe or socket whose other end is closed.
bool ReaderIsGone() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return poll(&output, 1, 0) > 0 && (output.revents & (POLLERR | POLLHUP)) != 0;
}

}  // namespace

Terminal Terminal::OfProcess() {
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  Terminal terminal{std::cout, std::cerr};
  terminal.out_is_terminal = isatty(STDOUT_FILENO) != 0;
  terminal.err_is_terminal = isatty(STDERR_FILENO) != 0;
  terminal.out_colors = terminal.out_is_terminal && WantsColors();
  terminal.err_colors = terminal.err_is_terminal && WantsColors();
  terminal.width = WidthOf(terminal.out_is_terminal ? STDOUT_FILENO : STDERR_FILENO);
  return terminal;
}

void Terminal::Error(std::string_view message) const {
  err << Styled("error: ", Style::kRed, err_colors) << message << '\n'
      << std::flush;
}

void Terminal::Warning(std::string_view message) const {
  err << Styled("warning: ", Style::kYellow, err_colors) << message << '\n'
      << std::flush;
}

std::string Styled(std::string_view text, Style style, bool colors) {
  const std::string_view code = CodeOf(style);
  if (!colors || code.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string OutputProblem(std::ostream& out) {
  errno = 0;
  out.flush();
  if (out.good() || ReaderIsGone()) return {};
  // Where an earlier write failed its reason has passed by.
  return std::string("standard output cannot be written") +
         (errno == 0 ? "" : std::string(": ") + std::strerror(errno));
}

std::string Grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

}  // namespace precept::cli
