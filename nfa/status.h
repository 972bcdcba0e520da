// Errors of machines: files that cannot be read, bytes that do not decode.
// Mistakes of rule authors are lang::Diagnostic, never a Status.
//
// In builds with assertions a Status or Result that is destroyed without
// having been looked at aborts, so that no error is passed over in silence.

#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace precept::nfa {

enum class StatusCode : std::uint8_t {
  kOk,
  kInvalidArgument,  // What was asked for makes no sense.
  kNotFound,
  kUnavailable,  // Input or output that cannot be reached.
  kDataLoss,     // Bytes that are damaged.
  kUnsupported,
  kInternal,
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string message)
      : code_(code), message_(std::move(message)) {}
  static Status Ok() { return {}; }

  Status(const Status& other) : code_(other.code_), message_(other.message_) {
    other.MarkChecked();
  }
  Status(Status&& other) noexcept
      : code_(other.code_), message_(std::move(other.message_)) {
    other.MarkChecked();
  }
  Status& operator=(const Status& other) {
    AssertChecked();
    code_ = other.code_;
    message_ = other.message_;
    other.MarkChecked();
    MarkUnchecked();
    return *this;
  }
  Status& operator=(Status&& other) noexcept {
    AssertChecked();
    code_ = other.code_;
    message_ = std::move(other.message_);
    other.MarkChecked();
    MarkUnchecked();
    return *this;
  }
  ~Status() { AssertChecked(); }

  bool ok() const {
    MarkChecked();
    return code_ == StatusCode::kOk;
  }
  StatusCode code() const {
    MarkChecked();
    return code_;
  }
  // One sentence for the user, with the place where there is one.
  const std::string& message() const {
    MarkChecked();
    return message_;
  }
  // For the rare place where failure changes nothing; say why beside the call.
  void IgnoreError() const { MarkChecked(); }

 private:
#ifdef NDEBUG
  void MarkChecked() const {}
  void MarkUnchecked() const {}
  void AssertChecked() const {}
#else
  void MarkChecked() const { checked_ = true; }
  void MarkUnchecked() const { checked_ = code_ == StatusCode::kOk; }
  void AssertChecked() const {
    assert((checked_ || code_ == StatusCode::kOk) && "a Status was not checked");
  }
  mutable bool checked_ = false;
#endif
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
};

// A T, or why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)  // NOLINT(google-explicit-constructor): `return value;`
      : value_(std::move(value)) {}
  Result(Status status)  // NOLINT(google-explicit-constructor): `return status;`
      : status_(std::move(status)) {
    assert(!status_.ok());
  }

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  // REQUIRES: ok().
  T& value() & {
    assert(ok());
    return *value_;
  }
  const T& value() const& {
    assert(ok());
    return *value_;
  }
  T&& value() && {
    assert(ok());
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace precept::nfa
