#include "compiler/annotations.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

#include "compiler/literal.h"
#include "lang/ast_printer.h"
#include "nfa/time_format.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;
using Kind = ast::Annotation::Kind;

constexpr std::array<std::string_view, 4> kTimestampFormats{
    "epoch_s", "epoch_ms", "epoch_us", "epoch_ns"};
constexpr std::array<std::string_view, 7> kDurationFormats{
    "s", "ms", "us", "ns", "m", "h", "d"};

std::string NameOf(Kind kind) {
  switch (kind) {
    case Kind::kTime: return "@time";
    case Kind::kFrom: return "@from";
    case Kind::kFormat: return "@format";
    case Kind::kRequired: return "@required";
    case Kind::kEvidence: return "@evidence";
    case Kind::kNocase: return "@nocase";
    case Kind::kOneof: return "@oneof";
  }
  return {};
}

// The segments of a path between its dots; one in backticks may hold dots
// itself.  Nothing if it is no path: a segment is empty, or a backtick stands
// anywhere but around a whole one.
std::optional<std::vector<std::string>> SplitPath(std::string_view path) {
  std::vector<std::string> segments;
  while (true) {
    const bool quoted = path.starts_with('`');
    if (quoted) path.remove_prefix(1);
    const std::size_t end = std::min(path.find(quoted ? '`' : '.'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (segment.empty() || (quoted && end == path.size())) return std::nullopt;
    if (segment.find('`') != std::string_view::npos) return std::nullopt;
    segments.emplace_back(segment);
    path.remove_prefix(quoted ? end + 1 : end);
    if (path.empty()) return segments;
    if (path.front() != '.') return std::nullopt;
    path.remove_prefix(1);
  }
}

class AnnotationChecker {
 public:
  AnnotationChecker(const ast::FieldDecl& field, Reporter& reporter)
      : field_(field), type_(TypeOf(field.type)), reporter_(reporter) {}

  FieldAnnotations Check() {
    for (const ast::Annotation& annotation : field_.annotations) {
      const auto [first, added] = seen_.emplace(annotation.kind, annotation.range);
      if (!added) {
        Report(DiagnosticCode::kDuplicateAnnotation, annotation,
               Quoted(NameOf(annotation.kind)) + " is given twice", {},
               {{first->second, "first given here"}});
        continue;
      }
      Read(annotation);
    }
    return std::move(said_);
  }

 private:
  void Read(const ast::Annotation& annotation) {
    switch (annotation.kind) {
      case Kind::kTime: return ReadTime(annotation);
      case Kind::kFrom: return ReadFrom(annotation);
      case Kind::kFormat: return ReadFormat(annotation);
      case Kind::kRequired: return ReadRequired(annotation);
      case Kind::kEvidence:
        said_.evidence = TakesNothing(annotation);
        return;
      case Kind::kNocase: return ReadNocase(annotation);
      case Kind::kOneof: return ReadOneof(annotation);
    }
  }

  void ReadTime(const ast::Annotation& annotation) {
    if (type_ != nfa::Type{nfa::Scalar::kTimestamp, false}) {
      Misplaced(annotation, "stands on a timestamp");
      return;
    }
    said_.is_time = true;
    said_.time_range = annotation.range;
    if (std::holds_alternative<std::monostate>(annotation.argument)) return;
    const auto* format = TextOf(annotation, "a format");
    if (format != nullptr) SetFormat(annotation, *format);
  }

  void ReadFrom(const ast::Annotation& annotation) {
    const auto* path = TextOf(annotation, "the path in the source");
    if (path == nullptr) return;
    said_.from = SplitPath(path->value);
    if (said_.from) return;
    const bool quotes = path->value.find('`') != std::string::npos;
    Report(DiagnosticCode::kAnnotationArgument, annotation,
           (quotes ? path->spelling : Quoted(path->spelling)) + " is not a path: " +
               (quotes ? "backticks stand around a whole name"
                       : "a name is missing in it"),
           quotes ? "names are joined with dots, as in \"a.`b.c`\"" : "");
  }

  void ReadFormat(const ast::Annotation& annotation) {
    if (type_.scalar != nfa::Scalar::kTimestamp &&
        type_.scalar != nfa::Scalar::kDuration) {
      Misplaced(annotation, "stands on a timestamp or a duration");
      return;
    }
    const auto* format = TextOf(annotation, "a format");
    if (format != nullptr) SetFormat(annotation, *format);
  }

  void SetFormat(const ast::Annotation& annotation,
                 const ast::StringLiteral& format) {
    if (!said_.format.empty()) {
      Report(DiagnosticCode::kDuplicateAnnotation, annotation,
             "the format of " + Quoted(lang::Print(field_.name)) +
                 " is given twice");
      return;
    }
    if (!IsFormat(format.value)) {
      const bool time = type_.scalar == nfa::Scalar::kTimestamp;
      std::vector<std::string> known;
      if (time) known.assign(kTimestampFormats.begin(), kTimestampFormats.end());
      if (!time) known.assign(kDurationFormats.begin(), kDurationFormats.end());
      const auto nearest = lang::NearestName(format.value, known);
      Report(DiagnosticCode::kUnknownFormat, annotation,
             Quoted(format.spelling) + " is no format of a " +
                 (time ? "timestamp" : "duration"),
             nearest ? "did you mean \"" + *nearest + "\"?"
                     : "there are " + Enumerate(known) +
                           (time ? ", and forms like \"%Y-%m-%d %H:%M:%S\"" : ""));
      return;
    }
    if (ReportUnreadable(annotation, format)) return;
    said_.format = format.value;
  }

  // A strptime text that can never read a time.
  bool ReportUnreadable(const ast::Annotation& annotation,
                        const ast::StringLiteral& format) {
    if (format.value.find('%') == std::string::npos) return false;
    const auto why = nfa::CheckTimestampFormat(format.value);
    if (!why) return false;
    Report(DiagnosticCode::kUnknownFormat, annotation,
           Quoted(format.spelling) + " cannot read a timestamp: " + *why);
    return true;
  }

  bool IsFormat(const std::string& format) const {
    const auto in = [&](const auto& known) {
      return std::find(known.begin(), known.end(), format) != known.end();
    };
    if (type_.scalar == nfa::Scalar::kDuration) return in(kDurationFormats);
    return in(kTimestampFormats) || format.find('%') != std::string::npos;
  }

  void ReadRequired(const ast::Annotation& annotation) {
    if (!TakesNothing(annotation)) return;
    if (field_.type.may_be_missing) {
      Report(DiagnosticCode::kRequiredMayBeMissing, annotation,
             Quoted(lang::Print(field_.name)) +
                 " is required and, by its `?`, may be missing",
             "take one of them away");
      return;
    }
    said_.required = true;
  }

  void ReadNocase(const ast::Annotation& annotation) {
    if (!TakesNothing(annotation)) return;
    if (type_.scalar != nfa::Scalar::kString) {
      Misplaced(annotation, "stands on a string or a list of strings");
      return;
    }
    said_.nocase = true;
  }

  void ReadOneof(const ast::Annotation& annotation) {
    const auto* values = std::get_if<std::vector<ast::Expr>>(&annotation.argument);
    if (values == nullptr) {
      Report(DiagnosticCode::kAnnotationArgument, annotation,
             "`@oneof` needs a list of values, as in `@oneof([\"a\", \"b\"])`");
      return;
    }
    std::vector<nfa::Value> allowed;
    for (const ast::Expr& value : *values) {
      LiteralValue read = LiteralAs(value, type_.scalar);
      if (auto* problem = std::get_if<LiteralProblem>(&read)) {
        reporter_.Report(problem->code, value.range, problem->message,
                         problem->fix);
        return;
      }
      allowed.push_back(std::get<nfa::Value>(std::move(read)));
    }
    said_.oneof = std::move(allowed);
  }

  const ast::StringLiteral* TextOf(const ast::Annotation& annotation,
                                   const std::string& what) {
    const auto* text = std::get_if<ast::StringLiteral>(&annotation.argument);
    if (text == nullptr) {
      Report(DiagnosticCode::kAnnotationArgument, annotation,
             Quoted(NameOf(annotation.kind)) + " needs " + what +
                 " in quotes and parentheses");
    }
    return text;
  }

  bool TakesNothing(const ast::Annotation& annotation) {
    if (std::holds_alternative<std::monostate>(annotation.argument)) return true;
    Report(DiagnosticCode::kAnnotationArgument, annotation,
           Quoted(NameOf(annotation.kind)) + " stands alone, without parentheses");
    return false;
  }

  void Misplaced(const ast::Annotation& annotation, const std::string& where) {
    Report(DiagnosticCode::kAnnotationMisplaced, annotation,
           Quoted(NameOf(annotation.kind)) + " " + where + ", and " +
               Quoted(lang::Print(field_.name)) + " is " + Phrase(type_));
  }

  void Report(DiagnosticCode code, const ast::Annotation& annotation,
              std::string message, std::string fix = {},
              std::vector<lang::Label> labels = {}) {
    reporter_.Report(code, annotation.range, std::move(message), std::move(fix),
                     std::move(labels));
  }

  const ast::FieldDecl& field_;
  nfa::Type type_;
  Reporter& reporter_;
  FieldAnnotations said_;
  std::map<Kind, lang::SourceRange> seen_;
};

}  // namespace

FieldAnnotations CheckAnnotations(const ast::FieldDecl& field,
                                  Reporter& reporter) {
  return AnnotationChecker(field, reporter).Check();
}

}  // namespace precept::compiler
