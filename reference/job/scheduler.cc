#include "reference/job/scheduler.h"

#include <algorithm>

namespace bitsproof {
namespace {

bool IsForeground(JobPriority priority) { return priority == JobPriority::kForeground; }

}  // namespace

Scheduler::Scheduler(Environment& env, Profile profile, JobSaver& saver, Host& host)
    : env_(env),
      profile_(profile),
      saver_(saver),
      host_(host),
      turn_(env.timers),
      slice_(env.timers) {}

void Scheduler::PutInto(QueueEntry& entry, EntryList& line) {
  TakeOut(entry);
  entry.line_position = line.insert(line.end(), &entry);
  entry.line = &line;
}

void Scheduler::TakeOut(QueueEntry& entry) {
  if (entry.line == nullptr) return;
  entry.line->erase(entry.line_position);
  entry.line = nullptr;
}

EntryList& Scheduler::LineOf(const QueueEntry& entry) {
  return waiting_[static_cast<std::size_t>(entry.record.priority)];
}

void Scheduler::Enqueue(QueueEntry& entry) {
  PutInto(entry, LineOf(entry));
  Reconsider();
}

void Scheduler::Withdraw(QueueEntry& entry) {
  TakeOut(entry);
  Reconsider();
}

void Scheduler::OnPriorityChange(QueueEntry& entry, JobPriority before) {
  if (entry.record.state == JobState::kQueued) PutInto(entry, LineOf(entry));
  // UNSPECIFIED: a running job goes on, unless it now has to share a turn that it had for
  // itself, or the reverse.
  const bool other_kind = IsForeground(before) != IsForeground(entry.record.priority);
  if (IsActive(entry.record.state) && other_kind) host_.EndTurn(entry);
  Reconsider();
}

void Scheduler::Reconsider() {
  if (!turn_.armed()) turn_.Arm(env_.clock.Now(), [this] { Turn(); });
}

// SC-28: a job runs while its owner is logged on; services always are. What cannot be slowed down
// is never a matter of the background (J5-DYN-03).
bool Scheduler::IsRunnable(const QueueEntry& entry) const {
  if (entry.record.properties.dynamic_content && !IsForeground(entry.record.priority)) return false;
  const Principal& owner = entry.record.owner;
  return owner.kind == Principal::Kind::kService || env_.sessions.IsLoggedOn(owner.sid);
}

void Scheduler::Turn() {
  StartForeground();
  StartBlocked();
  StartBackground();
}

// CORE-LIFE-08: not only the job whose turn it would be, and whoever is logged on.
void Scheduler::StartBlocked() {
  for (const JobPriority priority : {JobPriority::kHigh, JobPriority::kNormal, JobPriority::kLow}) {
    if (!host_.IsBlocked(priority)) continue;
    const EntryList blocked = waiting_[static_cast<std::size_t>(priority)];
    for (QueueEntry* const entry : blocked) Start(*entry);
  }
}

void Scheduler::StartForeground() {
  const EntryList candidates = waiting_[static_cast<std::size_t>(JobPriority::kForeground)];
  for (QueueEntry* const entry : candidates) {
    if (!IsRunnable(*entry)) continue;
    if (runs_one_at_a_time() && !active_.empty()) {
      if (IsForeground(active_.front()->record.priority)) return;
      host_.EndTurn(*active_.front());
    }
    Start(*entry);
  }
}

QueueEntry* Scheduler::NextBackground() const {
  for (std::size_t line = static_cast<std::size_t>(JobPriority::kHigh); line < waiting_.size();
       ++line) {
    for (QueueEntry* const entry : waiting_[line]) {
      if (IsRunnable(*entry)) return entry;
    }
  }
  return nullptr;
}

QueueEntry* Scheduler::RunningBackground() const {
  const auto running = std::find_if(active_.begin(), active_.end(), [](const QueueEntry* entry) {
    return !IsForeground(entry->record.priority);
  });
  return running == active_.end() ? nullptr : *running;
}

void Scheduler::StartBackground() {
  QueueEntry* const next = NextBackground();
  if (next == nullptr) return;
  if (runs_one_at_a_time() && !active_.empty() && IsForeground(active_.front()->record.priority))
    return;
  if (QueueEntry* const running = RunningBackground()) {
    if (running->record.priority <= next->record.priority) return;
    host_.EndTurn(*running);  // ST-10: the higher priority comes first
  }
  Start(*next);
  ArmSlice();
}

void Scheduler::ArmSlice() {
  slice_.Arm(env_.clock.Now() + kTimeSlice, [this] { OnSliceEnd(); });
}

// ST-09: an equal that waits gets its turn.
void Scheduler::OnSliceEnd() {
  QueueEntry* const running = RunningBackground();
  if (running == nullptr) return;
  const QueueEntry* const next = NextBackground();
  if (next == nullptr || next->record.priority > running->record.priority) {
    ArmSlice();
    return;
  }
  host_.EndTurn(*running);
  static_cast<void>(saver_.Commit());
}

void Scheduler::Start(QueueEntry& entry) {
  PutInto(entry, active_);
  host_.BeginTurn(entry);
}

}  // namespace bitsproof
