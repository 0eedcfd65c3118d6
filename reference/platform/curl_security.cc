#include "reference/platform/curl_security.h"

#include <openssl/ssl.h>

namespace bitsproof::platform {
namespace {

bool IsOverlooked(int error, const SecuritySettings& settings) {
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      return settings.ignores_unknown_authority;
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return settings.ignores_date;
    default:
      return false;
  }
}

// Called for every fault of a chain of certificates, so that each can be overlooked by itself;
// libcurl only knows all or nothing.
int Verify(int is_good, X509_STORE_CTX* store) {
  if (is_good != 0) return 1;
  const auto* ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto* settings =
      static_cast<const SecuritySettings*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  if (!IsOverlooked(X509_STORE_CTX_get_error(store), *settings)) return 0;
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

CURLcode Prepare(CURL*, void* tls, void* settings) {
  auto* context = static_cast<SSL_CTX*>(tls);
  SSL_CTX_set_app_data(context, settings);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &Verify);
  return CURLE_OK;
}

}  // namespace

void SetSecurity(CURL* easy, const SecuritySettings& settings) {
  if (settings == SecuritySettings{}) return;
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &Prepare);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, const_cast<SecuritySettings*>(&settings));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, settings.ignores_wrong_name ? 0L : 2L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYSTATUS, settings.checks_revocation ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
}

}  // namespace bitsproof::platform
