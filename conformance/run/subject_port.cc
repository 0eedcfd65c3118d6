#include "conformance/run/subject_port.h"

#include <exception>
#include <utility>

#include "conformance/protocol/message_forms.h"
#include "conformance/scenario/vocabulary.h"

namespace bitsproof::conformance {
namespace {

// More calls than this in one case: it will never end.
constexpr std::uint64_t kCallsMax = 20'000'000;

// What the harness sends has the form that it promises to adapters.
void RequireForm(std::string_view method, const Json& params) {
  if (const auto wrong = WrongParams(method, params)) {
    throw HarnessError("the harness would call " + std::string(method) +
                       " with malformed parameters: " + *wrong);
  }
}

void RequireForm(const std::vector<Request>& requests) {
  for (const Request& request : requests) RequireForm(request.method, request.params);
}

[[noreturn]] void ThrowMissing(std::string_view method, std::string_view capability,
                               const SubjectInfo& info) {
  const std::string name(method);
  const std::string needed(capability);
  if (needed.empty() || info.Has(needed)) {
    throw SubjectFailure(
        {.kind = Mismatch::Kind::kUnknownMethod,
         .what = name + (needed.empty() ? "" : ", although it declares " + needed)});
  }
  throw Unsupported("needs capability " + needed);
}

// Sorts out a reply that is not a result.
[[noreturn]] void ThrowFor(std::string_view method, const Reply& reply, std::string_view capability,
                           const SubjectInfo& info) {
  const std::string name(method);
  if (reply.kind == Reply::Kind::kFault) {
    throw SubjectFailure({.kind = Mismatch::Kind::kFault,
                          .what = name + ": " + reply.message,
                          .account = reply.account});
  }
  if (reply.code == kMethodNotFound) ThrowMissing(method, capability, info);
  throw HarnessError(name + " answered error " + std::to_string(reply.code) + ": " + reply.message);
}

void RequireAll(const std::vector<Request>& requests, std::size_t answered) {
  if (answered == requests.size()) return;
  throw HarnessError("the adapter answered " + std::to_string(answered) + " of " +
                     std::to_string(requests.size()) + " calls");
}

}  // namespace

Json SubjectPort::Call(std::string_view method, const Json& params, std::string_view capability) {
  if (posted_.empty()) {
    CountCalls(1);
    RequireForm(method, params);
    return Checked(method, subject_->Call(method, params), capability);
  }
  Json result;
  Send({{std::string(method), params}},
       [&](Reply reply) { result = Checked(method, std::move(reply), capability); });
  return result;
}

void SubjectPort::Post(Request request, std::function<void(const Json& result)> then) {
  posted_.push_back(std::move(request));
  then_.push_back(std::move(then));
}

void SubjectPort::Send(const std::vector<Request>& requests,
                       const std::function<void(Reply reply)>& judge) {
  if (posted_.empty()) return Exchange(requests, judge);
  std::vector<Request> all = std::exchange(posted_, {});
  const auto then = std::exchange(then_, {});
  all.insert(all.end(), requests.begin(), requests.end());
  std::size_t answered = 0;
  Exchange(all, [&](Reply reply) {
    const std::size_t index = answered++;
    if (index >= then.size()) return judge(std::move(reply));
    then[index](ResultOf(all[index].method, std::move(reply)));
  });
}

void SubjectPort::Exchange(const std::vector<Request>& requests,
                           const std::function<void(Reply reply)>& judge) {
  CountCalls(requests.size());
  RequireForm(requests);
  std::size_t answered = 0;
  std::exception_ptr thrown;
  subject_->Pipeline(requests, [&](Reply reply) {
    ++answered;
    if (thrown) return;
    try {
      judge(std::move(reply));
    } catch (...) {
      thrown = std::current_exception();
    }
  });
  if (thrown) std::rethrow_exception(thrown);
  RequireAll(requests, answered);
}

std::vector<Json> SubjectPort::CallTogether(const std::vector<Request>& requests) {
  Flush();
  CountCalls(requests.size());
  RequireForm(requests);
  std::vector<Reply> replies = subject_->CallTogether(requests);
  RequireAll(requests, replies.size());
  std::vector<Json> results;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    results.push_back(Checked(requests[i].method, std::move(replies[i]), ""));
  }
  return results;
}

void SubjectPort::CountCalls(std::size_t count) {
  calls_ += count;
  if (calls_ > kCallsMax) throw SubjectFailure({.kind = Mismatch::Kind::kTooManyCalls});
}

Json SubjectPort::Checked(std::string_view method, Reply reply, std::string_view capability) {
  if (reply.kind != Reply::Kind::kResult) {
    const MethodInfo* info = FindMethod(method);
    if (capability.empty() && info != nullptr) capability = info->capability;
    ThrowFor(method, reply, capability, *info_);
  }
  if (const auto wrong = WrongResult(method, reply.value)) {
    throw SubjectFailure({.kind = Mismatch::Kind::kMalformed,
                          .what = std::string(method),
                          .account = ": " + *wrong});
  }
  return std::move(reply.value);
}

}  // namespace bitsproof::conformance
