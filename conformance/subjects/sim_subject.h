// SimReferenceSubject: the reference in a simulated world.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "conformance/subjects/reference_subject.h"
#include "fakes/sim_world.h"

namespace bitsproof::conformance {

// Virtual clock, simulated network and origins, files and jobs in memory: a run of a case is a
// function of its calls and its seed. Everything happens on the caller's thread.
class SimReferenceSubject final : public ReferenceSubject {
 public:
  ~SimReferenceSubject() override { EndCase(); }

  void OnManagerThread(const std::function<void()>& fn) override { fn(); }

 private:
  using Handler = Json (SimReferenceSubject::*)(const Params&);
  struct Method {
    std::string_view name;
    Handler handler;
  };
  // Writes events to the log of the world on their way to the clients.
  struct LoggedEvents final : EventSink {
    LoggedEvents(fakes::EventLog& the_log, Clients& the_clients)
        : log(the_log), clients(the_clients) {}
    Delivery OnEvent(const JobEvent& event) override;
    std::optional<HResult> OnServerCertificate(const JobEvent& event,
                                               const ServerCertificate& certificate) override;
    void SetObserver(Observer observer) override { clients.SetObserver(std::move(observer)); }

    fakes::EventLog& log;
    Clients& clients;
  };

  std::optional<Json> CallWorld(std::string_view method, const Params& params) override;
  Json HelloOfWorld() const override;
  Environment BuildWorld(std::uint64_t seed, const std::string& work_directory) override;
  void SetConnected(bool connected) override { sim_->conditions().network.SetConnected(connected); }
  void SetCost(std::uint32_t cost) override { sim_->conditions().network.SetCost(cost); }
  void SetLoggedOn(const std::string& sid, bool logged_on) override {
    sim_->conditions().sessions.SetLoggedOn(sid, logged_on);
  }
  void SetDiskFree(std::optional<std::uint64_t> bytes) override {
    sim_->files().SetFreeSpace(bytes);
  }
  void MoveWallClock(Duration by) override { sim_->loop().MoveWallClock(by); }
  void SpoilStore() override { sim_->store().Spoil(); }
  void CrashStore() override { sim_->store().Crash(); }

  Json Log(const Params& params);
  Json WaitForEvents(const Params& params);
  Json Advance(const Params& params);
  Json StartOrigin(const Params& params);
  Json Journal(const Params& params);
  Json WriteFile(const Params& params);
  Json StatFile(const Params& params);
  Json ListFiles(const Params& params);
  Json MakeDirectory(const Params& params);
  Json Protect(const Params& params);
  Json CreateProgram(const Params& params);
  Json Runs(const Params& params);

  std::unique_ptr<fakes::SimWorld> sim_;
  std::optional<LoggedEvents> events_;
};

}  // namespace bitsproof::conformance
