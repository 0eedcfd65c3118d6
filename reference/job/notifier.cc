#include "reference/job/notifier.h"

#include <chrono>
#include <memory>

#include "reference/job/job_transfer.h"
#include "reference/job/queue.h"

namespace bitsproof {
namespace {

// NT-04: modification events of a job are at least this far apart.
constexpr Duration kModificationInterval = std::chrono::milliseconds(500);

JobEvent EventOf(JobEvent::Kind kind, const Guid& id, JobState state) {
  return {kind, id, state, state};
}

}  // namespace

void Notifier::OnOutcome(Job& job) {
  const bool error = job.record_.state == JobState::kError;
  const std::uint32_t wanted = error ? kNotifyJobError : kNotifyJobTransferred;
  job.record_.notification_pending = (job.record_.notify_flags & wanted) != 0;
  Deliver(job);
}

void Notifier::Deliver(Job& job) {
  const JobRecord& record = job.record_;
  if (!record.notification_pending || !job.notify_interface_registered_) return;
  if ((record.notify_flags & kNotifyDisable) != 0) return;
  if (record.state == JobState::kTransferred) SendOutcome(job, JobEvent::Kind::kJobTransferred);
  if (record.state == JobState::kError) SendOutcome(job, JobEvent::Kind::kJobError);
  queue_.Save(job);
}

void Notifier::SendOutcome(Job& job, JobEvent::Kind kind) {
  Environment& env = queue_.env();
  const bool taken = env.events.OnEvent(EventOf(kind, job.id(), job.record_.state));
  job.record_.notification_pending = !taken;
  if (taken) return;
  // CORE-CB-06 leaves the interval open; NT-16 gives the retry delay.
  const Instant again =
      env.clock.Now() + std::chrono::seconds(job.record_.minimum_retry_delay_seconds);
  job.notification_timer_ = std::make_unique<Timer>(env.timers);
  job.notification_timer_->Arm(again, [this, &job] {
    Deliver(job);
    static_cast<void>(queue_.Commit());
  });
}

void Notifier::OnModification(Job& job) {
  const std::uint32_t flags = job.record_.notify_flags;
  if (!job.notify_interface_registered_ || IsFinal(job.record_.state)) return;
  if ((flags & kNotifyJobModification) == 0 || (flags & kNotifyDisable) != 0) return;
  Environment& env = queue_.env();
  const Instant due = job.last_modification_event_ + kModificationInterval;
  if (due <= env.clock.Now()) {
    job.last_modification_event_ = env.clock.Now();
    env.events.OnEvent(EventOf(JobEvent::Kind::kJobModification, job.id(), job.record_.state));
  } else if (!job.modification_timer_ || !job.modification_timer_->armed()) {
    job.modification_timer_ = std::make_unique<Timer>(env.timers);
    job.modification_timer_->Arm(due, [this, &job] { OnModification(job); });
  }
}

}  // namespace bitsproof
