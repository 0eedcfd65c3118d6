// Session: the subject as the harness sees it: handshake, cases, and who acts for whom.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "conformance/adapters/com/bits_server.h"
#include "conformance/adapters/com/capabilities.h"
#include "conformance/adapters/com/event_queue.h"
#include "conformance/adapters/com/helper.h"
#include "conformance/adapters/com/params.h"
#include "conformance/adapters/com/policy.h"

namespace com_adapter {

// Answers every method of the protocol. Administrators act in this process; a standard user's
// calls are carried out by a helper with a lesser token. In a process without the rights of an
// administrator there are standard users only, and they act here.
class Session final : public BitsServer {
 public:
  Session();
  ~Session() override;

 protected:
  Json Carry(const std::string& method, const Json& params) override;
  Subject* ElsewhereFor(const std::string& method, const Json& params) override;

 private:
  enum class Kind { kStandard, kAdministrator };

  Json Hello(const Params& params);
  Json Probe(const Params& params);
  Json Reset(const Params& params);
  Json Wait(const Params& params);
  Json SetEnvironment(const Params& params);
  Json Restart(const Params& params);

  const Offer& Offered();
  std::map<std::string, Kind> KindsOf(const Json& principals) const;
  bool UsesHelper(Kind kind) const { return administrator_ && kind == Kind::kStandard; }

  // Ends what the last case has left: an empty queue, but for the jobs of others.
  void EndCase();
  void CancelOwnJobs();
  bool EmptyQueue();  // under Wine: whether that was possible without a new service
  void AbandonAll(Agent::Objects objects);
  void ReviveHelper();
  // Whether every process gets answers from the service: the first calls after its start may fail
  // or hang. `jobs`: those in the queue, all users'.
  bool Reach(std::set<std::string>& jobs);
  bool TryToReach(std::set<std::string>& jobs);
  // A finished job can be read only by processes that got a reference before it ended.
  void ShowToOthers(const std::string& method, const Json& params);

  EventQueue events_;
  PolicyKey policy_;
  const bool administrator_;
  const std::string wine_;  // its version, or ""
  std::unique_ptr<Offer> offer_;
  std::unique_ptr<Helper> helper_;
  std::map<std::string, Kind> principals_;
  bool both_kinds_ = false;  // act in this case
  bool begun_ = false;
  bool may_restart_ = false;  // the service
};

}  // namespace com_adapter
