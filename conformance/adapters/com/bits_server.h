// BitsServer: answers the methods on BITS with the token of this process.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "conformance/adapters/com/agent.h"
#include "conformance/adapters/com/json_rpc.h"

namespace com_adapter {

// Every manager.*, job.*, file.*, error.*, enumerator.* method and those of the later interfaces.
class BitsServer : public RpcServer {
 public:
  enum class Role {
    kMain,
    kHelper,  // also answers the methods that the main process asks its helper:
              // agent.abandon {dead}; agent.list -> {hresult, jobs}; agent.begin {hidden,
              // filesBackwards};
              // agent.keep {job}; agent.owned -> {jobs}
  };

  BitsServer(Announce announce, Role role) : agent_(std::move(announce)), role_(role) {}

 protected:
  Json Call(const std::string& method, const Json& params) override;

  Agent& agent() { return agent_; }

  // The capabilities that methods may be asked for.
  void set_capabilities(std::set<std::string, std::less<>> words) {
    capabilities_ = std::move(words);
  }

 private:
  Json CallAgent(const std::string& method, const Json& params);

  Agent agent_;
  const Role role_;
  std::set<std::string, std::less<>> capabilities_;
};

}  // namespace com_adapter
