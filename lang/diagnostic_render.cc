// Carets stand under what they mean although a terminal counts cells, not code
// points: the line under the source repeats the source's tabs, gives two cells
// to wide characters and none to combining ones.  Control characters in the
// source are shown as blanks, so that no file can move the terminal's cursor.

#include "lang/diagnostic_render.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

namespace precept::lang {
namespace {

struct Interval {
  std::uint32_t first;
  std::uint32_t last;
};

// Characters of two cells: East Asian wide and full-width forms, emoji.
constexpr auto kWide = std::to_array<Interval>(
    {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
     {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
     {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
     {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
     {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}});

// Characters of no cell: combining marks, joiners, variation selectors.
constexpr auto kZero = std::to_array<Interval>(
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},
     {0x202A, 0x202E}, {0x2060, 0x2064}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
     {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}});

template <class Intervals>
bool Contains(const Intervals& intervals, std::uint32_t c) {
  return std::any_of(intervals.begin(), intervals.end(), [c](const Interval& i) {
    return c >= i.first && c <= i.last;
  });
}

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 1;
  bool valid = true;
};

CodePoint Decode(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || at + length > text.size()) return {0, 1, false};
  std::uint32_t value = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0u) != 0x80u) return {0, 1, false};
    value = (value << 6) | (next & 0x3Fu);
  }
  return {value, length, true};
}

// What a line looks like, and for each of its bytes the cells before it.
struct ShownLine {
  std::string text;
  std::string under;  // As wide as `text`: blanks and tabs.
  std::vector<std::size_t> under_at;  // By byte, and one more for the end.
};

ShownLine Show(std::string_view line) {
  ShownLine shown;
  std::size_t at = 0;
  while (at < line.size()) {
    const CodePoint c = Decode(line, at);
    for (std::size_t i = 0; i < c.length; ++i) {
      shown.under_at.push_back(shown.under.size());
    }
    const bool is_control =
        c.valid && c.value != '\t' &&
        (c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0));
    const bool is_hidden = c.valid && Contains(kZero, c.value);
    if (!c.valid) {
      shown.text += "\xEF\xBF\xBD";
    } else {
      shown.text += is_control ? " " : std::string(line.substr(at, c.length));
    }
    if (!is_hidden) {
      const bool is_wide = c.valid && Contains(kWide, c.value);
      shown.under += c.value == '\t' ? "\t" : is_wide ? "  " : " ";
    }
    at += c.length;
  }
  shown.under_at.push_back(shown.under.size());
  return shown;
}

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kBlue = "\x1b[1;34m";
constexpr std::string_view kReset = "\x1b[0m";

class TextRenderer {
 public:
  TextRenderer(const SourceMap& sources, Colour colour)
      : sources_(sources), colour_(colour) {}

  void Add(const Diagnostic& diagnostic) {
    const bool is_error = diagnostic.severity() == Severity::kError;
    const std::string_view tint = is_error ? kRed : kYellow;
    Paint(tint, (is_error ? "error[" : "warning[") + CodeText(diagnostic.code) +
                    "]");
    Paint(kBold, ": " + diagnostic.message);
    out_ += '\n';
    AddPlace(diagnostic.range, tint, '^', "");
    for (const Label& label : diagnostic.labels) {
      AddPlace(label.range, kBlue, '-', label.text);
    }
    if (!diagnostic.fix.empty()) {
      out_ += "  = ";
      Paint(kBold, "fix: ");
      out_ += diagnostic.fix + "\n";
    }
    out_ += '\n';
  }

  std::string Take() { return std::move(out_); }

 private:
  void Paint(std::string_view tint, std::string_view text) {
    if (colour_ == Colour::kAlways) out_ += tint;
    out_ += text;
    if (colour_ == Colour::kAlways) out_ += kReset;
  }

  void AddPlace(SourceRange range, std::string_view tint, char mark,
                std::string_view words) {
    const SourceText& source = sources_.Get(range.file);
    const LineColumn begin = source.Locate(range.begin);
    const std::string_view line = source.Line(begin.line);
    const std::string number = std::to_string(begin.line);
    const std::string margin(number.size(), ' ');
    const ShownLine shown = Show(line);

    out_ += margin + "--> " + source.name() + ":" + number + ":" +
            std::to_string(begin.column) + "\n";
    out_ += number + " | " + shown.text + "\n";
    out_ += margin + " | ";
    const std::size_t from = OffsetInLine(source, range.begin, line);
    const std::size_t to =
        std::max(from, OffsetInLine(source, range.end, line));
    const std::size_t blanks = shown.under_at[from];
    const std::size_t cells =
        std::max<std::size_t>(1, shown.under_at[to] - blanks);
    out_ += shown.under.substr(0, blanks);
    Paint(tint, std::string(cells, mark) + (words.empty() ? "" : " ") +
                    std::string(words));
    out_ += '\n';
  }

  // The place of an offset within the bytes of its line, at most the line's end.
  static std::size_t OffsetInLine(const SourceText& source, std::uint32_t offset,
                                  std::string_view line) {
    const auto start =
        static_cast<std::size_t>(line.data() - source.text().data());
    return std::min<std::size_t>(line.size(), offset < start ? 0 : offset - start);
  }

  const SourceMap& sources_;
  Colour colour_;
  std::string out_;
};

auto SortKey(const Diagnostic& d) {
  return std::tie(d.range.file, d.range.begin, d.code, d.range.end, d.message);
}

std::vector<Diagnostic> Sorted(std::vector<Diagnostic> diagnostics) {
  std::stable_sort(
      diagnostics.begin(), diagnostics.end(),
      [](const auto& a, const auto& b) { return SortKey(a) < SortKey(b); });
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(),
                                [](const auto& a, const auto& b) {
                                  return SortKey(a) == SortKey(b);
                                }),
                    diagnostics.end());
  return diagnostics;
}

std::string JsonString(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = Decode(text, at);
    if (!c.valid) {
      out += "\\ufffd";
    } else if (c.value == '"' || c.value == '\\') {
      out += '\\';
      out += text[at];
    } else if (c.value == '\n') {
      out += "\\n";
    } else if (c.value < 0x20) {
      out += "\\u00";
      out += kHex[c.value >> 4];
      out += kHex[c.value & 15];
    } else {
      out += text.substr(at, c.length);
    }
    at += c.length;
  }
  return out + '"';
}

std::string JsonPlace(SourceRange range, const SourceMap& sources) {
  const SourceText& source = sources.Get(range.file);
  const LineColumn begin = source.Locate(range.begin);
  const LineColumn end = source.Locate(range.end);
  return "\"file\":" + JsonString(source.name()) +
         ",\"line\":" + std::to_string(begin.line) +
         ",\"column\":" + std::to_string(begin.column) +
         ",\"endLine\":" + std::to_string(end.line) +
         ",\"endColumn\":" + std::to_string(end.column);
}

std::string JsonObject(const Diagnostic& d, const SourceMap& sources) {
  const bool is_error = d.severity() == Severity::kError;
  std::string labels;
  for (const Label& label : d.labels) {
    if (!labels.empty()) labels += ',';
    labels += "{" + JsonPlace(label.range, sources) +
              ",\"text\":" + JsonString(label.text) + "}";
  }
  return "{\"code\":" + JsonString(CodeText(d.code)) +
         ",\"name\":" + JsonString(NameOf(d.code)) + ",\"severity\":" +
         (is_error ? "\"error\"" : "\"warning\"") + "," +
         JsonPlace(d.range, sources) + ",\"message\":" + JsonString(d.message) +
         ",\"fix\":" + JsonString(d.fix) + ",\"labels\":[" + labels + "]}\n";
}

}  // namespace

std::string RenderText(const std::vector<Diagnostic>& diagnostics,
                       const SourceMap& sources, Colour colour) {
  TextRenderer renderer(sources, colour);
  for (const Diagnostic& diagnostic : Sorted(diagnostics)) {
    renderer.Add(diagnostic);
  }
  return renderer.Take();
}

std::string RenderJson(const std::vector<Diagnostic>& diagnostics,
                       const SourceMap& sources) {
  std::string out;
  for (const Diagnostic& diagnostic : Sorted(diagnostics)) {
    out += JsonObject(diagnostic, sources);
  }
  return out;
}

std::string_view NameOf(DiagnosticCode code) {
  switch (code) {
#define PRECEPT_DIAGNOSTIC(number, name, severity, title) \
  case DiagnosticCode::k##name:                           \
    return #name;
#include "lang/diagnostic_codes.def"
#undef PRECEPT_DIAGNOSTIC
  }
  return {};
}

}  // namespace precept::lang
