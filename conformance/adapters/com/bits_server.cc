#include "conformance/adapters/com/bits_server.h"

#include <objbase.h>

#include <algorithm>
#include <map>
#include <thread>

#include "conformance/adapters/com/methods.h"
#include "conformance/protocol/method_table.h"

namespace com_adapter {
namespace {

[[noreturn]] void RefuseMethod(const std::string& method, const std::string& why) {
  throw Unsupported("The method '" + method + "' " + why);
}

std::string_view CapabilityFor(std::string_view method) {
  const auto* const info = bitsproof::conformance::FindMethod(method);
  return info == nullptr ? std::string_view() : std::string_view(info->capability);
}

// What `carry` returns or throws, as a reply.
template <typename Carry>
Reply ReplyOf(Carry carry) {
  try {
    return carry();
  } catch (const RpcError& error) {
    return Reply::Error(error.code(), error.what());
  } catch (const Json::exception& error) {
    return Reply::Error(
        bitsproof::conformance::kInvalidParams,
        std::string("A parameter has another type than this adapter expects: ") + error.what());
  } catch (const std::exception& error) {
    return Reply::Error(bitsproof::conformance::kInternalError, error.what());
  }
}

}  // namespace

Reply BitsServer::Call(std::string_view method, const Json& params) {
  const std::string name(method);
  return ReplyOf([&] {
    if (Subject* elsewhere = ElsewhereFor(name, params)) return elsewhere->Call(name, params);
    return Reply::Result(Carry(name, params));
  });
}

std::vector<Reply> BitsServer::CallTogether(const std::vector<Request>& requests) {
  std::vector<Reply> replies(requests.size());
  std::vector<std::size_t> here;
  std::map<Subject*, std::vector<std::size_t>> elsewhere;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    Subject* subject = nullptr;
    replies[i] = ReplyOf([&] {
      subject = ElsewhereFor(requests[i].method, requests[i].params);
      if (subject == nullptr) here.push_back(i);
      return Reply();
    });
    if (subject != nullptr) elsewhere[subject].push_back(i);
  }
  std::vector<std::thread> threads;
  for (const std::size_t i : here) {
    threads.emplace_back([&, i] {
      CoInitializeEx(nullptr, COINIT_MULTITHREADED);
      replies[i] =
          ReplyOf([&] { return Reply::Result(Carry(requests[i].method, requests[i].params)); });
      CoUninitialize();
    });
  }
  for (const auto& [subject, positions] : elsewhere) {
    std::vector<Request> theirs;
    for (const std::size_t i : positions) theirs.push_back(requests[i]);
    std::vector<Reply> answers = subject->CallTogether(theirs);
    for (std::size_t n = 0; n < positions.size(); ++n)
      replies[positions[n]] = std::move(answers[n]);
  }
  for (std::thread& thread : threads) thread.join();
  return replies;
}

Subject* BitsServer::ElsewhereFor(const std::string&, const Json&) { return nullptr; }

bool BitsServer::Offers(std::string_view method) const {
  const std::string_view needed = CapabilityFor(method);
  return needed.empty() ||
         std::find(capabilities_.begin(), capabilities_.end(), needed) != capabilities_.end();
}

Json BitsServer::Carry(const std::string& method, const Json& params) {
  if (role_ == Role::kHelper && method.starts_with("agent.")) return CallAgent(method, params);
  const Method* found = FindMethod(method);
  if (found == nullptr) RefuseMethod(method, "does not exist.");
  // The main process asks its helper only for what it offers itself.
  if (role_ == Role::kMain && !Offers(method)) {
    RefuseMethod(method, "needs the capability " + std::string(CapabilityFor(method)) +
                             ", which this subject does not have.");
  }
  const Params reader(params);
  return found->handler({agent_, reader});
}

Json BitsServer::CallAgent(const std::string& method, const Json& params) {
  if (method == "agent.abandon") {
    const bool dead = Params(params).Boolean("dead");
    agent_.Abandon(dead ? Agent::Objects::kDead : Agent::Objects::kAlive);
  } else if (method == "agent.list") {
    std::vector<std::string> jobs;
    const HRESULT code = agent_.ListAll(0, jobs);
    return {{"hresult", HexOf(code)}, {"jobs", jobs}};
  } else if (method == "agent.begin") {
    agent_.Hide(params.at("hidden").get<std::set<std::string>>());
    SetFilesListedBackwards(params.at("filesBackwards"));
  } else if (method == "agent.keep") {
    ComPtr<IBackgroundCopyJob> job;
    agent_.FindJob(Params(params).Id("job"), job);
  } else if (method == "agent.owned") {
    return {{"jobs", agent_.owned()}};
  } else {
    RefuseMethod(method, "does not exist.");
  }
  return Json::object();
}

}  // namespace com_adapter
