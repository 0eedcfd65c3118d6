// How libcurl and its TLS library are told what to make of a server's certificate.
#pragma once

#include <curl/curl.h>

#include <optional>
#include <string>

#include "reference/env/transport.h"
#include "reference/platform/curl_transport.h"

struct x509_store_ctx_st;
struct ssl_ctx_st;

namespace bitsproof::platform {

// The checks of the certificates that one exchange is shown.
class CurlSecurity {
 public:
  // `options` outlive the exchange.
  CurlSecurity(const TransportRequest& request, const CurlTransport::Options& options);
  CurlSecurity(const CurlSecurity&) = delete;
  CurlSecurity& operator=(const CurlSecurity&) = delete;

  // Has `easy`, which asks for `url`, ask this object, which must outlive the transfer. With
  // anything but the default the transfer has a connection of its own: what one exchange overlooks
  // must not let another pass.
  void ApplyTo(CURL* easy, const Url& url);

  // Why a certificate was refused, where libcurl's code says less.
  const std::optional<TransportFailure>& failure() const { return failure_; }

 private:
  static CURLcode Prepare(CURL* easy, void* tls, void* self);
  static int Verify(x509_store_ctx_st* store, void* self);
  static int OnFault(int is_good, x509_store_ctx_st* store);

  void LoadRevocations(ssl_ctx_st* context) const;
  bool IsOverlooked(int error) const;
  bool Accepts(x509_store_ctx_st* store);

  const SecuritySettings settings_;
  CertificateJudge* const judge_;
  std::string host_;
  std::string place_;  // with the port
  const CurlTransport::Options& options_;
  std::optional<TransportFailure> failure_;
};

}  // namespace bitsproof::platform
