// Authenticator: the answers to servers and proxies that ask who calls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/env/transport.h"
#include "reference/model/credentials.h"

namespace bitsproof {

// Answers the challenges of RFC 9110, section 11, to the requests for one file with the credentials
// of its job: Digest (RFC 7616: MD5 and SHA-256, quality of protection "auth" or none) rather than
// Basic (RFC 7617). Nothing is sent unasked, a server that a redirect names is not answered, nor is
// a proxy that the job did not choose. NTLM, Negotiate and Passport are kept and not spoken.
class Authenticator {
 public:
  // `remote_name` names the server. `client_nonce` goes into digests: it must not be guessed, and
  // stands in quotes as it is.
  Authenticator(std::vector<Credentials> credentials, std::string_view remote_name,
                std::string client_nonce);

  // `request` was answered with 401 or 407. True: Authorize has something to say to that now.
  bool OnChallenge(const ResponseHead& head, const TransportRequest& request);

  // Adds to `request` what answers the challenges so far.
  void Authorize(TransportRequest& request);

 private:
  // What a server or a proxy has asked for, and with what it is answered.
  struct Answer {
    Credentials credentials;
    std::string realm{};
    std::string nonce{};
    std::optional<std::string> opaque{};
    std::optional<std::string> algorithm{};  // as it was named
    bool has_quality = false;
    bool is_stale = false;    // the nonce before it was
    std::uint32_t count = 0;  // of requests with this nonce
  };

  bool Reaches(AuthTarget target, const TransportRequest& request) const;
  std::optional<Answer> Choose(AuthTarget target, const ResponseHead& head) const;
  std::string ValueOf(Answer& answer, const std::string& method, const std::string& target) const;

  const std::vector<Credentials> credentials_;
  const std::optional<Url> server_url_;
  const std::string client_nonce_;
  std::optional<Answer> server_;
  std::optional<Answer> proxy_;
};

}  // namespace bitsproof
