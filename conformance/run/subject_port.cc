#include "conformance/run/subject_port.h"

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
                       " with parameters out of form: " + *wrong);
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
    throw SubjectFailure("the subject does not know " + name +
                         (needed.empty() ? "" : ", although it declares " + needed));
  }
  throw Unsupported("needs capability " + needed);
}

// Sorts out a reply that is no result.
[[noreturn]] void ThrowFor(std::string_view method, const Reply& reply, std::string_view capability,
                           const SubjectInfo& info) {
  const std::string name(method);
  if (reply.kind == Reply::Kind::kFault) throw SubjectFailure(name + ": " + reply.message);
  if (reply.code == kMethodNotFound) ThrowMissing(method, capability, info);
  throw HarnessError(name + " answered error " + std::to_string(reply.code) + ": " + reply.message);
}

void RequireAll(const std::vector<Request>& requests, const std::vector<Reply>& replies) {
  if (replies.size() == requests.size()) return;
  throw HarnessError("the adapter answered " + std::to_string(replies.size()) + " of " +
                     std::to_string(requests.size()) + " calls");
}

}  // namespace

Json SubjectPort::Call(std::string_view method, const Json& params, std::string_view capability) {
  if (posted_) {
    const Posted posted = *std::exchange(posted_, std::nullopt);
    std::vector<Reply> replies = Send({posted.request, {std::string(method), params}});
    posted.then(ResultOf(posted.request.method, std::move(replies[0])));
    return Checked(method, std::move(replies[1]), capability);
  }
  CountCalls(1);
  RequireForm(method, params);
  return Checked(method, subject_->Call(method, params), capability);
}

void SubjectPort::Post(Request request, std::function<void(const Json& result)> then) {
  Flush();
  posted_ = {std::move(request), std::move(then)};
}

void SubjectPort::Flush() {
  if (!posted_) return;
  const Posted posted = *std::exchange(posted_, std::nullopt);
  posted.then(Call(posted.request.method, posted.request.params));
}

std::vector<Reply> SubjectPort::Send(const std::vector<Request>& requests) {
  Flush();
  CountCalls(requests.size());
  RequireForm(requests);
  std::vector<Reply> replies = subject_->CallInOrder(requests);
  RequireAll(requests, replies);
  return replies;
}

std::vector<Json> SubjectPort::CallTogether(const std::vector<Request>& requests) {
  Flush();
  CountCalls(requests.size());
  RequireForm(requests);
  std::vector<Reply> replies = subject_->CallTogether(requests);
  RequireAll(requests, replies);
  std::vector<Json> results;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    results.push_back(Checked(requests[i].method, std::move(replies[i]), ""));
  }
  return results;
}

void SubjectPort::CountCalls(std::size_t count) {
  calls_ += count;
  if (calls_ > kCallsMax) throw SubjectFailure("the case made more calls than any case needs");
}

Json SubjectPort::Checked(std::string_view method, Reply reply, std::string_view capability) {
  if (reply.kind != Reply::Kind::kResult) {
    const MethodInfo* info = FindMethod(method);
    if (capability.empty() && info != nullptr) capability = info->capability;
    ThrowFor(method, reply, capability, *info_);
  }
  if (const auto wrong = WrongResult(method, reply.value)) {
    throw SubjectFailure(std::string(method) + " is answered out of form: " + *wrong);
  }
  return std::move(reply.value);
}

}  // namespace bitsproof::conformance
