#include "reference/platform/curl_transport.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "reference/platform/run_loop.h"
#include "reference/platform/testing/canned_server.h"

namespace bitsproof::platform {
namespace {

using Connection = CannedServer::Connection;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

// Writes down what it hears: "head 200|5 bytes|end|".
class Recorder final : public ExchangeObserver {
 public:
  void OnHead(const ResponseHead& head) override {
    last_head = head;
    log += "head " + std::to_string(head.status) + "|";
    if (on_head) on_head();
  }
  void OnData(std::span<const std::byte> bytes) override {
    body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (on_data) on_data();
  }
  void OnEnd() override {
    log += std::to_string(body.size()) + " bytes|end|";
    done = true;
    if (on_end) on_end();
  }
  void OnFailure(const TransportFailure& failure) override {
    log += std::to_string(body.size()) + " bytes|" + NameOf(failure.code) + "|";
    EXPECT_NE(failure.detail, "");
    EXPECT_FALSE(failure.injected);
    done = true;
    if (on_failure) on_failure();
  }

  ResponseHead last_head;
  std::string log;
  std::string body;
  bool done = false;
  std::function<void()> on_head;
  std::function<void()> on_data;
  std::function<void()> on_end;
  std::function<void()> on_failure;
};

class CurlTransportTest : public testing::Test {
 protected:
  void PumpUntil(const std::function<bool()>& reached) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!reached() && std::chrono::steady_clock::now() < limit) {
      transport_.Wait(std::chrono::milliseconds(20));
    }
    ASSERT_TRUE(reached());
  }

  // Performs one exchange to its end and returns the log.
  std::string Perform(const TransportRequest& request) {
    Recorder recorder;
    const auto exchange = transport_.Start(request, recorder);
    EXPECT_EQ(recorder.log, "") << "from inside Start";
    PumpUntil([&] { return recorder.done; });
    last_head_ = recorder.last_head;
    last_body_ = recorder.body;
    return recorder.log;
  }

  std::string Get(const std::string& url) { return Perform({"GET", url, {}, {}}); }

  CurlTransport transport_{
      CurlTransport::Options{std::chrono::seconds(30), std::chrono::milliseconds(200), 1 << 20}};
  ResponseHead last_head_;
  std::string last_body_;
};

// Answers every request of every connection with `response` and closes.
CannedServer::Script Always(std::string response) {
  return [response = std::move(response)](Connection& connection) {
    if (!connection.ReadRequest().empty()) connection.Send(response);
  };
}

// Keeps the first request that came in.
class RequestKeeper {
 public:
  std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  CannedServer::Script Script() {
    return [this](Connection& connection) {
      const std::string request = connection.ReadRequest();
      {
        const std::lock_guard lock(mutex_);
        text_ = request;
      }
      connection.Send(request.starts_with("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                                                  : kOk);
    };
  }

 private:
  std::mutex mutex_;
  std::string text_;
};

TEST_F(CurlTransportTest, SendsNothingOfItsOwnButHost) {
  RequestKeeper keeper;
  const CannedServer server(keeper.Script());
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|end|");
  EXPECT_EQ(keeper.text(),
            "GET /a HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n\r\n");
  EXPECT_EQ(last_body_, "hello");
}

TEST_F(CurlTransportTest, SendsFieldsAsTheyAreAndTheRange) {
  RequestKeeper keeper;
  const CannedServer server(keeper.Script());
  TransportRequest request{"GET", server.Url("/a"), {}, ByteRange{10, 5}};
  request.headers.Add("User-Agent", "Microsoft BITS/7.8");
  request.headers.Add("accept", "*/*");
  request.headers.Add("X-Empty", "");
  request.headers.Add("X-Twice", "1");
  request.headers.Add("X-Twice", "2");
  Perform(request);
  EXPECT_EQ(keeper.text(), "GET /a HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                               "\r\nUser-Agent: Microsoft BITS/7.8\r\naccept: */*\r\nX-Empty:\r\n"
                               "X-Twice: 1\r\nX-Twice: 2\r\nRange: bytes=10-14\r\n\r\n");
}

TEST_F(CurlTransportTest, SendsHeadAndOtherMethods) {
  for (const std::string method : {"HEAD", "BITS_POST", "DELETE"}) {
    RequestKeeper keeper;
    const CannedServer server(keeper.Script());
    const std::string log = Perform({method, server.Url("/a"), {}, {}});
    EXPECT_EQ(log, method == "HEAD" ? "head 200|0 bytes|end|" : "head 200|5 bytes|end|");
    EXPECT_TRUE(keeper.text().starts_with(method + " /a HTTP/1.1\r\n")) << keeper.text();
  }
}

TEST_F(CurlTransportTest, SendsTheUrlUnescapedAndUnnormalised) {
  RequestKeeper keeper;
  const CannedServer server(keeper.Script());
  Get(server.Url("/a/../b/./c%20d%2F\xC3\xBC?q=a+b%26'x'#fragment"));
  EXPECT_TRUE(keeper.text().starts_with("GET /a/../b/./c%20d%2F\xC3\xBC?q=a+b%26'x' HTTP/1.1\r\n"))
      << keeper.text();
}

TEST_F(CurlTransportTest, AsksForTheRootWhenTheUrlHasNoPath) {
  for (const std::string rest : {"", "?q=1", "#f"}) {
    RequestKeeper keeper;
    const CannedServer server(keeper.Script());
    Get(server.Url(rest));
    const std::string target = rest == "?q=1" ? "/?q=1" : "/";
    EXPECT_TRUE(keeper.text().starts_with("GET " + target + " HTTP/1.1\r\n")) << keeper.text();
  }
}

TEST_F(CurlTransportTest, SendsNoCredentialsOutOfTheUrl) {
  RequestKeeper keeper;
  const CannedServer server(keeper.Script());
  Get("http://user:secret@127.0.0.1:" + std::to_string(server.port()) + "/a");
  EXPECT_EQ(keeper.text().find("uthorization"), std::string::npos) << keeper.text();
}

TEST_F(CurlTransportTest, IgnoresTheProxyOfTheEnvironment) {
  const CannedServer server(Always(kOk));
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|end|");
  unsetenv("http_proxy");
}

TEST_F(CurlTransportTest, FollowsNoRedirectAndReportsEveryStatusAsAResponse) {
  const CannedServer server(
      Always("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(Get(server.Url("/a")), "head 302|0 bytes|end|");
  EXPECT_EQ(last_head_.headers.Get("location"), "/elsewhere");
}

TEST_F(CurlTransportTest, DecodesNoContent) {
  const CannedServer server(
      Always("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nnotgzip"));
  EXPECT_EQ(Get(server.Url("/a")), "head 200|7 bytes|end|");
}

TEST_F(CurlTransportTest, TakesChunksApartAndReportsNoTrailers) {
  const CannedServer server(
      Always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n"
             "X-Trailer: 1\r\n\r\n"));
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|end|");
  EXPECT_EQ(last_body_, "abcde");
  EXPECT_FALSE(last_head_.headers.Get("X-Trailer"));
}

TEST_F(CurlTransportTest, ReadsHttp10UntilTheClose) {
  const CannedServer server(Always("HTTP/1.0 200 OK\r\n\r\nuntil the close"));
  EXPECT_EQ(Get(server.Url("/a")), "head 200|15 bytes|end|");
  EXPECT_EQ(last_head_.http_version, 10);
}

TEST_F(CurlTransportTest, DoesNotReportInterimHeads) {
  const CannedServer server(Always(std::string("HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\n") + kOk));
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|end|");
}

TEST_F(CurlTransportTest, UsesAConnectionAgain) {
  std::atomic<int> connections = 0;
  const CannedServer server([&](Connection& connection) {
    ++connections;
    while (!connection.ReadRequest().empty()) connection.Send(kOk);
  });
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|end|");
  EXPECT_EQ(connections, 1);
}

TEST_F(CurlTransportTest, ARequestMadeInOnEndUsesTheConnectionAgain) {
  std::atomic<int> connections = 0;
  const CannedServer server([&](Connection& connection) {
    ++connections;
    while (!connection.ReadRequest().empty()) connection.Send(kOk);
  });
  Recorder first;
  Recorder second;
  std::unique_ptr<Exchange> next;
  first.on_end = [&] { next = transport_.Start({"GET", server.Url("/b"), {}, {}}, second); };
  const auto exchange = transport_.Start({"GET", server.Url("/a"), {}, {}}, first);
  PumpUntil([&] { return second.done; });
  EXPECT_EQ(second.log, "head 200|5 bytes|end|");
  EXPECT_EQ(connections, 1);
}

TEST_F(CurlTransportTest, ARequestIsSentAgainWhenAKeptConnectionBreaksUnanswered) {
  std::atomic<int> connections = 0;
  std::atomic<int> requests = 0;
  const CannedServer server([&](Connection& connection) {
    ++connections;
    for (; !connection.ReadRequest().empty(); connection.Send(kOk)) {
      if (++requests == 2) return;
    }
  });
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|end|");
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|end|");
  EXPECT_EQ(requests, 3);
  EXPECT_EQ(connections, 2);
}

TEST_F(CurlTransportTest, ReportsABodyThatEndsShort) {
  const CannedServer server(Always("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"));
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|BG_E_CONNECTION_CLOSED|");
}

TEST_F(CurlTransportTest, ReportsChunksThatEndShort) {
  const CannedServer server(
      Always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|BG_E_CONNECTION_CLOSED|");
}

TEST_F(CurlTransportTest, ReportsAReset) {
  const CannedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.Reset();
  });
  EXPECT_EQ(Get(server.Url("/a")), "0 bytes|BG_E_CONNECTION_CLOSED|");
}

TEST_F(CurlTransportTest, ReportsACloseWithoutAnAnswer) {
  const CannedServer server(Always(""));
  EXPECT_EQ(Get(server.Url("/a")), "0 bytes|BG_E_CONNECTION_CLOSED|");
}

TEST_F(CurlTransportTest, ReportsAnswersThatAreNotHttp) {
  for (const char* garbage :
       {"SSH-2.0-OpenSSH\r\n\r\n", "\1\2\3\4 garbage\n\n", "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"}) {
    const CannedServer server(Always(garbage));
    EXPECT_EQ(Get(server.Url("/a")), "0 bytes|WININET_E_INVALID_SERVER_RESPONSE|") << garbage;
  }
}

TEST_F(CurlTransportTest, ReportsAPortThatNobodyListensOn) {
  std::string url;
  {
    const CannedServer gone([](Connection&) {});
    url = gone.Url("/a");
  }
  EXPECT_EQ(Get(url), "0 bytes|BG_E_CONNECT_FAILURE|");
}

TEST_F(CurlTransportTest, ReportsANameThatCannotBeResolved) {
  EXPECT_EQ(Get("http://no-such-host.invalid/a"), "0 bytes|WININET_E_NAME_NOT_RESOLVED|");
}

TEST_F(CurlTransportTest, RefusesWhatItCannotSend) {
  EXPECT_EQ(Get("ftp://127.0.0.1/a"), "0 bytes|E_INVALIDARG|");
  EXPECT_EQ(Get("file:///etc/passwd"), "0 bytes|E_INVALIDARG|");
  EXPECT_EQ(Get(""), "0 bytes|E_INVALIDARG|");
  EXPECT_EQ(Get("http://127.0.0.1:99999/a"), "0 bytes|E_INVALIDARG|");
  EXPECT_EQ(Get("http://127.0.0.1/a\r\nX-Injected: 1"), "0 bytes|E_INVALIDARG|");
  TransportRequest request{"GET", "http://127.0.0.1/a", {}, {}};
  request.headers.Add("X-A", "1\r\nX-Injected: 1");
  EXPECT_EQ(Perform(request), "0 bytes|E_INVALIDARG|");
}

TEST_F(CurlTransportTest, GivesUpOnAServerThatSaysNothing) {
  const CannedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.WaitForClose();
  });
  EXPECT_EQ(Get(server.Url("/a")), "0 bytes|BG_E_TIMEOUT|");
}

TEST_F(CurlTransportTest, GivesUpOnABodyThatStopsComing) {
  const CannedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
    connection.WaitForClose();
  });
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|BG_E_TIMEOUT|");
}

TEST_F(CurlTransportTest, DestroyingAnExchangeGivesTheConnectionUp) {
  std::atomic<bool> closed = false;
  const CannedServer server([&](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
    connection.WaitForClose();
    closed = true;
  });
  Recorder recorder;
  auto exchange = transport_.Start({"GET", server.Url("/a"), {}, {}}, recorder);
  PumpUntil([&] { return recorder.body.size() == 5; });
  exchange.reset();
  PumpUntil([&] { return closed.load(); });
  EXPECT_EQ(recorder.log, "head 200|");
}

TEST_F(CurlTransportTest, AnExchangeThatIsDestroyedBeforeItBeganIsNeverSent) {
  std::atomic<int> requests = 0;
  const CannedServer server([&](Connection& connection) {
    while (!connection.ReadRequest().empty()) {
      ++requests;
      connection.Send(kOk);
    }
  });
  Recorder never;
  transport_.Start({"GET", server.Url("/never"), {}, {}}, never).reset();
  EXPECT_EQ(Get(server.Url("/a")), "head 200|5 bytes|end|");
  EXPECT_EQ(requests, 1);
  EXPECT_EQ(never.log, "");
}

// From which call the observer destroys its exchange.
class CurlTransportDestroyTest : public CurlTransportTest,
                                 public testing::WithParamInterface<const char*> {};

TEST_P(CurlTransportDestroyTest, AnObserverMayDestroyItsExchangeAndHearsNothingAfterwards) {
  const CannedServer server([](Connection& connection) {
    const bool is_short = connection.ReadRequest().starts_with("GET /short");
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::string(is_short ? "9" : "5"));
    connection.Send("\r\n\r\nhello");
  });
  const std::string when = GetParam();
  Recorder recorder;
  std::unique_ptr<Exchange> exchange;
  bool destroyed = false;
  const auto destroy = [&] {
    recorder.log += "gone|";
    exchange.reset();
    destroyed = true;
  };
  if (when == "OnHead") recorder.on_head = destroy;
  if (when == "OnData") recorder.on_data = destroy;
  if (when == "OnEnd") recorder.on_end = destroy;
  if (when == "OnFailure") recorder.on_failure = destroy;
  const std::string path = when == "OnFailure" ? "/short" : "/whole";
  exchange = transport_.Start({"GET", server.Url(path), {}, {}}, recorder);
  PumpUntil([&] { return destroyed; });
  EXPECT_EQ(Get(server.Url("/whole")), "head 200|5 bytes|end|") << "the transport goes on";
  EXPECT_TRUE(recorder.log.ends_with("gone|")) << recorder.log;
}

INSTANTIATE_TEST_SUITE_P(In, CurlTransportDestroyTest,
                         testing::Values("OnHead", "OnData", "OnEnd", "OnFailure"),
                         [](const auto& test) { return std::string(test.param); });

TEST_F(CurlTransportTest, AnObserverMayDestroyAnotherExchangeAndStartANewOne) {
  const CannedServer slow([](Connection& connection) {
    connection.ReadRequest();
    connection.WaitForClose();
  });
  const CannedServer server(Always(kOk));
  Recorder victim;
  Recorder recorder;
  Recorder added;
  auto doomed = transport_.Start({"GET", slow.Url("/a"), {}, {}}, victim);
  std::unique_ptr<Exchange> next;
  recorder.on_data = [&] {
    doomed.reset();
    if (!next) next = transport_.Start({"GET", server.Url("/b"), {}, {}}, added);
  };
  const auto exchange = transport_.Start({"GET", server.Url("/a"), {}, {}}, recorder);
  PumpUntil([&] { return added.done && recorder.done; });
  EXPECT_EQ(victim.log, "");
  EXPECT_EQ(recorder.log, "head 200|5 bytes|end|");
  EXPECT_EQ(added.log, "head 200|5 bytes|end|");
}

TEST_F(CurlTransportTest, MovesALargeBodyWhole) {
  constexpr std::size_t kPieces = 512;
  std::string piece(64 * 1024, '\0');
  for (std::size_t i = 0; i < piece.size(); ++i) piece[i] = static_cast<char>(i * 31 % 251);
  const CannedServer server([&](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kPieces * piece.size()) +
                    "\r\n\r\n");
    for (std::size_t i = 0; i < kPieces; ++i) connection.Send(piece);
  });
  EXPECT_EQ(Get(server.Url("/a")),
            "head 200|" + std::to_string(kPieces * piece.size()) + " bytes|end|");
  for (std::size_t i = 0; i < kPieces; ++i) {
    ASSERT_EQ(last_body_.compare(i * piece.size(), piece.size(), piece), 0) << "piece " << i;
  }
}

TEST(CurlTransportOnALoop, CallsObserversOnTheLoopThread) {
  const CannedServer server(Always(kOk));
  CurlTransport transport;
  RunLoop loop(transport);
  LoopThread thread(loop);
  Recorder recorder;
  std::promise<std::thread::id> ended;
  recorder.on_end = [&] { ended.set_value(std::this_thread::get_id()); };
  std::unique_ptr<Exchange> exchange;
  thread.Call([&] { exchange = transport.Start({"GET", server.Url("/a"), {}, {}}, recorder); });
  EXPECT_EQ(ended.get_future().get(), thread.Call([] { return std::this_thread::get_id(); }));
  EXPECT_EQ(thread.Call([&] { return recorder.log; }), "head 200|5 bytes|end|");
  thread.Call([&] { exchange.reset(); });
}

TEST(CurlTransportOnALoop, IsWokenOutOfALongWait) {
  CurlTransport transport;
  transport.Wake();
  transport.Wait(std::chrono::hours(1));
  RunLoop loop(transport);
  LoopThread thread(loop);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(thread.Call([i] { return i; }), i);
}

}  // namespace
}  // namespace bitsproof::platform
