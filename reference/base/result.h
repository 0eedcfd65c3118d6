// Result<T>: a value, or the HRESULT that says why there is none.
#pragma once

#include <concepts>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

#include "reference/base/hresult.h"

namespace bitsproof {

// The failure that a function returns in the place of a value: `return Unexpected(code)`.
using Unexpected = tl::unexpected<HResult>;

// What a function returns that can fail: a T on success, else a failure code. To drop one unread is
// a compile error.
template <typename T>
class [[nodiscard]] Result {
 public:
  // The constraint keeps it from hiding copies and moves; clang-tidy 14 knows only enable_if.
  template <std::convertible_to<T> U = T>
  requires(!std::same_as<std::remove_cvref_t<U>, Result>)
      // NOLINTNEXTLINE(bugprone-forwarding-reference-overload)
      Result(U&& value)
      : expected_(std::forward<U>(value)) {}
  Result(Unexpected failure) : expected_(failure) {}

  explicit operator bool() const { return expected_.has_value(); }
  bool has_value() const { return expected_.has_value(); }

  // REQUIRES: has_value().
  T& operator*() & { return *expected_; }
  const T& operator*() const& { return *expected_; }
  T&& operator*() && { return *std::move(expected_); }
  T* operator->() { return &*expected_; }
  const T* operator->() const { return &*expected_; }

  // The value; throws tl::bad_expected_access when there is none.
  T& value() & { return expected_.value(); }
  const T& value() const& { return expected_.value(); }
  T&& value() && { return std::move(expected_).value(); }

  template <typename U>
  T value_or(U&& otherwise) const {
    return expected_.value_or(std::forward<U>(otherwise));
  }

  // Whether it holds that value.
  template <typename U>
  friend bool operator==(const Result& result, const U& value) {
    return result.has_value() && *result == value;
  }

  // REQUIRES: !has_value().
  HResult error() const { return expected_.error(); }

 private:
  tl::expected<T, HResult> expected_;
};

// The code of a result: S_OK when it holds a value.
template <typename T>
HResult CodeOf(const Result<T>& result) {
  return result ? hresult::S_OK : result.error();
}

}  // namespace bitsproof
