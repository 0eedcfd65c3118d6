#include "conformance/subjects/http_subject.h"

#include <httplib.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include "conformance/protocol/message_limit.h"
#include "reference/base/duration.h"
#include "reference/base/text.h"
#include "reference/base/url.h"

namespace bitsproof::conformance {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds kConnectMax{5000};
constexpr milliseconds kConnectPause{20};

// What became of one POST.
struct Posted {
  std::string body;
  Wrong wrong;  // empty when `body` is the answer
  bool connected = true;
};

}  // namespace

HttpAddress ParseHttpAddress(const std::string& url) {
  const auto parsed = Url::Parse(url);
  const std::string_view place = parsed ? parsed->host_and_port() : "";
  const std::string bare = "http://" + std::string(place);
  const bool has_nothing_else =
      EqualsIgnoringCase(url, bare) || EqualsIgnoringCase(url, bare + "/");
  if (!has_nothing_else || parsed->port() == 0 ||
      !place.ends_with(":" + std::to_string(parsed->port()))) {
    throw std::invalid_argument(
        "'" + url +
        "' is not the address of an HTTP subject: write http://HOST:PORT, like "
        "http://127.0.0.1:8080, without a path");
  }
  return {parsed->host(), parsed->port()};
}

// The client, and how it is used.
class HttpSubject::Connection {
 public:
  Connection(const HttpAddress& address, Duration message_timeout)
      : client_(address.host, address.port),
        name_(address.host + ":" + std::to_string(address.port)),
        connect_max_(std::min(std::chrono::ceil<milliseconds>(message_timeout), kConnectMax)) {
    client_.set_keep_alive(true);
    client_.set_tcp_nodelay(true);
    client_.set_connection_timeout(connect_max_);
    client_.set_write_timeout(std::chrono::ceil<milliseconds>(message_timeout));
  }

  // Posts `message`. Until a connection was there once, refused ones are tried again.
  Posted Post(const std::string& message, Duration limit) {
    const auto connect_until = Steady::now() + connect_max_;
    for (;;) {
      Posted posted = PostOnce(message, limit);
      if (posted.connected) was_connected_ = true;
      if (was_connected_ || Steady::now() >= connect_until) return posted;
      std::this_thread::sleep_for(kConnectPause);
    }
  }

 private:
  Posted PostOnce(const std::string& message, Duration limit) {
    const auto deadline = Steady::now() + limit;
    Posted posted;
    bool too_long = false;
    httplib::Request request;
    request.method = "POST";
    request.path = "/";
    request.set_header("Content-Type", "application/json");
    request.body = message;
    request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t,
                                   std::uint64_t) {
      posted.body.append(data, size);
      too_long = posted.body.size() > kMessageBytesMax;
      return !too_long && Steady::now() < deadline;
    };
    client_.set_read_timeout(std::chrono::ceil<milliseconds>(limit));
    const httplib::Result result = client_.send(request);
    if (too_long) {
      posted.wrong = {"it sent an answer of more than 16 MiB"};
    } else if (!result) {
      posted.connected = result.error() != httplib::Error::Connection;
      posted.wrong = WhyNone(result.error(), Steady::now() >= deadline, limit);
    } else {
      posted.wrong = WrongWith(*result, posted.body);
    }
    return posted;
  }

  Wrong WhyNone(httplib::Error error, bool in_time_no_more, Duration limit) const {
    if (error == httplib::Error::Connection) return {"nothing listens", " at " + name_};
    if (error == httplib::Error::ConnectionTimeout) {
      return {"it does not accept connections", " at " + name_};
    }
    if (in_time_no_more) return {"no answer", " within " + FormatDuration(limit)};
    return {"the connection broke off before the answer arrived",
            " (" + name_ + ": " + httplib::to_string(error) + ")"};
  }

  static Wrong WrongWith(const httplib::Response& response, const std::string& body) {
    if (response.status != 200) {
      return {"it answered with HTTP status " + std::to_string(response.status) + " instead of 200",
              ": " + Shortened(body)};
    }
    const std::string type = response.get_header_value("Content-Type");
    if (type == "application/json" || type.starts_with("application/json;")) return {};
    return {"it answered with Content-Type " + Shortened(type) + " instead of application/json",
            ": " + Shortened(body)};
  }

  httplib::Client client_;
  const std::string name_;
  const milliseconds connect_max_;
  bool was_connected_ = false;
};

HttpSubject::HttpSubject(const HttpAddress& address, Duration message_timeout)
    : connection_(std::make_unique<Connection>(address, message_timeout)),
      message_timeout_(message_timeout) {}

HttpSubject::~HttpSubject() = default;

Reply HttpSubject::Broken() const { return Reply::Fault(broken_.what, broken_.account); }

// Puts the subject out of use.
Reply HttpSubject::Break(Wrong wrong) {
  broken_ = {"the subject cannot be used any more, because earlier " + wrong.what, wrong.account};
  return Reply::Fault(std::move(wrong.what), std::move(wrong.account));
}

Reply HttpSubject::Call(std::string_view method, const Json& params) {
  if (broken()) return Broken();
  const std::uint64_t id = ++last_id_;
  const Posted posted = connection_->Post(EncodeRequest(id, method, params),
                                          message_timeout_ + WaitAskedFor(method, params));
  if (!posted.wrong.empty()) return Break(posted.wrong);
  ReceivedReply received = ReadReply(posted.body, id);
  return received.wrong.empty() ? std::move(received.reply) : Break(received.wrong);
}

std::vector<Reply> HttpSubject::CallTogether(const std::vector<Request>& requests) {
  if (!takes_batches_ || requests.size() < 2 || broken()) return CallInOrder(requests);
  Duration limit = message_timeout_;
  for (const Request& request : requests) {
    limit = std::max(limit, message_timeout_ + WaitAskedFor(request.method, request.params));
  }
  const std::uint64_t first_id = last_id_ + 1;
  last_id_ += requests.size();
  const Posted posted = connection_->Post(EncodeBatch(first_id, requests), limit);
  ReceivedBatch received;
  if (posted.wrong.empty()) received = ReadBatch(posted.body, first_id, requests.size());
  const Wrong& wrong = posted.wrong.empty() ? received.wrong : posted.wrong;
  if (wrong.empty() && received.refused) {
    takes_batches_ = false;
    return CallInOrder(requests);
  }
  if (!wrong.empty()) received.replies = {Break(wrong)};
  received.replies.resize(requests.size(), Broken());
  return std::move(received.replies);
}

}  // namespace bitsproof::conformance
