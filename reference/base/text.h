// Text: ASCII without regard to case, and lengths and cuts of UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bitsproof {

// Only the letters A to Z change.
std::string LowerCase(std::string_view text);

// Whether `a` and `b` differ in nothing but the case of ASCII letters.
bool EqualsIgnoringCase(std::string_view a, std::string_view b);

// The length of UTF-8 `text` as Windows counts it, in UTF-16 units: one per code point, two beyond
// the Basic Multilingual Plane.
std::size_t Utf16Length(std::string_view text);

// The longest beginning of UTF-8 `text` that has at most `units_max` UTF-16 units, or at most
// `bytes_max` bytes, and does not end inside a code point.
std::string_view CutToUnits(std::string_view text, std::size_t units_max);
std::string_view CutToBytes(std::string_view text, std::size_t bytes_max);

}  // namespace bitsproof
