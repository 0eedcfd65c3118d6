#include "bench/test_files.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "reference/base/random.h"

namespace bitsproof::bench {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

void FillBlock(Random& random, std::vector<char>& block) {
  for (std::size_t at = 0; at < block.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t word = random.Next();
    std::memcpy(&block[at], &word, sizeof word);
  }
}

std::size_t ReadBlock(std::ifstream& file, std::vector<char>& block) {
  file.read(block.data(), static_cast<std::streamsize>(block.size()));
  return static_cast<std::size_t>(file.gcount());
}

}  // namespace

void WriteFile(const std::string& path, std::uint64_t seed, std::uint64_t size_bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  Random random(seed);
  std::vector<char> block(kBlockBytes);
  while (size_bytes > 0 && file) {
    FillBlock(random, block);
    const std::uint64_t count = std::min<std::uint64_t>(size_bytes, kBlockBytes);
    file.write(block.data(), static_cast<std::streamsize>(count));
    size_bytes -= count;
  }
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
}

bool SameBytes(const std::string& path, const std::string& other_path) {
  std::ifstream file(path, std::ios::binary);
  std::ifstream other(other_path, std::ios::binary);
  if (!file || !other) return false;
  std::vector<char> block(kBlockBytes);
  std::vector<char> other_block(kBlockBytes);
  for (;;) {
    const std::size_t count = ReadBlock(file, block);
    if (count != ReadBlock(other, other_block)) return false;
    if (std::memcmp(block.data(), other_block.data(), count) != 0) return false;
    if (count == 0) return true;
  }
}

}  // namespace bitsproof::bench
