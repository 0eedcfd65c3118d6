#include "bench/live_service.h"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

namespace bitsproof::bench {
namespace {

Random SeedFromSystem() {
  std::random_device device;
  return Random((std::uint64_t{device()} << 32) | device());
}

std::unique_ptr<platform::SqliteJobStore> OpenStore(const std::string& path) {
  Result<std::unique_ptr<platform::SqliteJobStore>> store = platform::SqliteJobStore::Open(path);
  if (!store) throw std::runtime_error("cannot open " + path + ": " + ToString(store.error()));
  return std::move(*store);
}

bool Contains(const std::vector<JobState>& states, JobState state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

LiveService::LiveService(const std::string& store_path, const Policy& policy)
    : store_(OpenStore(store_path)),
      manager_(Environment{loop_, loop_, transport_, files_, *store_, network_, sessions_, sink_,
                           SeedFromSystem()},
               policy, kNewestProfile) {}

bool LiveService::RunUntil(const Job& job, const std::vector<JobState>& states, Duration limit) {
  const std::vector<JobState> passed = StatesOf(job);
  bool reached = !passed.empty() && Contains(states, passed.back());
  if (reached) return true;
  on_change_ = [&](const JobEvent& event) {
    if (event.job != job.id() || !Contains(states, event.to)) return;
    reached = true;
    loop_.Stop();
  };
  Timer give_up(loop_);
  give_up.Arm(loop_.Now() + limit, [this] { loop_.Stop(); });
  loop_.Run();
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
