#include "reference/platform/sealer.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>

#include "reference/platform/posix_errors.h"
#include "reference/platform/posix_file_system.h"

namespace bitsproof::platform {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string RandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(Bytes(bytes), static_cast<int>(count)) != 1) bytes.clear();
  return bytes;
}

std::string ToHexDigits(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xF];
  }
  return text;
}

std::optional<std::string> FromHexDigits(std::string_view text) {
  std::string bytes;
  for (; text.size() >= 2; text.remove_prefix(2)) {
    unsigned char byte = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + 2, byte, 16);
    if (error != std::errc{} || end != text.data() + 2) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return text.empty() ? std::optional(bytes) : std::nullopt;
}

// Encrypts or decrypts `text`; "tag" is what proves that nothing was changed. nullopt when the tag
// does not fit.
std::optional<std::string> Crypt(bool seal, const std::string& key, const std::string& nonce,
                                 std::string_view text, std::string& tag) {
  const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  std::string result(text.size(), '\0');
  std::array<unsigned char, kTagBytes> rest{};  // GCM leaves nothing for the end
  int length = 0;
  const int is_sealing = seal ? 1 : 0;
  bool done = cipher != nullptr &&
              EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, Bytes(key), Bytes(nonce),
                                is_sealing) == 1 &&
              EVP_CipherUpdate(cipher.get(), Bytes(result), &length, Bytes(text),
                               static_cast<int>(text.size())) == 1;
  if (done && !seal) {
    done = EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1;
  }
  done = done && EVP_CipherFinal_ex(cipher.get(), rest.data(), &length) == 1;
  if (done && seal) {
    done = EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1;
  }
  return done ? std::optional(result) : std::nullopt;
}

}  // namespace

HResult Sealer::ReadKey() {
  if (!key_.empty()) return hresult::S_OK;
  if (path_.empty()) return hresult::E_FILE_NOT_FOUND;
  const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return HResultFromErrno(errno);
  std::string key(kKeyBytes + 1, '\0');  // one more than there should be
  const ssize_t count = ::read(fd, key.data(), key.size());
  ::close(fd);
  if (count != static_cast<ssize_t>(kKeyBytes)) return hresult::E_FAIL;
  key.resize(kKeyBytes);
  key_ = key;
  return hresult::S_OK;
}

// The key is durable before anything that it sealed.
HResult Sealer::MakeKey() {
  const std::string key = RandomBytes(kKeyBytes);
  if (key.empty()) return hresult::E_FAIL;
  if (!path_.empty()) {
    const int fd = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return HResultFromErrno(errno);
    const bool written =
        ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(fd) == 0;
    const HResult failure = written ? hresult::S_OK : HResultFromErrno(errno);
    ::close(fd);
    if (failure.failed()) {
      ::unlink(path_.c_str());
      return failure;
    }
    const HResult synced = PosixFileSystem().SyncDirectory(DirectoryOf(path_));
    if (synced.failed()) return synced;
  }
  key_ = key;
  return hresult::S_OK;
}

Result<std::string> Sealer::Seal(std::string_view text) {
  HResult ready = ReadKey();
  if (ready == hresult::E_FILE_NOT_FOUND) ready = MakeKey();
  if (ready.failed()) return Unexpected(ready);
  const std::string nonce = RandomBytes(kNonceBytes);
  std::string tag(kTagBytes, '\0');
  if (nonce.empty()) return Unexpected(hresult::E_FAIL);
  const auto sealed = Crypt(true, key_, nonce, text, tag);
  if (!sealed) return Unexpected(hresult::E_FAIL);
  return ToHexDigits(nonce + tag + *sealed);
}

Result<std::string> Sealer::Unseal(std::string_view sealed) {
  const auto bytes = FromHexDigits(sealed);
  if (ReadKey().failed() || !bytes || bytes->size() < kNonceBytes + kTagBytes)
    return Unexpected(hresult::E_FAIL);
  std::string tag = bytes->substr(kNonceBytes, kTagBytes);
  const auto text = Crypt(false, key_, bytes->substr(0, kNonceBytes),
                          std::string_view(*bytes).substr(kNonceBytes + kTagBytes), tag);
  if (!text) return Unexpected(hresult::E_FAIL);
  return *text;
}

}  // namespace bitsproof::platform
