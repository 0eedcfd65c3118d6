// Session: what the dispatch knows of one case: principals, the manager, and the handles that the
// harness holds.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "conformance/json/json.h"
#include "reference/base/guid.h"
#include "reference/job/enumerator.h"
#include "reference/job/job_manager.h"
#include "reference/model/principal.h"

namespace bitsproof::conformance {

// Principals, jobs and enumerators of a case by their names in the protocol. The items of an
// enumerator are the JSON values that the protocol shows: job ids, or file objects.
class Session {
 public:
  using Principals = std::map<std::string, Principal, std::less<>>;

  // Forgets everything and begins a case. `manager` must outlive the session or be replaced by
  // Attach.
  void Begin(Principals principals, JobManager& manager);

  // Forgets everything: principals, manager, handles.
  void Clear();

  // Lets go of the manager, which is about to be destroyed. Finished jobs stay readable.
  void Detach();

  // Goes on with another manager on the same store: its jobs can be named again.
  void Attach(JobManager& manager);

  // REQUIRES: attached.
  JobManager& manager() const { return *manager_; }

  // The principal called `name`. Throws ParamError when the case has none.
  const Principal& Find(std::string_view name) const;
  const Principals& principals() const { return principals_; }

  // Keeps `job` readable until the next Begin.
  void Keep(const std::shared_ptr<Job>& job) { jobs_.emplace(job->id(), job); }

  // The job with that id, also a finished one; nullptr for an id that this case never met.
  Job* FindJob(const Guid& id) const;

  // Makes a handle for `enumerator`.
  std::string Keep(Enumerator<Json> enumerator);
  // Throws ParamError for a handle that does not exist.
  Enumerator<Json>& FindEnumerator(const std::string& handle);
  void ReleaseEnumerator(const std::string& handle);

 private:
  Principals principals_;
  JobManager* manager_ = nullptr;
  // shared_ptr: a client's reference keeps a finished job readable after the queue has let go of
  // it.
  std::unordered_map<Guid, std::shared_ptr<Job>> jobs_;
  std::map<std::string, Enumerator<Json>> enumerators_;
  std::uint64_t next_enumerator_ = 1;
};

}  // namespace bitsproof::conformance
