// ReferenceSubject: the reference job manager as a subject; its two worlds are in sim_subject.h and
// live_subject.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/subject.h"
#include "conformance/subjects/clients.h"
#include "conformance/subjects/dispatch.h"
#include "conformance/subjects/event_recorder.h"
#include "conformance/subjects/extra_traffic.h"
#include "conformance/subjects/killable_store.h"
#include "conformance/subjects/params.h"
#include "conformance/subjects/session.h"
#include "reference/env/environment.h"
#include "reference/job/job_manager.h"

namespace bitsproof::conformance {

// What stands between a manager and its world. Each function is called once at every subject.reset,
// with the undecorated world, and what it makes lives until the next reset: through every restart
// of the service. An empty function decorates nothing.
struct WorldDecorators {
  std::function<std::unique_ptr<Timers>(Environment&)> timers;
  std::function<std::unique_ptr<Transport>(Environment&)> transport;
  std::function<std::unique_ptr<FileSystem>(Environment&)> files;
  std::function<std::unique_ptr<JobStore>(Environment&)> store;
  std::function<std::unique_ptr<EventSink>(Environment&)> events;
  std::function<std::unique_ptr<Programs>(Environment&)> programs;
};

// A subject in this process. The methods on the manager and its jobs are those of dispatch.h; the
// session and the world are here and in the derived classes. Policies that a reset does not name
// have their defaults.
class ReferenceSubject : public Subject {
 public:
  Reply Call(std::string_view method, const Json& params) override;

  // To be set before the first reset.
  void set_decorators(WorldDecorators decorators) { decorators_ = std::move(decorators); }

  // Runs `fn` on the manager's thread; at once when called there. REQUIRES: a case has begun.
  virtual void OnManagerThread(const std::function<void()>& fn) = 0;

  // The undecorated world. REQUIRES: on the manager's thread, in a case.
  Environment& world() { return *world_; }

  // Sends a request whose answer is ignored. REQUIRES: as world().
  void SendUnheard(const TransportRequest& request) { extra_traffic_->Send(request); }

 protected:
  // Carries out a method of the session or the world that the worlds do not have in common, on the
  // caller's thread; nullopt: there is none of that name. Throws ParamError, or another exception
  // for a fault.
  virtual std::optional<Json> CallWorld(std::string_view method, const Params& params) = 0;

  // The members `capabilities` and `clock` of subject.hello.
  virtual Json HelloOfWorld() const = 0;

  // Ends the old world, if any, and builds the world of a case.
  // What `subject.reset` says is to be trusted in the case, in PEM; "": what the system trusts.
  struct Trust {
    std::string authorities;
    std::string revocations;
  };
  const Trust& trust() const { return trust_; }

  virtual Environment BuildWorld(std::uint64_t seed, const std::string& work_directory) = 0;

  // The jobs in the world of the case that are not the harness's.
  virtual std::uint64_t ForeignJobs() const { return 0; }

  // The parts of environment.set that concern the world.
  virtual void SetConnected(bool connected) = 0;
  virtual void SetCost(std::uint32_t cost) = 0;
  virtual void SetLoggedOn(const std::string& sid, bool logged_on) = 0;
  virtual void SetDiskFree(std::optional<std::uint64_t> bytes) = 0;
  virtual void MoveWallClock(Duration by) = 0;
  virtual void SpoilStore() = 0;

  // The store loses what is not committed.
  virtual void CrashStore() = 0;

  // Destroys the manager and what decorates its world. Derived classes call it before they end the
  // world.
  void EndCase();

  EventRecorder& recorder() { return recorder_; }

  // The sink of the world's events.
  Clients& clients() { return clients_; }

  // Throws when no case has begun.
  void CheckBegun() const;

  // The capabilities that do not depend on the world.
  static Json CommonCapabilities();

 private:
  struct Decorations {
    std::unique_ptr<Timers> timers;
    std::unique_ptr<Transport> transport;
    std::unique_ptr<FileSystem> files;
    std::unique_ptr<JobStore> store;
    std::unique_ptr<EventSink> events;
    std::unique_ptr<Programs> programs;
  };

  std::optional<Json> CallSession(std::string_view method, const Params& params);
  Json Hello(const Params& params);
  Json Reset(const Params& params);
  Json SetEnvironment(const Params& params);
  Json Restart(const Params& params);
  Json CreateCallback(const Params& params);
  Json ReleaseCallback(const Params& params);
  Json ExitClient(const Params& params);
  std::string CarryOut(const std::string& method, const Json& params);
  void BeginCase(Session::Principals principals);
  void StartService();

  WorldDecorators decorators_;
  EventRecorder recorder_;
  Clients clients_{recorder_, [this](const std::string& method, const Json& params) {
                     return CarryOut(method, params);
                   }};
  Policy policy_;
  Trust trust_;
  Profile profile_ = kNewestProfile;
  std::uint64_t starts_ = 0;  // of the service, in this case
  std::optional<Environment> world_;
  Decorations decorations_;
  std::unique_ptr<ExtraTraffic> extra_traffic_;
  std::unique_ptr<KillableStore> store_;  // of this run of the service
  std::unique_ptr<JobManager> manager_;
  Session session_{clients_};
};

}  // namespace bitsproof::conformance
