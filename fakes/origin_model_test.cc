#include "fakes/origin_model.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bitsproof::fakes {
namespace {

using Ending = ResponsePlan::Ending;
using Fields = std::vector<std::pair<std::string, std::string>>;

class OriginModelTest : public testing::Test {
 protected:
  void Script(std::string_view text) {
    model_ = std::make_unique<OriginModel>(ParseOriginScriptText(text, FileBodies::kRefused),
                                           [] { return std::chrono::milliseconds(1'500); });
    model_->Connect();
  }

  ResponsePlan Ask(const std::string& method, const std::string& target,
                   const Fields& fields = {}) {
    OriginRequest request{method, target, {}, {}};
    for (const auto& [name, value] : fields) request.headers.Add(name, value);
    return model_->Answer(1, request);
  }
  ResponsePlan Get(const std::string& target, const Fields& fields = {}) {
    return Ask("GET", target, fields);
  }

  std::unique_ptr<OriginModel> model_;
};

constexpr const char* kPlain = R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000},
    "etag": "\"v1\"", "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT", "headers": {"X-Extra": "1"}}}})";

TEST_F(OriginModelTest, ServesTheWholeResource) {
  Script(kPlain);
  const ResponsePlan plan = Get("/a");
  EXPECT_EQ(plan.status, 200);
  EXPECT_EQ(plan.send, (ByteRange{0, 1000}));
  EXPECT_EQ(plan.headers.Get("Content-Length"), "1000");
  EXPECT_EQ(plan.headers.Get("ETag"), "\"v1\"");
  EXPECT_EQ(plan.headers.Get("Last-Modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(plan.headers.Get("Accept-Ranges"), "bytes");
  EXPECT_EQ(plan.headers.Get("X-Extra"), "1");
  EXPECT_FALSE(plan.headers.Get("Content-Range"));
  EXPECT_TRUE(plan.IsWhole());
}

TEST_F(OriginModelTest, HeadHasTheHeadersAndNoBody) {
  Script(kPlain);
  const ResponsePlan plan = Ask("HEAD", "/a", {{"Range", "bytes=0-9"}});
  EXPECT_EQ(plan.status, 200);
  EXPECT_EQ(plan.headers.Get("Content-Length"), "1000");
  EXPECT_FALSE(plan.has_body);
  EXPECT_EQ(plan.send.length, 0u);
}

TEST_F(OriginModelTest, ServesEveryFormOfOneRange) {
  Script(kPlain);
  struct {
    const char* range;
    int status;
    ByteRange send;
    const char* content_range;
  } const cases[] = {
      {"bytes=0-99", 206, {0, 100}, "bytes 0-99/1000"},
      {"bytes=999-999", 206, {999, 1}, "bytes 999-999/1000"},
      {"bytes=900-", 206, {900, 100}, "bytes 900-999/1000"},
      {"bytes=900-5000", 206, {900, 100}, "bytes 900-999/1000"},
      {"bytes=-10", 206, {990, 10}, "bytes 990-999/1000"},
      {"bytes=-5000", 206, {0, 1000}, "bytes 0-999/1000"},
      {"bytes=1000-1001", 416, {0, 0}, "bytes */1000"},
      {"bytes=-0", 416, {0, 0}, "bytes */1000"},
  };
  for (const auto& c : cases) {
    const ResponsePlan plan = Get("/a", {{"Range", c.range}});
    EXPECT_EQ(plan.status, c.status) << c.range;
    EXPECT_EQ(plan.send, c.send) << c.range;
    EXPECT_EQ(plan.headers.Get("Content-Range"), c.content_range) << c.range;
  }
  for (const char* ignored : {"bytes=5-4", "bytes=0-1,4-5", "lines=1-2", "bytes=x-", "bytes=-"}) {
    EXPECT_EQ(Get("/a", {{"Range", ignored}}).status, 200) << ignored;
  }
}

TEST_F(OriginModelTest, WithoutRangesTheWholeBodyComes) {
  Script(R"({"resources": {"/a": {"body": {"text": "hello"}, "ranges": false}}})");
  const ResponsePlan plan = Get("/a", {{"Range", "bytes=1-2"}});
  EXPECT_EQ(plan.status, 200);
  EXPECT_EQ(plan.send.length, 5u);
  EXPECT_EQ(plan.headers.Get("Accept-Ranges"), "none");
}

TEST_F(OriginModelTest, WithoutContentLengthTheBodyIsChunked) {
  Script(R"({"resources": {"/a": {"body": {"text": "hello"}, "contentLength": false}}})");
  EXPECT_TRUE(Get("/a").chunked);
  EXPECT_FALSE(Get("/a").headers.Get("Content-Length"));
  const ResponsePlan head = Ask("HEAD", "/a");
  EXPECT_FALSE(head.headers.Get("Content-Length"));
  EXPECT_FALSE(head.chunked);
}

TEST_F(OriginModelTest, AnswersWhatItDoesNotServe) {
  Script(R"({"resources": {"/a": {"body": {"text": "hello"}, "head": false}}})");
  EXPECT_EQ(Get("/b").status, 404);
  EXPECT_EQ(Get("/b").headers.Get("Content-Length"), "0");
  EXPECT_EQ(Ask("HEAD", "/a").status, 405);
  EXPECT_EQ(Ask("BITS_POST", "/a").status, 405);
  EXPECT_EQ(Ask("HEAD", "/b").status, 404);
}

TEST_F(OriginModelTest, FindsTheResourceOfATargetWithAQuery) {
  Script(
      R"({"resources": {"/a": {"body": {"text": "a"}}, "/a?x=1": {"body": {"text": "query"}}}})");
  EXPECT_EQ(Get("/a?y=2").send.length, 1u);
  EXPECT_EQ(Get("/a?x=1").send.length, 5u);
}

TEST_F(OriginModelTest, AsksForThePassword) {
  Script(R"({"resources": {"/a": {"body": {"text": "x"},
      "auth": {"basic": {"user": "Aladdin", "password": "open sesame"}}}}})");
  const ResponsePlan refused = Get("/a");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.headers.Get("WWW-Authenticate"), "Basic realm=\"bitsproof\"");
  EXPECT_EQ(Get("/a", {{"Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}}).status, 200);
  EXPECT_EQ(Get("/a", {{"Authorization", "Basic QWxhZGRpbjpvcGVu"}}).status, 401);
}

TEST_F(OriginModelTest, PointsToWhereAResourceHasMoved) {
  Script(R"({"resources": {"/a": {"redirect": {"location": "/b"}}}})");
  EXPECT_EQ(Get("/a").status, 302);
  EXPECT_EQ(Get("/a").headers.Get("Location"), "/b");
}

TEST_F(OriginModelTest, RefusesWhenTheResourceIsNewerThanTheClientThinks) {
  Script(kPlain);
  EXPECT_EQ(Get("/a", {{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}).status, 412);
  EXPECT_EQ(Get("/a", {{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status, 200);
  EXPECT_EQ(Get("/a", {{"If-Unmodified-Since", "rubbish"}}).status, 200);
  EXPECT_EQ(Get("/a", {{"If-Match", "\"v1\""}}).status, 200);
  EXPECT_EQ(Get("/a", {{"If-Match", "\"v0\""}}).status, 412);
}

TEST_F(OriginModelTest, ARangeOfAnotherVersionGetsTheWhole) {
  Script(kPlain);
  EXPECT_EQ(Get("/a", {{"Range", "bytes=1-2"}, {"If-Range", "\"v1\""}}).status, 206);
  EXPECT_EQ(Get("/a", {{"Range", "bytes=1-2"}, {"If-Range", "\"v0\""}}).status, 200);
}

TEST_F(OriginModelTest, PlaysStatusesBeforeTheResource) {
  Script(R"({"resources": {"/a": {"body": {"text": "x"}, "statuses": [
      {"status": 503, "times": 2, "method": "GET", "headers": {"Retry-After": "1"}}, {"status": 500}]}}})");
  EXPECT_EQ(Ask("HEAD", "/a").status, 500);
  EXPECT_EQ(Ask("HEAD", "/a").status, 200);
  EXPECT_EQ(Get("/a").headers.Get("Retry-After"), "1");
  EXPECT_EQ(Get("/a").status, 503);
  EXPECT_EQ(Get("/a").status, 200);
}

TEST_F(OriginModelTest, MovesToTheNextVersionAfterItsNumberOfAnswers) {
  Script(R"({"resources": {"/a": {"body": {"text": "old"}, "etag": "\"v1\"", "versions": [
      {"afterRequests": 2, "body": {"text": "newer"}}, {"afterRequests": 3, "etag": "\"v3\""}]}}})");
  EXPECT_EQ(Ask("HEAD", "/a").headers.Get("Content-Length"), "3");
  EXPECT_EQ(Get("/a").send.length, 3u);
  EXPECT_EQ(Get("/a").send.length, 5u);
  const ResponsePlan last = Get("/a");
  EXPECT_EQ(last.send.length, 5u);
  EXPECT_EQ(last.headers.Get("ETag"), "\"v3\"");
}

TEST_F(OriginModelTest, CutsAtAnOffsetOfTheResourceWhateverTheRange) {
  Script(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000}}},
      "faults": [{"id": "cut", "times": 2, "when": {"path": "/a", "resourceOffset": 500}, "do": "reset"}]})");
  EXPECT_EQ(Ask("HEAD", "/a").fault, "");
  EXPECT_EQ(Get("/a", {{"Range", "bytes=0-499"}}).fault, "");
  const ResponsePlan whole = Get("/a");
  EXPECT_EQ(whole.fault, "cut");
  EXPECT_EQ(whole.ending, Ending::kReset);
  EXPECT_EQ(whole.send, (ByteRange{0, 500}));
  EXPECT_EQ(whole.headers.Get("Content-Length"), "1000");
  EXPECT_FALSE(whole.IsWhole());
  EXPECT_EQ(Get("/a", {{"Range", "bytes=400-600"}}).send, (ByteRange{400, 100}));
  EXPECT_EQ(Get("/a").fault, "");
}

TEST_F(OriginModelTest, AFaultWithoutOffsetLeavesStatusesAndVersionsForLater) {
  Script(R"({"resources": {"/a": {"body": {"text": "old"}, "statuses": [{"status": 503}],
                                  "versions": [{"afterRequests": 1, "body": {"text": "newer"}}]}},
      "faults": [{"id": "f", "do": "refuse"}]})");
  const ResponsePlan refused = Get("/a");
  EXPECT_EQ(refused.status, 0);
  EXPECT_EQ(refused.ending, Ending::kClose);
  EXPECT_EQ(Get("/a").status, 503);
  EXPECT_EQ(Get("/a").send.length, 5u);
}

TEST_F(OriginModelTest, FiresForTheNthRequestOfThePath) {
  Script(R"({"resources": {"/a": {"body": {"text": "x"}}},
      "faults": [{"id": "f", "when": {"request": 2}, "do": "status", "status": 502}]})");
  EXPECT_EQ(Get("/a").status, 200);
  EXPECT_EQ(Get("/b").status, 404);
  EXPECT_EQ(Get("/a").status, 502);
  EXPECT_EQ(Get("/a").status, 200);
}

TEST_F(OriginModelTest, LiesAboutLengthsAndRanges) {
  Script(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100}}}, "faults": [
      {"id": "length", "when": {"request": 1}, "do": "wrong-content-length", "by": 7},
      {"id": "range", "when": {"request": 2}, "do": "wrong-content-range"},
      {"id": "none", "when": {"request": 3}, "do": "no-content-range"},
      {"id": "ignore", "when": {"request": 4}, "do": "ignore-range"}]})");
  const Fields range{{"Range", "bytes=10-19"}};
  const ResponsePlan length = Get("/a", range);
  EXPECT_EQ(length.headers.Get("Content-Length"), "17");
  EXPECT_EQ(length.send.length, 10u);
  EXPECT_EQ(length.ending, Ending::kClose);
  EXPECT_EQ(Get("/a", range).headers.Get("Content-Range"), "bytes 11-19/100");
  const ResponsePlan none = Get("/a", range);
  EXPECT_EQ(none.status, 206);
  EXPECT_FALSE(none.headers.Get("Content-Range"));
  const ResponsePlan ignored = Get("/a", range);
  EXPECT_EQ(ignored.status, 200);
  EXPECT_EQ(ignored.send.length, 100u);
  EXPECT_EQ(ignored.fault, "ignore");
}

TEST_F(OriginModelTest, AFaultThatCannotApplyDoesNotFire) {
  Script(R"({"resources": {"/a": {"body": {"text": "hello"}}}, "faults": [
      {"id": "range", "do": "wrong-content-range"}, {"id": "ignore", "do": "ignore-range"}]})");
  EXPECT_EQ(Get("/a").fault, "");
  EXPECT_EQ(Get("/a", {{"Range", "bytes=1-2"}}).fault, "range");
  EXPECT_EQ(Get("/a", {{"Range", "bytes=1-2"}}).fault, "ignore");
}

TEST_F(OriginModelTest, GarbageIsNoHead) {
  Script(R"({"resources": {}, "faults": [{"id": "f", "do": "garbage"}]})");
  const ResponsePlan plan = Get("/a");
  EXPECT_FALSE(plan.garbage.empty());
  EXPECT_EQ(plan.status, 0);
  EXPECT_FALSE(plan.IsWhole());
}

TEST_F(OriginModelTest, KeepsAJournal) {
  Script(R"({"resources": {"/a": {"body": {"text": "hello"}}},
      "faults": [{"id": "f", "when": {"request": 2}, "do": "refuse"}]})");
  const ResponsePlan plan = Get("/a?q", {{"Range", "bytes=1-2"}, {"X-A", "1"}, {"x-a", "2"}});
  model_->HeadSent(plan);
  model_->BodySent(plan, 2);
  model_->Ended(plan);
  Get("/a");
  EXPECT_EQ(model_->Journal(), nlohmann::ordered_json::parse(R"({
    "connections": 1,
    "requests": [
      {"connection": 1, "method": "GET", "path": "/a?q", "headers": {"range": "bytes=1-2", "x-a": "1, 2"},
       "rangeStart": 1, "rangeEnd": 2, "status": 206, "bytesSent": 2, "at": 1.5, "open": false},
      {"connection": 1, "method": "GET", "path": "/a", "headers": {},
       "status": 0, "bytesSent": 0, "fault": "f", "at": 1.5, "open": true}],
    "faultsFired": ["f"]})"));
}

TEST_F(OriginModelTest, ReplacesFieldsAndBodyByMethod) {
  Script(
      R"({"resources": {"/a": {"body": {"text": "hello"}, "lastModified": "Sun Nov  6 08:49:37 1994",
      "methods": {"HEAD": {"headers": {"last-modified": null, "CONTENT-length": "7"}},
                  "GET": {"body": {"text": "hey"}}}}}})");
  const ResponsePlan head = Ask("HEAD", "/a");
  EXPECT_FALSE(head.headers.Get("Last-Modified"));
  EXPECT_EQ(head.headers.Get("Content-Length"), "7");
  EXPECT_EQ(head.headers.fields().back().first, "CONTENT-length");
  EXPECT_EQ(Get("/a").headers.Get("Last-Modified"), "Sun Nov  6 08:49:37 1994");
  EXPECT_EQ(Get("/a").headers.Get("Content-Length"), "3");
}

TEST_F(OriginModelTest, ComparesDatesOfAllForms) {
  Script(R"({"resources": {
      "/a": {"body": {"text": "hello"}, "lastModified": "Sunday, 06-Nov-94 08:49:37 GMT"},
      "/old": {"body": {"text": "hello"}, "lastModified": "Mon, 01 Jan 0001 00:00:00 GMT"}}})");
  EXPECT_EQ(Get("/a", {{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status, 200);
  EXPECT_EQ(Get("/a", {{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}).status, 412);
  EXPECT_EQ(Get("/old", {{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status, 200);
}

TEST_F(OriginModelTest, SpellsNamesAsItIsTold) {
  Script(
      R"({"headerNames": ["content-LENGTH"], "resources": {"/a": {"body": {"text": "hello"}}}})");
  const auto fields = Get("/a").headers.fields();
  EXPECT_TRUE(std::any_of(fields.begin(), fields.end(), [](const auto& field) {
    return field == std::pair<std::string, std::string>("content-LENGTH", "5");
  }));
}

TEST_F(OriginModelTest, ServesAUrlToWhomAsksAsOfAProxy) {
  Script(
      R"({"resources": {"http://away.test/a": {"body": {"text": "hello"}}, "/b": {"body": {"text": "x"}}}})");
  EXPECT_EQ(Get("http://away.test/a").status, 200);
  EXPECT_EQ(Get("/a").status, 404);
  EXPECT_EQ(Get("http://other.test/b").status, 200);
}

TEST_F(OriginModelTest, AnswersInHttp10AndCloses) {
  Script(R"({"httpVersion": "1.0", "resources": {"/a": {"body": {"text": "hello"}}}})");
  EXPECT_EQ(Get("/a").http_version, 10);
  EXPECT_EQ(Get("/none").http_version, 10);
}

TEST_F(OriginModelTest, MisbehavesInParts) {
  struct {
    const char* fault;
    ByteRange send;
    const char* content_range;
    const char* content_length;
  } const cases[] = {
      {R"("do": "content-range", "text": "BYTES {first}-{last}/*")",
       {10, 20},
       "BYTES 10-29/*",
       "20"},
      {R"("do": "content-range", "text": "none")", {10, 20}, "none", "20"},
      {R"("do": "short-part", "by": 5)", {10, 15}, "bytes 10-24/100", "15"},
      {R"("do": "short-part", "by": 50)", {10, 1}, "bytes 10-10/100", "1"},
      {R"("do": "early-part", "by": 5)", {5, 20}, "bytes 5-24/100", "20"},
      {R"("do": "early-part", "by": 50)", {0, 20}, "bytes 0-19/100", "20"},
      {R"("do": "long-part", "by": 5)", {10, 20}, "bytes 10-24/100", "20"},
  };
  for (const auto& c : cases) {
    Script(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100}}}, "faults": [{"id": "f", )" +
           std::string(c.fault) + "}]}");
    const ResponsePlan plan = Get("/a", {{"Range", "bytes=10-29"}});
    EXPECT_EQ(plan.send, c.send) << c.fault;
    EXPECT_EQ(plan.headers.Get("Content-Range"), c.content_range) << c.fault;
    EXPECT_EQ(plan.headers.Get("Content-Length"), c.content_length) << c.fault;
    EXPECT_TRUE(plan.IsWhole()) << c.fault;
  }
}

}  // namespace
}  // namespace bitsproof::fakes
