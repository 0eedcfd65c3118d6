#include "reference/job/scheduler.h"

#include <algorithm>

#include "reference/job/job_transfer.h"
#include "reference/job/queue.h"

namespace bitsproof {
namespace {

bool IsForeground(JobPriority priority) { return priority == JobPriority::kForeground; }

}  // namespace

Scheduler::Scheduler(Queue& queue)
    : queue_(queue), turn_(queue.env().timers), slice_(queue.env().timers) {}
Scheduler::~Scheduler() = default;

void Scheduler::PutInto(Job& job, Line& line) {
  TakeOut(job);
  job.line_position_ = line.insert(line.end(), &job);
  job.line_ = &line;
}

void Scheduler::TakeOut(Job& job) {
  if (job.line_ == nullptr) return;
  job.line_->erase(job.line_position_);
  job.line_ = nullptr;
}

Scheduler::Line& Scheduler::LineOf(const Job& job) {
  return waiting_[static_cast<std::size_t>(job.record_.priority)];
}

void Scheduler::Enqueue(Job& job) {
  PutInto(job, LineOf(job));
  Reconsider();
}

void Scheduler::Withdraw(Job& job) {
  if (job.line_ == nullptr) return;
  TakeOut(job);
  Reconsider();
}

void Scheduler::Requeue(Job& job) { queue_.Transition(job, JobState::kQueued); }

void Scheduler::OnPriorityChange(Job& job, JobPriority before) {
  if (job.record_.state == JobState::kQueued) PutInto(job, LineOf(job));
  // UNSPECIFIED: a running job goes on, unless it now has to share a turn that it had for
  // itself, or the reverse.
  const bool other_kind = IsForeground(before) != IsForeground(job.record_.priority);
  if (IsActive(job.record_.state) && other_kind) Requeue(job);
  Reconsider();
}

void Scheduler::Reconsider() {
  if (!turn_.armed()) turn_.Arm(queue_.env().clock.Now(), [this] { Turn(); });
}

bool Scheduler::runs_one_at_a_time() const { return queue_.profile() < Profile::k2_0; }

// SC-28: a job runs while its owner is logged on; services always are.
bool Scheduler::IsRunnable(const Job& job) const {
  const Principal& owner = job.record_.owner;
  return owner.kind == Principal::Kind::kService || queue_.env().sessions.IsLoggedOn(owner.sid);
}

void Scheduler::Turn() {
  StartForeground();
  StartBackground();
}

void Scheduler::StartForeground() {
  const Line candidates = waiting_[static_cast<std::size_t>(JobPriority::kForeground)];
  for (Job* const job : candidates) {
    if (!IsRunnable(*job)) continue;
    if (runs_one_at_a_time() && !active_.empty()) {
      if (IsForeground(active_.front()->record_.priority)) return;
      Requeue(*active_.front());
    }
    Start(*job);
  }
}

Job* Scheduler::NextBackground() const {
  for (std::size_t line = static_cast<std::size_t>(JobPriority::kHigh); line < waiting_.size();
       ++line) {
    for (Job* const job : waiting_[line]) {
      if (IsRunnable(*job)) return job;
    }
  }
  return nullptr;
}

Job* Scheduler::RunningBackground() const {
  const auto running = std::find_if(active_.begin(), active_.end(), [](const Job* job) {
    return !IsForeground(job->record_.priority);
  });
  return running == active_.end() ? nullptr : *running;
}

void Scheduler::StartBackground() {
  Job* const next = NextBackground();
  if (next == nullptr) return;
  if (runs_one_at_a_time() && !active_.empty() && IsForeground(active_.front()->record_.priority))
    return;
  if (Job* const running = RunningBackground()) {
    if (running->record_.priority <= next->record_.priority) return;
    Requeue(*running);  // ST-10: the higher priority comes first
  }
  Start(*next);
  ArmSlice();
}

void Scheduler::ArmSlice() {
  slice_.Arm(queue_.env().clock.Now() + kTimeSlice, [this] { OnSliceEnd(); });
}

// ST-09: an equal that waits gets its turn.
void Scheduler::OnSliceEnd() {
  Job* const running = RunningBackground();
  if (running == nullptr) return;
  const Job* const next = NextBackground();
  if (next == nullptr || next->record_.priority > running->record_.priority) {
    ArmSlice();
    return;
  }
  Requeue(*running);
  static_cast<void>(queue_.Commit());
}

void Scheduler::Start(Job& job) {
  if (!queue_.env().network.IsConnected()) {
    queue_.OnFailure(
        job, {hresult::BG_E_NETWORK_DISCONNECTED, ErrorContext::kGeneralTransport, false, true}, 0);
    return;
  }
  PutInto(job, active_);
  queue_.Transition(job, JobState::kConnecting);
  static_cast<void>(queue_.Commit());
  job.transfer_ = std::make_unique<JobTransfer>(queue_, job);
  job.transfer_->Begin();
}

}  // namespace bitsproof
