// Scheduler: which jobs have their turn.
#pragma once

#include <array>
#include <chrono>
#include <list>

#include "reference/env/environment.h"
#include "reference/job/job_saver.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {

// All foreground jobs run in parallel, beside one background job at most: of the highest priority
// that has a runnable job, equal ones in turn by time slices (SC-01, SC-03, SC-04). Up to 1.5 one
// job runs at a time (SC-37).
class Scheduler {
 public:
  // UNSPECIFIED (SC-05): the length of a time slice.
  static constexpr Duration kTimeSlice = std::chrono::seconds(10);

  // Carries out what the scheduler decides.
  class Host {
   public:
    virtual ~Host() = default;
    // A QUEUED job becomes CONNECTING, or fails at once.
    virtual void BeginTurn(QueueEntry& entry) = 0;
    // An active job becomes QUEUED again: it waits behind its equals.
    virtual void EndTurn(QueueEntry& entry) = 0;
    // Whether a turn of a background job of that priority fails at once.
    virtual bool IsBlocked(JobPriority priority) const = 0;
  };

  // All must outlive the scheduler.
  Scheduler(Environment& env, Profile profile, JobSaver& saver, Host& host);

  // The job has become QUEUED: it will run when its turn comes, never before the present action is
  // over.
  void Enqueue(QueueEntry& entry);
  // The job is neither QUEUED nor active any more.
  void Withdraw(QueueEntry& entry);
  // The priority of `entry` was `before` until now.
  void OnPriorityChange(QueueEntry& entry, JobPriority before);
  // Ownership or a condition changed: think again at the next turn.
  void Reconsider();

 private:
  void Turn();
  // An entry stands in one line at most; it knows which, and where.
  void PutInto(QueueEntry& entry, EntryList& line);
  void TakeOut(QueueEntry& entry);
  EntryList& LineOf(const QueueEntry& entry);
  void StartForeground();
  void StartBackground();
  void StartBlocked();
  QueueEntry* RunningBackground() const;
  QueueEntry* NextBackground() const;
  void Start(QueueEntry& entry);
  void ArmSlice();
  void OnSliceEnd();
  bool IsRunnable(const QueueEntry& entry) const;
  bool runs_one_at_a_time() const { return profile_ < Profile::k2_0; }

  Environment& env_;
  const Profile profile_;
  JobSaver& saver_;
  Host& host_;
  std::array<EntryList, 4> waiting_;  // QUEUED jobs by priority
  EntryList active_;                  // CONNECTING or TRANSFERRING
  Timer turn_;
  Timer slice_;
};

}  // namespace bitsproof
