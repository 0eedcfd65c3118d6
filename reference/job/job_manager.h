// JobManager: IBackgroundCopyManager, and the service behind it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "reference/base/result.h"
#include "reference/env/environment.h"
#include "reference/job/enumerator.h"
#include "reference/job/job.h"
#include "reference/job/peer_cache.h"
#include "reference/model/policy.h"
#include "reference/model/profile.h"

namespace bitsproof {

class Queue;

inline constexpr std::uint32_t kEnumAllUsers = 0x0001;  // BG_JOB_ENUM_ALL_USERS

// A BITS job manager. Single-threaded: it acts when it is called and when a timer, the transport or
// a condition of its environment calls back. Destroying it stops the service: transfers are given
// up, jobs stay in the store.
class JobManager {
 public:
  // Loads the jobs of the store and schedules them: jobs that were QUEUED, CONNECTING or
  // TRANSFERRING are QUEUED. A store that cannot be read yields an empty queue (PE-07). All of
  // `environment` must outlive the manager.
  JobManager(Environment environment, const Policy& policy, Profile profile);
  ~JobManager();
  JobManager(const JobManager&) = delete;
  JobManager& operator=(const JobManager&) = delete;

  // Creates a SUSPENDED job with a new GUID, owned by `caller`. Errors: E_INVALIDARG (no name, or
  // over 256 characters), E_ACCESSDENIED (a restricted token), E_NOTIMPL (the profile does not have
  // `type`), BG_E_TOO_MANY_JOBS_PER_USER, BG_E_TOO_MANY_JOBS_PER_MACHINE. A refusal leaves nothing
  // behind.
  Result<Job> CreateJob(const Principal& caller, const std::optional<std::string>& display_name,
                        JobType type);

  // The queued job with that id. BG_E_NOT_FOUND, or E_ACCESSDENIED for the job of another user.
  Result<Job> GetJob(const Principal& caller, const Guid& id);

  // A snapshot of the queue: the jobs of the caller, or with kEnumAllUsers those of all users
  // (administrators only, else E_ACCESSDENIED). Other flags: E_NOTIMPL (UNSPECIFIED). In order of
  // creation (UNSPECIFIED).
  Result<Enumerator<Job>> EnumJobs(const Principal& caller, std::uint32_t flags);

  // As DescribeCode (error_text.h).
  Result<std::string> GetErrorDescription(HResult code, std::uint32_t language_id) const;

  // IBitsPeerCacheAdministration; lives as long as the manager.
  PeerCache& peer_cache();

  // The new policy binds from the next creation or addition on; jobs that exist stay (GP-22).
  void SetPolicy(const Policy& policy);

  Profile profile() const;

 private:
  std::unique_ptr<Queue> queue_;
  PeerCache peer_cache_;
};

}  // namespace bitsproof
