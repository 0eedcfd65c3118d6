#include "fakes/origin_script.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bitsproof::fakes {
namespace {

OriginScript Parse(std::string_view text) {
  return ParseOriginScriptText(text, FileBodies::kRefused);
}

// "pointer: message" of the error that `text` gives, "" when it is accepted.
std::string ErrorOf(std::string_view text) {
  try {
    Parse(text);
    return "";
  } catch (const OriginScriptError& error) {
    EXPECT_EQ(error.what(), error.pointer() + ": " + error.message());
    return error.what();
  }
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
  EXPECT_EQ(resource.auth->user + ":" + resource.auth->password, "u:p");
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

TEST(OriginScript, KnowsEveryFault) {
  for (const char* kind :
       {"reset", "truncate", "stall", "wrong-content-length", "wrong-content-range",
        "no-content-range", "ignore-range", "garbage", "refuse"}) {
    EXPECT_EQ(ErrorOf(std::string(R"({"resources": {}, "faults": [{"id": "f", "do": ")") + kind +
                      R"("}]})"),
              "");
  }
}

struct BadScript {
  const char* name;
  const char* text;
  const char* error;
};

class OriginScriptErrors : public testing::TestWithParam<BadScript> {};

TEST_P(OriginScriptErrors, NameThePointer) {
  const std::string error = ErrorOf(GetParam().text);
  EXPECT_EQ(error.substr(0, std::string(GetParam().error).size()), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    OriginScript, OriginScriptErrors,
    testing::Values(
        BadScript{"NoJson", "{", ": "}, BadScript{"NoObject", "[]", ": must be an object"},
        BadScript{"NoResources", "{}", ": \"resources\" is missing"},
        BadScript{"UnknownKey", R"({"resources": {}, "resorces": {}})", "/resorces: unknown key"},
        BadScript{"UnknownResourceKey",
                  R"({"resources": {"/a~b": {"body": {"text": ""}, "x": 1}}})",
                  "/resources/~1a~0b/x: unknown key"},
        BadScript{"RelativePath", R"({"resources": {"a": {"body": {"text": ""}}}})",
                  "/resources/a: must be a path"},
        BadScript{"BodyAndRedirect",
                  R"({"resources": {"/a": {"body": {"text": ""}, "redirect": {"location": "/"}}}})",
                  "/resources/~1a: must have exactly one of"},
        BadScript{"NeitherBodyNorRedirect", R"({"resources": {"/a": {}}})",
                  "/resources/~1a: must have exactly one of"},
        BadScript{"TwoBodies", R"({"resources": {"/a": {"body": {"text": "", "seed": 1}}}})",
                  "/resources/~1a/body: must be"},
        BadScript{"BodyOfTextAndFile",
                  R"({"resources": {"/a": {"body": {"text": "", "file": "x"}}}})",
                  "/resources/~1a/body: must be"},
        BadScript{"SeedWithoutBytes", R"({"resources": {"/a": {"body": {"seed": 1}}}})",
                  "/resources/~1a/body: \"bytes\" is missing"},
        BadScript{"NegativeBytes", R"({"resources": {"/a": {"body": {"seed": 1, "bytes": -1}}}})",
                  "/resources/~1a/body/bytes: must be a whole number"},
        BadScript{"FileInSimulation", R"({"resources": {"/a": {"body": {"file": "/etc/hosts"}}}})",
                  "/resources/~1a/body/file: is for real servers only"},
        BadScript{"Delay", R"({"resources": {"/a": {"body": {"text": ""}, "delay": "1 s"}}})",
                  "/resources/~1a/delay: must be a duration"},
        BadScript{"Date", R"({"resources": {"/a": {"body": {"text": ""}, "lastModified": "now"}}})",
                  "/resources/~1a/lastModified: must be a date"},
        BadScript{"ForgedHeader",
                  R"({"resources": {"/a": {"body": {"text": ""}, "headers": {"X": "1\r\nY: 2"}}}})",
                  "/resources/~1a/headers/X: must be a header field value"},
        BadScript{"StatusOutOfRange",
                  R"({"resources": {"/a": {"body": {"text": ""}, "statuses": [{"status": 99}]}}})",
                  "/resources/~1a/statuses/0/status: must be an HTTP status"},
        BadScript{"VersionsOutOfOrder",
                  R"({"resources": {"/a": {"body": {"text": ""},
                      "versions": [{"afterRequests": 2}, {"afterRequests": 2}]}}})",
                  "/resources/~1a/versions/1/afterRequests: must be more"},
        BadScript{"UnknownFault", R"({"resources": {}, "faults": [{"id": "f", "do": "rest"}]})",
                  "/faults/0/do: must be one of reset, truncate"},
        BadScript{
            "FaultTwice",
            R"({"resources": {}, "faults": [{"id": "f", "do": "reset"}, {"id": "f", "do": "stall"}]})",
            "/faults/1/id: is the id of another fault too"},
        BadScript{"StatusWithoutNumber",
                  R"({"resources": {}, "faults": [{"id": "f", "do": "status"}]})",
                  "/faults/0: \"status\" is missing"},
        BadScript{"StatusOfAnotherFault",
                  R"({"resources": {}, "faults": [{"id": "f", "do": "reset", "status": 404}]})",
                  "/faults/0/status: goes with"},
        BadScript{"ByOfAnotherFault",
                  R"({"resources": {}, "faults": [{"id": "f", "do": "reset", "by": 1}]})",
                  "/faults/0/by: goes with"},
        BadScript{"TimesZero",
                  R"({"resources": {}, "faults": [{"id": "f", "do": "reset", "times": 0}]})",
                  "/faults/0/times: must be at least 1"}),
    [](const auto& test) { return test.param.name; });

TEST(OriginScript, TakesFilesWhereTheyAreAllowed) {
  const std::string text =
      R"({"resources": {"/a": {"body": {"file": ")" BITSPROOF_SOURCE_DIR R"(/CMakeLists.txt"}}}})";
  const OriginScript script = ParseOriginScriptText(text, FileBodies::kAllowed);
  EXPECT_GT(script.resources.at("/a").content.body.size(), 0u);
  EXPECT_THROW(ParseOriginScriptText(R"({"resources": {"/a": {"body": {"file": "/none"}}}})",
                                     FileBodies::kAllowed),
               OriginScriptError);
}

}  // namespace
}  // namespace bitsproof::fakes
