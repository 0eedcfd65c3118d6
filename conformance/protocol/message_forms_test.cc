#include "conformance/protocol/message_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace bitsproof::conformance {
namespace {

constexpr char kJob[] = "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}";

// The messages that protocol.md shows in full, in order: what stands behind "-> " and "<- ".
std::vector<Json> ExamplesOfThePage() {
  std::ifstream page(BITSPROOF_SOURCE_DIR "/conformance/protocol.md");
  std::vector<std::string> texts;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("    -> ") || line.starts_with("    <- ")) {
      texts.push_back(line.substr(7));
    } else if (line.starts_with("        ")) {
      texts.back() += line;
    }
  }
  std::vector<Json> examples;
  for (const std::string& text : texts) {
    if (text.find("{..}") == std::string::npos) examples.push_back(Json::parse(text));
  }
  return examples;
}

TEST(ProtocolPage, ShowsMessagesOfTheForm) {
  const std::vector<Json> examples = ExamplesOfThePage();
  EXPECT_GE(examples.size(), 8u);
  std::string method;
  for (const Json& message : examples) {
    if (message.contains("method")) {
      method = message["method"];
      EXPECT_EQ(WrongParams(method, message["params"]), std::nullopt) << message;
    } else if (message.contains("result")) {
      EXPECT_EQ(WrongResult(method, message["result"]), std::nullopt) << message;
    }
  }
}

TEST(WrongParams, AcceptsWhatTheProtocolSays) {
  EXPECT_EQ(WrongParams(
                "job.addFile",
                {{"as", "alice"}, {"job", kJob}, {"remoteUrl", nullptr}, {"localName", "/case/a"}}),
            std::nullopt);
  EXPECT_EQ(WrongParams("manager.createJob", {{"as", "a"}, {"displayName", "x"}, {"type", 7}}),
            std::nullopt);
}

TEST(WrongParams, NamesThePlace) {
  EXPECT_EQ(WrongParams("job.resume", {{"as", "alice"}, {"job", "7"}}),
            "/job: must be a GUID such as \"{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}\", not \"7\"");
  EXPECT_EQ(WrongParams("job.resume", {{"job", kJob}}), "lacks the member \"as\"");
  EXPECT_EQ(WrongParams("job.resume", {{"as", "a"}, {"job", kJob}, {"x", 1}}),
            "/x: unknown key \"x\"; allowed are \"as\" and \"job\"");
}

TEST(WrongResult, WantsTheValuesOfASuccess) {
  EXPECT_EQ(WrongResult("job.getState", {{"hresult", "0x00000000"}, {"state", "QUEUED"}}),
            std::nullopt);
  EXPECT_EQ(WrongResult("job.getState", {{"hresult", "0x00000000"}}), "lacks the member \"state\"");
  EXPECT_EQ(WrongResult("enumerator.next", {{"hresult", "0x00000001"}, {"items", {kJob}}}),
            std::nullopt);
}

TEST(WrongResult, WantsNothingButTheCodeOfAFailure) {
  EXPECT_EQ(WrongResult("job.getState", {{"hresult", "0x80070005"}}), std::nullopt);
  EXPECT_EQ(WrongResult("job.getState", {{"hresult", "0x80070005"}, {"state", "QUEUED"}}),
            "/state: unknown key \"state\"; allowed are \"hresult\"");
  EXPECT_EQ(WrongResult("job.resume", {{"hresult", "0x80070005"}}), std::nullopt);
}

TEST(WrongResult, WantsAWellFormedCode) {
  for (const Json& code : {Json("0x0"), Json("0x8020004a"), Json("80200049"), Json(5), Json()}) {
    EXPECT_NE(WrongResult("job.resume", {{"hresult", code}}), std::nullopt) << code;
  }
  EXPECT_EQ(WrongResult("job.resume", Json::object()), "lacks the member \"hresult\"");
  EXPECT_NE(WrongResult("job.resume", Json::array()), std::nullopt);
}

TEST(WrongResult, KnowsNothingOfAMethodThatDoesNotExist) {
  EXPECT_EQ(WrongResult("job.dance", 7), std::nullopt);
  EXPECT_EQ(WrongParams("job.dance", 7), std::nullopt);
}

}  // namespace
}  // namespace bitsproof::conformance
