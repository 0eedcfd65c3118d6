#include "conformance/protocol/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace bitsproof::conformance {
namespace {

// Whether a text stands in JSON as it is.
bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
  });
}

void AppendAsDumped(std::string& text, const Json& value) {
  text += value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void AppendText(std::string& text, const std::string& value) {
  if (!IsPlain(value)) return AppendAsDumped(text, value);
  text += '"';
  text += value;
  text += '"';
}

template <typename Number>
void AppendNumber(std::string& text, Number number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text.append(digits.data(), end);
}

void AppendObject(std::string& text, const Json& object) {
  text += '{';
  const char* separator = "";
  for (auto it = object.begin(); it != object.end(); ++it) {
    text += separator;
    AppendText(text, it.key());
    text += ':';
    AppendJson(text, *it);
    separator = ",";
  }
  text += '}';
}

void AppendArray(std::string& text, const Json& array) {
  text += '[';
  const char* separator = "";
  for (const Json& element : array) {
    text += separator;
    AppendJson(text, element);
    separator = ",";
  }
  text += ']';
}

}  // namespace

void AppendJson(std::string& text, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return AppendObject(text, value);
    case Json::value_t::array:
      return AppendArray(text, value);
    case Json::value_t::string:
      return AppendText(text, value.get_ref<const std::string&>());
    case Json::value_t::number_unsigned:
      return AppendNumber(text, value.get<std::uint64_t>());
    case Json::value_t::number_integer:
      return AppendNumber(text, value.get<std::int64_t>());
    default:
      return AppendAsDumped(text, value);
  }
}

}  // namespace bitsproof::conformance
