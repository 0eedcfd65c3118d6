// Text lengths for mutants, counted in UTF-16 units.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "conformance/json/json.h"
#include "reference/base/utf.h"

namespace bitsproof::conformance::mutants {

// The longest beginning of UTF-8 `text` that has at most `units` UTF-16 units.
inline std::string CutToUnits(std::string text, std::size_t units) {
  const auto is_continuation = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
  };
  while (Utf16Length(text) > units) {
    while (is_continuation(text.back())) text.pop_back();
    text.pop_back();
  }
  return text;
}

// The length of a string value, 0 for anything else.
inline std::size_t UnitsOf(const Json& value) {
  return value.is_string() ? Utf16Length(value.get_ref<const std::string&>()) : 0;
}

}  // namespace bitsproof::conformance::mutants
