// An owned value that lives on the heap and copies with its owner: what lets a
// syntax tree of plain structs be recursive.

#pragma once

#include <memory>
#include <utility>

namespace precept::lang {

template <class T>
class Box {
 public:
  Box() : value_(std::make_unique<T>()) {}
  Box(T value)  // NOLINT(google-explicit-constructor): a Box is its value.
      : value_(std::make_unique<T>(std::move(value))) {}
  Box(const Box& other) : value_(std::make_unique<T>(*other)) {}
  // A moved-from Box may only be assigned to or destroyed.
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) {
    value_ = std::make_unique<T>(*other);
    return *this;
  }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;

  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace precept::lang
