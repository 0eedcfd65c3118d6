#include "fakes/test_authority.h"

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace bitsproof::fakes {
namespace {

constexpr long kDay = 24 * 60 * 60;
constexpr std::uint64_t kRevokedSerial = 13;
constexpr char kHere[] = "IP:127.0.0.1,IP:::1,DNS:localhost";

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using RevocationList = std::unique_ptr<X509_CRL, Freed<&X509_CRL_free>>;
using Bio = std::unique_ptr<BIO, Freed<&BIO_free>>;
using Time = std::unique_ptr<ASN1_TIME, Freed<&ASN1_TIME_free>>;
using Integer = std::unique_ptr<ASN1_INTEGER, Freed<&ASN1_INTEGER_free>>;

void Require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot make a certificate for tests");
}

// What a certificate says. Times are seconds from now.
struct Claims {
  std::string name;
  std::uint64_t serial = 0;
  long from = -kDay;
  long until = kDay;
  std::string alternatives{};  // "" for those of an authority
  std::string usage{};
};

void Extend(X509* certificate, int id, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str());
  Require(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// `issuer` is nullptr where the certificate is signed by itself.
Certificate Make(const Claims& claims, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  Certificate certificate(X509_new());
  Require(certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), claims.serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), claims.from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), claims.until);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(claims.name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), issuer == nullptr ? name : X509_get_subject_name(issuer));
  if (claims.alternatives.empty()) {
    Extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    Extend(certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  } else {
    Extend(certificate.get(), NID_subject_alt_name, claims.alternatives);
    Extend(certificate.get(), NID_ext_key_usage, claims.usage);
  }
  Require(X509_sign(certificate.get(), issuer_key, EVP_sha256()) != 0);
  return certificate;
}

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string ToPem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return TextOf(bio.get());
}

std::string ToPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return TextOf(bio.get());
}

Certificate ReadCertificate(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

Key ReadKey(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
}

Key NewKey() {
  Key key(EVP_EC_gen("P-256"));
  Require(key != nullptr);
  return key;
}

std::uint64_t NewSerial() {
  std::uint64_t serial = 0;
  Require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  return serial | (std::uint64_t{1} << 62);
}

TlsIdentity NewAuthority(const std::string& name) {
  const Key key = NewKey();
  const Certificate certificate = Make({name, NewSerial()}, key.get(), nullptr, key.get());
  return {ToPem(certificate.get()), ToPem(key.get())};
}

// A list of one certificate.
std::string Revoke(const TlsIdentity& authority, std::uint64_t serial) {
  const RevocationList list(X509_CRL_new());
  const Time since(X509_gmtime_adj(nullptr, -kDay));
  const Time until(X509_gmtime_adj(nullptr, kDay));
  const Integer number(ASN1_INTEGER_new());
  ASN1_INTEGER_set_uint64(number.get(), serial);
  X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list.get(),
                           X509_get_subject_name(ReadCertificate(authority.certificate).get()));
  X509_CRL_set1_lastUpdate(list.get(), since.get());
  X509_CRL_set1_nextUpdate(list.get(), until.get());
  X509_REVOKED* revoked = X509_REVOKED_new();
  X509_REVOKED_set_serialNumber(revoked, number.get());
  X509_REVOKED_set_revocationDate(revoked, since.get());
  X509_CRL_add0_revoked(list.get(), revoked);
  Require(X509_CRL_sign(list.get(), ReadKey(authority.key).get(), EVP_sha256()) != 0);
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_X509_CRL(bio.get(), list.get()) == 1);
  return TextOf(bio.get());
}

}  // namespace

const TestAuthority& TestAuthority::Get() {
  static const auto* const authority = new TestAuthority;
  return *authority;
}

TestAuthority::TestAuthority()
    : listed_(NewAuthority("bitsproof test authority")),
      unlisted_(NewAuthority("bitsproof test authority without a list")),
      stranger_(NewAuthority("bitsproof test stranger")),
      authorities_(listed_.certificate + unlisted_.certificate),
      revocations_(Revoke(listed_, kRevokedSerial)) {}

TlsIdentity TestAuthority::Issue(CertificateKind kind) const {
  Claims claims{"bitsproof test server", NewSerial(), -kDay, kDay, kHere, "serverAuth"};
  const TlsIdentity* issuer = &listed_;
  switch (kind) {
    case CertificateKind::kGood:
    case CertificateKind::kSelfSigned:
      break;
    case CertificateKind::kExpired:
      claims.from = -2 * kDay;
      claims.until = -kDay;
      break;
    case CertificateKind::kNotYetValid:
      claims.from = kDay;
      claims.until = 2 * kDay;
      break;
    case CertificateKind::kWrongName:
      claims.alternatives = "DNS:other.test";
      break;
    case CertificateKind::kUnknownAuthority:
      issuer = &stranger_;
      break;
    case CertificateKind::kWrongUsage:
      claims.usage = "clientAuth";
      break;
    case CertificateKind::kRevoked:
      claims.serial = kRevokedSerial;
      break;
    case CertificateKind::kUnlisted:
      issuer = &unlisted_;
      break;
  }
  const Key key = NewKey();
  const bool by_itself = kind == CertificateKind::kSelfSigned;
  const Certificate authority = ReadCertificate(issuer->certificate);
  const Key authority_key = ReadKey(issuer->key);
  const Certificate certificate = Make(claims, key.get(), by_itself ? nullptr : authority.get(),
                                       by_itself ? key.get() : authority_key.get());
  return {ToPem(certificate.get()), ToPem(key.get())};
}

void TlsContextDeleter::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

std::string CertificateOf(const SSL_CTX& context) {
  unsigned char* encoded = nullptr;
  const int size = i2d_X509(SSL_CTX_get0_certificate(&context), &encoded);
  Require(size > 0);
  std::string text(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
  OPENSSL_free(encoded);
  return text;
}

TlsContext MakeTlsContext(CertificateKind kind) {
  const TlsIdentity identity = TestAuthority::Get().Issue(kind);
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  Require(context &&
          SSL_CTX_use_certificate(context.get(), ReadCertificate(identity.certificate).get()) == 1);
  Require(SSL_CTX_use_PrivateKey(context.get(), ReadKey(identity.key).get()) == 1);
  return context;
}

}  // namespace bitsproof::fakes
