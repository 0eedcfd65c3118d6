#include "conformance/subjects/params.h"

#include <limits>

#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

[[noreturn]] void Refuse(std::string_view name, std::string_view what) {
  throw ParamError("Parameter '" + std::string(name) + "' " + std::string(what) + ".");
}

}  // namespace

std::uint32_t ToNumber32(const Json& value, std::string_view name) {
  if (!value.is_number_integer() ||
      (!value.is_number_unsigned() && value.get<std::int64_t>() < 0) ||
      value.get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max()) {
    Refuse(name, "must be an integer from 0 to 4294967295");
  }
  return value.get<std::uint32_t>();
}

std::optional<std::string> ToTextOrNull(const Json& value, std::string_view name) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_string()) Refuse(name, "must be a string or null");
  return value.get_ref<const std::string&>();
}

Params::Params(const Json& json) : json_(json) {
  if (!json.is_object()) throw ParamError("The parameters must be an object.");
}

const Json* Params::Find(std::string_view name) const {
  for (const auto& [key, value] : json_.get_ref<const Json::object_t&>()) {
    if (key == name) return &value;
  }
  return nullptr;
}

const Json& Params::Require(std::string_view name) const {
  const Json* value = Find(name);
  if (value == nullptr) Refuse(name, "is missing");
  return *value;
}

const std::string& Params::Text(std::string_view name) const {
  const Json& value = Require(name);
  if (!value.is_string()) Refuse(name, "must be a string");
  return value.get_ref<const std::string&>();
}

std::optional<std::string> Params::TextOrNull(std::string_view name) const {
  return ToTextOrNull(Require(name), name);
}

bool Params::Boolean(std::string_view name) const {
  const Json& value = Require(name);
  if (!value.is_boolean()) Refuse(name, "must be true or false");
  return value.get<bool>();
}

bool Params::Flag(std::string_view name) const { return Find(name) != nullptr && Boolean(name); }

std::uint32_t Params::Number32(std::string_view name) const {
  return ToNumber32(Require(name), name);
}

std::uint64_t Params::Number(std::string_view name) const {
  const Json& value = Require(name);
  if (!value.is_number_integer() ||
      (!value.is_number_unsigned() && value.get<std::int64_t>() < 0)) {
    Refuse(name, "must be an integer from 0");
  }
  return value.get<std::uint64_t>();
}

Duration Params::Span(std::string_view name) const {
  const std::optional<Duration> span = ParseDuration(Text(name));
  if (!span) Refuse(name, "must be a duration with a unit, such as \"600s\"");
  return *span;
}

Duration Params::SignedSpan(std::string_view name) const {
  std::string_view text = Text(name);
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const std::optional<Duration> span = ParseDuration(text);
  if (!span) Refuse(name, "must be a duration with a unit, such as \"600s\" or \"-1h\"");
  return is_negative ? -*span : *span;
}

Guid Params::Id(std::string_view name) const {
  const std::optional<Guid> id = Guid::Parse(Text(name));
  if (!id) Refuse(name, "must be a GUID");
  return *id;
}

HResult Params::Code(std::string_view name) const {
  const Json& value = Require(name);
  if (!value.is_string()) return HResult{ToNumber32(value, name)};
  const std::optional<HResult> code = ParseHResult(value.get_ref<const std::string&>());
  if (!code) Refuse(name, "must be the name or the hexadecimal value of a result code");
  return *code;
}

std::int64_t Params::Enumeration(std::string_view name,
                                 std::span<const std::string_view> words) const {
  const Json& value = Require(name);
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) Refuse(name, "must be a word or an integer");
  const std::string& text = value.get_ref<const std::string&>();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == text) return static_cast<std::int64_t>(i);
  }
  Refuse(name, "is not a word of its enumeration");
}

const Json& Params::Object(std::string_view name) const {
  const Json& value = Require(name);
  if (!value.is_object()) Refuse(name, "must be an object");
  return value;
}

}  // namespace bitsproof::conformance
