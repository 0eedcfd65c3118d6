// Queue: the jobs that are not final, who owns them, and what happens to them over time.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "reference/env/environment.h"
#include "reference/job/job.h"
#include "reference/job/job_index.h"
#include "reference/job/notifier.h"
#include "reference/job/scheduler.h"
#include "reference/model/policy.h"
#include "reference/model/profile.h"
#include "reference/transfer/failure.h"

namespace bitsproof {

// The inside of a JobManager. Every change of a job's state goes through Transition, which keeps
// the time stamps, the journal, the notifications and the scheduler in step; every action ends with
// Commit, one transaction of the store.
//
// Invariants: `jobs_` holds exactly the jobs in non-final states; each of them stands in the list
// of its owner and in `by_activity_`; `standard_jobs_` is the number of those whose owner is a
// standard user.
class Queue {
 public:
  Queue(Environment environment, const Policy& policy, Profile profile);
  ~Queue();
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  // --- What JobManager offers ---
  Result<std::shared_ptr<Job>> Create(const Principal& caller, const std::string& display_name,
                                      JobType type);
  std::shared_ptr<Job> Find(const Guid& id) const;  // nullptr when it is not queued
  std::vector<std::shared_ptr<Job>> JobsOf(const std::string& sid) const;
  std::vector<std::shared_ptr<Job>> AllJobs() const;
  void set_policy(const Policy& policy);

  // --- What a job asks of its queue ---
  const Policy& policy() const { return policy_; }
  Profile profile() const { return profile_; }
  Environment& env() { return env_; }
  bool IsExempt(const Principal& principal) const;
  // Moves `job` to `to` and does all that goes with it. REQUIRES: IsLegalTransition. No effect when
  // it is there already. A final state takes the job out of the queue.
  void Transition(Job& job, JobState to);
  // ModificationTime moves.
  void Stamp(Job& job);
  // Stamp, and the inactivity timeout starts anew (CORE-LIFE-17).
  void Touch(Job& job);
  // Touch, and a modification event.
  void Modified(Job& job);
  void ChangeOwner(Job& job, const Principal& owner);
  void OnPriorityChange(Job& job, JobPriority before) { scheduler_.OnPriorityChange(job, before); }
  Notifier& notifier() { return notifier_; }
  // Gathers the job, or one of its files, for the next Commit.
  void Save(const Job& job);
  void SaveFile(const Job& job, std::size_t index);
  // Ends an action. What a failed commit lost is part of the next one.
  HResult Commit();

  // --- What a transfer tells ---
  void OnConnected(Job& job);
  void OnBytesMoved(Job& job);
  void OnAllTransferred(Job& job);
  void OnFailure(Job& job, const TransferFailure& failure, std::size_t file_index);

 private:
  struct Owner {
    std::list<Job*> jobs;  // in order of creation
  };

  void Load();
  void Admit(std::shared_ptr<Job> job, bool newest);
  void Dismiss(Job& job);
  HResult CheckLimits(const Principal& caller) const;
  void SaveAll();
  void EnterTransientError(Job& job, bool event_driven);
  void LeaveTransientError(Job& job, JobState to);
  void OnNetworkChange();
  void OnSessionChange();
  void CancelInactive();
  void ArmInactivity();
  Duration inactivity_timeout() const;

  Environment env_;
  Policy policy_;
  const Profile profile_;
  JobIndex jobs_;  // shared: a client may hold a job beyond its life in the queue
  std::map<std::string, Owner> owners_;  // by SID
  std::list<Job*> by_activity_;          // least recently active first
  std::size_t standard_jobs_ = 0;
  std::uint64_t next_sequence_ = 1;
  std::vector<JobKey> erased_;    // since the last commit that succeeded
  bool store_is_behind_ = false;  // the last commit failed
  Notifier notifier_;
  Timer inactivity_timer_;
  Scheduler scheduler_;
};

}  // namespace bitsproof
