// The two players of origin scripts, the simulated network and the real server, must not differ.
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "fakes/event_loop.h"
#include "fakes/http_server.h"
#include "fakes/sim_transport.h"
#include "fakes/testing/raw_http_client.h"

namespace bitsproof::fakes {
namespace {

using Json = nlohmann::ordered_json;

struct Question {
  std::string method;
  std::string target;
  std::optional<ByteRange> range;
  RawHttpClient::Fields fields;
  std::size_t give_up_after = std::numeric_limits<std::size_t>::max();  // where a stall is expected
};

// What came back: status line, fields as they are spelled, the body, whether it was whole.
struct Outcome {
  int status = 0;
  int http_version = 0;
  std::vector<std::string> fields;
  std::string body;
  bool is_whole = false;

  friend bool operator==(const Outcome&, const Outcome&) = default;
  friend void PrintTo(const Outcome& outcome, std::ostream* out) {
    *out << outcome.status << " of " << outcome.http_version << ", " << outcome.body.size()
         << " bytes, " << (outcome.is_whole ? "whole" : "cut") << ", "
         << testing::PrintToString(outcome.fields);
  }
};

struct Play {
  std::vector<Outcome> outcomes;
  Json journal;
};

class OutcomeObserver final : public ExchangeObserver {
 public:
  void OnHead(const ResponseHead& head) override {
    outcome.status = head.status;
    outcome.http_version = head.http_version;
    for (const auto& [name, value] : head.headers.fields()) {
      outcome.fields.push_back(name + ": " + value);
    }
  }
  void OnData(std::span<const std::byte> bytes) override {
    outcome.body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  void OnEnd() override { outcome.is_whole = true; }
  void OnFailure(const TransportFailure&) override {}
  Outcome outcome;
};

Play PlaySimulated(const std::string& script, const std::vector<Question>& questions) {
  EventLoop loop(FromUnixSeconds(0));
  OriginModel origin(ParseOriginScriptText(script, FileBodies::kRefused),
                     [&] { return loop.Now().since_start; });
  SimTransport transport(loop, loop);
  transport.AddOrigin("web.test", origin);
  Play play;
  for (const Question& question : questions) {
    TransportRequest request{
        question.method, "http://web.test" + question.target, {}, question.range};
    for (const auto& [name, value] : question.fields) request.headers.Add(name, value);
    OutcomeObserver observer;
    const auto exchange = transport.Start(request, observer);
    loop.RunUntil(loop.Now() + std::chrono::hours(1));
    play.outcomes.push_back(observer.outcome);
  }
  play.journal = origin.Journal();
  return play;
}

// The fields of a head as text, but for those that only a connection needs.
std::vector<std::string> FieldsOf(const std::string& head) {
  std::vector<std::string> fields;
  std::istringstream lines(head);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    if (line.ends_with('\r')) line.pop_back();
    const bool is_of_connection =
        line.starts_with("Connection: ") || line.starts_with("Transfer-Encoding: ");
    if (!is_of_connection) fields.push_back(line);
  }
  return fields;
}

// A connection is kept as long as it works; a reused one that is closed unanswered is replaced
// once.
class RealClient {
 public:
  explicit RealClient(int port) : port_(port) {}

  Outcome Ask(const Question& question) {
    RawHttpClient::Fields fields = question.fields;
    if (question.range) fields.emplace_back("Range", ToRangeHeader(*question.range));
    for (;;) {
      const bool is_reused = client_ != nullptr;
      if (!is_reused) client_ = std::make_unique<RawHttpClient>(port_);
      const auto answer =
          client_->Ask(question.method, question.target, fields, question.give_up_after);
      // An answer to HEAD may be whole and the connection closed all the same.
      const bool was_unanswered = answer.head.empty() && answer.body.empty();
      if (!answer.is_whole) client_.reset();
      if (is_reused && was_unanswered) continue;
      if (answer.head.empty()) return {};
      return {answer.status(), answer.head.starts_with("HTTP/1.0 ") ? 10 : 11,
              FieldsOf(answer.head), answer.body, answer.is_whole};
    }
  }

 private:
  const int port_;
  std::unique_ptr<RawHttpClient> client_;
};

Play PlayReal(const std::string& script, const std::vector<Question>& questions) {
  HttpServer server(ParseOriginScriptText(script, FileBodies::kAllowed));
  Play play;
  {
    RealClient client(server.port());
    for (const Question& question : questions) play.outcomes.push_back(client.Ask(question));
  }
  server.Stop();
  play.journal = server.Journal();
  return play;
}

// Without times, numbers of connections and the name of the host.
Json Comparable(Json journal) {
  for (Json& request : journal["requests"]) {
    request.erase("at");
    request.erase("connection");
    request["headers"].erase("host");
  }
  return journal;
}

void ExpectTheSame(const std::string& script, const std::vector<Question>& questions) {
  const Play simulated = PlaySimulated(script, questions);
  const Play real = PlayReal(script, questions);
  EXPECT_EQ(Comparable(simulated.journal).dump(2), Comparable(real.journal).dump(2));
  ASSERT_EQ(simulated.outcomes.size(), real.outcomes.size());
  for (std::size_t i = 0; i < real.outcomes.size(); ++i) {
    EXPECT_EQ(simulated.outcomes[i], real.outcomes[i])
        << questions[i].method << " " << questions[i].target << " (question " << i << ")";
  }
}

TEST(OriginPlayers, AnswerAlikeWithoutFaults) {
  ExpectTheSame(R"({"resources": {
      "/a": {"body": {"seed": 7, "bytes": 300000}, "etag": "\"v1\"",
             "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT", "headers": {"X-Extra": "1"}},
      "/empty": {"body": {"text": ""}},
      "/chunked": {"body": {"seed": 8, "bytes": 300000}, "contentLength": false},
      "/whole": {"body": {"text": "no ranges here"}, "ranges": false},
      "/no-head": {"body": {"text": "x"}, "head": false},
      "/busy": {"body": {"text": "x"}, "statuses": [{"status": 503, "times": 2, "headers": {"Retry-After": "1"}}]},
      "/secret": {"body": {"text": "x"}, "auth": {"basic": {"user": "u", "password": "p"}}},
      "/new": {"body": {"text": "old"}, "versions": [{"afterRequests": 1, "body": {"text": "newer"}}]},
      "/moved": {"redirect": {"location": "/a"}}}})",
                {{"HEAD", "/a", {}, {}},
                 {"GET", "/a", {}, {}},
                 {"GET", "/a", ByteRange{100, 200'000}, {}},
                 {"GET", "/a", ByteRange{299'999, 100}, {}},
                 {"GET", "/a", ByteRange{300'000, 1}, {}},
                 {"GET", "/a", {}, {{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}},
                 {"GET", "/empty", {}, {}},
                 {"HEAD", "/chunked", {}, {}},
                 {"GET", "/chunked", {}, {}},
                 {"GET", "/chunked", ByteRange{5, 10}, {}},
                 {"GET", "/whole", ByteRange{3, 6}, {}},
                 {"HEAD", "/no-head", {}, {}},
                 {"GET", "/busy", {}, {}},
                 {"GET", "/busy", {}, {}},
                 {"GET", "/busy", {}, {}},
                 {"GET", "/secret", {}, {}},
                 {"GET", "/secret", {}, {{"Authorization", "Basic dTpw"}}},
                 {"GET", "/new", {}, {}},
                 {"GET", "/new", {}, {}},
                 {"GET", "/moved", {}, {}},
                 {"GET", "/none?query", {}, {}},
                 {"BITS_POST", "/a", {}, {}}});
}

TEST(OriginPlayers, MisbehaveAlike) {
  ExpectTheSame(R"({"resources": {"/a": {"body": {"seed": 7, "bytes": 300000}},
                                  "/chunked": {"body": {"seed": 8, "bytes": 3000}, "contentLength": false}},
      "faults": [
        {"id": "reset", "when": {"path": "/a", "request": 1, "resourceOffset": 200000}, "do": "reset"},
        {"id": "truncate", "when": {"path": "/a", "request": 2, "resourceOffset": 200000}, "do": "truncate"},
        {"id": "length", "when": {"path": "/a", "request": 3}, "do": "wrong-content-length", "by": 9},
        {"id": "range", "when": {"path": "/a", "request": 4}, "do": "wrong-content-range"},
        {"id": "no-range", "when": {"path": "/a", "request": 5}, "do": "no-content-range"},
        {"id": "ignore", "when": {"path": "/a", "request": 6}, "do": "ignore-range"},
        {"id": "status", "when": {"path": "/a", "request": 7}, "do": "status", "status": 502},
        {"id": "first", "when": {"path": "/a", "request": 8, "resourceOffset": 0}, "do": "reset"},
        {"id": "garbage", "when": {"path": "/a", "request": 9}, "do": "garbage"},
        {"id": "refuse", "when": {"path": "/a", "request": 10}, "do": "refuse"},
        {"id": "cut", "when": {"path": "/chunked", "resourceOffset": 1000}, "do": "truncate"}]})",
                {{"GET", "/a", {}, {}},
                 {"GET", "/a", {}, {}},
                 {"GET", "/a", {}, {}},
                 {"GET", "/a", ByteRange{10, 10}, {}},
                 {"GET", "/a", ByteRange{10, 10}, {}},
                 {"GET", "/a", ByteRange{10, 10}, {}},
                 {"GET", "/a", {}, {}},
                 {"GET", "/a", {}, {}},
                 {"GET", "/a", {}, {}},
                 {"GET", "/a", {}, {}},
                 {"GET", "/a", ByteRange{200'000, 100'000}, {}},
                 {"GET", "/chunked", {}, {}},
                 {"GET", "/chunked", {}, {}}});
}

TEST(OriginPlayers, AnswerAlikeInWhatDiffersByMethod) {
  ExpectTheSame(R"({"headerNames": ["LAST-modified", "content-range"], "resources": {
      "/a": {"body": {"seed": 7, "bytes": 3000}, "lastModified": "Sunday, 06-Nov-94 08:49:37 GMT",
             "methods": {"HEAD": {"headers": {"Last-Modified": null, "Content-Length": "0"}},
                         "GET": {"headers": {"etag": "\"g\""}, "body": {"seed": 8, "bytes": 2000}}}},
      "/b": {"body": {"zeros": 300000}},
      "http://away.test/c": {"body": {"text": "through a proxy"}}}})",
                {{"HEAD", "/a", {}, {}},
                 {"GET", "/a", {}, {}},
                 {"GET", "/a", ByteRange{10, 10}, {}},
                 {"GET", "/a", {}, {{"If-Unmodified-Since", "Sun Nov  6 08:49:36 1994"}}},
                 {"GET", "/b", ByteRange{100, 200'000}, {}}});
}

TEST(OriginPlayers, AnswerAlikeInHttp10) {
  ExpectTheSame(R"({"httpVersion": "1.0", "resources": {
      "/a": {"body": {"seed": 7, "bytes": 300000}},
      "/unmeasured": {"body": {"seed": 8, "bytes": 300000}, "contentLength": false}},
      "faults": [{"id": "cut", "when": {"request": 3}, "do": "truncate"},
                 {"id": "short", "when": {"path": "/unmeasured", "request": 2, "resourceOffset": 1000},
                  "do": "truncate"}]})",
                {{"HEAD", "/a", {}, {}},
                 {"GET", "/a", {}, {}},
                 {"GET", "/a", ByteRange{10, 10}, {}},
                 {"GET", "/unmeasured", {}, {}},
                 {"GET", "/unmeasured", {}, {}}});
}

TEST(OriginPlayers, MisbehaveAlikeInParts) {
  ExpectTheSame(R"({"resources": {"/a": {"body": {"seed": 7, "bytes": 3000}}},
      "faults": [
        {"id": "text", "when": {"request": 1}, "do": "content-range", "text": "Bytes {first}-{last}/*"},
        {"id": "short", "when": {"request": 2}, "do": "short-part", "by": 100},
        {"id": "early", "when": {"request": 3}, "do": "early-part", "by": 5},
        {"id": "long", "when": {"request": 4}, "do": "long-part", "by": 3}]})",
                {{"GET", "/a", ByteRange{10, 200}, {}},
                 {"GET", "/a", ByteRange{10, 200}, {}},
                 {"GET", "/a", ByteRange{10, 200}, {}},
                 {"GET", "/a", ByteRange{10, 200}, {}}});
}

TEST(OriginPlayers, StallAlike) {
  ExpectTheSame(R"({"resources": {"/a": {"body": {"seed": 7, "bytes": 300000}}},
      "faults": [{"id": "stall", "when": {"resourceOffset": 1000}, "do": "stall"}]})",
                {{"GET", "/a", {}, {}, 1000}, {"GET", "/a", ByteRange{1000, 299'000}, {}}});
}

TEST(OriginPlayers, RetryAlikeOnAReusedConnection) {
  ExpectTheSame(R"({"resources": {"/a": {"body": {"text": "hello"}}},
      "faults": [{"id": "refuse", "when": {"request": 2}, "do": "refuse"},
                 {"id": "reset", "when": {"request": 4}, "do": "reset"}]})",
                {{"GET", "/a", {}, {}}, {"GET", "/a", {}, {}}, {"GET", "/a", {}, {}}});
}

}  // namespace
}  // namespace bitsproof::fakes
