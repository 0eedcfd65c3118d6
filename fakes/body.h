// Bodies of resources: bytes by seed, text, file or memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitsproof::fakes {

// Fills `buffer` with the bytes [offset, offset + buffer.size()) of the endless stream of `seed`.
// Byte i is byte i mod 8, counted from the least significant, of MixBits(MixBits(seed) + i / 8):
// any stretch can be made without those before it, the same on any machine.
void Fill(std::uint64_t seed, std::uint64_t offset, std::span<std::byte> buffer);

// What a resource consists of: a fixed number of bytes that can be read from anywhere. Cheap to
// copy, and safe to read from several threads at once.
class Body {
 public:
  // The empty body.
  Body();

  // The first `size_bytes` bytes of the stream of `seed`; needs no memory.
  static Body FromSeed(std::uint64_t seed, std::uint64_t size_bytes);
  // That many bytes of zero: what a simulation of gigabytes costs nothing with, see Zeros.
  static Body FromZeros(std::uint64_t size_bytes);
  static Body FromText(std::string text);
  static Body FromBytes(std::vector<std::byte> bytes);
  // An existing regular file, which must keep its content; it stays open. Throws std::system_error
  // when it cannot be opened.
  static Body FromFile(const std::string& path);

  std::uint64_t size() const { return size_; }

  // Fills `buffer` with the bytes from `offset` on. REQUIRES: offset + buffer.size() <= size().
  // Throws std::system_error when a file cannot be read.
  void Read(std::uint64_t offset, std::span<std::byte> buffer) const;

  // 64 lower-case hexadecimal digits.
  std::string Sha256() const;

  bool is_zeros() const { return is_zeros_; }

  // Whether the bytes come from a file on disk.
  bool is_file() const { return file_ != nullptr; }

 private:
  class File;

  std::uint64_t size_ = 0;
  std::uint64_t seed_ = 0;  // unless one of the following is set
  bool is_zeros_ = false;
  std::shared_ptr<const std::vector<std::byte>> bytes_;  // shared by copies of this body
  std::shared_ptr<const File> file_;                     // shared by copies of this body
};

// A stretch of zeros that is never written to and takes no memory. A reader that is handed a part
// of it, as IsZeros tells, knows its content without looking.
std::span<const std::byte> Zeros();
bool IsZeros(std::span<const std::byte> bytes);

// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
std::string Sha256Of(std::span<const std::byte> bytes);

}  // namespace bitsproof::fakes
