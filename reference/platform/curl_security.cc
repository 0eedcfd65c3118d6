#include "reference/platform/curl_security.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>

namespace bitsproof::platform {
namespace {

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

std::string DerOf(X509* certificate) {
  unsigned char* encoded = nullptr;
  const int size = i2d_X509(certificate, &encoded);
  if (size <= 0) return {};
  std::string text(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
  OPENSSL_free(encoded);
  return text;
}

ServerCertificate CertificateOf(const std::string& place, X509_STORE_CTX* store) {
  ServerCertificate certificate{place, DerOf(X509_STORE_CTX_get0_cert(store)), {}};
  const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(store);
  for (int i = 1; i < sk_X509_num(chain); ++i)
    certificate.issuers.push_back(DerOf(sk_X509_value(chain, i)));
  return certificate;
}

// The code for a fault of a chain; the others share libcurl's.
std::optional<TransportFailure> FailureOf(int error) {
  switch (error) {
    case X509_V_ERR_CERT_REVOKED:
      return TransportFailure{hresult::E_WINHTTP_SECURE_CERT_REVOKED,
                              "The server's certificate was revoked"};
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED:
      return TransportFailure{hresult::E_WINHTTP_SECURE_CERT_REV_FAILED,
                              "There is no valid list of what the authority revoked"};
    default:
      return std::nullopt;
  }
}

}  // namespace

CurlSecurity::CurlSecurity(const TransportRequest& request, const CurlTransport::Options& options)
    : settings_(request.security), judge_(request.judge), options_(options) {}

void CurlSecurity::ApplyTo(CURL* easy, const Url& url) {
  if (!options_.authorities.empty()) {
    const curl_blob authorities{const_cast<char*>(options_.authorities.data()),
                                options_.authorities.size(), CURL_BLOB_NOCOPY};
    curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &authorities);
  }
  if (settings_ == SecuritySettings{} && judge_ == nullptr) return;
  host_ = url.host();
  place_ = host_ + ":" + std::to_string(url.port());
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &CurlSecurity::Prepare);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);  // Accepts does, before the judge is asked
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
}

CURLcode CurlSecurity::Prepare(CURL*, void* tls, void* self) {
  auto* context = static_cast<SSL_CTX*>(tls);
  SSL_CTX_set_app_data(context, self);
  SSL_CTX_set_cert_verify_callback(context, &CurlSecurity::Verify, self);
  static_cast<CurlSecurity*>(self)->LoadRevocations(context);
  return CURLE_OK;
}

void CurlSecurity::LoadRevocations(SSL_CTX* context) const {
  if (!settings_.checks_revocation) return;
  const std::unique_ptr<BIO, BioDeleter> text(
      BIO_new_mem_buf(options_.revocations.data(), static_cast<int>(options_.revocations.size())));
  while (X509_CRL* list = PEM_read_bio_X509_CRL(text.get(), nullptr, nullptr, nullptr)) {
    X509_STORE_add_crl(SSL_CTX_get_cert_store(context), list);
    X509_CRL_free(list);
  }
  ERR_clear_error();  // that of the end of the text
}

int CurlSecurity::Verify(X509_STORE_CTX* store, void* self) {
  const bool accepts = static_cast<CurlSecurity*>(self)->Accepts(store);
  X509_STORE_CTX_set_error(store, accepts ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
  return accepts ? 1 : 0;
}

bool CurlSecurity::Accepts(X509_STORE_CTX* store) {
  X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(store);
  if (X509_VERIFY_PARAM_set1_ip_asc(rules, host_.c_str()) != 1)
    X509_VERIFY_PARAM_set1_host(rules, host_.data(), host_.size());
  if (settings_.checks_revocation) X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_CRL_CHECK);
  X509_STORE_CTX_set_verify_cb(store, &CurlSecurity::OnFault);
  if (X509_verify_cert(store) != 1) {
    failure_ = FailureOf(X509_STORE_CTX_get_error(store));
    return false;
  }
  if (judge_ == nullptr) return true;
  const HResult judgement = judge_->Judge(CertificateOf(place_, store));
  if (judgement.failed())
    failure_ = TransportFailure{judgement, "The client refuses the server's certificate"};
  return judgement.succeeded();
}

// Called for every fault of a chain of certificates, so that each can be overlooked by itself;
// libcurl only knows all or nothing.
int CurlSecurity::OnFault(int is_good, X509_STORE_CTX* store) {
  if (is_good != 0) return 1;
  const auto* ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto* self = static_cast<const CurlSecurity*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  if (!self->IsOverlooked(X509_STORE_CTX_get_error(store))) return 0;
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

bool CurlSecurity::IsOverlooked(int error) const {
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      return settings_.ignores_unknown_authority;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return settings_.ignores_wrong_name;
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return settings_.ignores_date;
    case X509_V_ERR_INVALID_PURPOSE:
      return settings_.ignores_wrong_usage;
    default:
      return false;
  }
}

}  // namespace bitsproof::platform
