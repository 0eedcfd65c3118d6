// LiveService: the reference job manager on the real machine.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reference/job/job_manager.h"
#include "reference/platform/real_world.h"

namespace bitsproof::bench {

// A job manager in the real world, on the calling thread: it works while RunUntil waits.
class LiveService final {
 public:
  // Throws as RealWorld does.
  LiveService(const platform::RealWorld::Options& options, const Policy& policy);
  LiveService(const LiveService&) = delete;
  LiveService& operator=(const LiveService&) = delete;

  JobManager& manager() { return manager_; }

  // Lets the manager work until `job` is in one of `states` or `limit` has passed. Returns whether
  // it is.
  bool RunUntil(const Job& job, const std::vector<JobState>& states, Duration limit);

  // The states that `job` has gone through, oldest first, without the first one.
  std::vector<JobState> StatesOf(const Job& job) const;

 private:
  bool OnEvent(const JobEvent& event);

  platform::RealWorld world_;
  std::vector<JobEvent> changes_;                   // kStateChange only
  std::function<void(const JobEvent&)> on_change_;  // set during RunUntil
  JobManager manager_;
};

// An ordinary user, who owns the jobs of tests and measurements.
Principal OrdinaryUser();

}  // namespace bitsproof::bench
