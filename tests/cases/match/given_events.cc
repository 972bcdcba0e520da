#include "tests/cases/match/given_events.h"

#include <string_view>
#include <utility>
#include <variant>

namespace precept::tests {
namespace {

namespace ast = lang::ast;
using nfa::Result;
using nfa::Status;
using nfa::StatusCode;

constexpr nfa::Timestamp kDefaultStart{1'767'571'200'000'000'000};  // Monday.

Status Wrong(std::string message) {
  return Status(StatusCode::kInvalidArgument, std::move(message));
}

// An object whose members keep the order in which they were put.
struct JsonNode {
  std::string name;    // Of the member that it is.
  std::string scalar;  // JSON text, unless there are members.
  std::vector<JsonNode> members;

  JsonNode& Member(const std::string& wanted) {
    for (JsonNode& node : members) {
      if (node.name == wanted) return node;
    }
    members.push_back({wanted, {}, {}});
    return members.back();
  }
  void AppendTo(std::string& out) const {
    if (members.empty()) {
      out += scalar;
      return;
    }
    char before = '{';
    for (const JsonNode& node : members) {
      out += before;
      nfa::AppendJsonString(node.name, out);
      out += ':';
      node.AppendTo(out);
      before = ',';
    }
    out += '}';
  }
};

std::vector<std::string> SplitDots(std::string_view path) {
  std::vector<std::string> segments;
  while (true) {
    const std::size_t dot = path.find('.');
    segments.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return segments;
    path.remove_prefix(dot + 1);
  }
}

std::vector<std::string> SegmentsOf(const ast::FieldPath& path) {
  std::vector<std::string> segments;
  for (const ast::Segment& segment : path.segments) {
    segments.push_back(segment.text);
  }
  return segments;
}

std::string TimeText(nfa::Timestamp time, const std::string& format) {
  if (format == "epoch_s") return std::to_string(time.ns / 1'000'000'000);
  if (format == "epoch_ms") return std::to_string(time.ns / 1'000'000);
  if (format == "epoch_us") return std::to_string(time.ns / 1'000);
  if (format == "epoch_ns") return std::to_string(time.ns);
  return "\"" + nfa::FormatTimestamp(time) + "\"";
}

std::string JsonOf(const ast::Expr& expr) {
  std::string text;
  if (const auto* literal = std::get_if<ast::StringLiteral>(&expr.node)) {
    nfa::AppendJsonString(literal->value, text);
  } else if (const auto* number = std::get_if<ast::NumberLiteral>(&expr.node)) {
    text = number->spelling;
  } else if (const auto* truth = std::get_if<ast::BoolLiteral>(&expr.node)) {
    text = truth->value ? "true" : "false";
  } else if (const auto* span = std::get_if<ast::DurationLiteral>(&expr.node)) {
    text = "\"" + span->spelling + "\"";
  } else if (const auto* time = std::get_if<ast::TimeLiteral>(&expr.node)) {
    nfa::AppendJsonString(time->text.value, text);
  } else if (const auto* list = std::get_if<ast::ListLiteral>(&expr.node)) {
    for (const ast::Expr& element : list->elements) {
      text += (text.empty() ? "" : ",") + JsonOf(element);
    }
    text = "[" + text + "]";
  } else if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
    text = "-" + JsonOf(*unary->operand);
  } else {
    text = "null";  // `missing` and whatever else is no literal.
  }
  return text;
}

// A declared event with what its annotations say.
class Declared {
 public:
  explicit Declared(const ast::Event& event) : event_(event) {}

  std::string stream() const {
    return event_.from ? event_.from->value : event_.name.text;
  }
  // Where the source has the field that the entry names.
  std::vector<std::string> SourcePath(const ast::FieldPath& name) const {
    for (const ast::FieldDecl& field : event_.fields) {
      if (SegmentsOf(field.name) != SegmentsOf(name)) continue;
      const ast::Annotation* from = Find(field, ast::Annotation::Kind::kFrom);
      if (from != nullptr) return SplitDots(Argument(*from));
    }
    return SegmentsOf(name);
  }
  const ast::FieldDecl* TimeField() const {
    for (const ast::FieldDecl& field : event_.fields) {
      if (Find(field, ast::Annotation::Kind::kTime) != nullptr) return &field;
    }
    return nullptr;
  }
  std::string TimeFormat(const ast::FieldDecl& field) const {
    const ast::Annotation* format = Find(field, ast::Annotation::Kind::kFormat);
    if (format == nullptr) format = Find(field, ast::Annotation::Kind::kTime);
    return Argument(*format);
  }

 private:
  static const ast::Annotation* Find(const ast::FieldDecl& field,
                                     ast::Annotation::Kind kind) {
    for (const ast::Annotation& annotation : field.annotations) {
      if (annotation.kind == kind) return &annotation;
    }
    return nullptr;
  }
  static std::string Argument(const ast::Annotation& annotation) {
    const auto* text = std::get_if<ast::StringLiteral>(&annotation.argument);
    return text == nullptr ? "" : text->value;
  }

  const ast::Event& event_;
};

const ast::Event* FindEvent(const ast::File& file, const std::string& name) {
  for (const ast::Declaration& declaration : file.declarations) {
    const auto* event = std::get_if<ast::Event>(&declaration.node);
    if (event != nullptr && event->name.text == name) return event;
  }
  return nullptr;
}

std::string RecordText(const Declared& event, const ast::GivenEntry& given,
                       nfa::Timestamp time) {
  JsonNode root;
  const ast::FieldDecl* time_field = event.TimeField();
  if (time_field != nullptr) {
    JsonNode* node = &root;
    for (const std::string& segment : event.SourcePath(time_field->name)) {
      node = &node->Member(segment);
    }
    node->scalar = TimeText(time, event.TimeFormat(*time_field));
  }
  for (const ast::RecordEntry& entry : given.record.entries) {
    JsonNode* node = &root;
    for (const std::string& segment : event.SourcePath(entry.name)) {
      node = &node->Member(segment);
    }
    node->scalar = JsonOf(entry.value);
  }
  std::string text;
  root.AppendTo(text);
  return text.empty() ? "{}" : text;
}

class GivenReader {
 public:
  explicit GivenReader(const ast::File& file) : file_(file) {
    streams_.start = kDefaultStart;
  }

  Status Read(const ast::TestEntry& entry) {
    if (const auto* from = std::get_if<ast::FromEntry>(&entry.node)) {
      auto start = nfa::ParseTimestamp(from->time.text.value);
      if (!start) return Wrong("`from time` names no time");
      streams_.start = *start;
    } else if (const auto* late = std::get_if<ast::LatenessEntry>(&entry.node)) {
      streams_.lateness = nfa::Duration{late->lateness.nanoseconds};
    } else if (const auto* given = std::get_if<ast::GivenEntry>(&entry.node)) {
      return AddGiven(*given);
    } else {
      return Wrong("a match case has given events only");
    }
    return Status::Ok();
  }

  GivenStreams Take() { return std::move(streams_); }

 private:
  Status AddGiven(const ast::GivenEntry& given) {
    const ast::Event* event = FindEvent(file_, given.type.text);
    if (event == nullptr) {
      return Wrong("`" + given.type.text + "` is not declared by fields");
    }
    const Declared declared(*event);
    if (given.at) at_ = given.at->nanoseconds;
    for (std::uint64_t i = 0; i < given.repeat.value_or(1); ++i) {
      if (i > 0) at_ += given.every->nanoseconds;
      const nfa::Timestamp time{streams_.start.ns + at_};
      streams_.records[declared.stream()].push_back(
          {RecordText(declared, given, time), ++number_});
    }
    return Status::Ok();
  }

  const ast::File& file_;
  GivenStreams streams_;
  std::int64_t at_ = 0;
  std::int64_t number_ = 0;
};

}  // namespace

Result<GivenStreams> ReadGiven(const ast::File& file, const ast::Test& test) {
  GivenReader reader(file);
  for (const ast::TestEntry& entry : test.entries) {
    const Status read = reader.Read(entry);
    if (!read.ok()) return read;
  }
  return reader.Take();
}

}  // namespace precept::tests
