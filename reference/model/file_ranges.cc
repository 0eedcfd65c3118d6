#include "reference/model/file_ranges.h"

#include <algorithm>

namespace bitsproof {
namespace {

// The end of `range`, at most kLengthToEof.
std::uint64_t EndOf(const ByteRange& range) {
  return range.offset + std::min(range.length, kLengthToEof - range.offset);
}

}  // namespace

HResult CheckRanges(std::span<const ByteRange> ranges) {
  std::vector<ByteRange> sorted(ranges.begin(), ranges.end());
  // By the offset alone (UNSPECIFIED: J3-RANGES-06).
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ByteRange& a, const ByteRange& b) { return a.offset < b.offset; });
  const auto overlap = std::adjacent_find(
      sorted.begin(), sorted.end(),
      [](const ByteRange& a, const ByteRange& b) { return EndOf(a) > b.offset; });
  if (overlap != sorted.end()) return hresult::BG_E_OVERLAPPING_RANGES;
  const bool valid = std::all_of(ranges.begin(), ranges.end(), [](const ByteRange& range) {
    const bool fits = range.length == kLengthToEof || EndOf(range) - range.offset == range.length;
    return range.offset != kLengthToEof && range.length > 0 && fits;
  });
  return valid ? hresult::S_OK : hresult::BG_E_INVALID_RANGE;
}

std::optional<std::vector<ByteRange>> StretchesOf(std::span<const ByteRange> ranges,
                                                  std::uint64_t size) {
  if (ranges.empty()) return std::vector<ByteRange>{{0, size}};
  std::vector<ByteRange> stretches;
  for (const ByteRange& range : ranges) {
    if (range.offset >= size) return std::nullopt;
    const std::uint64_t left = size - range.offset;
    if (range.length != kLengthToEof && range.length > left) return std::nullopt;
    stretches.push_back({range.offset, std::min(range.length, left)});
  }
  return stretches;
}

std::uint64_t TotalOf(std::span<const ByteRange> stretches) {
  std::uint64_t total = 0;
  for (const ByteRange& stretch : stretches) total += stretch.length;
  return total;
}

}  // namespace bitsproof
