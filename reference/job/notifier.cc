#include "reference/job/notifier.h"

#include <chrono>
#include <memory>
#include <utility>

namespace bitsproof {
namespace {

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

// Whether the outcome of a job can be told to a program: not where a service is the owner
// (J2-CMDLINE-13).
bool HasProgram(const QueueEntry& entry) {
  return entry.record.command_line && entry.record.owner.kind != Principal::Kind::kService;
}

}  // namespace

bool Notifier::HasRoomFor(const std::string& user) const {
  const auto it = under_way_.find(user);
  return it == under_way_.end() || it->second < kCallsPerUserMax;
}

void Notifier::OnOutcome(QueueEntry& entry) {
  const bool error = entry.record.state == JobState::kError;
  const std::uint32_t wanted = error ? kNotifyJobError : kNotifyJobTransferred;
  entry.record.notification_pending = (entry.record.notify_flags & wanted) != 0;
  entry.is_new_outcome = true;
  entry.method_failed = false;
  Deliver(entry);
}

void Notifier::OnFileTransferred(QueueEntry& entry, std::uint32_t file_index) {
  if (entry.profile < Profile::k3_0) return;  // IBackgroundCopyCallback2
  entry.untold_files.push_back(file_index);
  Deliver(entry);
}

void Notifier::Deliver(QueueEntry& entry) {
  entry.is_held_back = false;
  while (!entry.is_being_told && DeliverFile(entry)) {
  }
  const JobRecord& record = entry.record;
  if (!record.notification_pending || entry.is_being_told || entry.program) return;
  if (!entry.untold_files.empty() || (record.notify_flags & kNotifyDisable) != 0) return;
  if (HasProgram(entry) && (!entry.notify_interface || entry.method_failed)) {
    Run(entry);
  } else if (entry.notify_interface) {
    const bool error = record.state == JobState::kError;
    Send(entry,
         EventOf(error ? JobEvent::Kind::kJobError : JobEvent::Kind::kJobTransferred, entry));
  }
}

// The first file that nobody was told of yet. True: it was told, and another may follow.
bool Notifier::DeliverFile(QueueEntry& entry) {
  if (!IsHeard(entry, kNotifyFileTransferred)) entry.untold_files.clear();
  if (entry.untold_files.empty()) return false;
  JobEvent event = EventOf(JobEvent::Kind::kFileTransferred, entry);
  event.file_index = entry.untold_files.front();
  return Send(entry, event);
}

// True when it was taken at once.
bool Notifier::Send(QueueEntry& entry, const JobEvent& event) {
  entry.is_held_back = !HasRoomFor(event.user);
  if (entry.is_held_back) return false;
  if (event.kind != JobEvent::Kind::kFileTransferred) entry.is_new_outcome = false;
  const Delivery delivery = env_.events.OnEvent(event);
  entry.is_being_told = delivery == Delivery::kPending;
  if (entry.is_being_told) {
    ++under_way_[event.user];
  } else {
    OnTold(entry, event, delivery == Delivery::kTaken);
  }
  return delivery == Delivery::kTaken;
}

// The object has answered. Nobody else hears of a file, and of an outcome only the program.
void Notifier::OnTold(QueueEntry& entry, const JobEvent& event, bool taken) {
  if (event.kind != JobEvent::Kind::kFileTransferred) {
    entry.method_failed = !taken;
    !taken&& HasProgram(entry) ? Run(entry) : Conclude(entry, taken);
  } else if (!taken) {
    TryAgainLater(entry);
  } else if (!entry.untold_files.empty()) {
    entry.untold_files.pop_front();
  }
}

void Notifier::Run(QueueEntry& entry) {
  entry.is_new_outcome = false;
  // J2-CMDLINE-10: what the program makes of it did not matter at first.
  const bool has_answer = entry.profile > Profile::k1_5;
  entry.program = env_.programs.Start(*entry.record.command_line,
                                      [this, &entry, has_answer](std::optional<int> exit_code) {
                                        OnExit(entry, !has_answer || exit_code == 0);
                                      });
}

void Notifier::OnExit(QueueEntry& entry, bool succeeded) {
  entry.program.reset();
  if (!entry.record.notification_pending) return;
  // Meanwhile the job may have come to another outcome.
  entry.is_new_outcome ? Deliver(entry) : Conclude(entry, succeeded);
  static_cast<void>(saver_.Commit());
}

void Notifier::Conclude(QueueEntry& entry, bool taken) {
  entry.record.notification_pending = !taken;
  saver_.Save(entry);
  if (!taken) TryAgainLater(entry);
}

// CORE-CB-06 leaves the interval open; NT-16 gives the retry delay.
void Notifier::TryAgainLater(QueueEntry& entry) {
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
  if (event.kind == JobEvent::Kind::kFileTransferred) {
    OnTold(*entry, event, taken);
    if (taken) Deliver(*entry);
    return;
  }
  if (!entry->record.notification_pending) return;
  // Meanwhile the job may have gone on and come to an outcome of which nobody was told yet, or
  // another object may have been registered, which hears at once what the old one refused.
  const bool has_other =
      entry->notify_interface && entry->notify_interface->callback != event.callback;
  const bool is_due = entry->is_new_outcome || (!taken && has_other);
  is_due ? Deliver(*entry) : OnTold(*entry, event, taken);
}

void Notifier::OnModification(QueueEntry& entry, ModificationCauses causes) {
  if (IsFinal(entry.record.state) || !IsHeard(entry, kNotifyJobModification)) {
    entry.untold_causes = 0;
    return;
  }
  entry.untold_causes |= causes;
  // NT-04.
  const Duration interval =
      std::chrono::milliseconds(entry.record.properties.notification_interval_ms);
  const Instant due = entry.last_modification_event + interval;
  if (due <= env_.clock.Now()) {
    JobEvent event = EventOf(JobEvent::Kind::kJobModification, entry);
    event.causes = std::exchange(entry.untold_causes, 0);
    entry.last_modification_event = env_.clock.Now();
    if (HasRoomFor(event.user) && env_.events.OnEvent(event) == Delivery::kPending)
      ++under_way_[event.user];
  } else if (!entry.modification_timer || !entry.modification_timer->armed()) {
    entry.modification_timer = std::make_unique<Timer>(env_.timers);
    entry.modification_timer->Arm(due, [this, &entry] { OnModification(entry, 0); });
  }
}

}  // namespace bitsproof
