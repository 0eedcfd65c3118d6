// SubjectPort: calls on a subject whose replies the runner can rely on.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/run/handshake.h"
#include "conformance/run/mismatch.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

// The subject is at fault: it died, hung, answered what is malformed, or does not do what it
// declared.
class SubjectFailure : public std::runtime_error {
 public:
  explicit SubjectFailure(Mismatch mismatch)
      : std::runtime_error(Message(mismatch)), mismatch_(std::move(mismatch)) {}
  const Mismatch& mismatch() const { return mismatch_; }

 private:
  Mismatch mismatch_;
};

// The subject does not offer what it never declared: the case is skipped. what() is the reason.
class Unsupported : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Calls methods with messages of the form of the protocol (message_forms.h), in both directions,
// and sorts out every reply that is not a result.
class SubjectPort {
 public:
  // Both outlive the port.
  SubjectPort(Subject& subject, const SubjectInfo& info) : subject_(&subject), info_(&info) {}

  // The result object. `capability` is the one that covers the method; "": that of the table.
  // Throws SubjectFailure for a fault, a malformed result or a declared method that is missing,
  // Unsupported, and HarnessError for an adapter that broke or malformed parameters.
  Json Call(std::string_view method, const Json& params, std::string_view capability = "");

  // Makes a call right before the next one, with which it is sent. `then` gets the result at that
  // moment; what is thrown on account of it comes out of that next call.
  void Post(Request request, std::function<void(const Json& result)> then);

  // Makes the calls that were posted and are not made yet.
  void Flush() {
    if (!posted_.empty()) Send({}, {});
  }

  // Calls made one after another; the answers of the first need not be there before the last is on
  // its way. `judge` gets the replies in the order of `requests`, for ResultOf, and calls nothing.
  // What it throws is thrown when all calls are made, and no further reply judged.
  void Send(const std::vector<Request>& requests, const std::function<void(Reply reply)>& judge);

  // The result object of a reply to `method`; throws as Call does.
  Json ResultOf(std::string_view method, Reply reply) {
    return Checked(method, std::move(reply), "");
  }

  // The results of calls made at the same time, in the order of `requests`.
  std::vector<Json> CallTogether(const std::vector<Request>& requests);

  std::uint64_t calls() const { return calls_; }

 private:
  void CountCalls(std::size_t count);
  void Exchange(const std::vector<Request>& requests,
                const std::function<void(Reply reply)>& judge);
  Json Checked(std::string_view method, Reply reply, std::string_view capability);

  Subject* subject_;
  const SubjectInfo* info_;
  std::vector<Request> posted_;
  std::vector<std::function<void(const Json& result)>> then_;  // of each of them
  std::uint64_t calls_ = 0;
};

}  // namespace bitsproof::conformance
