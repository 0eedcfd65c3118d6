// ManagerTest: a job manager in a simulated world, for tests.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fakes/body.h"
#include "fakes/origin_script.h"
#include "fakes/sim_world.h"
#include "reference/job/job_manager.h"

namespace bitsproof {

inline const Principal kAlice{"S-1-5-21-1", Principal::Kind::kStandardUser};
inline const Principal kBob{"S-1-5-21-2", Principal::Kind::kStandardUser};
inline const Principal kRoot{"S-1-5-21-500", Principal::Kind::kAdministrator};
inline const Principal kSystem{"S-1-5-18", Principal::Kind::kService};

// A manager in a simulated world with one origin.
class ManagerTest : public testing::Test {
 protected:
  ManagerTest() {
    EXPECT_EQ(world_.files().MakeDirectory("/in"), hresult::S_OK);
    Restart();
  }

  // Begins a new service on the same store; the old one stops first.
  void Restart() {
    manager_.reset();
    manager_ = std::make_unique<JobManager>(world_.environment(), policy_, profile_);
  }

  void Serve(const std::string& script) {
    world_.StartOrigin("web", fakes::ParseOriginScriptText(script, fakes::FileBodies::kRefused));
  }

  // An origin with /a of 100,000 and /b of 50,000 bytes, and with `faults`.
  void ServeTwoFiles(const std::string& faults = "[]") {
    Serve(
        R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT"},
                            "/b": {"body": {"seed": 2, "bytes": 50000}}}, "faults": )" +
        faults + "}");
  }

  Job NewJob(const Principal& owner = kAlice) {
    auto job = manager_->CreateJob(owner, "job", JobType::kDownload);
    EXPECT_TRUE(job) << ToString(job.error());
    return *job;
  }

  Job NewDownload(const std::vector<std::string>& names, const Principal& owner = kAlice) {
    auto job = NewJob(owner);
    for (const std::string& name : names) {
      EXPECT_EQ(job.AddFile(owner, "http://web.test/" + name, "/in/" + name), hresult::S_OK);
    }
    return job;
  }

  // Alice's download of /a, TRANSFERRED.
  Job NewTransferred() {
    ServeTwoFiles();
    Job job = NewDownload({"a"});
    EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
    Run(std::chrono::seconds(10));
    EXPECT_EQ(State(job), JobState::kTransferred);
    return job;
  }

  void Run(Duration duration) { world_.loop().RunUntil(world_.loop().Now() + duration); }

  std::vector<JobEvent> Events() const {
    std::vector<JobEvent> events;
    for (const auto& numbered : world_.events().After(0)) events.push_back(numbered.event);
    return events;
  }

  // The state changes of `job` so far: "QUEUED CONNECTING ...".
  std::string Trace(const Job& job) const {
    std::string trace;
    for (const JobEvent& event : Events()) {
      if (event.job != job.id() || event.kind != JobEvent::Kind::kStateChange) continue;
      trace += (trace.empty() ? "" : " ") + std::string(ToString(event.to));
    }
    return trace;
  }

  JobState State(const Job& job) const { return *job.GetState(kRoot); }

  // "HEAD /a 200, GET /a 206 0-99999": the journal of the origin.
  std::string Requests() const {
    std::string text;
    const nlohmann::ordered_json journal = world_.Journal("web");
    for (const auto& request : journal["requests"]) {
      text += text.empty() ? "" : ", ";
      text += request["method"].get<std::string>() + " " + request["path"].get<std::string>() +
              " " + std::to_string(request["status"].get<int>());
      if (request.contains("rangeStart")) {
        text += " " + std::to_string(request["rangeStart"].get<int>()) + "-" +
                std::to_string(request["rangeEnd"].get<int>());
      }
    }
    return text;
  }

  bool Exists(const std::string& path) { return world_.files().Stat(path).has_value(); }

  mutable fakes::SimWorld world_{1};
  Policy policy_;
  Profile profile_ = kNewestProfile;
  std::unique_ptr<JobManager> manager_;
};

}  // namespace bitsproof
