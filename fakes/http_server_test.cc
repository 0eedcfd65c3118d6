#include "fakes/http_server.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "fakes/testing/raw_http_client.h"

namespace bitsproof::fakes {
namespace {

using Answer = RawHttpClient::Answer;

class HttpServerTest : public testing::Test {
 protected:
  void Start(std::string_view script) {
    server_ = std::make_unique<HttpServer>(ParseOriginScriptText(script, FileBodies::kAllowed));
    client_ = std::make_unique<RawHttpClient>(server_->port());
  }
  nlohmann::ordered_json JournalAfterStop() {
    server_->Stop();
    return server_->Journal();
  }
  static std::string BytesOf(const Body& body, std::uint64_t offset, std::size_t count) {
    std::string bytes(count, '\0');
    body.Read(offset, std::as_writable_bytes(std::span(bytes)));
    return bytes;
  }

  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<RawHttpClient> client_;
};

TEST_F(HttpServerTest, ServesManyRequestsOnOneConnection) {
  Start(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000000}}}})");
  const Body body = Body::FromSeed(1, 1'000'000);
  for (int i = 0; i < 10; ++i) {
    const Answer answer = client_->Ask("GET", "/a", {{"Range", "bytes=300000-899999"}});
    EXPECT_EQ(answer.status(), 206);
    EXPECT_TRUE(answer.is_whole);
    EXPECT_TRUE(answer.body == BytesOf(body, 300'000, 600'000));
  }
  EXPECT_EQ(server_->Journal()["connections"], 1);
  EXPECT_EQ(server_->Journal()["requests"].size(), 10u);
}

TEST_F(HttpServerTest, TheJournalIsTrueAsSoonAsTheClientHasTheAnswer) {
  Start(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000000}}}})");
  for (std::size_t i = 0; i < 50; ++i) {
    client_->Ask(i % 2 == 0 ? "GET" : "HEAD", "/a");
    const auto request = server_->Journal()["requests"][i];
    EXPECT_EQ(request["bytesSent"], i % 2 == 0 ? 1'000'000 : 0);
    EXPECT_EQ(request["status"], 200);
    EXPECT_EQ(request["open"], false);
  }
}

TEST_F(HttpServerTest, TakesAnyMethodAndItsBody) {
  Start(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  client_->Send("BITS_POST /a HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(client_->Read("BITS_POST").status(), 405);
  EXPECT_EQ(client_->Ask("GET", "/a").status(), 200);
  EXPECT_EQ(server_->Journal()["requests"][0]["method"], "BITS_POST");
}

TEST_F(HttpServerTest, TakesRequestsInPieces) {
  Start(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  for (const char c : std::string("GET /a HTTP/1.1\r\n\r\n")) client_->Send(std::string(1, c));
  EXPECT_EQ(client_->Read("GET").body, "x");
}

TEST_F(HttpServerTest, AnswersRequestsThatWereSentTogether) {
  Start(R"({"resources": {"/a": {"body": {"text": "a"}}, "/b": {"body": {"text": "b"}}}})");
  client_->Send("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client_->Read("GET").body, "a");
  EXPECT_EQ(client_->Read("GET").body, "b");
  const Answer end = client_->ReadAll();
  EXPECT_EQ(end.body + std::to_string(end.error), "0") << "closed in order";
}

TEST_F(HttpServerTest, RefusesWhatIsNoHttp) {
  Start(R"({"resources": {}})");
  client_->Send("hello\r\n\r\n");
  EXPECT_EQ(client_->Read("GET").status(), 400);
  EXPECT_EQ(server_->Journal()["requests"].size(), 0u);
}

TEST_F(HttpServerTest, SpeaksWithoutChunksToHttp10) {
  Start(R"({"resources": {"/a": {"body": {"text": "hello"}, "contentLength": false}}})");
  client_->Send("GET /a HTTP/1.0\r\n\r\n");
  const Answer answer = client_->Read("GET");
  EXPECT_EQ(answer.Field("Transfer-Encoding"), "");
  EXPECT_EQ(answer.body, "hello");
  EXPECT_TRUE(answer.is_whole);
}

TEST_F(HttpServerTest, ChunksABodyOfUnknownLength) {
  Start(R"({"resources": {"/a": {"body": {"seed": 5, "bytes": 600000}, "contentLength": false},
                          "/empty": {"body": {"text": ""}, "contentLength": false}}})");
  const Answer answer = client_->Ask("GET", "/a");
  EXPECT_EQ(answer.Field("Transfer-Encoding"), "chunked");
  EXPECT_TRUE(answer.is_whole);
  EXPECT_TRUE(answer.body == BytesOf(Body::FromSeed(5, 600'000), 0, 600'000));
  EXPECT_TRUE(client_->Ask("GET", "/empty").is_whole);
  EXPECT_EQ(client_->Ask("HEAD", "/a").Field("Transfer-Encoding"), "");
}

TEST_F(HttpServerTest, ServesAFile) {
  Start(R"({"resources": {"/a": {"body": {"file": ")" BITSPROOF_SOURCE_DIR
        R"(/CMakeLists.txt"}}}})");
  const Answer answer = client_->Ask("GET", "/a");
  EXPECT_EQ(answer.body.substr(0, 5), "cmake");
  EXPECT_TRUE(answer.is_whole);
}

// --- Faults, byte by byte ---

TEST_F(HttpServerTest, AResetIsARealOneAfterEveryByteBeforeIt) {
  Start(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 3000000}}},
      "faults": [{"id": "cut", "when": {"resourceOffset": 2000000}, "do": "reset"}]})");
  const Answer answer = client_->Ask("GET", "/a");
  EXPECT_EQ(answer.error, ECONNRESET);
  EXPECT_EQ(answer.Field("Content-Length"), "3000000");
  EXPECT_EQ(answer.body.size(), 2'000'000u);
  EXPECT_EQ(JournalAfterStop()["requests"][0]["bytesSent"], 2'000'000);
}

TEST_F(HttpServerTest, AResetWithoutOffsetComesBeforeAnyByte) {
  Start(R"({"resources": {}, "faults": [{"id": "cut", "do": "reset"}]})");
  const Answer answer = client_->Ask("GET", "/a");
  EXPECT_EQ(answer.error, ECONNRESET);
  EXPECT_EQ(answer.head + answer.body, "");
  EXPECT_EQ(JournalAfterStop()["requests"][0]["status"], 0);
}

TEST_F(HttpServerTest, ATruncatedAnswerEndsInOrder) {
  Start(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}}},
      "faults": [{"id": "cut", "when": {"resourceOffset": 400}, "do": "truncate"}]})");
  const Answer answer = client_->Ask("GET", "/a");
  EXPECT_EQ(answer.error, 0);
  EXPECT_FALSE(answer.is_whole);
  EXPECT_EQ(answer.body.size(), 400u);
}

TEST_F(HttpServerTest, AWrongLengthPromisesMoreThanComes) {
  Start(R"({"resources": {"/a": {"body": {"text": "hello"}}},
      "faults": [{"id": "lie", "do": "wrong-content-length", "by": 3}]})");
  const Answer answer = client_->Ask("GET", "/a");
  EXPECT_EQ(answer.Field("Content-Length"), "8");
  EXPECT_EQ(answer.body, "hello");
  EXPECT_FALSE(answer.is_whole);
  EXPECT_EQ(answer.error, 0);
}

TEST_F(HttpServerTest, GarbageIsNoHttpAndThenTheEnd) {
  Start(R"({"resources": {}, "faults": [{"id": "f", "do": "garbage"}]})");
  client_->Send("GET /a HTTP/1.1\r\n\r\n");
  const Answer answer = client_->ReadAll();
  EXPECT_FALSE(answer.body.empty());
  EXPECT_NE(answer.body.substr(0, 4), "HTTP");
  EXPECT_EQ(answer.error, 0);
}

TEST_F(HttpServerTest, ARefusalIsAnOrderlyCloseWithoutAByte) {
  Start(R"({"resources": {}, "faults": [{"id": "f", "do": "refuse"}]})");
  const Answer answer = client_->Ask("GET", "/a");
  EXPECT_EQ(answer.head + answer.body, "");
  EXPECT_EQ(answer.error, 0);
}

TEST_F(HttpServerTest, AStallEndsInTheJournalWhenTheClientGivesUp) {
  Start(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}}},
      "faults": [{"id": "f", "when": {"resourceOffset": 400}, "do": "stall"}]})");
  EXPECT_EQ(client_->Ask("GET", "/a", {}, 400).body.size(), 400u);
  EXPECT_EQ(server_->Journal()["requests"][0]["open"], true);
  client_.reset();
  while (server_->Journal()["requests"][0]["open"] == true) std::this_thread::yield();
  EXPECT_EQ(server_->Journal()["requests"][0]["bytesSent"], 400);
}

// --- Time ---

TEST_F(HttpServerTest, DelaysTheAnswer) {
  Start(R"({"resources": {"/a": {"body": {"text": "x"}, "delay": "50ms"}}})");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(client_->Ask("GET", "/a").is_whole);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(50));
}

TEST_F(HttpServerTest, KeepsToTheRate) {
  Start(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 10000}, "rate": 100000}}})");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(client_->Ask("GET", "/a").is_whole);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(99));
}

TEST_F(HttpServerTest, NobodyWaitsForAStalledNeighbour) {
  Start(R"({"resources": {"/a": {"body": {"text": "x"}}, "/slow": {"body": {"text": "x"}}},
      "faults": [{"id": "f", "times": 1000, "when": {"path": "/slow"}, "do": "stall"}]})");
  std::vector<std::unique_ptr<RawHttpClient>> stalled;
  for (int i = 0; i < 100; ++i) {
    stalled.push_back(std::make_unique<RawHttpClient>(server_->port()));
    stalled.back()->Send("GET /slow HTTP/1.1\r\n\r\n");
  }
  EXPECT_EQ(client_->Ask("GET", "/a").body, "x");
}

// --- The end ---

TEST_F(HttpServerTest, StopBreaksOffWhateverGoesOn) {
  Start(R"({"resources": {"/slow": {"body": {"text": "x"}, "delay": "1h"},
                          "/trickle": {"body": {"seed": 1, "bytes": 1000}, "rate": 1},
                          "/huge": {"body": {"seed": 1, "bytes": 100000000000}}},
      "faults": [{"id": "f", "when": {"path": "/stall"}, "do": "stall"}]})");
  std::vector<std::unique_ptr<RawHttpClient>> clients;
  for (const char* path : {"/slow", "/trickle", "/huge", "/stall"}) {
    clients.push_back(std::make_unique<RawHttpClient>(server_->port()));
    clients.back()->Send(std::string("GET ") + path + " HTTP/1.1\r\n\r\n");
  }
  while (server_->Journal()["requests"].size() < 4) std::this_thread::yield();
  const auto journal = JournalAfterStop();
  for (const auto& request : journal["requests"]) EXPECT_EQ(request["open"], false) << request;
  EXPECT_THROW(RawHttpClient{server_->port()}, std::system_error);
}

TEST_F(HttpServerTest, StopsTwiceAndWithoutAnyClient) {
  HttpServer server(OriginScript{});
  server.Stop();
  server.Stop();
}

TEST_F(HttpServerTest, APortInUseIsAnError) {
  Start(R"({"resources": {}})");
  try {
    HttpServer second(OriginScript{}, {"127.0.0.1", server_->port()});
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), "cannot listen on 127.0.0.1:" + std::to_string(server_->port()));
  }
}

TEST_F(HttpServerTest, ManyClientsAtOnceAreServed) {
  Start(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}}}})");
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([port = server_->port()] {
      RawHttpClient client(port);
      for (int turn = 0; turn < 20; ++turn) {
        EXPECT_EQ(client.Ask("GET", "/a").body.size(), 100'000u);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(server_->Journal()["requests"].size(), 320u);
  EXPECT_EQ(server_->Journal()["connections"], 17);
}

}  // namespace
}  // namespace bitsproof::fakes
