// The contract of Transport on the real one, against the real test server.
#include "reference/platform/curl_transport.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "fakes/http_server.h"
#include "fakes/origin_script.h"
#include "reference/env/testing/transport_contract.h"
#include "reference/platform/run_loop.h"

namespace bitsproof {
namespace {

class CurlTransportWorld final : public TransportWorld {
 public:
  Transport& transport() override { return transport_; }

  std::string StartOrigin(const std::string& script_json) override {
    server_ = std::make_unique<fakes::HttpServer>(
        fakes::ParseOriginScriptText(script_json, fakes::FileBodies::kRefused));
    return server_->url();
  }

  bool PumpUntil(const std::function<bool()>& done) override {
    const Instant limit = loop_.Now() + std::chrono::minutes(1);
    while (!done() && loop_.Now() < limit) loop_.RunOnce(std::chrono::milliseconds(20));
    return done();
  }

  std::uint64_t connections() override { return server_->Journal()["connections"]; }
  std::uint64_t requests() override { return server_->Journal()["requests"].size(); }
  std::string last_target() override { return server_->Journal()["requests"].back()["path"]; }
  std::string last_body_sha256() override {
    return server_->Journal()["requests"].back().value("bodySha256", "");
  }

  // Of a server that was there a moment ago.
  std::string closed_port_url() override {
    const std::string url = StartOrigin(R"({"resources": {}})");
    server_->Stop();
    return url;
  }
  // The name is reserved for this use (RFC 6761).
  std::string unknown_host_url() override { return "http://nowhere.invalid"; }
  bool marks_injected() const override { return false; }

 private:
  std::unique_ptr<fakes::HttpServer> server_;
  platform::CurlTransport transport_{platform::CurlTransport::Options{
      std::chrono::seconds(30), std::chrono::milliseconds(500), 512 * 1024}};
  platform::RunLoop loop_{transport_};
};

std::unique_ptr<TransportWorld> MakeCurlTransportWorld() {
  return std::make_unique<CurlTransportWorld>();
}

INSTANTIATE_TEST_SUITE_P(Curl, TransportContract, testing::Values(&MakeCurlTransportWorld));

}  // namespace
}  // namespace bitsproof
