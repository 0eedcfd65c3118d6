// Params: the parameters of one call, read by type.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "conformance/json/json.h"
#include "reference/base/guid.h"
#include "reference/base/hresult.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// The parameters are malformed: becomes the JSON-RPC error -32602. The text is a
// sentence that names the parameter.
class ParamError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Reads the members of a parameter object. Every reader throws ParamError when the member is
// missing or of another type.
class Params {
 public:
  // `json` must outlive this object. Throws ParamError unless it is an object.
  explicit Params(const Json& json);

  // The member, or nullptr when it is missing.
  const Json* Find(std::string_view name) const;
  const Json& Require(std::string_view name) const;

  const std::string& Text(std::string_view name) const;
  // nullopt for null, the NULL pointer. A missing member is an error.
  std::optional<std::string> TextOrNull(std::string_view name) const;
  bool Boolean(std::string_view name) const;
  // A missing member is false.
  bool Flag(std::string_view name) const;
  std::uint32_t Number32(std::string_view name) const;
  std::uint64_t Number(std::string_view name) const;
  // "250ms", "600s", "10m", "1h", "90d".
  Duration Span(std::string_view name) const;
  // The same, or with a minus sign before it.
  Duration SignedSpan(std::string_view name) const;
  Guid Id(std::string_view name) const;
  // A name, hexadecimal, or an integer.
  HResult Code(std::string_view name) const;
  // The index of the member among `words`; an integer is passed on as it is.
  std::int64_t Enumeration(std::string_view name, std::span<const std::string_view> words) const;
  // An object.
  const Json& Object(std::string_view name) const;

 private:
  const Json& json_;
};

// The 32-bit unsigned integer that `value` is; ParamError naming `name` otherwise.
std::uint32_t ToNumber32(const Json& value, std::string_view name);

// `value` as a string or null; ParamError naming `name` otherwise.
std::optional<std::string> ToTextOrNull(const Json& value, std::string_view name);

}  // namespace bitsproof::conformance
