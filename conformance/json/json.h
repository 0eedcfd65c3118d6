// The JSON of the whole harness.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace bitsproof::conformance {

// Members keep the order in which they were written.
using Json = nlohmann::ordered_json;

// The member `key` of an object, or an empty object when there is none.
inline const Json& ObjectAt(const Json& json, std::string_view key) {
  static const Json kEmpty = Json::object();
  const auto member = json.find(key);
  return member == json.end() ? kEmpty : *member;
}

// Reads the member `key` of an object; leaves `value` as it is when there is none.
template <typename T>
void ReadIfThere(const Json& json, std::string_view key, T& value) {
  if (const auto member = json.find(key); member != json.end()) member->get_to(value);
}

}  // namespace bitsproof::conformance

// Compiled once, in json.cc.
extern template class nlohmann::basic_json<nlohmann::ordered_map>;
