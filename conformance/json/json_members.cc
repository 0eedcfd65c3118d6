#include "conformance/json/json_members.h"

#include <algorithm>

namespace bitsproof::conformance {

JsonMembers::JsonMembers(const Json& object, std::string pointer)
    : object_(object), pointer_(std::move(pointer)) {
  if (!object.is_object()) throw MemberError(pointer_, "must be an object");
}

const Json* JsonMembers::Find(std::string_view key) const {
  const auto it = object_.find(std::string(key));
  return it == object_.end() ? nullptr : &*it;
}

const Json& JsonMembers::Get(std::string_view key) const {
  const Json* value = Find(key);
  if (value == nullptr) throw MemberError(PointerTo(key), "is missing");
  return *value;
}

std::string JsonMembers::Text(std::string_view key) const {
  const Json& value = Get(key);
  if (!value.is_string()) throw MemberError(PointerTo(key), "must be a text");
  return value.get<std::string>();
}

std::string JsonMembers::TextOr(std::string_view key, std::string fallback) const {
  return Find(key) == nullptr ? std::move(fallback) : Text(key);
}

std::uint64_t JsonMembers::Number(std::string_view key) const {
  const Json& value = Get(key);
  const bool negative =
      value.is_number_integer() && !value.is_number_unsigned() && value.get<std::int64_t>() < 0;
  if (!value.is_number_integer() || negative) {
    throw MemberError(PointerTo(key), "must be a whole number, 0 or more");
  }
  return value.get<std::uint64_t>();
}

double JsonMembers::Real(std::string_view key) const {
  const Json& value = Get(key);
  if (!value.is_number()) throw MemberError(PointerTo(key), "must be a number");
  return value.get<double>();
}

bool JsonMembers::BoolOr(std::string_view key, bool fallback) const {
  const Json* value = Find(key);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) throw MemberError(PointerTo(key), "must be true or false");
  return value->get<bool>();
}

const Json& JsonMembers::Array(std::string_view key) const {
  const Json& value = Get(key);
  if (!value.is_array()) throw MemberError(PointerTo(key), "must be an array");
  return value;
}

std::vector<std::string> JsonMembers::Texts(std::string_view key) const {
  const Json& array = Array(key);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (!array[i].is_string()) throw MemberError(Join(PointerTo(key), i), "must be a text");
    texts.push_back(array[i].get<std::string>());
  }
  return texts;
}

void JsonMembers::RefuseUnknown(std::initializer_list<std::string_view> known) const {
  for (const auto& [key, value] : object_.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw MemberError(PointerTo(key), "unknown key");
    }
  }
}

}  // namespace bitsproof::conformance
