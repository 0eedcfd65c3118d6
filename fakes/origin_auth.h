// How a scripted origin asks who calls, and whether it is answered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bitsproof::fakes {

struct BasicAuth {
  std::string user;
  std::string password;
};

struct DigestAuth {
  std::string user;
  std::string password;
  std::string algorithm;         // "MD5" or "SHA-256"
  std::uint64_t nonce_uses = 0;  // how often a nonce is good; 0: for ever
};

// Who may have a resource, and how that is to be shown: by Basic (RFC 7617), by Digest (RFC 7616),
// or by either.
struct OriginAuth {
  std::optional<BasicAuth> basic;
  std::optional<DigestAuth> digest;
};

// How far an origin is with the nonces of one resource.
struct NonceState {
  std::uint64_t number = 1;
  std::uint64_t uses = 0;  // of the present one
};

// What a request carried in Authorization or Proxy-Authorization is worth.
class AuthVerdict {
 public:
  // `method` of the request; `value` of the field, nullopt without one.
  AuthVerdict(const OriginAuth& auth, NonceState& nonces, std::string_view method,
              std::optional<std::string_view> value);

  bool is_authorized() const { return is_authorized_; }
  // The values of WWW-Authenticate or Proxy-Authenticate, otherwise.
  const std::vector<std::string>& challenges() const { return challenges_; }

 private:
  bool is_authorized_ = false;
  std::vector<std::string> challenges_;
};

}  // namespace bitsproof::fakes
