#include "reference/job/notifier.h"

#include <chrono>
#include <memory>
#include <utility>

namespace bitsproof {
namespace {

// NT-04: modification events of a job are at least this far apart.
constexpr Duration kModificationInterval = std::chrono::milliseconds(500);

// CORE-CB-10.
constexpr std::size_t kCallsPerUserMax = 4;

JobEvent EventOf(JobEvent::Kind kind, const QueueEntry& entry) {
  JobEvent event{kind, entry.record.id, entry.record.state, entry.record.state};
  event.callback = entry.notify_interface->callback;
  event.user = entry.notify_interface->user;
  return event;
}

// Whether a notification of that flag would reach anybody.
bool IsHeard(const QueueEntry& entry, std::uint32_t flag) {
  const std::uint32_t flags = entry.record.notify_flags;
  return entry.notify_interface && (flags & flag) != 0 && (flags & kNotifyDisable) == 0;
}

}  // namespace

bool Notifier::HasRoomFor(const std::string& user) const {
  const auto it = under_way_.find(user);
  return it == under_way_.end() || it->second < kCallsPerUserMax;
}

Delivery Notifier::Send(const JobEvent& event) {
  const Delivery delivery = env_.events.OnEvent(event);
  if (delivery == Delivery::kPending) ++under_way_[event.user];
  return delivery;
}

void Notifier::OnOutcome(QueueEntry& entry) {
  const bool error = entry.record.state == JobState::kError;
  const std::uint32_t wanted = error ? kNotifyJobError : kNotifyJobTransferred;
  entry.record.notification_pending = (entry.record.notify_flags & wanted) != 0;
  entry.is_new_outcome = true;
  Deliver(entry);
}

void Notifier::Deliver(QueueEntry& entry) {
  const JobRecord& record = entry.record;
  if (!record.notification_pending || entry.is_being_told) return;
  if (!entry.notify_interface || (record.notify_flags & kNotifyDisable) != 0) return;
  entry.is_held_back = !HasRoomFor(entry.notify_interface->user);
  if (entry.is_held_back) return;
  entry.is_new_outcome = false;
  const bool error = record.state == JobState::kError;
  const Delivery delivery =
      Send(EventOf(error ? JobEvent::Kind::kJobError : JobEvent::Kind::kJobTransferred, entry));
  entry.is_being_told = delivery == Delivery::kPending;
  if (!entry.is_being_told) Conclude(entry, delivery == Delivery::kTaken);
}

void Notifier::Conclude(QueueEntry& entry, bool taken) {
  entry.record.notification_pending = !taken;
  saver_.Save(entry);
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

void Notifier::OnAnswer(QueueEntry* entry, const JobEvent& event, bool taken) {
  --under_way_[event.user];
  if (entry == nullptr || event.kind == JobEvent::Kind::kJobModification) return;
  entry->is_being_told = false;
  if (!entry->record.notification_pending) return;
  // Meanwhile the job may have gone on and come to an outcome of which nobody was told yet, or
  // another object may have been registered, which hears at once what the old one refused.
  const bool has_other =
      entry->notify_interface && entry->notify_interface->callback != event.callback;
  const bool is_due = entry->is_new_outcome || (!taken && has_other);
  is_due ? Deliver(*entry) : Conclude(*entry, taken);
}

void Notifier::OnModification(QueueEntry& entry, ModificationCauses causes) {
  if (IsFinal(entry.record.state) || !IsHeard(entry, kNotifyJobModification)) {
    entry.untold_causes = 0;
    return;
  }
  entry.untold_causes |= causes;
  const Instant due = entry.last_modification_event + kModificationInterval;
  if (due <= env_.clock.Now()) {
    JobEvent event = EventOf(JobEvent::Kind::kJobModification, entry);
    event.causes = std::exchange(entry.untold_causes, 0);
    entry.last_modification_event = env_.clock.Now();
    if (HasRoomFor(event.user)) Send(event);
  } else if (!entry.modification_timer || !entry.modification_timer->armed()) {
    entry.modification_timer = std::make_unique<Timer>(env_.timers);
    entry.modification_timer->Arm(due, [this, &entry] { OnModification(entry, 0); });
  }
}

}  // namespace bitsproof
