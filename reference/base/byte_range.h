// ByteRange: a stretch of a resource.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bitsproof {

// BG_SIZE_UNKNOWN: a size that has not been learned yet.
inline constexpr std::uint64_t kSizeUnknown = ~std::uint64_t{0};

// BG_LENGTH_TO_EOF: the length of a range that goes to the end of the resource.
inline constexpr std::uint64_t kLengthToEof = ~std::uint64_t{0};

// The bytes [offset, offset + length).
struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;

  constexpr std::uint64_t end() const { return offset + length; }
  friend constexpr auto operator<=>(const ByteRange&, const ByteRange&) = default;
};

// The value of a Content-Range response header, "bytes 0-99/1000". `total` is kSizeUnknown for "*".
struct ContentRange {
  ByteRange range;
  std::uint64_t total = kSizeUnknown;

  // nullopt for anything but a satisfied byte range.
  static std::optional<ContentRange> Parse(std::string_view text);
};

// "bytes=0-99": the Range request header. REQUIRES: range.length > 0.
std::string ToRangeHeader(const ByteRange& range);

}  // namespace bitsproof
