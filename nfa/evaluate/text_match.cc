// contains, startswith, endswith, like, matches.

#include "nfa/evaluate/interpreter.h"
#include "nfa/unicode.h"

namespace precept::nfa::evaluate {
namespace {

// Whether `text` fits one right side; all is folded already.
bool Fits(Op op, std::string_view text, std::string_view pattern) {
  if (op == Op::kContains) return text.find(pattern) != std::string_view::npos;
  if (op == Op::kStartsWith) return text.starts_with(pattern);
  return text.ends_with(pattern);
}

bool FitsAny(Op op, std::string_view text, const TextPatterns& patterns) {
  if (op == Op::kMatches) {
    for (const Regex& regex : patterns.regexes) {
      if (regex.Matches(text)) return true;
    }
    return false;
  }
  if (op == Op::kLike) {
    for (const LikePattern& like : patterns.likes) {
      if (like.Matches(text)) return true;
    }
    return false;
  }
  for (const std::string& pattern : patterns.texts) {
    if (Fits(op, text, pattern)) return true;
  }
  return false;
}

// A right side that comes with the row.
bool FitsOne(const Expr& expr, std::string_view text, std::string_view pattern) {
  if (expr.op == Op::kMatches) {
    const Regex regex(pattern, expr.nocase ? Regex::Case::kFolded : Regex::Case::kSensitive);
    return regex.ok() && regex.Matches(text);
  }
  const std::string folded = expr.nocase ? Folded(pattern) : std::string();
  const std::string_view wanted = expr.nocase ? std::string_view(folded) : pattern;
  if (expr.op == Op::kLike) return LikePattern(wanted).Matches(text);
  return Fits(expr.op, text, wanted);
}

// Folds what is tested where the operator wants it.
class Haystack {
 public:
  // RE2 folds by itself.
  explicit Haystack(const Expr& expr) : fold_(expr.nocase && expr.op != Op::kMatches) {}

  std::string_view Of(std::string_view text) {
    if (!fold_) return text;
    folded_.clear();
    AppendFolded(text, folded_);
    return folded_;
  }

 private:
  bool fold_;
  std::string folded_;
};

bool FitsAnyElement(const Expr& expr, std::string_view text, const Column& elements,
                    ListSlice slice) {
  for (std::uint32_t i = 0; i < slice.size; ++i) {
    if (FitsOne(expr, text, elements.cell<std::string_view>(slice.begin + i))) return true;
  }
  return false;
}

}  // namespace

void FilterText(Interpreter& in, ExprId id, Bitmap& rows) {
  const Expr& expr = in.node(id);
  const Operand left = in.Arg(id, 0, rows);
  const Cells<std::string_view> texts = left.cells<std::string_view>();
  Haystack haystack(expr);
  if (const TextPatterns* patterns = in.prepared(id).get_if<TextPatterns>()) {
    rows.KeepIf([&](std::size_t row) {
      return texts.has(row) && FitsAny(expr.op, haystack.Of(texts.at(row)), *patterns);
    });
    return;
  }
  const Operand right = in.Arg(id, 1, rows);
  if (right.type().is_list) {
    const Cells<ListSlice> slices = right.cells<ListSlice>();
    rows.KeepIf([&](std::size_t row) {
      return texts.has(row) && slices.has(row) &&
             FitsAnyElement(expr, haystack.Of(texts.at(row)), right.column().elements(),
                            slices.at(row));
    });
    return;
  }
  const Cells<std::string_view> patterns = right.cells<std::string_view>();
  rows.KeepIf([&](std::size_t row) {
    return texts.has(row) && patterns.has(row) &&
           FitsOne(expr, haystack.Of(texts.at(row)), patterns.at(row));
  });
}

}  // namespace precept::nfa::evaluate
