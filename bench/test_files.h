// Files with known content, and their comparison.
#pragma once

#include <cstdint>
#include <string>

namespace bitsproof::bench {

// Writes `size_bytes` bytes that are a function of `seed`. Throws std::runtime_error when the disk
// refuses them.
void WriteFile(const std::string& path, std::uint64_t seed, std::uint64_t size_bytes);

// Whether both files exist and have the same bytes.
bool SameBytes(const std::string& path, const std::string& other_path);

}  // namespace bitsproof::bench
