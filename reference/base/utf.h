// Text lengths as Windows counts them.
#pragma once

#include <cstddef>
#include <string_view>

namespace bitsproof {

// The length of UTF-8 `text` in UTF-16 units: one per code point, two beyond the Basic Multilingual
// Plane.
constexpr std::size_t Utf16Length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) continue;  // continuation of a code point that was counted
    units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

}  // namespace bitsproof
