#include "fakes/body.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <functional>
#include <system_error>
#include <utility>

#include "reference/base/random.h"

namespace bitsproof::fakes {
namespace {

constexpr std::size_t kWordBytes = sizeof(std::uint64_t);
constexpr std::size_t kHashChunkBytes = 256 * 1024;

constexpr std::uint64_t ToLittleEndian(std::uint64_t word) {
  if constexpr (std::endian::native == std::endian::little) return word;
  std::uint64_t swapped = 0;
  for (unsigned i = 0; i < kWordBytes; ++i) swapped |= ((word >> (8 * i)) & 0xFF) << (56 - 8 * i);
  return swapped;
}

[[noreturn]] void ThrowErrno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class Sha256Digest {
 public:
  Sha256Digest() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

  void Add(std::span<const std::byte> bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }

  std::string Finish() {
    std::array<unsigned char, 32> digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    std::string text;
    for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

}  // namespace

void Fill(std::uint64_t seed, std::uint64_t offset, std::span<std::byte> buffer) {
  const std::uint64_t base = MixBits(seed);
  std::uint64_t index = offset / kWordBytes;
  const auto word_at = [base](std::uint64_t at) { return ToLittleEndian(MixBits(base + at)); };

  std::byte* out = buffer.data();
  std::size_t left = buffer.size();
  if (const std::size_t skip = offset % kWordBytes; skip != 0) {
    const std::uint64_t word = word_at(index++);
    const std::size_t count = std::min(left, kWordBytes - skip);
    std::memcpy(out, reinterpret_cast<const char*>(&word) + skip, count);
    out += count;
    left -= count;
  }
  for (; left >= kWordBytes; left -= kWordBytes, out += kWordBytes) {
    const std::uint64_t word = word_at(index++);
    std::memcpy(out, &word, kWordBytes);
  }
  if (left > 0) {
    const std::uint64_t word = word_at(index);
    std::memcpy(out, &word, left);
  }
}

class Body::File {
 public:
  explicit File(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) ThrowErrno(path);
  }
  ~File() { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::uint64_t Size(const std::string& path) const {
    struct stat info {};
    if (::fstat(fd_, &info) != 0) ThrowErrno(path);
    if (!S_ISREG(info.st_mode)) {
      throw std::system_error(std::make_error_code(std::errc::invalid_argument),
                              path + " is not a regular file");
    }
    return static_cast<std::uint64_t>(info.st_size);
  }

  void Read(std::uint64_t offset, std::span<std::byte> buffer) const {
    while (!buffer.empty()) {
      const ssize_t count = ::pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) ThrowErrno("reading the file of a resource");
      if (count == 0) {
        throw std::system_error(std::make_error_code(std::errc::io_error),
                                "the file of a resource was cut");
      }
      buffer = buffer.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
  }

 private:
  int fd_;
};

Body::Body() = default;

Body Body::FromSeed(std::uint64_t seed, std::uint64_t size_bytes) {
  Body body;
  body.seed_ = seed;
  body.size_ = size_bytes;
  return body;
}

Body Body::FromZeros(std::uint64_t size_bytes) {
  Body body;
  body.is_zeros_ = true;
  body.size_ = size_bytes;
  return body;
}

Body Body::FromText(std::string text) {
  const auto bytes = std::as_bytes(std::span(text));
  return FromBytes({bytes.begin(), bytes.end()});
}

Body Body::FromBytes(std::vector<std::byte> bytes) {
  Body body;
  body.size_ = bytes.size();
  body.bytes_ = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
  return body;
}

Body Body::FromFile(const std::string& path) {
  Body body;
  body.file_ = std::make_shared<const File>(path);
  body.size_ = body.file_->Size(path);
  return body;
}

void Body::Read(std::uint64_t offset, std::span<std::byte> buffer) const {
  if (buffer.empty()) return;
  if (bytes_) {
    std::memcpy(buffer.data(), bytes_->data() + offset, buffer.size());
  } else if (file_) {
    file_->Read(offset, buffer);
  } else if (is_zeros_) {
    std::memset(buffer.data(), 0, buffer.size());
  } else {
    Fill(seed_, offset, buffer);
  }
}

std::string Body::Sha256() const {
  Sha256Digest digest;
  std::vector<std::byte> chunk(std::min<std::uint64_t>(size_, kHashChunkBytes));
  for (std::uint64_t offset = 0; offset < size_; offset += chunk.size()) {
    const std::size_t count = std::min<std::uint64_t>(chunk.size(), size_ - offset);
    Read(offset, std::span(chunk).first(count));
    digest.Add(std::span(chunk).first(count));
  }
  return digest.Finish();
}

std::span<const std::byte> Zeros() {
  constexpr std::size_t kBytes = 64 << 20;
  static const void* const kPages =
      ::mmap(nullptr, kBytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (kPages == MAP_FAILED) ThrowErrno("mapping pages of zeros");
  return {static_cast<const std::byte*>(kPages), kBytes};
}

bool IsZeros(std::span<const std::byte> bytes) {
  const std::span<const std::byte> zeros = Zeros();
  const std::less<> is_before;
  return !is_before(bytes.data(), zeros.data()) &&
         is_before(bytes.data(), zeros.data() + zeros.size());
}

std::string Sha256Of(std::span<const std::byte> bytes) {
  Sha256Digest digest;
  digest.Add(bytes);
  return digest.Finish();
}

}  // namespace bitsproof::fakes
