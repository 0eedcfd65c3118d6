#include "fakes/origin_auth.h"

#include <openssl/evp.h>

#include <array>
#include <map>
#include <regex>
#include <utility>

namespace bitsproof::fakes {
namespace {

constexpr std::string_view kRealm = "bitsproof";

std::string Base64(const std::string& text) {
  std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(size));
  return encoded;
}

std::string NonceOf(const NonceState& nonces) { return "nonce-" + std::to_string(nonces.number); }

// The parameters of "Digest name=value, name="value", ...".
std::map<std::string, std::string> ParametersOf(std::string_view value) {
  static const std::regex kParameter("([A-Za-z]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,\\s]*))");
  const std::string text(value);
  std::map<std::string, std::string> parameters;
  for (std::sregex_iterator it(text.begin(), text.end(), kParameter), end; it != end; ++it) {
    const std::smatch& match = *it;
    parameters[match[1]] =
        std::regex_replace(match[2].str(), std::regex("\\\\(.)"), "$1") + match[3].str();
  }
  return parameters;
}

class DigestHash {
 public:
  explicit DigestHash(const std::string& algorithm)
      : hash_(algorithm == "SHA-256" ? EVP_sha256() : EVP_md5()) {}

  std::string operator()(const std::string& text) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), bytes.data(), &size, hash_, nullptr);
    std::string hex;
    for (unsigned i = 0; i < 2 * size; ++i)
      hex += "0123456789abcdef"[i % 2 == 0 ? bytes[i / 2] / 16 : bytes[i / 2] % 16];
    return hex;
  }

 private:
  const EVP_MD* hash_;
};

// Whether `given` answers the present nonce for a user who knows the password.
bool IsDigestOf(const DigestAuth& auth, const NonceState& nonces, std::string_view method,
                std::map<std::string, std::string> given) {
  const DigestHash hash(auth.algorithm);
  const std::string secret = hash(auth.user + ":" + std::string(kRealm) + ":" + auth.password);
  const std::string asked = hash(std::string(method) + ":" + given["uri"]);
  const std::string wanted = hash(secret + ":" + NonceOf(nonces) + ":" + given["nc"] + ":" +
                                  given["cnonce"] + ":" + given["qop"] + ":" + asked);
  return given["username"] == auth.user && given["realm"] == kRealm && given["qop"] == "auth" &&
         !given["cnonce"].empty() && given["nc"].size() == 8 && given["response"] == wanted;
}

}  // namespace

AuthVerdict::AuthVerdict(const OriginAuth& auth, NonceState& nonces, std::string_view method,
                         std::optional<std::string_view> value) {
  if (auth.basic && value == "Basic " + Base64(auth.basic->user + ":" + auth.basic->password))
    is_authorized_ = true;
  bool is_stale = false;
  if (auth.digest && value && value->starts_with("Digest ")) {
    const std::uint64_t uses_max = auth.digest->nonce_uses;
    const bool is_right = IsDigestOf(*auth.digest, nonces, method, ParametersOf(*value));
    is_stale = is_right && uses_max != 0 && nonces.uses == uses_max;
    is_authorized_ = is_right && !is_stale;
    if (is_authorized_) ++nonces.uses;
    if (is_stale) nonces = {nonces.number + 1, 0};
  }
  if (is_authorized_) return;
  const std::string realm = "realm=\"" + std::string(kRealm) + "\"";
  if (auth.digest) {
    challenges_.push_back("Digest " + realm +
                          ", qop=\"auth\", algorithm=" + auth.digest->algorithm + ", nonce=\"" +
                          NonceOf(nonces) + "\", opaque=\"o\"" + (is_stale ? ", stale=true" : ""));
  }
  if (auth.basic) challenges_.push_back("Basic " + realm);
}

}  // namespace bitsproof::fakes
