#include "reference/base/guid.h"

#include <charconv>

namespace bitsproof {
namespace {

// Whether a dash stands before byte `i`.
constexpr bool HasDashBefore(std::size_t i) { return i == 4 || i == 6 || i == 8 || i == 10; }

}  // namespace

Guid Guid::Generate(Random& random) {
  Guid guid;
  const std::array words = {random.Next(), random.Next()};
  std::memcpy(guid.bytes.data(), words.data(), sizeof words);
  guid.bytes[6] = static_cast<std::uint8_t>((guid.bytes[6] & 0x0F) | 0x40);
  guid.bytes[8] = static_cast<std::uint8_t>((guid.bytes[8] & 0x3F) | 0x80);
  return guid;
}

std::optional<Guid> Guid::Parse(std::string_view text) {
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
  Guid guid;
  for (std::size_t i = 0; i < guid.bytes.size(); ++i) {
    if (HasDashBefore(i)) {
      if (!text.starts_with('-')) return std::nullopt;
      text.remove_prefix(1);
    }
    const std::string_view digits = text.substr(0, 2);
    const char* const end = digits.data() + 2;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), guid.bytes[i], 16).ptr != end)
      return std::nullopt;
    text.remove_prefix(2);
  }
  return text.empty() ? std::optional(guid) : std::nullopt;
}

std::string Guid::ToString() const {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text = "{";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (HasDashBefore(i)) text += '-';
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 0xF];
  }
  return text += '}';
}

}  // namespace bitsproof
