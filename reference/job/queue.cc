#include "reference/job/queue.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include "reference/job/job_transfer.h"

namespace bitsproof {
namespace {

bool IsStandard(const Principal& principal) {
  return principal.kind == Principal::Kind::kStandardUser;
}

}  // namespace

Queue::Queue(Environment environment, const Policy& policy, Profile profile)
    : env_(environment),
      policy_(policy),
      profile_(profile),
      notifier_(*this),
      inactivity_timer_(env_.timers),
      scheduler_(*this) {
  env_.network.SetObserver([this] { OnNetworkChange(); });
  env_.sessions.SetObserver([this] { OnSessionChange(); });
  Load();
  // No GUID is given that a job of the store has, even when a world's chance begins anew with each
  // start.
  env_.random = env_.random.Fork(std::to_string(next_sequence_));
}

Queue::~Queue() {
  env_.network.SetObserver({});
  env_.sessions.SetObserver({});
  for (Job* job : by_activity_) job->LeaveQueue();
  // A service that stops keeps what it has; a store that fails now has kept the last committed
  // action.
  static_cast<void>(Commit());
}

void Queue::Load() {
  Result<std::vector<StoredJob>> stored = env_.store.Load();
  if (!stored) return;  // PE-07: an unreadable store is an empty queue
  std::sort(stored->begin(), stored->end(),
            [](const StoredJob& a, const StoredJob& b) { return a.job.sequence < b.job.sequence; });
  const WallTime now = env_.clock.WallNow();
  for (StoredJob& entry : *stored) {
    const std::uint64_t idle_ticks = now.ticks - std::min(now.ticks, entry.job.modified.ticks);
    next_sequence_ = std::max(next_sequence_, entry.job.sequence + 1);
    auto job = std::make_shared<Job>(*this, std::move(entry.job), std::move(entry.files));
    job->last_activity_ = Instant{env_.clock.Now().since_start -
                                  Duration(std::chrono::nanoseconds(100 * idle_ticks))};
    Job& admitted = *job;
    Admit(std::move(job), false);
    if (IsActive(admitted.record_.state)) {
      Transition(admitted, JobState::kQueued);
    } else if (admitted.record_.state == JobState::kQueued) {
      scheduler_.Enqueue(admitted);
    } else if (admitted.record_.state == JobState::kTransientError) {
      EnterTransientError(admitted, false);
    }
  }
  by_activity_.sort(
      [](const Job* a, const Job* b) { return a->last_activity_ < b->last_activity_; });
  ArmInactivity();
  static_cast<void>(Commit());
}

bool Queue::IsExempt(const Principal& principal) const {
  return !IsStandard(principal) || !HasCountLimits(profile_);
}

// CORE-CREATE-09 to -11. When both limits are met the user's is reported (UNSPECIFIED).
HResult Queue::CheckLimits(const Principal& caller) const {
  if (!HasCountLimits(profile_)) return hresult::S_OK;
  if (IsStandard(caller)) {
    const auto owner = owners_.find(caller.sid);
    const std::size_t owned = owner == owners_.end() ? 0 : owner->second.jobs.size();
    if (owned >= policy_.max_jobs_per_user) return hresult::BG_E_TOO_MANY_JOBS_PER_USER;
  } else if (policy_.exemption_covers_machine_limit != 0) {
    return hresult::S_OK;
  }
  const std::size_t counted =
      policy_.exempt_jobs_count_towards_machine_limit != 0 ? jobs_.size() : standard_jobs_;
  return counted >= policy_.max_jobs_per_machine ? hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE
                                                 : hresult::S_OK;
}

Result<std::shared_ptr<Job>> Queue::Create(const Principal& caller, const std::string& display_name,
                                           JobType type) {
  if (const HResult limits = CheckLimits(caller); limits.failed()) return Unexpected(limits);
  JobRecord record;
  record.id = Guid::Generate(env_.random);
  record.sequence = next_sequence_++;
  record.type = type;
  record.owner = caller;
  record.display_name = display_name;
  record.created = record.modified = env_.clock.WallNow();
  auto job = std::make_shared<Job>(*this, std::move(record), std::vector<FileRecord>{});
  job->last_activity_ = env_.clock.Now();
  Save(*job);
  if (const HResult stored = Commit(); stored.failed()) return Unexpected(stored);
  Admit(job, true);
  return job;
}

void Queue::Admit(std::shared_ptr<Job> job, bool newest) {
  Job& admitted = *job;
  auto& owned = owners_[admitted.record_.owner.sid].jobs;
  admitted.owner_position_ = owned.insert(owned.end(), &admitted);
  admitted.activity_position_ = by_activity_.insert(by_activity_.end(), &admitted);
  standard_jobs_ += IsStandard(admitted.record_.owner) ? 1 : 0;
  jobs_.Insert(admitted.id(), std::move(job));
  if (newest && by_activity_.size() == 1) ArmInactivity();
}

void Queue::Dismiss(Job& job) {
  const JobKey key = job.record_.key();
  job.LeaveQueue();
  const auto owner = owners_.find(job.record_.owner.sid);
  owner->second.jobs.erase(job.owner_position_);
  if (owner->second.jobs.empty()) owners_.erase(owner);
  by_activity_.erase(job.activity_position_);
  standard_jobs_ -= IsStandard(job.record_.owner) ? 1 : 0;
  env_.store.Erase(key);
  erased_.push_back(key);
  jobs_.Erase(key.id);  // `job` may be gone now
}

std::shared_ptr<Job> Queue::Find(const Guid& id) const { return jobs_.Find(id); }

std::vector<std::shared_ptr<Job>> Queue::JobsOf(const std::string& sid) const {
  std::vector<std::shared_ptr<Job>> jobs;
  const auto owner = owners_.find(sid);
  if (owner == owners_.end()) return jobs;
  jobs.reserve(owner->second.jobs.size());
  for (Job* job : owner->second.jobs) jobs.push_back(job->shared_from_this());
  return jobs;
}

std::vector<std::shared_ptr<Job>> Queue::AllJobs() const {
  std::vector<std::shared_ptr<Job>> jobs;
  jobs.reserve(jobs_.size());
  for (const auto& [sid, owner] : owners_) {
    for (Job* job : owner.jobs) jobs.push_back(job->shared_from_this());
  }
  return jobs;
}

void Queue::set_policy(const Policy& policy) {
  policy_ = policy;
  ArmInactivity();
}

void Queue::ChangeOwner(Job& job, const Principal& owner) {
  const auto before = owners_.find(job.record_.owner.sid);
  auto& after = owners_[owner.sid].jobs;
  after.splice(after.end(), before->second.jobs, job.owner_position_);
  standard_jobs_ -= IsStandard(job.record_.owner) ? 1 : 0;
  standard_jobs_ += IsStandard(owner) ? 1 : 0;
  if (before->second.jobs.empty()) owners_.erase(before);
  job.record_.owner = owner;
  scheduler_.Reconsider();  // it runs while the new owner is logged on (CORE-TAKE-07)
}

// --- State ---

void Queue::Transition(Job& job, JobState to) {
  const JobState from = job.record_.state;
  if (from == to) return;
  assert(IsLegalTransition(from, to));
  if (from == JobState::kTransientError) job.retry_timer_.reset();
  if (IsActive(from) && !IsActive(to)) {
    if (job.transfer_) job.active_time_ += job.transfer_->elapsed();
    job.transfer_.reset();
  }
  job.record_.state = to;
  Stamp(job);  // no activity: a job that only fails and retries is as good as forgotten (SC-16)
  if (to == JobState::kTransferring) job.record_.error.reset();  // CORE-JERR-02
  if (to == JobState::kTransferred) job.record_.transfer_completed = job.record_.modified;
  env_.events.OnEvent({JobEvent::Kind::kStateChange, job.id(), from, to});
  if (to == JobState::kQueued) {
    scheduler_.Enqueue(job);
  } else if (!IsActive(to)) {
    scheduler_.Withdraw(job);
  }
  if (to == JobState::kTransferred || to == JobState::kError) {
    notifier_.OnOutcome(job);
  } else {
    job.record_.notification_pending = false;
    notifier_.OnModification(job);  // CORE-CB-04: not for ERROR and TRANSFERRED
  }
  if (IsFinal(to)) {
    Dismiss(job);
  } else {
    Save(job);
  }
}

void Queue::Stamp(Job& job) {
  job.record_.modified = std::max(job.record_.modified, env_.clock.WallNow());
}

void Queue::Touch(Job& job) {
  Stamp(job);
  job.last_activity_ = env_.clock.Now();
  by_activity_.splice(by_activity_.end(), by_activity_, job.activity_position_);
}

void Queue::Modified(Job& job) {
  Touch(job);
  notifier_.OnModification(job);
  Save(job);
}

void Queue::Save(const Job& job) { env_.store.PutJob(job.record_); }

void Queue::SaveFile(const Job& job, std::size_t index) {
  FileRecord file = job.files_[index];
  if (job.transfer_) file.bytes_transferred = job.transfer_->DurableBytes(index);
  env_.store.PutFile(job.record_.key(), index, file);
}

HResult Queue::Commit() {
  if (store_is_behind_) SaveAll();
  const HResult result = env_.store.Commit();
  store_is_behind_ = result.failed();
  if (result.succeeded()) erased_.clear();
  return result;
}

void Queue::SaveAll() {
  for (const JobKey& key : erased_) env_.store.Erase(key);
  for (const auto& job : AllJobs()) {
    Save(*job);
    for (std::size_t i = 0; i < job->files_.size(); ++i) SaveFile(*job, i);
  }
}

// --- Transfers ---

void Queue::OnConnected(Job& job) {
  job.retrying_ = false;
  Transition(job, JobState::kTransferring);
  static_cast<void>(Commit());
}

void Queue::OnBytesMoved(Job& job) {
  job.retry_plan_.OnProgress();
  Touch(job);
  notifier_.OnModification(job);
}

void Queue::OnAllTransferred(Job& job) {
  Transition(job, JobState::kTransferred);
  static_cast<void>(Commit());
}

void Queue::OnFailure(Job& job, const TransferFailure& failure, std::size_t file_index) {
  const bool about_file =
      failure.context == ErrorContext::kLocalFile || failure.context == ErrorContext::kRemoteFile;
  // CORE-ERRCNT-01, -02, -04; ST-57: the first failure to connect does not count.
  const bool counts = job.record_.state == JobState::kTransferring || job.retrying_;
  if (counts && !failure.event_driven) ++job.record_.error_count;
  JobError error{failure.code, failure.context, std::nullopt,
                 failure.context == ErrorContext::kRemoteFile};
  if (about_file) error.file_index = static_cast<std::uint32_t>(file_index);
  job.record_.error = error;
  job.retrying_ = false;
  if (failure.fatal) {
    Transition(job, JobState::kError);
  } else {
    EnterTransientError(job, failure.event_driven);
  }
  static_cast<void>(Commit());
}

void Queue::EnterTransientError(Job& job, bool event_driven) {
  const auto next =
      job.retry_plan_.OnTransientError(env_.clock.Now(), job.record_.minimum_retry_delay_seconds,
                                       job.record_.no_progress_timeout_seconds, event_driven);
  job.event_driven_error_ = event_driven;
  if (next.give_up && next.at <= env_.clock.Now()) {
    Transition(job, JobState::kError);
    return;
  }
  Transition(job, JobState::kTransientError);
  job.retry_timer_ = std::make_unique<Timer>(env_.timers);
  job.retry_timer_->Arm(next.at, [this, &job, give_up = next.give_up] {
    LeaveTransientError(job, give_up ? JobState::kError : JobState::kQueued);
    static_cast<void>(Commit());
  });
}

void Queue::LeaveTransientError(Job& job, JobState to) {
  job.retrying_ = to == JobState::kQueued && !job.event_driven_error_;
  Transition(job, to);
}

// --- Conditions ---

void Queue::OnNetworkChange() {
  const bool connected = env_.network.IsConnected();
  for (const auto& job : AllJobs()) {
    const JobState state = job->record_.state;
    if (connected && state == JobState::kTransientError) {
      LeaveTransientError(*job, JobState::kQueued);  // ST-17: whatever the error was
    } else if (!connected && (state == JobState::kQueued || IsActive(state))) {
      OnFailure(*job,
                {hresult::BG_E_NETWORK_DISCONNECTED, ErrorContext::kGeneralTransport, false, true},
                0);
    }
  }
  static_cast<void>(Commit());
}

void Queue::OnSessionChange() {
  for (const auto& job : AllJobs()) {
    const Principal& owner = job->record_.owner;
    const bool away =
        owner.kind != Principal::Kind::kService && !env_.sessions.IsLoggedOn(owner.sid);
    if (away && IsActive(job->record_.state)) Transition(*job, JobState::kQueued);  // ST-11
  }
  scheduler_.Reconsider();
  static_cast<void>(Commit());
}

Duration Queue::inactivity_timeout() const {
  return std::chrono::hours(24) * policy_.job_inactivity_timeout_days;
}

void Queue::ArmInactivity() {
  if (by_activity_.empty()) return;
  inactivity_timer_.Arm(by_activity_.front()->last_activity_ + inactivity_timeout(),
                        [this] { CancelInactive(); });
}

// CORE-LIFE-16: the timer stands for the least recently active job; activity since it was armed
// only makes it early.
void Queue::CancelInactive() {
  const Instant now = env_.clock.Now();
  while (!by_activity_.empty() &&
         by_activity_.front()->last_activity_ + inactivity_timeout() <= now) {
    const std::shared_ptr<Job> job = by_activity_.front()->shared_from_this();
    job->transfer_.reset();
    static_cast<void>(
        job->DeleteTemporaries(false));  // what cannot be deleted stays, as after Cancel
    Transition(*job, JobState::kCancelled);
  }
  ArmInactivity();
  static_cast<void>(Commit());
}

}  // namespace bitsproof
