// Sealer: what a store keeps of secrets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference/base/result.h"

namespace bitsproof::platform {

// Encrypts texts with a key of its own (AES-256-GCM), which lies in a file that only its owner can
// read. The key is made when the first text is sealed: a store without secrets has none.
class Sealer {
 public:
  // `path` names the file of the key; "" keeps the key in memory.
  explicit Sealer(std::string path) : path_(std::move(path)) {}

  // `text`, unreadable, as hexadecimal digits; different each time. Fails when the key cannot be
  // read or made durable: the code of the file, E_FAIL for a file that does not hold a key.
  Result<std::string> Seal(std::string_view text);

  // The text that was sealed. E_FAIL for what this key did not seal, and without a key.
  Result<std::string> Unseal(std::string_view sealed);

  const std::string& path() const { return path_; }

 private:
  HResult ReadKey();
  HResult MakeKey();

  const std::string path_;
  std::string key_;  // "" until it is read or made
};

}  // namespace bitsproof::platform
