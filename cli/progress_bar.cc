#include "cli/progress_bar.h"

#include <algorithm>
#include <string>

namespace precept::cli {
namespace {

constexpr std::chrono::milliseconds kBetweenDrawings{100};
constexpr int kWidestBar = 30;

std::string TimeText(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 60) return std::to_string(whole) + "s";
  if (whole < 3600) {
    return std::to_string(whole / 60) + "m " + std::to_string(whole % 60) + "s";
  }
  return std::to_string(whole / 3600) + "h " +
         std::to_string(whole % 3600 / 60) + "m";
}

}  // namespace

std::string ProgressText(std::uint64_t events, std::uint64_t bytes,
                         std::uint64_t total, double seconds, int width) {
  const double rate = seconds > 0 ? static_cast<double>(events) / seconds : 0;
  std::string text = Grouped(events) + " events  " +
                     Grouped(static_cast<std::uint64_t>(rate)) + "/s";
  if (total > 0) {
    const double share =
        std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total));
    if (share > 0.01 && share < 1) {
      text += "  " + TimeText(seconds / share * (1 - share)) + " left";
    }
    const int percent = static_cast<int>(share * 100);
    std::string number = std::to_string(percent);
    text = std::string(3 - std::min<std::size_t>(3, number.size()), ' ') +
           number + "%  " + text;
    const int room = width - 4 - static_cast<int>(text.size());
    const int cells = std::min(kWidestBar, room);
    if (cells >= 5) {
      const int full = static_cast<int>(share * cells);
      text = "[" + std::string(static_cast<std::size_t>(full), '#') +
             std::string(static_cast<std::size_t>(cells - full), '-') + "] " +
             text;
    }
  }
  return text.substr(0, static_cast<std::size_t>(std::max(1, width - 1)));
}

ProgressBar::ProgressBar(const Terminal& terminal) : terminal_(terminal) {}

double ProgressBar::seconds() const {
  return std::chrono::duration<double>(Clock::now() - begun_).count();
}

void ProgressBar::Update(std::uint64_t events, std::uint64_t bytes,
                         std::uint64_t total) {
  if (!terminal_.err_is_terminal) return;
  const Clock::time_point now = Clock::now();
  if (now - std::max(drawn_, begun_) < kBetweenDrawings) return;
  drawn_ = now;
  visible_ = true;
  terminal_.err << '\r'
                << ProgressText(events, bytes, total, seconds(), terminal_.width)
                << "\x1b[K" << std::flush;
}

void ProgressBar::Clear() {
  if (!visible_) return;
  visible_ = false;
  terminal_.err << "\r\x1b[K" << std::flush;
}

}  // namespace precept::cli
