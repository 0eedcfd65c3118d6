#include "conformance/protocol/serve_http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <stdexcept>

#include "conformance/protocol/json_rpc.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

// Answers with the name of the method that was called.
class EchoSubject final : public Subject {
 public:
  Reply Call(std::string_view method, const Json&) override {
    return Reply::Result({{"called", std::string(method)}});
  }
};

class HttpServiceTest : public ::testing::Test {
 protected:
  EchoSubject subject_;
  HttpService service_{subject_, 0};
  httplib::Client client_{service_.url()};
  HttpServiceTest() { client_.set_tcp_nodelay(true); }
};

TEST_F(HttpServiceTest, AnswersAMessageThatIsPosted) {
  const auto response =
      client_.Post("/", EncodeRequest(7, "subject.log", Json::object()), "application/json");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->get_header_value("Content-Type"), "application/json");
  EXPECT_EQ(response->body, R"({"jsonrpc":"2.0","id":7,"result":{"called":"subject.log"}})");
}

TEST_F(HttpServiceTest, AnswersOneRequestAfterTheOtherOnOneConnection) {
  client_.set_keep_alive(true);
  for (std::uint64_t id = 1; id <= 20; ++id) {
    const auto response =
        client_.Post("/", EncodeRequest(id, "again", Json::object()), "application/json");
    ASSERT_TRUE(response);
    EXPECT_EQ(Json::parse(response->body)["id"], id);
  }
}

TEST_F(HttpServiceTest, TellsABrowserWhatToSend) {
  const auto response = client_.Get("/");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 405);
  EXPECT_THAT(response->body, HasSubstr("POST"));
}

TEST_F(HttpServiceTest, RefusesWhatIsNotDeclaredToBeJson) {
  const auto response =
      client_.Post("/", EncodeRequest(1, "subject.hello", Json::object()), "text/plain");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 415);
}

TEST_F(HttpServiceTest, NamesAPortThatIsTaken) {
  const int port = std::stoi(service_.url().substr(service_.url().rfind(':') + 1));
  try {
    const HttpService second(subject_, port);
    FAIL() << "two services share a port";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("127.0.0.1:" + std::to_string(port)));
  }
}

TEST_F(HttpServiceTest, FreesItsPortWhenItStops) {
  const int port = std::stoi(service_.url().substr(service_.url().rfind(':') + 1));
  service_.Stop();
  EXPECT_NO_THROW(HttpService(subject_, port));
}

}  // namespace
}  // namespace bitsproof::conformance
