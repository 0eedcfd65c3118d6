// Queue: the jobs that are not final, who owns them, and what happens to them over time.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "reference/base/guid.h"
#include "reference/base/result.h"
#include "reference/env/environment.h"
#include "reference/job/job_saver.h"
#include "reference/job/job_transfer.h"
#include "reference/job/notifier.h"
#include "reference/job/queue_entry.h"
#include "reference/job/scheduler.h"
#include "reference/job/throttle.h"
#include "reference/model/policy.h"
#include "reference/model/profile.h"

namespace bitsproof {

// The inside of a JobManager. Every change of a job's state goes through Transition, which keeps
// the time stamps, the journal, the notifications and the scheduler in step; every action ends with
// a commit of the saver, one transaction of the store.
//
// Invariants: `jobs_` holds exactly the jobs in non-final states; each of them stands in the list
// of its owner and in `by_activity_`; `standard_jobs_` is the number of those whose owner is a
// standard user.
class Queue final : private Scheduler::Host, private TransferObserver {
 public:
  Queue(Environment environment, const Policy& policy, Profile profile);
  ~Queue() override;
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  using NamesByFile = std::vector<std::pair<std::size_t, std::string>>;  // by index of the file
  using Entries = std::vector<std::shared_ptr<QueueEntry>>;

  Result<std::shared_ptr<QueueEntry>> Create(const Principal& caller,
                                             const std::string& display_name, JobType type);
  std::shared_ptr<QueueEntry> Find(const Guid& id) const;  // nullptr when it is not queued
  Entries JobsOf(const std::string& sid) const;            // in order of creation
  Entries AllJobs() const;
  void set_policy(const Policy& policy);
  const Policy& policy() const { return policy_; }
  Profile profile() const { return profile_; }
  bool IsExempt(const Principal& principal) const;

  Environment& env() { return env_; }
  JobSaver& saver() { return saver_; }
  Notifier& notifier() { return notifier_; }
  Scheduler& scheduler() { return scheduler_; }

  // Moves a job to `to` and does all that goes with it. REQUIRES: IsLegalTransition. No effect when
  // it is there already. A final state takes the job out of the queue.
  void Transition(QueueEntry& entry, JobState to);
  // ModificationTime moves, and the inactivity timeout starts anew (CORE-LIFE-17).
  void Touch(QueueEntry& entry);
  // Touch, and a modification event.
  void Modified(QueueEntry& entry, ModificationCauses causes);
  // REQUIRES: `owner` is an administrator.
  void ChangeOwner(QueueEntry& entry, const Principal& owner);
  // Files that have begun to come over HTTPS start anew, for the server was not asked whether its
  // certificate is revoked (HTTP-SEC-07). To be committed by the caller.
  void ForgetUncheckedBytes(QueueEntry& entry);
  // What is under way goes on with the new names.
  HResult SetRemoteNames(QueueEntry& entry, const NamesByFile& names);
  // Takes note of what the client thinks of a file. REQUIRES: the file is transferred.
  HResult SetValidationState(QueueEntry& entry, std::size_t file_index, bool is_valid);
  // What a network may cost the job, or what the network costs, is another now.
  void OnCostChange(QueueEntry& entry);
  // So is what a policy leaves to the job.
  void OnBandwidthChange(QueueEntry& entry);
  // Holds a turn that is under way to the maximum download time of its job.
  void ArmTimeLimit(QueueEntry& entry);

 private:
  void Load();
  void Admit(std::shared_ptr<QueueEntry> entry);
  void Dismiss(QueueEntry& entry);
  HResult CheckLimits(const Principal& caller) const;
  void Stamp(QueueEntry& entry);
  void EnterTransientError(QueueEntry& entry, bool event_driven);
  void LeaveTransientError(QueueEntry& entry, JobState to);
  void OnNetworkChange();
  void OnSessionChange();
  void OnHour();
  void LeaveBlock(QueueEntry& entry, HResult code);
  bool IsBlockOver(const QueueEntry& entry) const;
  void DropTokenOfAbsent(QueueEntry& entry);
  void OnAnswer(const JobEvent& event, bool taken);
  void CancelInactive();
  void ArmInactivity();
  Duration inactivity_timeout() const;
  // The transfer of a job that becomes CONNECTING now; nullptr when its type has none yet.
  std::unique_ptr<JobTransfer> MakeTransfer(QueueEntry& entry);

  void BeginTurn(QueueEntry& entry) override;
  void EndTurn(QueueEntry& entry) override;
  bool IsBlocked(JobPriority priority) const override;
  void OnConnected(QueueEntry& entry) override;
  void OnBytesMoved(QueueEntry& entry) override;
  void OnFileTransferred(QueueEntry& entry, std::size_t file_index) override;
  void OnAllTransferred(QueueEntry& entry) override;
  void OnFailure(QueueEntry& entry, const TransferFailure& failure,
                 std::size_t file_index) override;

  Environment env_;
  Policy policy_;
  const Profile profile_;
  std::unordered_map<Guid, std::shared_ptr<QueueEntry>> jobs_;
  std::map<std::string, EntryList> owners_;  // jobs by SID of their owner, in order of creation
  EntryList by_activity_;                    // least recently active first
  std::size_t standard_jobs_ = 0;
  std::uint64_t next_sequence_ = 1;
  JobSaver saver_;
  Notifier notifier_;
  Timer inactivity_timer_;
  Throttle throttle_;
  Scheduler scheduler_;
  bool was_connected_ = true;
};

}  // namespace bitsproof
