// Session: what the dispatch knows of one case: principals, the manager, and the handles that the
// harness holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "conformance/subjects/clients.h"
#include "reference/base/guid.h"
#include "reference/job/enumerator.h"
#include "reference/job/job_manager.h"
#include "reference/model/principal.h"

namespace bitsproof::conformance {

// Principals, jobs and enumerators of a case by their names in the protocol.
class Session {
 public:
  using Principals = std::map<std::string, Principal, std::less<>>;
  using AnyEnumerator = std::variant<Enumerator<Job>, Enumerator<JobFile>>;

  // `clients` must outlive the session.
  explicit Session(Clients& clients) : clients_(clients) {}

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

  // Makes the callback objects that are registered.
  Clients& clients() const { return clients_; }

  // The principal called `name`. Throws ParamError when the case has none.
  const Principal& Find(std::string_view name) const;
  const Principals& principals() const { return principals_; }

  // Keeps `job` readable until the next Begin.
  void Keep(const Job& job) { jobs_.emplace(job.id(), job); }

  // The job with that id, also a finished one; nullptr for an id that this case never met.
  Job* FindJob(const Guid& id);

  // Makes a handle for `enumerator`.
  std::string Keep(AnyEnumerator enumerator);
  // Throws ParamError for a handle that does not exist.
  AnyEnumerator& FindEnumerator(const std::string& handle);
  void ReleaseEnumerator(const std::string& handle);

 private:
  Clients& clients_;
  Principals principals_;
  JobManager* manager_ = nullptr;
  std::unordered_map<Guid, Job> jobs_;
  std::map<std::string, AnyEnumerator> enumerators_;
  std::uint64_t next_enumerator_ = 1;
};

}  // namespace bitsproof::conformance
