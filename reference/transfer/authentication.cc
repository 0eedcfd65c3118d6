#include "reference/transfer/authentication.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "reference/base/text.h"
#include "reference/model/proxy.h"

namespace bitsproof {
namespace {

constexpr std::string_view kBlanks = " \t";

// One challenge: its scheme, and its parameters by name.
struct Challenge {
  std::string scheme;
  HeaderFields parameters;

  std::optional<std::string> Parameter(std::string_view name) const {
    const auto value = parameters.Get(name);
    return value ? std::optional<std::string>(*value) : std::nullopt;
  }
};

// Reads the challenges of one field (RFC 9110, 11.6.1). A comma separates parameters and challenges
// alike: a word that no "=" follows is a scheme. What is malformed ends the reading.
class ChallengeReader {
 public:
  explicit ChallengeReader(std::string_view text) : rest_(text) {}

  std::vector<Challenge> Read() {
    std::vector<Challenge> challenges;
    while (true) {
      SkipAll(" \t,");
      std::string word = TakeWord();
      if (word.empty()) return challenges;
      SkipAll(kBlanks);
      if (challenges.empty() || !rest_.starts_with('=')) {
        challenges.push_back({std::move(word), {}});
      } else {
        rest_.remove_prefix(1);
        SkipAll(kBlanks);
        challenges.back().parameters.Add(std::move(word), TakeValue());
      }
    }
  }

 private:
  void SkipAll(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }

  std::string TakeWord() {
    const std::size_t end = std::min(rest_.find_first_of(" \t,=\""), rest_.size());
    std::string word(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return word;
  }

  std::string TakeValue() {
    if (!rest_.starts_with('"')) return TakeWord();
    std::string value;
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
      if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
      value += rest_[at];
    }
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    return value;
  }

  std::string_view rest_;
};

std::vector<Challenge> ChallengesOf(const ResponseHead& head, std::string_view field) {
  std::vector<Challenge> all;
  for (const auto& [name, value] : head.headers.fields()) {
    if (!EqualsIgnoringCase(name, field)) continue;
    std::vector<Challenge> some = ChallengeReader(value).Read();
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

std::string Base64(std::string_view text) {
  std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');  // and room for a NUL
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(size));
  return encoded;
}

// nullptr for an algorithm that is not spoken; MD5 when none is named.
const EVP_MD* FindHash(const std::optional<std::string>& algorithm) {
  if (!algorithm || EqualsIgnoringCase(*algorithm, "MD5")) return EVP_md5();
  return EqualsIgnoringCase(*algorithm, "SHA-256") ? EVP_sha256() : nullptr;
}

std::string HexHash(const EVP_MD* hash, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, hash, nullptr);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 0xF];
  }
  return hex;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' || c == '\\' ? "\\" : "").append(1, c);
  return quoted + '"';
}

// Whether the list `quality` has "auth" in it.
bool OffersAuth(std::string_view quality) {
  while (!quality.empty()) {
    const std::size_t end = std::min(quality.find(','), quality.size());
    std::string_view word = quality.substr(0, end);
    quality.remove_prefix(std::min(end + 1, quality.size()));
    word.remove_prefix(std::min(word.find_first_not_of(kBlanks), word.size()));
    if (EqualsIgnoringCase(word.substr(0, word.find_first_of(kBlanks)), "auth")) return true;
  }
  return false;
}

bool IsSameServer(const Url& a, const Url& b) {
  return a.scheme() == b.scheme() && a.host() == b.host() && a.port() == b.port();
}

}  // namespace

Authenticator::Authenticator(std::vector<Credentials> credentials, std::string_view remote_name,
                             std::string client_nonce)
    : credentials_(std::move(credentials)),
      server_url_(Url::Parse(remote_name)),
      client_nonce_(std::move(client_nonce)) {}

// A proxy can be told its credentials where it reads the request: the one for HTTPS is asked for a
// tunnel, which is the transport's.
bool Authenticator::Reaches(AuthTarget target, const TransportRequest& request) const {
  const auto url = Url::Parse(request.url);
  if (!url) return false;
  if (target == AuthTarget::kServer) return server_url_ && IsSameServer(*server_url_, *url);
  if (url->is_https()) return false;
  const auto proxy = ProxyFor(request.proxy, *url);
  return proxy && proxy->has_value();
}

std::optional<Authenticator::Answer> Authenticator::Choose(AuthTarget target,
                                                           const ResponseHead& head) const {
  const auto challenges =
      ChallengesOf(head, target == AuthTarget::kServer ? "WWW-Authenticate" : "Proxy-Authenticate");
  if (const auto* digest = FindCredentials(credentials_, target, AuthScheme::kDigest)) {
    for (const Challenge& challenge : challenges) {
      const auto nonce = challenge.Parameter("nonce");
      const auto quality = challenge.Parameter("qop");
      const auto algorithm = challenge.Parameter("algorithm");
      if (!EqualsIgnoringCase(challenge.scheme, "Digest") || !nonce || !FindHash(algorithm) ||
          (quality && !OffersAuth(*quality)))
        continue;
      return Answer{*digest,
                    challenge.Parameter("realm").value_or(""),
                    *nonce,
                    challenge.Parameter("opaque"),
                    algorithm,
                    quality.has_value(),
                    EqualsIgnoringCase(challenge.Parameter("stale").value_or(""), "true")};
    }
  }
  if (const auto* basic = FindCredentials(credentials_, target, AuthScheme::kBasic)) {
    for (const Challenge& challenge : challenges) {
      if (EqualsIgnoringCase(challenge.scheme, "Basic")) return Answer{*basic};
    }
  }
  return std::nullopt;
}

bool Authenticator::OnChallenge(const ResponseHead& head, const TransportRequest& request) {
  const AuthTarget target = head.status == 401 ? AuthTarget::kServer : AuthTarget::kProxy;
  if (!Reaches(target, request)) return false;
  auto chosen = Choose(target, head);
  if (!chosen) return false;
  auto& answer = target == AuthTarget::kServer ? server_ : proxy_;
  // Refused with these credentials, unless it is the nonce that has grown old, which was good once.
  if (answer && !(chosen->is_stale && answer->count > 1)) return false;
  answer = std::move(chosen);
  return true;
}

void Authenticator::Authorize(TransportRequest& request) {
  const auto url = Url::Parse(request.url);
  if (server_ && Reaches(AuthTarget::kServer, request))
    request.headers.Add("Authorization", ValueOf(*server_, request.method, url->request_target()));
  if (proxy_ && Reaches(AuthTarget::kProxy, request))
    request.headers.Add("Proxy-Authorization", ValueOf(*proxy_, request.method, url->text()));
}

std::string Authenticator::ValueOf(Answer& answer, const std::string& method,
                                   const std::string& target) const {
  const std::string user = answer.credentials.user_name.value_or("");
  const std::string password = answer.credentials.password.value_or("");
  if (answer.credentials.scheme == AuthScheme::kBasic)
    return "Basic " + Base64(user + ":" + password);

  const EVP_MD* const hash = FindHash(answer.algorithm);
  std::string count = std::to_string(++answer.count);
  count.insert(0, 8 - count.size(), '0');
  const std::string secret = HexHash(hash, user + ":" + answer.realm + ":" + password);
  const std::string asked = HexHash(hash, method + ":" + target);
  const std::string middle = answer.has_quality
                                 ? answer.nonce + ":" + count + ":" + client_nonce_ + ":auth"
                                 : answer.nonce;
  std::string value = "Digest username=" + Quoted(user) + ", realm=" + Quoted(answer.realm) +
                      ", nonce=" + Quoted(answer.nonce) + ", uri=" + Quoted(target) +
                      ", response=\"" + HexHash(hash, secret + ":" + middle + ":" + asked) + '"';
  if (answer.algorithm) value += ", algorithm=" + *answer.algorithm;
  if (answer.opaque) value += ", opaque=" + Quoted(*answer.opaque);
  if (answer.has_quality) value += ", qop=auth, nc=" + count + ", cnonce=\"" + client_nonce_ + '"';
  return value;
}

}  // namespace bitsproof
