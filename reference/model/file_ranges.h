// The ranges of a remote file that a client wants: BG_FILE_RANGE.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reference/base/byte_range.h"
#include "reference/base/hresult.h"

namespace bitsproof {

// S_OK for ranges that a file may have, in any order: BG_E_OVERLAPPING_RANGES when two of them
// share a byte, BG_E_INVALID_RANGE when one is empty or no offset of a file (UNSPECIFIED:
// J3-RANGES-11, that an empty one is refused).
HResult CheckRanges(std::span<const ByteRange> ranges);

// The stretches that `ranges` are of a file of `size` bytes, in the same order: the whole file when
// there are none. nullopt when one of them does not lie in the file.
std::optional<std::vector<ByteRange>> StretchesOf(std::span<const ByteRange> ranges,
                                                  std::uint64_t size);

// How many bytes `stretches` have together.
std::uint64_t TotalOf(std::span<const ByteRange> stretches);

}  // namespace bitsproof
