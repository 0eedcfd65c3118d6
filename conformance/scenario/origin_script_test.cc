#include "conformance/scenario/origin_script.h"

#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

// "pointer: message" of the first thing that is wrong with the script `text`, "" for nothing.
std::string ErrorOf(std::string_view text) {
  std::string first;
  const auto script = ReadOriginScript(Json::parse(text), fakes::FileBodies::kRefused,
                                       [&](const std::string& pointer, const std::string& message) {
                                         if (first.empty()) first = pointer + ": " + message;
                                       });
  EXPECT_EQ(script.has_value(), first.empty());
  return first;
}

TEST(ReadOriginScript, KnowsEveryFault) {
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
        BadScript{"NoObject", "[]", ": must be an origin script, not []"},
        BadScript{"NoResources", "{}", ": an origin script lacks the member \"resources\""},
        BadScript{
            "UnknownKey", R"({"resources": {}, "resorces": {}})",
            "/resorces: unknown key \"resorces\" in an origin script: did you mean \"resources\"?"},
        BadScript{"UnknownResourceKey",
                  R"({"resources": {"/a~b": {"body": {"text": ""}, "x": 1}}})",
                  "/resources/~1a~0b/x: unknown key \"x\" in a resource; allowed are"},
        BadScript{"RelativePath", R"({"resources": {"a": {"body": {"text": ""}}}})",
                  "/resources/a: the key \"a\" must be a path that begins with"},
        BadScript{"BodyAndRedirect",
                  R"({"resources": {"/a": {"body": {"text": ""}, "redirect": {"location": "/"}}}})",
                  "/resources/~1a/redirect: \"redirect\" cannot stand beside \"body\""},
        BadScript{"NeitherBodyNorRedirect", R"({"resources": {"/a": {}}})",
                  "/resources/~1a: a resource needs one of \"body\" and \"redirect\""},
        BadScript{"TwoBodies", R"({"resources": {"/a": {"body": {"text": "", "seed": 1}}}})",
                  "/resources/~1a/body/seed: \"seed\" cannot stand beside \"text\""},
        BadScript{"BodyOfTextAndFile",
                  R"({"resources": {"/a": {"body": {"text": "", "file": "x"}}}})",
                  "/resources/~1a/body/file: \"file\" cannot stand beside \"text\""},
        BadScript{"SeedWithoutBytes", R"({"resources": {"/a": {"body": {"seed": 1}}}})",
                  "/resources/~1a/body: a body of a seed lacks the member \"bytes\""},
        BadScript{"NegativeBytes", R"({"resources": {"/a": {"body": {"seed": 1, "bytes": -1}}}})",
                  "/resources/~1a/body/bytes: must be a whole number"},
        BadScript{"FileInSimulation", R"({"resources": {"/a": {"body": {"file": "/etc/hosts"}}}})",
                  "/resources/~1a/body/file: is for real servers only"},
        BadScript{"Delay", R"({"resources": {"/a": {"body": {"text": ""}, "delay": "1 s"}}})",
                  "/resources/~1a/delay: must be a duration such as \"100ms\""},
        BadScript{"Date", R"({"resources": {"/a": {"body": {"text": ""}, "lastModified": "now"}}})",
                  "/resources/~1a/lastModified: must be a date"},
        BadScript{"ForgedHeader",
                  R"({"resources": {"/a": {"body": {"text": ""}, "headers": {"X": "1\r\nY: 2"}}}})",
                  "/resources/~1a/headers/X: must be the value of a header field"},
        BadScript{"StatusOutOfRange",
                  R"({"resources": {"/a": {"body": {"text": ""}, "statuses": [{"status": 99}]}}})",
                  "/resources/~1a/statuses/0/status: must be an HTTP status"},
        BadScript{"VersionsOutOfOrder",
                  R"({"resources": {"/a": {"body": {"text": ""},
                      "versions": [{"afterRequests": 2}, {"afterRequests": 2}]}}})",
                  "/resources/~1a/versions/1/afterRequests: must be more"},
        BadScript{"UnknownFault", R"({"resources": {}, "faults": [{"id": "f", "do": "rest"}]})",
                  "/faults/0/do: must be \"reset\" or \"truncate\""},
        BadScript{
            "FaultTwice",
            R"({"resources": {}, "faults": [{"id": "f", "do": "reset"}, {"id": "f", "do": "stall"}]})",
            "/faults/1/id: is the id of another fault too"},
        BadScript{"StatusWithoutNumber",
                  R"({"resources": {}, "faults": [{"id": "f", "do": "status"}]})",
                  "/faults/0: a fault that is a status lacks the member \"status\""},
        BadScript{"StatusOfAnotherFault",
                  R"({"resources": {}, "faults": [{"id": "f", "do": "reset", "status": 404}]})",
                  "/faults/0/status: unknown key \"status\" in a fault of another kind"},
        BadScript{"ByOfAnotherFault",
                  R"({"resources": {}, "faults": [{"id": "f", "do": "reset", "by": 1}]})",
                  "/faults/0/by: unknown key \"by\" in a fault of another kind"},
        BadScript{
            "ByOfNothingInALength",
            R"({"resources": {}, "faults": [{"id": "f", "do": "wrong-content-length", "by": 0}]})",
            "/faults/0/by: must be a whole number from 1 on, not 0"},
        BadScript{"FaultWithoutId", R"({"resources": {}, "faults": [{"id": "", "do": "reset"}]})",
                  "/faults/0/id: must be a text that is not empty"},
        BadScript{
            "ForgedName",
            R"({"resources": {"/a": {"body": {"text": ""}, "headers": {"X: y": "1"}}}})",
            "/resources/~1a/headers/X: y: the key \"X: y\" must be the name of a header field"},
        BadScript{"DelayWithoutEnd",
                  R"({"resources": {"/a": {"body": {"text": ""}, "delay": "9999999999999d"}}})",
                  "/resources/~1a/delay: is too long"},
        BadScript{"TimesZero",
                  R"({"resources": {}, "faults": [{"id": "f", "do": "reset", "times": 0}]})",
                  "/faults/0/times: must be a whole number from 1 on, not 0"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace bitsproof::conformance
