#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <string>

#include "reference/platform/curl_transport.h"
#include "reference/platform/testing/canned_server.h"

namespace bitsproof::platform {
namespace {

constexpr long kDay = 24 * 60 * 60;

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using TlsContext = std::unique_ptr<SSL_CTX, Freed<&SSL_CTX_free>>;
using Tls = std::unique_ptr<SSL, Freed<&SSL_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;

// What a self-signed certificate says.
struct Claims {
  std::string name = "IP:127.0.0.1";
  long valid_until = kDay;  // seconds from now
};

Certificate Sign(const Claims& claims, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -2 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), claims.valid_until);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_EXTENSION* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, claims.name.c_str());
  X509_add_ext(certificate.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

// A server that shows a self-signed certificate and answers one request a connection.
class TlsServer {
 public:
  // `is_rude`: it resets the connection at the first byte of a request instead.
  explicit TlsServer(const Claims& claims, bool is_rude = false)
      : is_rude_(is_rude), context_(SSL_CTX_new(TLS_server_method())) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate = Sign(claims, key.get());
    SSL_CTX_use_certificate(context_.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), key.get());
  }

  std::string url() const { return "https://127.0.0.1:" + std::to_string(server_.port()) + "/"; }

 private:
  void Serve(CannedServer::Connection& connection) {
    // OpenSSL does not keep it from writers to a client that is gone.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    const Tls tls(SSL_new(context_.get()));
    SSL_set_fd(tls.get(), connection.fd());
    if (SSL_accept(tls.get()) != 1) return;
    char request[4096];
    if (is_rude_) {
      SSL_read(tls.get(), request, 1);
      connection.Reset();
      return;
    }
    while (SSL_read(tls.get(), request, sizeof request) > 0) {
      constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
      SSL_write(tls.get(), kAnswer.data(), static_cast<int>(kAnswer.size()));
    }
  }

  const bool is_rude_;
  const TlsContext context_;
  CannedServer server_{[this](CannedServer::Connection& connection) { Serve(connection); }};
};

class Outcome final : public ExchangeObserver {
 public:
  void OnHead(const ResponseHead& head) override { text = std::to_string(head.status); }
  void OnData(std::span<const std::byte>) override {}
  void OnEnd() override { is_over = true; }
  void OnFailure(const TransportFailure& failure) override {
    text = ToHex(failure.code);
    is_over = true;
  }
  std::string text;
  bool is_over = false;
};

constexpr char kRefused[] = "0x80072F8F";  // E_WINHTTP_SECURE_FAILURE

class CurlSecurityTest : public testing::Test {
 protected:
  std::string Get(const TlsServer& server, const SecuritySettings& security,
                  BodySource* body = nullptr) {
    TransportRequest request{"GET", server.url()};
    request.security = security;
    request.body = body;
    Outcome outcome;
    const auto exchange = transport_.Start(request, outcome);
    while (!outcome.is_over) transport_.Wait(std::chrono::milliseconds(20));
    return outcome.text;
  }

  CurlTransport transport_;
};

TEST_F(CurlSecurityTest, AnUnknownAuthorityIsRefusedUnlessOverlooked) {
  const TlsServer server({});
  EXPECT_EQ(Get(server, {}), kRefused);
  EXPECT_EQ(Get(server, {.ignores_wrong_name = true, .ignores_date = true}), kRefused);
  EXPECT_EQ(Get(server, {.ignores_unknown_authority = true}), "200");
}

TEST_F(CurlSecurityTest, AWrongNameIsRefusedUnlessOverlooked) {
  const TlsServer server({.name = "DNS:other.test"});
  EXPECT_EQ(Get(server, {.ignores_unknown_authority = true}), kRefused);
  EXPECT_EQ(Get(server, {.ignores_unknown_authority = true, .ignores_wrong_name = true}), "200");
}

TEST_F(CurlSecurityTest, AnExpiredCertificateIsRefusedUnlessOverlooked) {
  const TlsServer server({.valid_until = -kDay});
  EXPECT_EQ(Get(server, {.ignores_unknown_authority = true}), kRefused);
  EXPECT_EQ(Get(server, {.ignores_unknown_authority = true, .ignores_date = true}), "200");
}

TEST_F(CurlSecurityTest, AServerThatStaplesNothingFailsTheCheckOfRevocation) {
  const TlsServer server({});
  EXPECT_EQ(Get(server, {.ignores_unknown_authority = true, .checks_revocation = true}), kRefused);
}

class Zeros final : public BodySource {
 public:
  std::uint64_t size() const override { return 100'000'000; }
  Result<std::size_t> Read(std::uint64_t, std::span<std::byte> buffer) override {
    std::fill(buffer.begin(), buffer.end(), std::byte{0});
    return buffer.size();
  }
};

TEST_F(CurlSecurityTest, AServerThatResetsDuringABodyIsAClosedConnection) {
  const TlsServer server({}, true);
  Zeros body;
  const std::string outcome = Get(server, {.ignores_unknown_authority = true}, &body);
  EXPECT_EQ(outcome, ToHex(hresult::BG_E_CONNECTION_CLOSED));
}

TEST_F(CurlSecurityTest, WhatOneExchangeOverlooksLetsNoOtherPass) {
  const TlsServer server({});
  EXPECT_EQ(Get(server, {.ignores_unknown_authority = true}), "200");
  EXPECT_EQ(Get(server, {}), kRefused);
}

}  // namespace
}  // namespace bitsproof::platform
