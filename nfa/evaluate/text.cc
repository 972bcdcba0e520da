// Functions of texts.  Lengths and places count code points.

#include <algorithm>
#include <array>
#include <cmath>

#include "nfa/base64.h"
#include "nfa/evaluate/interpreter.h"
#include "nfa/unicode.h"

namespace precept::nfa::evaluate {
namespace {

using Text = std::string_view;
using MaybeText = std::optional<std::string_view>;

// out = append(text, buffer) stored, where append says that there is a result.
template <class F>
void MapTexts(Interpreter& in, const Operand& operand, const Bitmap& rows, Column& out,
              F append) {
  std::string buffer;
  MapCells<Text>(operand, rows, out, [&](Text text) -> MaybeText {
    buffer.clear();
    if (!append(text, buffer)) return std::nullopt;
    return in.texts().Store(buffer);
  });
}

bool AppendLower(Text text, std::string& out) {
  AppendFolded(text, out);
  return true;
}

bool AppendRaised(Text text, std::string& out) {
  AppendUpper(text, out);
  return true;
}

bool AppendDecoded(Text text, std::string& out) {
  return DecodeBase64(text, out) && IsUtf8(out);
}

// Shannon's, over bytes.
double Entropy(Text text) {
  std::array<std::size_t, 256> counts{};
  for (char c : text) ++counts[static_cast<std::uint8_t>(c)];
  double bits = 0;
  for (std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits += share * std::log2(1 / share);
  }
  return bits;
}

// From a place, from the end where it is negative, as in v[i].
MaybeText Substring(Text text, std::int64_t from, std::optional<std::int64_t> length) {
  if (length && *length < 0) return std::nullopt;
  if (from < 0) {
    const auto size = static_cast<std::int64_t>(CountCodePoints(text));
    from = std::max<std::int64_t>(0, from + size);
  }
  text.remove_prefix(OffsetOfCodePoint(text, static_cast<std::size_t>(from)));
  if (length) text = text.substr(0, OffsetOfCodePoint(text, static_cast<std::size_t>(*length)));
  return text;
}

void EvaluateSubstring(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Operand text = in.Arg(id, 0, rows);
  const Operand from = in.Arg(id, 1, rows);
  if (in.node(id).args.size() == 2) {
    MapCells<Text, std::int64_t>(text, from, rows, out, [](Text t, std::int64_t begin) {
      return Substring(t, begin, std::nullopt);
    });
    return;
  }
  const Operand length = in.Arg(id, 2, rows);
  const Cells<std::int64_t> lengths = length.cells<std::int64_t>();
  const Cells<std::int64_t> begins = from.cells<std::int64_t>();
  const Cells<Text> texts = text.cells<Text>();
  rows.ForEach([&](std::size_t row) {
    if (texts.has(row) && begins.has(row) && lengths.has(row)) {
      Put(out, row, Substring(texts.at(row), begins.at(row), lengths.at(row)));
    } else {
      out.SetMissing(row);
    }
  });
}

// concat and f"…": what is missing makes the one missing, in the other nothing.
void EvaluateJoin(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Expr& expr = in.node(id);
  std::vector<Operand> parts;
  for (ExprId arg : expr.args) parts.push_back(in.Evaluate(arg, rows));
  std::string joined;
  rows.ForEach([&](std::size_t row) {
    joined.clear();
    bool complete = true;
    for (const Operand& part : parts) {
      complete = complete && part.has(row);
      if (!part.has(row)) continue;
      if (part.type() == Type{Scalar::kString, false}) {
        joined.append(part.column().cell<Text>(part.index(row)));
      } else {
        AppendPlain(part.column().Get(part.index(row)), joined);
      }
    }
    if (complete || expr.op == Op::kFormat) {
      out.Set(row, in.texts().Store(joined));
    } else {
      out.SetMissing(row);
    }
  });
}

void AppendReplaced(Text text, Text from, Text to, std::string& out) {
  for (;;) {
    const std::size_t found = from.empty() ? Text::npos : text.find(from);
    out.append(text.substr(0, found));
    if (found == Text::npos) return;
    out.append(to);
    text.remove_prefix(found + from.size());
  }
}

void EvaluateReplace(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Operand operands[] = {in.Arg(id, 0, rows), in.Arg(id, 1, rows), in.Arg(id, 2, rows)};
  const Cells<Text> texts = operands[0].cells<Text>();
  const Cells<Text> from = operands[1].cells<Text>();
  const Cells<Text> to = operands[2].cells<Text>();
  std::string buffer;
  rows.ForEach([&](std::size_t row) {
    if (!texts.has(row) || !from.has(row) || !to.has(row)) {
      out.SetMissing(row);
      return;
    }
    buffer.clear();
    AppendReplaced(texts.at(row), from.at(row), to.at(row), buffer);
    out.Set(row, in.texts().Store(buffer));
  });
}

// Without a separator the text stays whole.
void EvaluateSplit(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Operand text = in.Arg(id, 0, rows);
  const Operand separator = in.Arg(id, 1, rows);
  Column& parts = out.elements();
  MapCells<Text, Text>(text, separator, rows, out, [&parts](Text t, Text by) {
    const auto begin = static_cast<std::uint32_t>(parts.size());
    for (;;) {
      const std::size_t found = by.empty() ? Text::npos : t.find(by);
      parts.Append(t.substr(0, found));
      if (found == Text::npos) break;
      t.remove_prefix(found + by.size());
    }
    return std::optional(
        ListSlice{begin, static_cast<std::uint32_t>(parts.size()) - begin});
  });
}

void EvaluateFoldedList(Interpreter& in, const Operand& list, const Bitmap& rows, Column& out) {
  const Column& elements = list.column().elements();
  Column& folded = out.elements();
  std::string buffer;
  MapCells<ListSlice>(list, rows, out, [&](ListSlice slice) {
    const auto begin = static_cast<std::uint32_t>(folded.size());
    for (std::uint32_t i = 0; i < slice.size; ++i) {
      buffer.clear();
      AppendFolded(elements.cell<Text>(slice.begin + i), buffer);
      folded.Append(in.texts().Store(buffer));
    }
    return std::optional(ListSlice{begin, slice.size});
  });
}

void EvaluateLength(const Operand& value, const Bitmap& rows, Column& out) {
  if (value.type().is_list) {
    MapCells<ListSlice>(value, rows, out, [](ListSlice slice) {
      return std::optional(static_cast<std::int64_t>(slice.size));
    });
  } else {
    MapCells<Text>(value, rows, out, [](Text text) {
      return std::optional(static_cast<std::int64_t>(CountCodePoints(text)));
    });
  }
}

// Functions of one text.
void EvaluateOfText(Interpreter& in, ExprId id, const Operand& text, const Bitmap& rows,
                    Column& out) {
  const Op op = in.node(id).op;
  if (op == Op::kLower || op == Op::kFold) return MapTexts(in, text, rows, out, AppendLower);
  if (op == Op::kUpper) return MapTexts(in, text, rows, out, AppendRaised);
  if (op == Op::kBase64Decode) return MapTexts(in, text, rows, out, AppendDecoded);
  if (op == Op::kTrim) {
    return MapCells<Text>(text, rows, out, [](Text t) { return MaybeText(Trimmed(t)); });
  }
  if (op == Op::kEntropy) {
    return MapCells<Text>(text, rows, out, [](Text t) { return std::optional(Entropy(t)); });
  }
  const Regex* regex = in.prepared(id).get_if<Regex>();
  MapCells<Text>(text, rows, out, [regex](Text t) -> MaybeText {
    if (regex == nullptr || !regex->ok()) return std::nullopt;
    return regex->Extract(t);
  });
}

}  // namespace

void EvaluateText(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Op op = in.node(id).op;
  if (op == Op::kSubstring) return EvaluateSubstring(in, id, rows, out);
  if (op == Op::kConcat || op == Op::kFormat) return EvaluateJoin(in, id, rows, out);
  if (op == Op::kReplace) return EvaluateReplace(in, id, rows, out);
  if (op == Op::kSplit) return EvaluateSplit(in, id, rows, out);
  const Operand value = in.Arg(id, 0, rows);
  if (op == Op::kLen) return EvaluateLength(value, rows, out);
  if (value.type().is_list) return EvaluateFoldedList(in, value, rows, out);
  EvaluateOfText(in, id, value, rows, out);
}

}  // namespace precept::nfa::evaluate
