#include "reference/job/notifier.h"

#include <chrono>
#include <memory>

namespace bitsproof {
namespace {

// NT-04: modification events of a job are at least this far apart.
constexpr Duration kModificationInterval = std::chrono::milliseconds(500);

JobEvent EventOf(JobEvent::Kind kind, const Guid& id, JobState state) {
  return {kind, id, state, state};
}

}  // namespace

void Notifier::OnOutcome(QueueEntry& entry) {
  const bool error = entry.record.state == JobState::kError;
  const std::uint32_t wanted = error ? kNotifyJobError : kNotifyJobTransferred;
  entry.record.notification_pending = (entry.record.notify_flags & wanted) != 0;
  Deliver(entry);
}

void Notifier::Deliver(QueueEntry& entry) {
  const JobRecord& record = entry.record;
  if (!record.notification_pending || !entry.notify_interface_registered) return;
  if ((record.notify_flags & kNotifyDisable) != 0) return;
  if (record.state == JobState::kTransferred) SendOutcome(entry, JobEvent::Kind::kJobTransferred);
  if (record.state == JobState::kError) SendOutcome(entry, JobEvent::Kind::kJobError);
  saver_.Save(entry);
}

void Notifier::SendOutcome(QueueEntry& entry, JobEvent::Kind kind) {
  const bool taken = env_.events.OnEvent(EventOf(kind, entry.record.id, entry.record.state));
  entry.record.notification_pending = !taken;
  if (taken) return;
  // CORE-CB-06 leaves the interval open; NT-16 gives the retry delay.
  const Instant again =
      env_.clock.Now() + std::chrono::seconds(entry.record.minimum_retry_delay_seconds);
  entry.notification_timer = std::make_unique<Timer>(env_.timers);
  entry.notification_timer->Arm(again, [this, &entry] {
    Deliver(entry);
    static_cast<void>(saver_.Commit());
  });
}

void Notifier::OnModification(QueueEntry& entry) {
  const std::uint32_t flags = entry.record.notify_flags;
  if (!entry.notify_interface_registered || IsFinal(entry.record.state)) return;
  if ((flags & kNotifyJobModification) == 0 || (flags & kNotifyDisable) != 0) return;
  const Instant due = entry.last_modification_event + kModificationInterval;
  if (due <= env_.clock.Now()) {
    entry.last_modification_event = env_.clock.Now();
    env_.events.OnEvent(
        EventOf(JobEvent::Kind::kJobModification, entry.record.id, entry.record.state));
  } else if (!entry.modification_timer || !entry.modification_timer->armed()) {
    entry.modification_timer = std::make_unique<Timer>(env_.timers);
    entry.modification_timer->Arm(due, [this, &entry] { OnModification(entry); });
  }
}

}  // namespace bitsproof
