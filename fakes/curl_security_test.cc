#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "fakes/event_loop.h"
#include "fakes/http_server.h"
#include "fakes/origin_model.h"
#include "fakes/sim_transport.h"
#include "fakes/tcp_connection.h"
#include "fakes/test_authority.h"
#include "reference/platform/curl_transport.h"
#include "reference/platform/testing/canned_server.h"

namespace bitsproof::fakes {
namespace {

using platform::CurlTransport;

constexpr CertificateKind kKinds[] = {
    CertificateKind::kGood,       CertificateKind::kExpired,          CertificateKind::kNotYetValid,
    CertificateKind::kWrongName,  CertificateKind::kUnknownAuthority, CertificateKind::kSelfSigned,
    CertificateKind::kWrongUsage, CertificateKind::kRevoked,          CertificateKind::kUnlisted,
};

OriginScript ScriptWith(CertificateKind kind) {
  OriginScript script = ParseOriginScriptText(R"({"resources": {"/": {"body": {"text": "x"}}}})",
                                              FileBodies::kAllowed);
  script.tls = kind;
  return script;
}

CurlTransport::Options Trusting() {
  return {.authorities = TestAuthority::Get().authorities(),
          .revocations = TestAuthority::Get().revocations()};
}

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

// Notes what it is asked, and gives one answer to everything.
class NotingJudge final : public CertificateJudge {
 public:
  explicit NotingJudge(HResult answer) : answer_(answer) {}
  HResult Judge(const ServerCertificate& certificate) override {
    asked.push_back(certificate);
    return answer_;
  }
  std::vector<ServerCertificate> asked;

 private:
  const HResult answer_;
};

std::string Get(CurlTransport& transport, const TransportRequest& request) {
  Outcome outcome;
  const auto exchange = transport.Start(request, outcome);
  while (!outcome.is_over) transport.Wait(std::chrono::milliseconds(20));
  return outcome.text;
}

std::string Get(CurlTransport& transport, const std::string& url, const SecuritySettings& security,
                CertificateJudge* judge = nullptr) {
  TransportRequest request{"GET", url};
  request.security = security;
  request.judge = judge;
  return Get(transport, request);
}

std::string GetSimulated(CertificateKind kind, const SecuritySettings& security,
                         CertificateJudge* judge = nullptr) {
  EventLoop loop(WallTime{});
  SimTransport transport(loop, loop);
  OriginModel origin(ScriptWith(kind), [] { return Duration{0}; });
  transport.AddOrigin("web.test", origin);
  TransportRequest request{"GET", "https://web.test/"};
  request.security = security;
  request.judge = judge;
  Outcome outcome;
  const auto exchange = transport.Start(request, outcome);
  loop.RunUntil(loop.Now() + std::chrono::minutes(1));
  return outcome.text;
}

class CurlSecurityTest : public testing::Test {
 protected:
  CurlTransport transport_{Trusting()};
};

// What is decided in a simulation is what libcurl and OpenSSL decide.
TEST_F(CurlSecurityTest, DecidesAsTheSimulationDoes) {
  for (const CertificateKind kind : kKinds) {
    const HttpServer server(ScriptWith(kind));
    for (unsigned bits = 0; bits < 32; ++bits) {
      const SecuritySettings settings{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0,
                                      (bits & 8) != 0, (bits & 16) != 0};
      EXPECT_EQ(Get(transport_, server.url() + "/", settings), GetSimulated(kind, settings))
          << "kind " << static_cast<int>(kind) << ", settings " << bits;
    }
  }
}

TEST_F(CurlSecurityTest, WhatOneExchangeOverlooksLetsNoOtherPass) {
  const HttpServer server(ScriptWith(CertificateKind::kExpired));
  EXPECT_EQ(Get(transport_, server.url() + "/", {.ignores_date = true}), "200");
  EXPECT_EQ(Get(transport_, server.url() + "/", {}), "0x80072F8F");
}

TEST_F(CurlSecurityTest, TheAuthoritiesOfTheSystemDoNotCountBesideThoseNamed) {
  CurlTransport other;
  const HttpServer server(ScriptWith(CertificateKind::kGood));
  EXPECT_EQ(Get(other, server.url() + "/", {}), "0x80072F8F");
  EXPECT_EQ(Get(transport_, server.url() + "/", {}), "200");
}

TEST_F(CurlSecurityTest, KeepsConnectionsWithoutSettingsOfTheirOwn) {
  const HttpServer server(ScriptWith(CertificateKind::kGood));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Get(transport_, server.url() + "/", {}), "200");
  EXPECT_EQ(server.Journal()["connections"], 1);
}

TEST_F(CurlSecurityTest, AJudgeSeesTheCertificateBeforeTheServerSeesARequest) {
  const HttpServer server(ScriptWith(CertificateKind::kGood));
  NotingJudge judge(hresult::E_FAIL);
  EXPECT_EQ(Get(transport_, server.url() + "/", {}, &judge), ToHex(hresult::E_FAIL));
  ASSERT_EQ(judge.asked.size(), 1u);
  EXPECT_EQ("https://" + judge.asked[0].place, server.url());
  EXPECT_EQ(judge.asked[0].issuers.size(), 1u);
  for (const std::string& der : {judge.asked[0].encoded, judge.asked[0].issuers[0]}) {
    const auto* data = reinterpret_cast<const unsigned char*>(der.data());
    X509* read = d2i_X509(nullptr, &data, static_cast<long>(der.size()));
    EXPECT_NE(read, nullptr);
    X509_free(read);
  }
  EXPECT_EQ(server.Journal()["connections"], 1);
  EXPECT_TRUE(server.Journal()["requests"].empty());
}

TEST_F(CurlSecurityTest, AJudgeIsAskedForEachConnectionAndLetsItPass) {
  const HttpServer server(ScriptWith(CertificateKind::kGood));
  NotingJudge judge(hresult::S_OK);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Get(transport_, server.url() + "/", {}, &judge), "200");
  EXPECT_EQ(judge.asked.size(), 2u);
  EXPECT_EQ(judge.asked[0].encoded, judge.asked[1].encoded);
}

TEST_F(CurlSecurityTest, NoJudgeIsAskedAboutWhatTheChecksRefuse) {
  const HttpServer server(ScriptWith(CertificateKind::kWrongName));
  NotingJudge judge(hresult::S_OK);
  EXPECT_EQ(Get(transport_, server.url() + "/", {}, &judge), "0x80072F8F");
  EXPECT_EQ(GetSimulated(CertificateKind::kWrongName, {}, &judge), "0x80072F8F");
  EXPECT_TRUE(judge.asked.empty());
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
  const TlsContext context = MakeTlsContext(CertificateKind::kGood);
  const platform::CannedServer server([&](platform::CannedServer::Connection& client) {
    TcpConnection connection(client.fd());
    if (connection.Secure(context.get())) connection.Read(1);
    connection.ResetOnClose();
  });
  TransportRequest request{"GET", "https://127.0.0.1:" + std::to_string(server.port()) + "/"};
  Zeros body;
  request.body = &body;
  EXPECT_EQ(Get(transport_, request), ToHex(hresult::BG_E_CONNECTION_CLOSED));
}

TEST(SimSecurityTest, AJudgeIsAskedAndObeyed) {
  NotingJudge refuses(hresult::E_FAIL);
  NotingJudge accepts(hresult::S_OK);
  EXPECT_EQ(GetSimulated(CertificateKind::kGood, {}, &refuses), ToHex(hresult::E_FAIL));
  EXPECT_EQ(GetSimulated(CertificateKind::kGood, {}, &accepts), "200");
  ASSERT_EQ(accepts.asked.size(), 1u);
  EXPECT_EQ(accepts.asked[0].place, "web.test:443");
}

}  // namespace
}  // namespace bitsproof::fakes
