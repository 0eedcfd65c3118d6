// TestAuthority: certificates for servers on this machine, good ones and others.
#pragma once

#include <memory>
#include <string>

#include "fakes/certificate_kind.h"

struct ssl_ctx_st;

namespace bitsproof::fakes {

// What a TLS server shows, and the key of it. PEM.
struct TlsIdentity {
  std::string certificate;
  std::string key;
};

// The authorities of this process. They are made anew in each process, with keys that nobody else
// has, and are good for two days: whoever trusts them trusts nothing for long.
class TestAuthority {
 public:
  // Throws std::runtime_error when OpenSSL fails.
  static const TestAuthority& Get();

  // The certificates of those that a client is to trust, in PEM.
  const std::string& authorities() const { return authorities_; }
  // What they have revoked, in PEM; but for the authority of kUnlisted, which has no list.
  const std::string& revocations() const { return revocations_; }

  // A certificate for 127.0.0.1, ::1 and "localhost". May be called from several threads at once.
  TlsIdentity Issue(CertificateKind kind) const;

 private:
  TestAuthority();
  ~TestAuthority() = default;

  // As PEM: certificate and key. Listed and unlisted are trusted, the stranger is not.
  TlsIdentity listed_;
  TlsIdentity unlisted_;
  TlsIdentity stranger_;
  std::string authorities_;
  std::string revocations_;
};

// The certificate that a server of that context shows, in DER.
std::string CertificateOf(const ssl_ctx_st& context);

struct TlsContextDeleter {
  void operator()(ssl_ctx_st* context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, TlsContextDeleter>;

// What a server needs that shows such a certificate. Throws as TestAuthority::Get.
TlsContext MakeTlsContext(CertificateKind kind);

}  // namespace bitsproof::fakes
