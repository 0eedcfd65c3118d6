// What IBackgroundCopyJobHttpOptions sets for the transfers of a job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bitsproof {

// BG_SSL_ENABLE_CRL_CHECK, BG_SSL_IGNORE_CERT_*, BG_SSL_IGNORE_UNKNOWN_CA.
inline constexpr std::uint32_t kSslEnableCrlCheck = 0x01;
inline constexpr std::uint32_t kSslIgnoreCertCnInvalid = 0x02;
inline constexpr std::uint32_t kSslIgnoreCertDateInvalid = 0x04;
inline constexpr std::uint32_t kSslIgnoreUnknownCa = 0x08;
inline constexpr std::uint32_t kSslIgnoreCertWrongUsage = 0x10;
inline constexpr std::uint32_t kSslAll = 0x1F;

// BG_HTTP_REDIRECT_POLICY_*. Silent is 0; the policy is one of three, not a set of bits.
inline constexpr std::uint32_t kRedirectPolicyMask = 0x700;
inline constexpr std::uint32_t kRedirectAllowSilent = 0x000;
inline constexpr std::uint32_t kRedirectAllowReport = 0x100;
inline constexpr std::uint32_t kRedirectDisallow = 0x200;
inline constexpr std::uint32_t kRedirectAllowHttpsToHttp = 0x800;

struct HttpOptions {
  std::optional<std::string> custom_headers;  // as they were set; a secret: no store shows it
  bool custom_headers_write_only = false;
  std::uint32_t security_flags = 0;
  std::optional<std::string> method;  // nullopt: that of the type of the job
  // An object of the client is to be asked about servers. UNSPECIFIED (HTTP3-CB-04): that this
  // outlives the object, or a restart would let servers pass that the client would refuse.
  bool validates_certificates = false;

  // Name and value of each line of the custom headers. UNSPECIFIED (HTTP-HDRS-03): a line may end
  // with LF alone, and one that is no field is not sent.
  std::vector<std::pair<std::string, std::string>> CustomFields() const;

  friend bool operator==(const HttpOptions&, const HttpOptions&) = default;
};

// Whether `flags` are security flags; `has_redirects`: redirect policies are some of them.
bool AreSecurityFlags(std::uint32_t flags, bool has_redirects);

}  // namespace bitsproof
