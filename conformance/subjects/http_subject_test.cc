#include "conformance/subjects/http_subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <stdexcept>
#include <thread>

#include "conformance/protocol/json_rpc.h"
#include "conformance/run/testing/scripted_subject.h"
#include "conformance/subjects/spawn.h"

namespace bitsproof::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr Duration kPatience = 60s;

// A service on a free port, with whatever a test wants it to answer.
class Service {
 public:
  using Handler = std::function<void(const std::string& body, httplib::Response& response)>;

  // `port` 0: any free one.
  explicit Service(Handler handler, int port = 0) {
    server_.Post("/", [this, handler = std::move(handler)](const httplib::Request& request,
                                                           httplib::Response& response) {
      ++posts_;
      handler(request.body, response);
    });
    port_ = port == 0 ? server_.bind_to_any_port("127.0.0.1") : port;
    EXPECT_TRUE(port == 0 || server_.bind_to_port("127.0.0.1", port));
  }
  ~Service() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  void Listen() {
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }

  HttpAddress address() const { return {"127.0.0.1", port_}; }
  int posts() const { return posts_; }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::atomic<int> posts_{0};
  std::thread thread_;
};

// A port that nobody listens at, and nobody else is given. A Service may begin to.
class SilentPort {
 public:
  SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int yes = 1;
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes));
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(name);
    auto* const generic = reinterpret_cast<sockaddr*>(&name);
    EXPECT_EQ(::bind(socket_.get(), generic, size), 0);
    EXPECT_EQ(::getsockname(socket_.get(), generic, &size), 0);
    port_ = ntohs(name.sin_port);
  }

  int port() const { return port_; }
  HttpAddress address() const { return {"127.0.0.1", port_}; }

 private:
  FileDescriptor socket_;
  int port_ = 0;
};

class HttpSubjectTest : public ::testing::Test {
 protected:
  HttpSubjectTest() {
    scripted_.On("echo", [](const Json& params) { return Reply::Result(params); });
  }

  Service::Handler Answering() {
    return [this](const std::string& body, httplib::Response& response) {
      response.set_content(Answer(scripted_, body), "application/json");
    };
  }

  // What a subject makes of a service that answers so.
  static std::string FaultOf(Service::Handler handler) {
    Service service(std::move(handler));
    service.Listen();
    HttpSubject subject(service.address(), kPatience);
    const Reply reply = subject.Call("echo", Json::object());
    EXPECT_EQ(reply.kind, Reply::Kind::kFault);
    EXPECT_TRUE(subject.broken());
    EXPECT_THAT(subject.Call("echo", Json::object()).text(), HasSubstr("cannot be used any more"));
    EXPECT_EQ(service.posts(), 1);
    return reply.text();
  }

  ScriptedSubject scripted_;
};

TEST(ParseHttpAddress, TakesHostAndPort) {
  EXPECT_EQ(ParseHttpAddress("http://127.0.0.1:8080").host, "127.0.0.1");
  EXPECT_EQ(ParseHttpAddress("http://127.0.0.1:8080/").port, 8080);
  EXPECT_EQ(ParseHttpAddress("http://[::1]:80").host, "::1");
  EXPECT_EQ(ParseHttpAddress("http://host.example:1").host, "host.example");
}

TEST(ParseHttpAddress, RefusesAnythingElse) {
  for (const char* const url :
       {"http://host", "http://:80", "http://host:0", "http://host:65536", "http://host:80/path",
        "http://host:8x", "http://user@host:80", "http:host:80", "https://host:80",
        "http://host:80/?q", "http://a b:80", "http://::1:80"}) {
    try {
      ParseHttpAddress(url);
      ADD_FAILURE() << url;
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr(url), HasSubstr("http://HOST:PORT")));
    }
  }
}

TEST_F(HttpSubjectTest, CallsTheServiceAgainAndAgain) {
  Service service(Answering());
  service.Listen();
  HttpSubject subject(service.address(), kPatience);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(subject.Call("echo", {{"n", i}}).value["n"], i);
  EXPECT_EQ(subject.Call("none", Json::object()).code, kMethodNotFound);
  EXPECT_FALSE(subject.broken());
}

TEST_F(HttpSubjectTest, CallsTogetherInOnePost) {
  Service service(Answering());
  service.Listen();
  HttpSubject subject(service.address(), kPatience);
  const auto replies = subject.CallTogether({{"echo", {{"n", 1}}}, {"none", Json::object()}});
  EXPECT_EQ(replies.at(0).value["n"], 1);
  EXPECT_EQ(replies.at(1).code, kMethodNotFound);
  EXPECT_EQ(service.posts(), 1);
}

TEST_F(HttpSubjectTest, CallsOneByOneWhereThereAreNoBatches) {
  Service service([this](const std::string& body, httplib::Response& response) {
    const bool batch = body.starts_with('[');
    const std::string refusal =
        EncodeResponse(nullptr, Reply::Error(kInvalidRequest, "no batches"));
    response.set_content(batch ? refusal : Answer(scripted_, body), "application/json");
  });
  service.Listen();
  HttpSubject subject(service.address(), kPatience);
  const auto replies = subject.CallTogether({{"echo", {{"n", 1}}}, {"echo", {{"n", 2}}}});
  EXPECT_EQ(replies.at(1).value["n"], 2);
  EXPECT_EQ(service.posts(), 3);
}

TEST_F(HttpSubjectTest, TriesUntilTheServiceIsThere) {
  const SilentPort silent;
  std::unique_ptr<Service> service;
  std::thread late([&] {
    std::this_thread::sleep_for(100ms);  // so that the first tries are refused
    service = std::make_unique<Service>(Answering(), silent.port());
    service->Listen();
  });
  HttpSubject subject(silent.address(), kPatience);
  EXPECT_EQ(subject.Call("echo", {{"n", 1}}).value["n"], 1);
  late.join();
}

TEST_F(HttpSubjectTest, TellsThatNobodyListens) {
  const SilentPort silent;
  HttpSubject subject(silent.address(), 50ms);
  EXPECT_THAT(subject.Call("echo", Json::object()).text(),
              HasSubstr("nothing listens at 127.0.0.1:" + std::to_string(silent.port())));
  EXPECT_TRUE(subject.broken());
}

TEST_F(HttpSubjectTest, TellsAnotherStatusThan200) {
  EXPECT_THAT(FaultOf([](const std::string&, httplib::Response& response) {
                response.status = 503;
                response.set_content("busy", "text/plain");
              }),
              AllOf(HasSubstr("HTTP status 503"), HasSubstr("\"busy\"")));
}

TEST_F(HttpSubjectTest, TellsAnotherContentThanJson) {
  EXPECT_THAT(FaultOf([](const std::string&, httplib::Response& response) {
                response.set_content("<html>", "text/html");
              }),
              AllOf(HasSubstr("Content-Type \"text/html\""), HasSubstr("\"<html>\"")));
  EXPECT_THAT(FaultOf([](const std::string&, httplib::Response& response) {
                response.set_content("{", "application/json");
              }),
              HasSubstr("no JSON"));
}

TEST_F(HttpSubjectTest, TellsAnotherId) {
  EXPECT_THAT(FaultOf([](const std::string&, httplib::Response& response) {
                response.set_content(R"({"jsonrpc":"2.0","id":77,"result":{}})",
                                     "application/json");
              }),
              HasSubstr("another id than 1"));
}

TEST_F(HttpSubjectTest, TellsAnAnswerThatIsTooLong) {
  EXPECT_THAT(FaultOf([](const std::string&, httplib::Response& response) {
                response.set_content(std::string(kMessageBytesMax + 1, ' '), "application/json");
              }),
              HasSubstr("more than 16 MiB"));
}

TEST_F(HttpSubjectTest, TellsThatNoAnswerCameInTime) {
  std::promise<void> over;
  const std::shared_future<void> until = over.get_future().share();
  Service service([until](const std::string&, httplib::Response&) { until.wait(); });
  service.Listen();
  HttpSubject subject(service.address(), 100ms);
  EXPECT_THAT(subject.Call("events.wait", {{"timeout", "100ms"}}).text(),
              HasSubstr("no answer within 200ms"));
  over.set_value();
}

}  // namespace
}  // namespace bitsproof::conformance
