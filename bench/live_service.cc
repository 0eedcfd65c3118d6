#include "bench/live_service.h"

#include <algorithm>

namespace bitsproof::bench {
namespace {

bool Contains(const std::vector<JobState>& states, JobState state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

LiveService::LiveService(const platform::RealWorld::Options& options, const Policy& policy)
    : world_(options), manager_(world_.environment(), policy, kNewestProfile) {
  world_.events().set_callback([this](const JobEvent& event) { return OnEvent(event); });
}

bool LiveService::RunUntil(const Job& job, const std::vector<JobState>& states, Duration limit) {
  const std::vector<JobState> passed = StatesOf(job);
  bool reached = !passed.empty() && Contains(states, passed.back());
  if (reached) return true;
  on_change_ = [&](const JobEvent& event) {
    if (event.job != job.id() || !Contains(states, event.to)) return;
    reached = true;
    world_.loop().Stop();
  };
  platform::RunLoop& loop = world_.loop();
  Timer give_up(loop);
  give_up.Arm(loop.Now() + limit, [&] { loop.Stop(); });
  loop.Run();
  on_change_ = nullptr;
  return reached;
}

std::vector<JobState> LiveService::StatesOf(const Job& job) const {
  std::vector<JobState> states;
  for (const JobEvent& change : changes_) {
    if (change.job == job.id()) states.push_back(change.to);
  }
  return states;
}

bool LiveService::OnEvent(const JobEvent& event) {
  if (event.kind != JobEvent::Kind::kStateChange) return true;
  changes_.push_back(event);
  if (on_change_) on_change_(event);
  return true;
}

Principal OrdinaryUser() { return {"S-1-5-21-1-2-3-1001", Principal::Kind::kStandardUser}; }

}  // namespace bitsproof::bench
