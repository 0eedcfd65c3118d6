// Credentials: what IBackgroundCopyJob2 keeps for servers and proxies that ask who calls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bitsproof {

// BG_AUTH_TARGET and BG_AUTH_SCHEME. 0 is none of them.
enum class AuthTarget : std::uint32_t { kServer = 1, kProxy = 2 };
enum class AuthScheme : std::uint32_t {
  kBasic = 1,
  kDigest = 2,
  kNtlm = 3,
  kNegotiate = 4,
  kPassport = 5
};

// BG_AUTH_CREDENTIALS. No name and no password stand for the user who is logged on. A secret: no
// method, store, log or report shows it.
struct Credentials {
  AuthTarget target = AuthTarget::kServer;
  AuthScheme scheme = AuthScheme::kBasic;
  std::optional<std::string> user_name;
  std::optional<std::string> password;

  friend bool operator==(const Credentials&, const Credentials&) = default;
};

// The element of `all` for that target and scheme; nullptr when there is none.
const Credentials* FindCredentials(const std::vector<Credentials>& all, AuthTarget target,
                                   AuthScheme scheme);

// One text for a list of credentials, for a store to seal, and the list that a text stands for;
// nullopt when it stands for none.
std::string ToText(const std::vector<Credentials>& all);
std::optional<std::vector<Credentials>> ParseCredentials(std::string_view text);

}  // namespace bitsproof
