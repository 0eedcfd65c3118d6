// Scheduler: which jobs have their turn.
#pragma once

#include <array>
#include <chrono>
#include <list>

#include "reference/env/clock.h"
#include "reference/model/job_record.h"

namespace bitsproof {

class Job;
class Queue;

// All foreground jobs run in parallel, beside one background job at most: of the highest priority
// that has a runnable job, equal ones in turn by time slices (SC-01, SC-03, SC-04). Up to 1.5 one
// job runs at a time (SC-37).
class Scheduler {
 public:
  // UNSPECIFIED (SC-05): the length of a time slice.
  static constexpr Duration kTimeSlice = std::chrono::seconds(10);

  // `queue` must outlive the scheduler.
  explicit Scheduler(Queue& queue);
  ~Scheduler();

  // The job has become QUEUED: it will run when its turn comes, never before the present action is
  // over.
  void Enqueue(Job& job);
  // The job is neither QUEUED nor active any more.
  void Withdraw(Job& job);
  // The priority of `job` was `before` until now.
  void OnPriorityChange(Job& job, JobPriority before);
  // Ownership or a condition changed: think again at the next turn.
  void Reconsider();

 private:
  using Line = std::list<Job*>;  // a job stands in one line at most; it knows which, and where

  void Turn();
  void PutInto(Job& job, Line& line);
  void TakeOut(Job& job);
  Line& LineOf(const Job& job);
  // Gives the job's turn to others: it waits behind its equals.
  void Requeue(Job& job);
  void StartForeground();
  void StartBackground();
  Job* RunningBackground() const;
  Job* NextBackground() const;
  void Start(Job& job);
  void ArmSlice();
  void OnSliceEnd();
  bool IsRunnable(const Job& job) const;
  bool runs_one_at_a_time() const;

  Queue& queue_;
  std::array<Line, 4> waiting_;  // QUEUED jobs by priority
  Line active_;                  // CONNECTING or TRANSFERRING
  Timer turn_;
  Timer slice_;
};

}  // namespace bitsproof
