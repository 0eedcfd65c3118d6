// Subject: the implementation under test, as the runner sees it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/json/json.h"

namespace bitsproof::conformance {

inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kInternalError = -32603;

// What became of one call.
struct Reply {
  enum class Kind {
    kResult,  // `value` is the result object; a BITS failure is one too
    kError,   // the adapter cannot do it or broke: `code`, `message`
    kFault,   // the subject died, hung or sent something that is not a message: `message`
  };

  Kind kind = Kind::kResult;
  Json value;
  int code = 0;
  std::string message;  // of a fault: what is the same whenever the subject is at fault so
  std::string account;  // of a fault, follows `message`: what this run adds (times, ids, stderr)

  static Reply Result(Json value) { return {Kind::kResult, std::move(value), 0, "", ""}; }
  static Reply Error(int code, std::string message) {
    return {Kind::kError, nullptr, code, std::move(message), ""};
  }
  static Reply Fault(std::string message, std::string account = "") {
    return {Kind::kFault, nullptr, 0, std::move(message), std::move(account)};
  }

  // The whole message, for people.
  std::string text() const { return message + account; }
};

// One method and its parameters, see conformance/protocol.md.
struct Request {
  std::string method;
  Json params;
};

// An implementation under test. One thread at a time.
class Subject {
 public:
  virtual ~Subject() = default;

  // Carries out one method. Never throws; whatever goes wrong is in the reply.
  virtual Reply Call(std::string_view method, const Json& params) = 0;

  // Carries out `requests` one after another and hands their replies in the same order to `take`,
  // which neither throws nor calls. A subject behind a pipe need not wait for an answer before it
  // sends the next request, nor for the last before it hands over the first.
  virtual void Pipeline(const std::vector<Request>& requests,
                        const std::function<void(Reply reply)>& take) {
    std::vector<Reply> replies;
    replies.reserve(requests.size());
    for (const Request& request : requests) replies.push_back(Call(request.method, request.params));
    for (Reply& reply : replies) take(std::move(reply));
  }

  // The same, with the replies all at once.
  std::vector<Reply> CallInOrder(const std::vector<Request>& requests) {
    std::vector<Reply> replies;
    replies.reserve(requests.size());
    Pipeline(requests, [&](Reply reply) { replies.push_back(std::move(reply)); });
    return replies;
  }

  // Carries out `requests` at the same time, as far as the subject can, and returns their replies
  // in the same order. The order of execution is the subject's; the default is one after another.
  virtual std::vector<Reply> CallTogether(const std::vector<Request>& requests) {
    return CallInOrder(requests);
  }

  // Whether the subject is beyond use: it died, hung, or sent something that is not a message.
  // Every further call answers a fault; the next case needs a new subject.
  virtual bool broken() const { return false; }
};

}  // namespace bitsproof::conformance
