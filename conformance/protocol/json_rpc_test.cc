#include "conformance/protocol/json_rpc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/run/testing/scripted_subject.h"

namespace bitsproof::conformance {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class JsonRpcTest : public ::testing::Test {
 protected:
  JsonRpcTest() {
    subject_.On("echo", [](const Json& params) { return Reply::Result(params); });
    subject_.On("fault", [](const Json&) { return Reply::Fault("it died"); });
  }

  Json Ask(const std::string& line) {
    const std::string answer = Answer(subject_, line);
    EXPECT_THAT(answer, Not(HasSubstr("\n")));
    return Json::parse(answer);
  }

  static std::string WrongWith(const char* message) {
    const auto parsed = ParseResponse(Json::parse(message));
    const auto* wrong = std::get_if<std::string>(&parsed);
    return wrong == nullptr ? "" : *wrong;
  }

  ScriptedSubject subject_;
};

TEST_F(JsonRpcTest, WritesARequestAsOneLine) {
  EXPECT_EQ(EncodeRequest(7, "job.x", {{"value", "a\nb"}}),
            R"({"jsonrpc":"2.0","id":7,"method":"job.x","params":{"value":"a\nb"}})");
}

TEST_F(JsonRpcTest, NumbersTheRequestsOfABatch) {
  const Json batch = Json::parse(EncodeBatch(4, {{"a", Json::object()}, {"b", Json::object()}}));
  ASSERT_EQ(batch.size(), 2u);
  EXPECT_EQ(batch[0]["id"], 4);
  EXPECT_EQ(batch[1]["id"], 5);
  EXPECT_EQ(batch[1]["method"], "b");
}

TEST_F(JsonRpcTest, WritesBytesThatAreNoTextAsTheReplacementCharacter) {
  EXPECT_EQ(EncodeMessage("a\xFF"), "\"a\xEF\xBF\xBD\"");
}

TEST_F(JsonRpcTest, ReadsResultsAndErrors) {
  auto parsed = ParseResponse(Json::parse(R"({"jsonrpc":"2.0","id":3,"result":{"a":1}})"));
  ASSERT_TRUE(std::holds_alternative<Response>(parsed));
  EXPECT_EQ(std::get<Response>(parsed).id, 3);
  EXPECT_EQ(std::get<Response>(parsed).reply.value, Json::parse(R"({"a":1})"));
  parsed = ParseResponse(
      Json::parse(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"no"}})"));
  ASSERT_TRUE(std::holds_alternative<Response>(parsed));
  EXPECT_EQ(std::get<Response>(parsed).reply.kind, Reply::Kind::kError);
  EXPECT_EQ(std::get<Response>(parsed).reply.code, kMethodNotFound);
  EXPECT_EQ(std::get<Response>(parsed).reply.message, "no");
}

TEST_F(JsonRpcTest, TellsWhatIsWrongWithAResponse) {
  EXPECT_THAT(WrongWith("[]"), HasSubstr("object"));
  EXPECT_THAT(WrongWith(R"({"id":1,"result":{}})"), HasSubstr("jsonrpc"));
  EXPECT_THAT(WrongWith(R"({"jsonrpc":"2.0","result":{}})"), HasSubstr("\"id\""));
  EXPECT_THAT(WrongWith(R"({"jsonrpc":"2.0","id":1})"), HasSubstr("\"result\" or \"error\""));
  EXPECT_THAT(WrongWith(R"({"jsonrpc":"2.0","id":1,"result":{},"error":{}})"),
              HasSubstr("not both"));
  EXPECT_THAT(WrongWith(R"({"jsonrpc":"2.0","id":1,"error":"no"})"), HasSubstr("not an object"));
  EXPECT_THAT(WrongWith(R"({"jsonrpc":"2.0","id":1,"error":{"code":"x"}})"), HasSubstr("code"));
  EXPECT_THAT(WrongWith(R"({"jsonrpc":"2.0","id":1,"error":{"code":1}})"), HasSubstr("message"));
}

TEST_F(JsonRpcTest, RefusesMessagesThatAreTooDeepOrNoJson) {
  const auto wrong = [](const std::string& line) { return ParseMessage(line).wrong; };
  EXPECT_EQ(wrong("{} x"), "no JSON");
  EXPECT_EQ(wrong(""), "no JSON");
  EXPECT_THAT(wrong(std::string(1'000'000, '[')), HasSubstr("deeper than 64"));
  EXPECT_EQ(wrong(std::string(64, '[') + std::string(64, ']')), "");
  EXPECT_EQ(wrong("\"\\\"" + std::string(100, '[') + "\""), "");
  EXPECT_EQ(wrong(std::string(kMessageBytesMax + 1, ' ')), "longer than 16 MiB");
}

TEST_F(JsonRpcTest, ShortensWhatItShows) {
  EXPECT_EQ(Shortened("a\x01z"), "\"a?z\"");
  EXPECT_THAT(Shortened(std::string(300, 'x')), EndsWith("x\"..."));
  EXPECT_EQ(Shortened(std::string(300, 'x')).size(), 205u);
}

TEST_F(JsonRpcTest, AnswersARequestWithItsId) {
  EXPECT_EQ(Ask(R"({"jsonrpc":"2.0","id":"q","method":"echo","params":{"a":1}})"),
            Json::parse(R"({"jsonrpc":"2.0","id":"q","result":{"a":1}})"));
  EXPECT_EQ(Ask(R"({"jsonrpc":"2.0","id":2,"method":"none"})")["error"]["code"], kMethodNotFound);
  EXPECT_EQ(Ask(R"({"jsonrpc":"2.0","id":2,"method":"fault"})")["error"]["code"], kInternalError);
}

TEST_F(JsonRpcTest, AnswersWhatIsNoRequestAndCarriesNothingOut) {
  EXPECT_EQ(Ask("junk")["error"]["code"], kParseError);
  EXPECT_EQ(Ask("junk")["id"], nullptr);
  EXPECT_EQ(Ask("[]")["error"]["code"], kInvalidRequest);
  EXPECT_EQ(Ask("7")["error"]["code"], kInvalidRequest);
  EXPECT_EQ(Ask(R"({"jsonrpc":"2.0","method":"echo"})")["error"]["code"], kInvalidRequest);
  EXPECT_EQ(Ask(R"({"id":1,"method":"echo"})")["error"]["code"], kInvalidRequest);
  EXPECT_EQ(Ask(R"({"jsonrpc":"2.0","id":1,"method":5})")["error"]["code"], kInvalidRequest);
  EXPECT_EQ(Ask(R"({"jsonrpc":"2.0","id":1,"method":"echo","params":[1]})")["error"]["code"],
            kInvalidParams);
  EXPECT_TRUE(subject_.requests.empty());
}

TEST_F(JsonRpcTest, RefusesParametersOutOfForm) {
  const Json answer = Ask(R"({"jsonrpc":"2.0","id":1,"method":"manager.createJob","params":{}})");
  EXPECT_EQ(answer["error"]["code"], kInvalidParams);
  EXPECT_THAT(answer["error"]["message"].get<std::string>(), HasSubstr("manager.createJob"));
  EXPECT_TRUE(subject_.requests.empty());
}

TEST_F(JsonRpcTest, AnswersEachRequestOfABatch) {
  const Json answers = Ask(
      R"([{"jsonrpc":"2.0","id":1,"method":"echo","params":{"n":1}},
          {"jsonrpc":"2.0","id":2,"method":5},
          {"jsonrpc":"2.0","id":3,"method":"echo","params":{"n":3}}])");
  ASSERT_EQ(answers.size(), 3u);
  Json by_id = Json::object();
  for (const Json& answer : answers) by_id[answer["id"].dump()] = answer;
  EXPECT_EQ(by_id["1"]["result"]["n"], 1);
  EXPECT_EQ(by_id["2"]["error"]["code"], kInvalidRequest);
  EXPECT_EQ(by_id["3"]["result"]["n"], 3);
}

}  // namespace
}  // namespace bitsproof::conformance
