#include "conformance/subjects/session.h"

#include <utility>

#include "conformance/subjects/params.h"

namespace bitsproof::conformance {
namespace {

// Sees every job, whoever owns it.
const Principal kObserver{"S-1-5-32-544", Principal::Kind::kAdministrator};

bool IsFinished(const Job& job) {
  const Result<JobState> state = job.GetState(kObserver);
  return state && IsFinal(*state);
}

}  // namespace

void Session::Begin(Principals principals, JobManager& manager) {
  Clear();
  principals_ = std::move(principals);
  Attach(manager);
}

void Session::Clear() {
  enumerators_.clear();
  next_enumerator_ = 1;
  jobs_.clear();
  principals_.clear();
  manager_ = nullptr;
}

void Session::Detach() {
  std::erase_if(jobs_, [](const auto& entry) { return !IsFinished(entry.second); });
  enumerators_.clear();
  manager_ = nullptr;
}

void Session::Attach(JobManager& manager) {
  manager_ = &manager;
  Result<Enumerator<Job>> jobs = manager.EnumJobs(kObserver, kEnumAllUsers);
  if (!jobs) return;
  for (const Job& job : jobs->Next(jobs->count()).items) Keep(job);
}

const Principal& Session::Find(std::string_view name) const {
  const auto it = principals_.find(name);
  if (it == principals_.end()) {
    throw ParamError("Parameter 'as' names '" + std::string(name) +
                     "', which is not a principal of this case.");
  }
  return it->second;
}

Job* Session::FindJob(const Guid& id) {
  const auto it = jobs_.find(id);
  return it == jobs_.end() ? nullptr : &it->second;
}

std::string Session::Keep(AnyEnumerator enumerator) {
  std::string handle = "enumerator-" + std::to_string(next_enumerator_++);
  enumerators_.emplace(handle, std::move(enumerator));
  return handle;
}

Session::AnyEnumerator& Session::FindEnumerator(const std::string& handle) {
  const auto it = enumerators_.find(handle);
  if (it == enumerators_.end())
    throw ParamError("Parameter 'enumerator' is not the handle of an enumerator.");
  return it->second;
}

void Session::ReleaseEnumerator(const std::string& handle) {
  FindEnumerator(handle);
  enumerators_.erase(handle);
}

}  // namespace bitsproof::conformance
