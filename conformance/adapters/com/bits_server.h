// BitsServer: answers the methods on BITS with the token of this process.
#pragma once

#include <string>
#include <vector>

#include "conformance/adapters/com/agent.h"
#include "conformance/adapters/com/errors.h"

namespace com_adapter {

using bitsproof::conformance::Reply;
using bitsproof::conformance::Request;
using bitsproof::conformance::Subject;

// Every manager.*, job.*, file.*, error.*, enumerator.* method and those of the later interfaces.
class BitsServer : public Subject {
 public:
  enum class Role {
    kMain,
    kHelper,  // also answers the methods that the main process asks its helper:
              // agent.abandon {dead}; agent.list -> {hresult, jobs}; agent.begin {hidden,
              // filesBackwards}; agent.keep {job}; agent.owned -> {jobs}
  };

  BitsServer(Announce announce, Role role) : agent_(std::move(announce)), role_(role) {}

  Reply Call(std::string_view method, const Json& params) override;

  // At the same time: one thread for each request that is answered here, and one batch for another
  // subject.
  std::vector<Reply> CallTogether(const std::vector<Request>& requests) override;

 protected:
  // The result of a method. Throws RpcError; any other exception becomes -32603. Several threads at
  // once when they come in a batch.
  virtual Json Carry(const std::string& method, const Json& params);

  // Who else is to answer the request, or nullptr: this one does. Throws as Carry does.
  virtual Subject* ElsewhereFor(const std::string& method, const Json& params);

  Agent& agent() { return agent_; }

  // The capabilities that methods may be asked for.
  const std::vector<std::string>& capabilities() const { return capabilities_; }
  void set_capabilities(std::vector<std::string> words) { capabilities_ = std::move(words); }

  // Whether the subject has what `method` needs.
  bool Offers(std::string_view method) const;

 private:
  Json CallAgent(const std::string& method, const Json& params);

  Agent agent_;
  const Role role_;
  std::vector<std::string> capabilities_;
};

}  // namespace com_adapter
