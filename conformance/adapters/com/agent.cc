#include "conformance/adapters/com/agent.h"

#include <utility>

namespace com_adapter {
namespace {

// The newest class that is registered makes the manager.
HRESULT MakeManager(ComPtr<IBackgroundCopyManager>& manager) {
  HRESULT code = REGDB_E_CLASSNOTREG;
  for (const CLSID& id : kManagerClasses) {
    Received<IBackgroundCopyManager> made;
    code = CoCreateInstance(id, nullptr, CLSCTX_LOCAL_SERVER, IidOf<IBackgroundCopyManager>(),
                            made.OutVoid());
    if (SUCCEEDED(code)) manager = made.Keep();
    if (code != REGDB_E_CLASSNOTREG) break;
  }
  return code;
}

}  // namespace

Agent::Agent(Announce announce)
    : announce_(std::move(announce)), events_(std::make_shared<CaseEvents>(announce_)) {}

HRESULT Agent::Manager(ComPtr<IBackgroundCopyManager>& manager) {
  const std::lock_guard lock(mutex_);
  if (!given_->manager) {
    if (const HRESULT code = MakeManager(given_->manager); FAILED(code)) return code;
  }
  manager = given_->manager;
  return S_OK;
}

void Agent::Abandon(Objects objects) {
  const std::lock_guard lock(mutex_);
  events_->Close();
  events_ = std::make_shared<CaseEvents>(announce_);
  owned_.clear();
  hidden_.clear();
  next_enumerator_ = 1;
  if (objects == Objects::kDead) {
    static_cast<void>(given_.release());
    given_ = std::make_unique<Given>();
    return;
  }
  given_->jobs.clear();
  given_->enumerators.clear();
}

void Agent::Hide(std::set<std::string> jobs) { hidden_ = std::move(jobs); }

void Agent::Keep(const GUID& id, ComPtr<IBackgroundCopyJob> job) {
  const std::lock_guard lock(mutex_);
  HoldLocked(job);
  given_->jobs.try_emplace(ToText(id), std::move(job));
}

HRESULT Agent::List(IEnumBackgroundCopyJobs& jobs, std::vector<std::string>& ids) {
  while (true) {
    IBackgroundCopyJob* batch[256];
    ULONG fetched = 0;
    const HRESULT code = jobs.Next(256, batch, &fetched);
    if (FAILED(code)) return code;
    HRESULT read = S_OK;
    for (ULONG i = 0; i < fetched; ++i) {
      ComPtr<IBackgroundCopyJob> job(batch[i]);
      GUID id;
      if (SUCCEEDED(read)) read = job->GetId(&id);
      if (FAILED(read)) continue;
      ids.push_back(ToText(id));
      Keep(id, std::move(job));
    }
    if (FAILED(read) || fetched < 256) return read;
  }
}

HRESULT Agent::ListAll(DWORD flags, std::vector<std::string>& ids) {
  ComPtr<IBackgroundCopyManager> manager;
  HRESULT code = Manager(manager);
  Received<IEnumBackgroundCopyJobs> received;
  if (SUCCEEDED(code)) code = manager->EnumJobs(flags, received.Out());
  if (FAILED(code)) return code;
  const ComPtr<IEnumBackgroundCopyJobs> jobs = received.Keep();
  Hold(jobs);
  return List(*jobs.get(), ids);
}

HRESULT Agent::FindJob(const GUID& id, ComPtr<IBackgroundCopyJob>& job) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto it = given_->jobs.find(ToText(id)); it != given_->jobs.end()) {
      job = it->second;
      return S_OK;
    }
  }
  ComPtr<IBackgroundCopyManager> manager;
  if (const HRESULT code = Manager(manager); FAILED(code)) return code;
  Received<IBackgroundCopyJob> found;
  const HRESULT code = manager->GetJob(id, found.Out());
  if (FAILED(code)) return code;
  const std::lock_guard lock(mutex_);
  job = given_->jobs.try_emplace(ToText(id), found.Keep()).first->second;
  HoldLocked(job);
  return S_OK;
}

void Agent::Own(const std::string& job) {
  const std::lock_guard lock(mutex_);
  owned_.insert(job);
}

std::set<std::string> Agent::owned() const {
  const std::lock_guard lock(mutex_);
  return owned_;
}

std::string Agent::Keep(Enumerator enumerator) {
  const std::lock_guard lock(mutex_);
  std::string handle = "enumerator-" + std::to_string(next_enumerator_++);
  given_->enumerators.emplace(handle, std::make_shared<Enumerator>(std::move(enumerator)));
  return handle;
}

std::shared_ptr<Enumerator> Agent::FindEnumerator(const std::string& handle) {
  const std::lock_guard lock(mutex_);
  const auto it = given_->enumerators.find(handle);
  if (it == given_->enumerators.end())
    throw ParamError("Parameter 'enumerator' is not a handle of an enumerator of this principal.");
  return it->second;
}

void Agent::ReleaseEnumerator(const std::string& handle) {
  FindEnumerator(handle);
  const std::lock_guard lock(mutex_);
  given_->enumerators.erase(handle);
}

}  // namespace com_adapter
