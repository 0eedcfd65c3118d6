#include "conformance/protocol/message_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "conformance/scenario/vocabulary.h"

namespace bitsproof::conformance {
namespace {

constexpr char kJob[] = "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}";

// The definitions of the schema's file.
Json Definitions() {
  std::ifstream stream(BITSPROOF_SOURCE_DIR "/scenarios/schema/protocol-1.0.json");
  return Json::parse(stream)["$defs"];
}

// The names of the members that a value of the form may have.
std::set<std::string> MembersOf(const Form* form) {
  std::set<std::string> names;
  for (const Form::Member& member : form->members) names.insert(member.name);
  for (const Form* alternative : form->any_of) names.merge(MembersOf(alternative));
  return names;
}

std::set<std::string> Named(std::string_view words, const char* common) {
  std::set<std::string> names;
  for (const std::string_view word : Words(words)) names.emplace(word);
  if (*common != '\0') names.insert(common);
  return names;
}

TEST(ProtocolSchema, IsTheFileOfTheProject) {
  const Json definitions = Definitions();
  EXPECT_GT(definitions.size(), 250u);
  for (const auto& definition : definitions.items()) {
    EXPECT_NE(ProtocolSchema().Find(definition.key()), nullptr) << definition.key();
  }
}

TEST(ProtocolSchema, HasTheMethodsOfTheVocabularyAndNoOthers) {
  const Json definitions = Definitions();
  std::set<std::string> described;
  for (const auto& definition : definitions.items()) {
    const std::string& name = definition.key();
    if (name.find('.') != std::string::npos) described.insert(name);
  }
  std::set<std::string> known;
  for (const MethodInfo& method : Methods()) {
    known.insert(std::string(method.name) + ".params");
    known.insert(std::string(method.name) + ".result");
  }
  EXPECT_EQ(described, known);
}

TEST(ProtocolSchema, HasTheParametersAndResultsOfTheVocabulary) {
  for (const MethodInfo& method : Methods()) {
    const std::string name(method.name);
    const Form* params = ProtocolSchema().Find(name + ".params");
    EXPECT_EQ(MembersOf(params), Named(method.parameters, method.takes_as ? "as" : "")) << name;
    if (method.callable == CallableIn::kNowhere && method.results.empty()) continue;
    const Form* result = ProtocolSchema().Find(name + ".result");
    EXPECT_EQ(MembersOf(result), Named(method.results, method.takes_as ? "hresult" : "")) << name;
  }
}

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
