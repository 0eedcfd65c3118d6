#include "fakes/origin_script.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bitsproof::fakes {
namespace {

OriginScript Parse(std::string_view text) {
  return ParseOriginScriptText(text, FileBodies::kRefused);
}

TEST(OriginScript, ReadsEveryMember) {
  const OriginScript script = Parse(R"({
    "resources": {
      "/pkg.bin": {
        "body": { "seed": 42, "bytes": 1048576 },
        "etag": "\"v1\"", "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT",
        "ranges": false, "contentLength": false, "head": false, "contentType": "text/plain",
        "headers": { "X-Extra": "1" },
        "auth": { "basic": { "user": "u", "password": "p" } },
        "statuses": [ { "status": 503, "times": 2, "method": "GET", "headers": { "Retry-After": "1" } } ],
        "delay": "100ms", "rate": 65536,
        "versions": [ { "afterRequests": 2, "body": { "text": "new" }, "etag": "\"v2\"" } ]
      },
      "/moved": { "redirect": { "status": 301, "location": "/pkg.bin" } }
    },
    "faults": [ { "id": "cut", "times": 3, "do": "wrong-content-range", "by": -2,
                  "when": { "method": "GET", "path": "/pkg.bin", "resourceOffset": 7, "request": 2 } } ]
  })");
  ASSERT_EQ(script.resources.size(), 2u);
  const Resource& resource = script.resources.at("/pkg.bin");
  EXPECT_EQ(resource.content.body.size(), 1048576u);
  EXPECT_EQ(resource.content.body.Sha256(), Body::FromSeed(42, 1048576).Sha256());
  EXPECT_EQ(resource.content.etag, "\"v1\"");
  EXPECT_EQ(resource.content.last_modified, "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_FALSE(resource.ranges || resource.content_length || resource.head);
  EXPECT_EQ(resource.content_type, "text/plain");
  EXPECT_EQ(resource.headers.Get("x-extra"), "1");
  EXPECT_EQ(resource.auth->basic->user + ":" + resource.auth->basic->password, "u:p");
  ASSERT_EQ(resource.statuses.size(), 1u);
  EXPECT_EQ(resource.statuses[0].status, 503);
  EXPECT_EQ(resource.statuses[0].times, 2u);
  EXPECT_EQ(resource.statuses[0].method, "GET");
  EXPECT_EQ(resource.statuses[0].headers.Get("Retry-After"), "1");
  EXPECT_EQ(resource.delay, std::chrono::milliseconds(100));
  EXPECT_EQ(resource.rate_bytes_s, 65536u);
  ASSERT_EQ(resource.versions.size(), 1u);
  EXPECT_EQ(resource.versions[0].after_requests, 2u);
  EXPECT_EQ(resource.versions[0].content.etag, "\"v2\"");
  EXPECT_EQ(resource.versions[0].content.body.size(), 3u);
  EXPECT_EQ(resource.versions[0].content.last_modified, resource.content.last_modified);
  EXPECT_EQ(script.resources.at("/moved").redirect->status, 301);
  ASSERT_EQ(script.faults.size(), 1u);
  const OriginFault& fault = script.faults[0];
  EXPECT_EQ(fault.id, "cut");
  EXPECT_EQ(fault.times, 3u);
  EXPECT_EQ(fault.kind, FaultKind::kWrongContentRange);
  EXPECT_EQ(fault.by, -2);
  EXPECT_EQ(fault.method, "GET");
  EXPECT_EQ(fault.path, "/pkg.bin");
  EXPECT_EQ(fault.resource_offset, 7u);
  EXPECT_EQ(fault.request, 2u);
}

TEST(OriginScript, HasTheDefaultsOfItsPage) {
  const OriginScript script = Parse(
      R"({"resources": {"/a": {"body": {"text": "x"}}}, "faults": [{"id": "f", "do": "reset"}]})");
  const Resource& resource = script.resources.at("/a");
  EXPECT_TRUE(resource.ranges && resource.content_length && resource.head);
  EXPECT_FALSE(resource.content.etag || resource.content.last_modified || resource.auth);
  EXPECT_EQ(resource.delay, Duration{0});
  EXPECT_EQ(resource.rate_bytes_s, 0u);
  EXPECT_EQ(script.faults[0].times, 1u);
  EXPECT_EQ(script.faults[0].by, 1);
}

TEST(OriginScript, TakesFilesWhereTheyAreAllowed) {
  const std::string text =
      R"({"resources": {"/a": {"body": {"file": ")" BITSPROOF_SOURCE_DIR R"(/CMakeLists.txt"}}}})";
  const OriginScript script = ParseOriginScriptText(text, FileBodies::kAllowed);
  EXPECT_GT(script.resources.at("/a").content.body.size(), 0u);
  EXPECT_THROW(ParseOriginScriptText(R"({"resources": {"/a": {"body": {"file": "/none"}}}})",
                                     FileBodies::kAllowed),
               OriginScriptError);
}

TEST(OriginScript, TakesAnyDateButNothingElse) {
  const auto parse = [](const std::string& date) {
    return Parse(R"({"resources": {"/a": {"body": {"text": "x"}, "lastModified": ")" + date +
                 R"("}}})");
  };
  for (const char* date : {"Sunday, 06-Nov-94 08:49:37 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"}) {
    EXPECT_EQ(parse(date).resources.at("/a").content.last_modified, date);
  }
  EXPECT_THROW(parse("yesterday"), OriginScriptError);
}

TEST(OriginScript, LetsNoMethodReplaceWhatFollowsFromTheBody) {
  EXPECT_THROW(Parse(R"({"resources": {"/a": {"body": {"text": "x"},
      "methods": {"GET": {"headers": {"content-length": "7"}}}}}})"),
               OriginScriptError);
  EXPECT_NO_THROW(Parse(R"({"resources": {"/a": {"body": {"text": "x"},
      "methods": {"HEAD": {"headers": {"content-length": "7"}}}}}})"));
}

}  // namespace
}  // namespace bitsproof::fakes
