#include "reference/base/text.h"

#include <algorithm>

namespace bitsproof {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Whether byte `c` of a UTF-8 text is not the first of a code point.
bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The UTF-16 units that byte `c` adds: those of a code point count at its first byte.
std::size_t UnitsOf(char c) {
  if (IsContinuation(c)) return 0;
  return static_cast<unsigned char>(c) >= 0xF0 ? 2 : 1;
}

}  // namespace

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

std::size_t Utf16Length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) units += UnitsOf(c);
  return units;
}

std::string_view CutToUnits(std::string_view text, std::size_t units_max) {
  std::size_t units = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    units += UnitsOf(text[i]);
    if (units > units_max) return text.substr(0, i);
  }
  return text;
}

std::string_view CutToBytes(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && IsContinuation(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace bitsproof
