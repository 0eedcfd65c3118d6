#include "conformance/adapters/com/bits_server.h"

#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

[[noreturn]] void RefuseMethod(const std::string& method, const std::string& why) {
  throw RpcError(kUnsupported, "The method '" + method + "' " + why);
}

}  // namespace

Json BitsServer::Call(const std::string& method, const Json& params) {
  if (role_ == Role::kHelper && method.rfind("agent.", 0) == 0) return CallAgent(method, params);
  const Method* found = FindMethod(method);
  if (found == nullptr) RefuseMethod(method, "does not exist.");
  // The helper is asked for nothing that the main process has not let through.
  if (role_ == Role::kMain && !found->capability.empty() &&
      capabilities_.find(found->capability) == capabilities_.end()) {
    RefuseMethod(method, "needs the capability " + std::string(found->capability) +
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
