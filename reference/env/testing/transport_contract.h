// The contract of Transport as tests: every implementation runs them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/env/transport.h"

namespace bitsproof {

// A transport with servers to talk to. Each test makes one.
class TransportWorld {
 public:
  virtual ~TransportWorld() = default;

  // Gives up after about 500 ms without a byte, in its own kind of time.
  virtual Transport& transport() = 0;

  // Serves a script of fakes/origin_script.md; its URL without a slash at the end. Once per world.
  virtual std::string StartOrigin(const std::string& script_json) = 0;

  // Lets time pass and callbacks run until `done` holds, or false after a bound that is generous
  // for one exchange on a busy machine. `done` is asked after each callback.
  virtual bool PumpUntil(const std::function<bool()>& done) = 0;

  // Connections that the origin has accepted, and requests that it has received.
  virtual std::uint64_t connections() = 0;
  virtual std::uint64_t requests() = 0;

  // Of the last request that the origin has received: its target as it was sent, and the SHA-256 of
  // its body in hexadecimal, "" without one.
  virtual std::string last_target() = 0;
  virtual std::string last_body_sha256() = 0;

  // The "http://host:port" of a host that exists and a port where nothing listens; of a host that
  // has no address.
  virtual std::string closed_port_url() = 0;
  virtual std::string unknown_host_url() = 0;

  // Whether failures are marked when a fault of the script caused them: only a simulated network
  // knows.
  virtual bool marks_injected() const = 0;
};

// Instantiate with a function that makes a world:
//
//   INSTANTIATE_TEST_SUITE_P(Sim, TransportContract, testing::Values(&MakeSimTransportWorld));
class TransportContract : public testing::TestWithParam<std::unique_ptr<TransportWorld> (*)()> {
 protected:
  // Writes down what it hears: "head 200", "data" (once for adjacent ones), "end", "failure
  // BG_E_TIMEOUT".
  class Listener final : public ExchangeObserver {
   public:
    void OnHead(const ResponseHead& response_head) override {
      head = response_head;
      Hear("head " + std::to_string(response_head.status));
    }
    void OnData(std::span<const std::byte> bytes) override {
      EXPECT_FALSE(bytes.empty());
      body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      Hear("data");
    }
    void OnEnd() override { Hear("end", true); }
    void OnFailure(const TransportFailure& reason) override {
      failure = reason;
      Hear("failure " + NameOf(reason.code), true);
    }

    std::string heard;  // words joined by ", "
    ResponseHead head;
    std::string body;
    std::optional<TransportFailure> failure;
    bool is_over = false;
    std::function<void()> on_call;  // called at the end of each callback

   private:
    void Hear(const std::string& word, bool last = false) {
      EXPECT_FALSE(is_over) << word << " after the end";
      is_over = last;
      const bool is_more_data = word == "data" && heard.ends_with("data");
      if (!is_more_data) heard += (heard.empty() ? "" : ", ") + word;
      if (on_call) on_call();
    }
  };

  void StartOrigin(const std::string& script_json) { base_ = world_->StartOrigin(script_json); }

  std::unique_ptr<Exchange> Start(const TransportRequest& request, ExchangeObserver& listener) {
    return world_->transport().Start(request, listener);
  }

  // Runs one exchange to its end.
  Listener Run(const TransportRequest& request) {
    Listener listener;
    const std::unique_ptr<Exchange> exchange = Start(request, listener);
    EXPECT_EQ(listener.heard, "") << "called back from inside Start";
    EXPECT_TRUE(world_->PumpUntil([&] { return listener.is_over; })) << listener.heard;
    return listener;
  }

  TransportRequest Request(const std::string& method, const std::string& path) const {
    return TransportRequest{method, base_ + path, {}, std::nullopt};
  }
  Listener Get(const std::string& path, std::optional<ByteRange> range = std::nullopt) {
    TransportRequest request = Request("GET", path);
    request.range = range;
    return Run(request);
  }

  // A body that is larger than any buffer on its way.
  class Bytes final : public BodySource {
   public:
    static constexpr std::uint64_t kSize = 3'000'000;
    static constexpr char kSha256[] =
        "cc72e723d61b8f8c6be48ed561dd177459a34e37833b71b1a1afe0891bbc8a76";

    std::uint64_t size() const override { return kSize; }
    Result<std::size_t> Read(std::uint64_t offset, std::span<std::byte> buffer) override {
      EXPECT_LT(offset, kSize);
      EXPECT_FALSE(buffer.empty());
      if (on_read) on_read();
      if (offset == 0) ++passes;
      if (offset >= end) return end_code.failed() ? Result<std::size_t>(Unexpected(end_code)) : 0;
      // Less than there is room for, as a file may give.
      const std::size_t count = std::min<std::size_t>({buffer.size(), 10'007, end - offset});
      for (std::size_t i = 0; i < count; ++i) {
        buffer[i] = static_cast<std::byte>(((offset + i) * 7919) >> 5);
      }
      read_to = offset + count;
      return count;
    }

    std::uint64_t end = kSize;  // where it stops short
    HResult end_code;           // what it says there; S_OK: that nothing is left
    std::uint64_t read_to = 0;
    int passes = 0;  // how often it was read from its beginning
    std::function<void()> on_read;
  };

  // Lets more time pass than a silent server is given. REQUIRES: the origin has "/wait", which
  // takes half of that.
  void OutlastTheTimeout() {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(Get("/wait").heard, "head 200, data, end");
  }

  // "http=host:port", for a proxy list.
  std::string ProxyAtOrigin() const { return "http=" + base_.substr(base_.find("//") + 2); }

  // A GET of a URL whose host exists behind the proxy only.
  TransportRequest RequestThroughProxy(const std::string& bypass = "") {
    TransportRequest request{"GET", world_->unknown_host_url() + ":8000/a?q"};
    request.proxy = {ProxyUsage::kOverride, ProxyAtOrigin(), bypass};
    return request;
  }

  void ExpectInjected(const Listener& listener) const {
    ASSERT_TRUE(listener.failure) << listener.heard;
    EXPECT_EQ(listener.failure->injected, world_->marks_injected());
    EXPECT_NE(listener.failure->detail, "");
  }

  std::unique_ptr<TransportWorld> world_ = GetParam()();
  std::string base_;
};

// --- Answers ---

TEST_P(TransportContract, GetDeliversHeadBodyAndEnd) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "hello"}, "etag": "\"v1\""}}})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "head 200, data, end");
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.head.http_version, 11);
  EXPECT_EQ(answer.head.headers.Get("content-length"), "5");
  EXPECT_EQ(answer.head.headers.Get("ETAG"), "\"v1\"");
}

TEST_P(TransportContract, GetWithRangeDeliversThatPart) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "hello world"}}}})");
  const Listener answer = Get("/a", ByteRange{6, 3});
  EXPECT_EQ(answer.heard, "head 206, data, end");
  EXPECT_EQ(answer.body, "wor");
  EXPECT_EQ(answer.head.headers.Get("Content-Range"), "bytes 6-8/11");
}

TEST_P(TransportContract, HeadDeliversNoBody) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000000}}}})");
  const Listener answer = Run(Request("HEAD", "/a"));
  EXPECT_EQ(answer.heard, "head 200, end");
  EXPECT_EQ(answer.head.headers.Get("Content-Length"), "1000000");
}

TEST_P(TransportContract, HeadWithRangeDeliversNoBody) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "hello"}}}})");
  TransportRequest request = Request("HEAD", "/a");
  request.range = ByteRange{0, 2};
  EXPECT_EQ(Run(request).heard, "head 200, end");
}

TEST_P(TransportContract, HeadOfAResourceWithoutLengthEnds) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "hello"}, "contentLength": false}}})");
  const Listener answer = Run(Request("HEAD", "/a"));
  EXPECT_EQ(answer.heard, "head 200, end");
  EXPECT_FALSE(answer.head.headers.Get("Content-Length"));
}

TEST_P(TransportContract, AnEmptyBodyEndsWithoutData) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": ""}}}})");
  EXPECT_EQ(Get("/a").heard, "head 200, end");
}

TEST_P(TransportContract, AChunkedBodyArrivesWhole) {
  StartOrigin(
      R"({"resources": {"/a": {"body": {"seed": 3, "bytes": 300000}, "contentLength": false},
                        "/b": {"body": {"seed": 3, "bytes": 300000}}}})");
  const Listener chunked = Get("/a");
  EXPECT_EQ(chunked.heard, "head 200, data, end");
  EXPECT_EQ(chunked.body.size(), 300000u);
  EXPECT_FALSE(chunked.head.headers.Get("Content-Length"));
  EXPECT_TRUE(chunked.body == Get("/b").body);
}

TEST_P(TransportContract, ALargeBodyArrivesWholeAndInOrder) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 3, "bytes": 3000000}}}})");
  const Listener whole = Get("/a");
  EXPECT_EQ(whole.heard, "head 200, data, end");
  ASSERT_EQ(whole.body.size(), 3000000u);
  EXPECT_TRUE(whole.body.substr(1234567, 1000) == Get("/a", ByteRange{1234567, 1000}).body);
}

TEST_P(TransportContract, SendsTheHeadersThatItIsGiven) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"},
      "auth": {"basic": {"user": "u", "password": "p"}}}}})");
  EXPECT_EQ(Get("/a").heard, "head 401, end");
  TransportRequest request = Request("GET", "/a");
  request.headers.Add("Authorization", "Basic dTpw");
  EXPECT_EQ(Run(request).heard, "head 200, data, end");
}

TEST_P(TransportContract, ReportsErrorStatusesAsAnswers) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}, "statuses": [{"status": 503}]}}})");
  EXPECT_EQ(Get("/none").heard, "head 404, end");
  EXPECT_EQ(Get("/a").heard, "head 503, end");
  EXPECT_EQ(Get("/a", ByteRange{5, 1}).heard, "head 416, end");
}

TEST_P(TransportContract, PassesOnAMethodThatTheServerDoesNotServe) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  EXPECT_EQ(Run(Request("BITS_POST", "/a")).heard, "head 405, end");
}

TEST_P(TransportContract, DoesNotFollowRedirects) {
  StartOrigin(
      R"({"resources": {"/a": {"redirect": {"location": "/b"}}, "/b": {"body": {"text": "x"}}}})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "head 302, end");
  EXPECT_EQ(answer.head.headers.Get("Location"), "/b");
  EXPECT_EQ(world_->requests(), 1u);
}

TEST_P(TransportContract, TakesSchemeAndHostInAnyCase) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "hello"}}}})");
  std::string base = base_;
  std::transform(base.begin(), base.end(), base.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  EXPECT_EQ(Run({"GET", base + "/a"}).heard, "head 200, data, end");
}

TEST_P(TransportContract, SendsTheTargetAsItIs) {
  const std::string target = "/a/../%7eb//%zz/[1]|\xC3\xA4?c+d=%2F";
  StartOrigin(R"({"resources": {")" + target + R"(": {"body": {"text": "hello"}}}})");
  EXPECT_EQ(Get(target + "#part").heard, "head 200, data, end");
}

TEST_P(TransportContract, RefusesAUrlThatItCannotSend) {
  for (const char* url : {"", "nonsense", "ftp://h/a", "http://", "http://h:99999/a",
                          "http://[::1/a", "http://h/a b", "http://h/a\r\nX-Injected: 1"}) {
    EXPECT_EQ(Run({"GET", url}).heard, "failure E_INVALIDARG") << url;
  }
}

TEST_P(TransportContract, WaitsForASlowAnswer) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}, "delay": "100ms"}}})");
  EXPECT_EQ(Get("/a").heard, "head 200, data, end");
}

// --- Connections ---

TEST_P(TransportContract, ReusesAConnection) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "hello"}},
                                "/b": {"body": {"text": "hello"}, "contentLength": false}}})");
  EXPECT_EQ(Run(Request("HEAD", "/a")).heard, "head 200, end");
  EXPECT_EQ(Get("/a").heard, "head 200, data, end");
  EXPECT_EQ(Get("/b").heard, "head 200, data, end");
  EXPECT_EQ(Get("/none").heard, "head 404, end");
  EXPECT_EQ(world_->requests(), 4u);
  EXPECT_EQ(world_->connections(), 1u);
}

TEST_P(TransportContract, RunsExchangesSideBySide) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 200000}},
                                "/b": {"body": {"seed": 2, "bytes": 200000}}}})");
  Listener first, second;
  const auto a = Start(Request("GET", "/a"), first);
  const auto b = Start(Request("GET", "/b"), second);
  ASSERT_TRUE(world_->PumpUntil([&] { return first.is_over && second.is_over; }));
  EXPECT_EQ(first.heard, "head 200, data, end");
  EXPECT_EQ(second.heard, "head 200, data, end");
  EXPECT_FALSE(first.body == second.body);
  EXPECT_EQ(world_->connections(), 2u);
}

TEST_P(TransportContract, AsksOnANewConnectionWhenAReusedOneIsClosedUnanswered) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}},
      "faults": [{"id": "f", "when": {"request": 2}, "do": "refuse"}]})");
  EXPECT_EQ(Get("/a").heard, "head 200, data, end");
  EXPECT_EQ(Get("/a").heard, "head 200, data, end");
  EXPECT_EQ(world_->requests(), 3u);
  EXPECT_EQ(world_->connections(), 2u);
}

TEST_P(TransportContract, ACancelledExchangeIsHeardOfNoMore) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 3000000}, "rate": 1000000},
                                "/b": {"body": {"text": "x"}}}})");
  Listener cancelled;
  std::unique_ptr<Exchange> exchange = Start(Request("GET", "/a"), cancelled);
  ASSERT_TRUE(world_->PumpUntil([&] { return !cancelled.body.empty(); }));
  exchange.reset();
  const std::string heard = cancelled.heard;
  EXPECT_EQ(Get("/b").heard, "head 200, data, end");
  EXPECT_EQ(cancelled.heard, heard);
  EXPECT_EQ(world_->connections(), 2u) << "the connection is given up";
}

TEST_P(TransportContract, AnExchangeCancelledAtOnceIsNeverHeardOf) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  Listener cancelled;
  Start(Request("GET", "/a"), cancelled).reset();
  EXPECT_EQ(Get("/a").heard, "head 200, data, end");
  EXPECT_EQ(cancelled.heard, "");
}

TEST_P(TransportContract, AnObserverMayDestroyItsExchangeDuringAnyCall) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 300000}}},
      "faults": [{"id": "f", "when": {"request": 4, "method": "GET"}, "do": "garbage"}]})");
  for (const char* const last :
       {"head 200", "data", "end", "failure WININET_E_INVALID_SERVER_RESPONSE"}) {
    Listener listener;
    std::unique_ptr<Exchange> exchange;
    listener.on_call = [&] {
      if (listener.heard.ends_with(last)) exchange.reset();
    };
    exchange = Start(Request("GET", "/a"), listener);
    ASSERT_TRUE(world_->PumpUntil([&] { return exchange == nullptr; })) << last;
    const std::string heard = listener.heard;
    EXPECT_TRUE(heard.ends_with(last)) << heard;
    EXPECT_EQ(Run(Request("HEAD", "/none")).heard, "head 404, end");
    EXPECT_EQ(listener.heard, heard);
  }
}

TEST_P(TransportContract, AnObserverMayStartAnotherExchange) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "hello"}}}})");
  Listener first, second;
  std::unique_ptr<Exchange> next;
  first.on_call = [&] {
    if (first.is_over) next = Start(Request("GET", "/a"), second);
  };
  const auto exchange = Start(Request("HEAD", "/a"), first);
  ASSERT_TRUE(world_->PumpUntil([&] { return second.is_over; }));
  EXPECT_EQ(second.heard, "head 200, data, end");
  EXPECT_EQ(world_->connections(), 1u);
}

// --- Bodies of requests ---

TEST_P(TransportContract, SendsABodyByteForByte) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  Bytes bytes;
  TransportRequest request = Request("BITS_POST", "/a");
  request.body = &bytes;
  EXPECT_EQ(Run(request).heard, "head 405, end");
  EXPECT_EQ(world_->last_body_sha256(), Bytes::kSha256);
  EXPECT_EQ(Get("/a").heard, "head 200, data, end");
  EXPECT_EQ(world_->last_body_sha256(), "");
  EXPECT_EQ(world_->connections(), 1u);
}

TEST_P(TransportContract, SendsABodyAgainOnANewConnection) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}},
      "faults": [{"id": "f", "when": {"request": 2}, "do": "refuse"}]})");
  EXPECT_EQ(Get("/a").heard, "head 200, data, end");
  Bytes bytes;
  TransportRequest request = Request("PUT", "/a");
  request.body = &bytes;
  EXPECT_EQ(Run(request).heard, "head 405, end");
  EXPECT_EQ(world_->requests(), 3u);
  EXPECT_EQ(world_->last_body_sha256(), Bytes::kSha256);
  EXPECT_EQ(bytes.passes, 2);
}

TEST_P(TransportContract, FailsWithTheCodeOfABodyThatCannotBeRead) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  Bytes bytes;
  bytes.end = 1'000'000;
  bytes.end_code = hresult::E_SHARING_VIOLATION;
  TransportRequest request = Request("PUT", "/a");
  request.body = &bytes;
  const Listener answer = Run(request);
  EXPECT_EQ(answer.heard, "failure E_SHARING_VIOLATION");
  EXPECT_FALSE(answer.failure->injected);
  EXPECT_EQ(world_->requests(), 0u) << "half a request is none";
  EXPECT_EQ(Get("/a").heard, "head 200, data, end");
}

TEST_P(TransportContract, ABodyThatEndsShortOfItsSizeHasChanged) {
  StartOrigin(R"({"resources": {}})");
  Bytes bytes;
  bytes.end = 1'000'000;
  TransportRequest request = Request("PUT", "/a");
  request.body = &bytes;
  EXPECT_EQ(Run(request).heard, "failure BG_E_LOCAL_FILE_CHANGED");
}

// --- Pauses ---

// What the origin needs to send a body many times as long as it waits for a silent peer.
constexpr char kSlowLargeScript[] =
    R"({"resources": {"/a": {"body": {"seed": 3, "bytes": 3000000}, "rate": 6000000},
                      "/b": {"body": {"seed": 3, "bytes": 3000000}},
                      "/wait": {"body": {"text": "x"}, "delay": "250ms"}}})";

TEST_P(TransportContract, DeliversNothingWhilePausedAndEverythingAfterwards) {
  StartOrigin(kSlowLargeScript);
  const std::string whole = Get("/b").body;
  Listener listener;
  std::unique_ptr<Exchange> exchange;
  bool was_paused = false;
  listener.on_call = [&] {
    if (!listener.body.empty() && !std::exchange(was_paused, true)) exchange->Pause();
  };
  exchange = Start(Request("GET", "/a"), listener);
  ASSERT_TRUE(world_->PumpUntil([&] { return !listener.body.empty(); }));
  const std::size_t delivered = listener.body.size();
  OutlastTheTimeout();
  EXPECT_EQ(listener.body.size(), delivered);
  exchange->Resume();
  EXPECT_EQ(listener.body.size(), delivered) << "called back from inside Resume";
  ASSERT_TRUE(world_->PumpUntil([&] { return listener.is_over; }));
  EXPECT_EQ(listener.heard, "head 200, data, end");
  EXPECT_TRUE(listener.body == whole);
}

TEST_P(TransportContract, PausedFromTheStartDeliversTheHeadOnly) {
  StartOrigin(kSlowLargeScript);
  Listener listener;
  const auto exchange = Start(Request("GET", "/b"), listener);
  exchange->Pause();
  ASSERT_TRUE(world_->PumpUntil([&] { return listener.heard == "head 200"; }));
  EXPECT_EQ(Get("/wait").heard, "head 200, data, end");
  EXPECT_EQ(listener.heard, "head 200");
  exchange->Resume();
  exchange->Resume();
  ASSERT_TRUE(world_->PumpUntil([&] { return listener.is_over; }));
  EXPECT_EQ(listener.body.size(), 3'000'000u);
}

TEST_P(TransportContract, ReadsNothingOfABodyWhilePaused) {
  StartOrigin(kSlowLargeScript);
  Bytes bytes;
  Listener listener;
  TransportRequest request = Request("PUT", "/a");
  request.body = &bytes;
  std::unique_ptr<Exchange> exchange;
  bytes.on_read = [&] {
    if (bytes.read_to > 1'000'000) exchange->Pause();
  };
  exchange = Start(request, listener);
  ASSERT_TRUE(world_->PumpUntil([&] { return bytes.read_to > 1'000'000; }));
  EXPECT_EQ(Get("/wait").heard, "head 200, data, end");
  const std::uint64_t read_to = bytes.read_to;
  OutlastTheTimeout();
  EXPECT_EQ(bytes.read_to, read_to);
  bytes.on_read = nullptr;
  exchange->Resume();
  ASSERT_TRUE(world_->PumpUntil([&] { return listener.is_over; }));
  EXPECT_EQ(listener.heard, "head 405, end");
  EXPECT_EQ(world_->last_body_sha256(), Bytes::kSha256);
}

TEST_P(TransportContract, CountsTheSilenceOfAServerFromTheResume) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}},
                                "/wait": {"body": {"text": "x"}, "delay": "250ms"}},
      "faults": [{"id": "f", "when": {"resourceOffset": 400}, "do": "stall"}]})");
  Listener listener;
  const auto exchange = Start(Request("GET", "/a"), listener);
  ASSERT_TRUE(world_->PumpUntil([&] { return !listener.body.empty(); }));
  exchange->Pause();
  OutlastTheTimeout();
  EXPECT_FALSE(listener.is_over);
  exchange->Resume();
  EXPECT_EQ(Get("/none").heard, "head 404, end");
  EXPECT_FALSE(listener.is_over);
  ASSERT_TRUE(world_->PumpUntil([&] { return listener.is_over; }));
  EXPECT_EQ(listener.heard, "head 200, data, failure BG_E_TIMEOUT");
}

TEST_P(TransportContract, APausedExchangeMayBeDestroyedAndIsHeardOfNoMore) {
  StartOrigin(kSlowLargeScript);
  Listener listener;
  auto exchange = Start(Request("GET", "/a"), listener);
  ASSERT_TRUE(world_->PumpUntil([&] { return !listener.body.empty(); }));
  exchange->Pause();
  exchange->Resume();
  exchange->Pause();
  const std::string heard = listener.heard;
  exchange.reset();
  EXPECT_EQ(Get("/wait").heard, "head 200, data, end");
  EXPECT_EQ(listener.heard, heard);
}

// --- Proxies ---

TEST_P(TransportContract, AsksTheProxyForTheWholeUrl) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "from the proxy"}}}})");
  const Listener answer = Run(RequestThroughProxy());
  EXPECT_EQ(answer.heard, "head 200, data, end");
  EXPECT_EQ(answer.body, "from the proxy");
  EXPECT_EQ(world_->last_target(), world_->unknown_host_url() + ":8000/a?q");
}

TEST_P(TransportContract, GoesAroundTheProxyForAHostOfTheBypassList) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "from the proxy"}}}})");
  EXPECT_EQ(Run(RequestThroughProxy("*")).heard, "failure WININET_E_NAME_NOT_RESOLVED");
  TransportRequest request = Request("GET", "/a");
  request.proxy = {ProxyUsage::kOverride, ProxyAtOrigin(), "*"};
  EXPECT_EQ(Run(request).heard, "head 200, data, end");
  EXPECT_EQ(world_->last_target(), "/a");
}

TEST_P(TransportContract, AProxyWithoutAddressIsAFailureToResolve) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  TransportRequest request = Request("GET", "/a");
  request.proxy = {ProxyUsage::kOverride, world_->unknown_host_url(), std::nullopt};
  EXPECT_EQ(Run(request).heard, "failure WININET_E_NAME_NOT_RESOLVED");
  EXPECT_EQ(world_->requests(), 0u);
}

TEST_P(TransportContract, MalformedProxySettingsAreAFailure) {
  StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  TransportRequest request = Request("GET", "/a");
  request.proxy = {ProxyUsage::kOverride, "<>", std::nullopt};
  EXPECT_EQ(Run(request).heard, "failure BG_E_INVALID_PROXY_INFO");
  EXPECT_EQ(world_->requests(), 0u);
}

// --- Failures ---

TEST_P(TransportContract, AResetInTheBodyIsAClosedConnection) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 300000}}},
      "faults": [{"id": "f", "when": {"resourceOffset": 200000}, "do": "reset"}]})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "head 200, data, failure BG_E_CONNECTION_CLOSED");
  EXPECT_EQ(answer.body.size(), 200000u) << "every byte before the reset is delivered";
  ExpectInjected(answer);
}

TEST_P(TransportContract, AResetBeforeTheHeadIsAClosedConnection) {
  StartOrigin(R"({"resources": {}, "faults": [{"id": "f", "do": "reset"}]})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "failure BG_E_CONNECTION_CLOSED");
  ExpectInjected(answer);
}

TEST_P(TransportContract, ABodyThatEndsEarlyIsAClosedConnection) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}}},
      "faults": [{"id": "f", "when": {"resourceOffset": 400}, "do": "truncate"}]})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "head 200, data, failure BG_E_CONNECTION_CLOSED");
  EXPECT_EQ(answer.body.size(), 400u);
  ExpectInjected(answer);
}

TEST_P(TransportContract, AChunkedBodyThatEndsEarlyIsAClosedConnection) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}, "contentLength": false}},
      "faults": [{"id": "f", "when": {"resourceOffset": 400}, "do": "truncate"}]})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "head 200, data, failure BG_E_CONNECTION_CLOSED");
  ExpectInjected(answer);
}

TEST_P(TransportContract, ABodyShorterThanAnnouncedIsAClosedConnection) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}}},
      "faults": [{"id": "f", "do": "wrong-content-length", "by": 5}]})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "head 200, data, failure BG_E_CONNECTION_CLOSED");
  EXPECT_EQ(answer.head.headers.Get("Content-Length"), "1005");
  EXPECT_EQ(answer.body.size(), 1000u);
  ExpectInjected(answer);
}

TEST_P(TransportContract, AWrongLengthInTheAnswerToHeadIsNoFailure) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}}},
      "faults": [{"id": "f", "do": "wrong-content-length", "by": 5}]})");
  EXPECT_EQ(Run(Request("HEAD", "/a")).heard, "head 200, end");
  EXPECT_EQ(Get("/a").heard, "head 200, data, end");
}

TEST_P(TransportContract, AServerThatFallsSilentIsATimeout) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}}},
      "faults": [{"id": "f", "when": {"resourceOffset": 400}, "do": "stall"}]})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "head 200, data, failure BG_E_TIMEOUT");
  EXPECT_EQ(answer.body.size(), 400u);
  ExpectInjected(answer);
}

TEST_P(TransportContract, AServerThatNeverAnswersIsATimeout) {
  StartOrigin(R"({"resources": {}, "faults": [{"id": "f", "do": "stall"}]})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "failure BG_E_TIMEOUT");
  ExpectInjected(answer);
}

TEST_P(TransportContract, AnAnswerThatIsNoHttpIsAnInvalidResponse) {
  StartOrigin(R"({"resources": {}, "faults": [{"id": "f", "do": "garbage"}]})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "failure WININET_E_INVALID_SERVER_RESPONSE");
  ExpectInjected(answer);
}

TEST_P(TransportContract, AConnectionClosedBeforeTheAnswerIsAClosedConnection) {
  StartOrigin(R"({"resources": {}, "faults": [{"id": "f", "do": "refuse"}]})");
  const Listener answer = Get("/a");
  EXPECT_EQ(answer.heard, "failure BG_E_CONNECTION_CLOSED");
  ExpectInjected(answer);
}

TEST_P(TransportContract, WorksAgainAfterAFailure) {
  StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}}},
      "faults": [{"id": "f", "when": {"resourceOffset": 400}, "do": "reset"}]})");
  Get("/a");
  const Listener again = Get("/a", ByteRange{400, 600});
  EXPECT_EQ(again.heard, "head 206, data, end");
  EXPECT_EQ(world_->connections(), 2u);
}

TEST_P(TransportContract, AClosedPortIsAFailureToConnect) {
  const Listener answer = Run({"GET", world_->closed_port_url() + "/a", {}, std::nullopt});
  EXPECT_EQ(answer.heard, "failure BG_E_CONNECT_FAILURE");
  EXPECT_FALSE(answer.failure->injected);
}

TEST_P(TransportContract, AHostWithoutAddressIsAFailureToResolve) {
  const Listener answer = Run({"GET", world_->unknown_host_url() + "/a", {}, std::nullopt});
  EXPECT_EQ(answer.heard, "failure WININET_E_NAME_NOT_RESOLVED");
  EXPECT_FALSE(answer.failure->injected);
}

}  // namespace bitsproof
