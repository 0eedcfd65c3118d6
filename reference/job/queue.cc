#include "reference/job/queue.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include "reference/base/url.h"
#include "reference/job/download_transfer.h"
#include "reference/job/job_files.h"
#include "reference/transfer/failure.h"

namespace bitsproof {
namespace {

// Whether a job with that error waits for an event.
bool IsBlock(HResult code) {
  return code == hresult::BG_E_NETWORK_DISCONNECTED || code == hresult::BG_E_BLOCKED_BY_POLICY ||
         code == hresult::BG_E_BLOCKED_BY_COST_TRANSFER_POLICY;
}

bool IsStandard(const Principal& principal) {
  return principal.kind == Principal::Kind::kStandardUser;
}

}  // namespace

Queue::Queue(Environment environment, const Policy& policy, Profile profile)
    : env_(environment),
      policy_(policy),
      profile_(profile),
      saver_(env_.store, by_activity_),
      notifier_(env_, saver_),
      inactivity_timer_(env_.timers),
      throttle_(env_.clock, env_.timers, profile_, [this] { OnHour(); }),
      scheduler_(env_, profile_, saver_, *this) {
  env_.network.SetObserver([this] { OnNetworkChange(); });
  env_.sessions.SetObserver([this] { OnSessionChange(); });
  env_.events.SetObserver([this](const JobEvent& event, bool taken) { OnAnswer(event, taken); });
  was_connected_ = env_.network.IsConnected();
  throttle_.set_policy(policy_.bandwidth);
  Load();
  // No GUID is given that a job of the store has, even when a world's chance begins anew with each
  // start.
  env_.random = env_.random.Fork(std::to_string(next_sequence_));
}

Queue::~Queue() {
  env_.network.SetObserver({});
  env_.sessions.SetObserver({});
  env_.events.SetObserver({});
  for (QueueEntry* entry : by_activity_) entry->LeaveQueue();
  // A service that stops keeps what it has; a store that fails now has kept the last committed
  // action.
  static_cast<void>(saver_.Commit());
}

void Queue::Load() {
  Result<std::vector<StoredJob>> stored = env_.store.Load();
  if (!stored) return;  // PE-07: an unreadable store is an empty queue
  const WallTime now = env_.clock.WallNow();
  for (StoredJob& job : *stored) {
    const std::uint64_t idle_ticks = now.ticks - std::min(now.ticks, job.job.modified.ticks);
    next_sequence_ = std::max(next_sequence_, job.job.sequence + 1);
    auto entry =
        std::make_shared<QueueEntry>(this, profile_, std::move(job.job), std::move(job.files));
    entry->last_activity = Instant{env_.clock.Now().since_start -
                                   Duration(std::chrono::nanoseconds(100 * idle_ticks))};
    QueueEntry& admitted = *entry;
    Admit(std::move(entry));
    if (IsActive(admitted.record.state)) {
      Transition(admitted, JobState::kQueued);
    } else if (admitted.record.state == JobState::kQueued) {
      scheduler_.Enqueue(admitted);
    } else if (admitted.record.state == JobState::kTransientError) {
      // What waited for an event still does, unless that has come meanwhile (CORE-LIFE-11).
      admitted.event_driven_error = IsBlock(admitted.ErrorCode());
      if (admitted.event_driven_error && IsBlockOver(admitted)) {
        LeaveTransientError(admitted, JobState::kQueued);
      } else {
        EnterTransientError(admitted, admitted.event_driven_error);
      }
    }
  }
  by_activity_.sort(
      [](const QueueEntry* a, const QueueEntry* b) { return a->last_activity < b->last_activity; });
  ArmInactivity();
}

bool Queue::IsExempt(const Principal& principal) const {
  return !IsStandard(principal) || !HasCountLimits(profile_);
}

// CORE-CREATE-09 to -11. When both limits are met the user's is reported (UNSPECIFIED).
HResult Queue::CheckLimits(const Principal& caller) const {
  if (!HasCountLimits(profile_)) return hresult::S_OK;
  if (IsStandard(caller)) {
    const auto owner = owners_.find(caller.sid);
    const std::size_t owned = owner == owners_.end() ? 0 : owner->second.size();
    if (owned >= policy_.max_jobs_per_user) return hresult::BG_E_TOO_MANY_JOBS_PER_USER;
  } else if (policy_.exemption_covers_machine_limit != 0) {
    return hresult::S_OK;
  }
  const std::size_t counted =
      policy_.exempt_jobs_count_towards_machine_limit != 0 ? jobs_.size() : standard_jobs_;
  return counted >= policy_.max_jobs_per_machine ? hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE
                                                 : hresult::S_OK;
}

Result<std::shared_ptr<QueueEntry>> Queue::Create(const Principal& caller,
                                                  const std::string& display_name, JobType type) {
  if (const HResult limits = CheckLimits(caller); limits.failed()) return Unexpected(limits);
  JobRecord record;
  record.id = Guid::Generate(env_.random);
  record.sequence = next_sequence_++;
  record.type = type;
  record.owner = caller;
  record.display_name = display_name;
  record.created = record.modified = env_.clock.WallNow();
  auto entry =
      std::make_shared<QueueEntry>(this, profile_, std::move(record), std::vector<FileRecord>{});
  entry->last_activity = env_.clock.Now();
  saver_.Save(*entry);
  if (const HResult stored = saver_.Commit(); stored.failed()) return Unexpected(stored);
  Admit(entry);
  return entry;
}

void Queue::Admit(std::shared_ptr<QueueEntry> entry) {
  QueueEntry& admitted = *entry;
  auto& owned = owners_[admitted.record.owner.sid];
  admitted.owner_position = owned.insert(owned.end(), &admitted);
  admitted.activity_position = by_activity_.insert(by_activity_.end(), &admitted);
  standard_jobs_ += IsStandard(admitted.record.owner) ? 1 : 0;
  jobs_.emplace(admitted.record.id, std::move(entry));
  if (by_activity_.size() == 1) ArmInactivity();
}

void Queue::Dismiss(QueueEntry& entry) {
  const JobKey key = entry.record.key();
  // Who reads it afterwards finds what was in force.
  entry.record.maximum_download_seconds = entry.MaximumDownloadSeconds();
  entry.record.properties.cost_flags = entry.CostFlags();
  entry.LeaveQueue();
  const auto owner = owners_.find(entry.record.owner.sid);
  owner->second.erase(entry.owner_position);
  if (owner->second.empty()) owners_.erase(owner);
  by_activity_.erase(entry.activity_position);
  standard_jobs_ -= IsStandard(entry.record.owner) ? 1 : 0;
  saver_.Erase(key);
  jobs_.erase(key.id);  // `entry` may be gone now
}

std::shared_ptr<QueueEntry> Queue::Find(const Guid& id) const {
  const auto it = jobs_.find(id);
  return it == jobs_.end() ? nullptr : it->second;
}

Queue::Entries Queue::JobsOf(const std::string& sid) const {
  Entries entries;
  const auto owner = owners_.find(sid);
  if (owner == owners_.end()) return entries;
  entries.reserve(owner->second.size());
  for (QueueEntry* entry : owner->second) entries.push_back(entry->shared_from_this());
  return entries;
}

Queue::Entries Queue::AllJobs() const {
  Entries entries;
  entries.reserve(jobs_.size());
  for (const auto& [sid, owned] : owners_) {
    for (QueueEntry* entry : owned) entries.push_back(entry->shared_from_this());
  }
  return entries;
}

void Queue::set_policy(const Policy& policy) {
  policy_ = policy;
  throttle_.set_policy(policy_.bandwidth);
  ArmInactivity();
  for (const auto& entry : AllJobs()) {
    OnCostChange(*entry);
    OnBandwidthChange(*entry);
  }
}

void Queue::ChangeOwner(QueueEntry& entry, const Principal& owner) {
  const auto before = owners_.find(entry.record.owner.sid);
  auto& after = owners_[owner.sid];
  after.splice(after.end(), before->second, entry.owner_position);
  standard_jobs_ -= IsStandard(entry.record.owner) ? 1 : 0;
  if (before->second.empty()) owners_.erase(before);
  entry.record.owner = owner;
  // SEC-OWN-03. The new owner may read what it sets.
  entry.record.http.custom_headers.reset();
  entry.record.http.custom_headers_write_only = false;
  entry.record.credentials.clear();
  entry.record.command_line.reset();
  scheduler_.Reconsider();  // it runs while the new owner is logged on (CORE-TAKE-07)
}

// --- State ---

void Queue::Transition(QueueEntry& entry, JobState to) {
  const JobState from = entry.record.state;
  if (from == to) return;
  assert(IsLegalTransition(from, to));
  if (from == JobState::kTransientError) entry.retry_timer.reset();
  if (!IsActive(to)) {
    if (entry.transfer) entry.active_time += env_.clock.Now() - entry.turn_began;
    entry.transfer.reset();
    entry.time_limit.reset();
  }
  entry.record.state = to;
  Stamp(entry);  // no activity: a job that only fails and retries is as good as forgotten (SC-16)
  if (to == JobState::kTransferring) entry.record.error.reset();  // CORE-JERR-02
  if (to == JobState::kTransferred) entry.record.transfer_completed = entry.record.modified;
  env_.events.OnEvent({JobEvent::Kind::kStateChange, entry.record.id, from, to});
  if (to == JobState::kQueued) {
    scheduler_.Enqueue(entry);
  } else if (!IsActive(to)) {
    scheduler_.Withdraw(entry);
  }
  if (to == JobState::kTransferred || to == JobState::kError) {
    notifier_.OnOutcome(entry);
  } else {
    entry.record.notification_pending = false;
    notifier_.OnModification(entry, StateEntered(to));  // CORE-CB-04: not for the other two
  }
  if (IsFinal(to)) {
    Dismiss(entry);
  } else {
    saver_.Save(entry);
  }
}

void Queue::Stamp(QueueEntry& entry) {
  entry.record.modified = std::max(entry.record.modified, env_.clock.WallNow());
}

void Queue::Touch(QueueEntry& entry) {
  Stamp(entry);
  entry.last_activity = env_.clock.Now();
  by_activity_.splice(by_activity_.end(), by_activity_, entry.activity_position);
}

void Queue::Modified(QueueEntry& entry, ModificationCauses causes) {
  Touch(entry);
  notifier_.OnModification(entry, causes);
  saver_.Save(entry);
}

// --- Transfers ---

void Queue::BeginTurn(QueueEntry& entry) {
  if (!env_.network.IsConnected()) {
    OnFailure(entry, FailureOfNetwork(), 0);
    return;
  }
  if (!entry.AllowsCost(env_.network.Cost())) {
    OnFailure(entry, FailureOfCost(), 0);
    return;
  }
  if (IsBlocked(entry.record.priority)) {
    OnFailure(entry, FailureOfBandwidth(), 0);
    return;
  }
  if (entry.LacksToken()) {
    OnFailure(entry, FailureOfToken(), 0);
    return;
  }
  Transition(entry, JobState::kConnecting);  // for a store as good as QUEUED
  entry.turn_began = env_.clock.Now();
  entry.transfer = MakeTransfer(entry);
  if (entry.transfer) {
    ArmTimeLimit(entry);
    entry.transfer->Begin();
  } else {  // the job says so instead of waiting for ever
    OnFailure(entry, {hresult::E_NOTIMPL, ErrorContext::kGeneralQueueManager, true}, 0);
  }
}

void Queue::EndTurn(QueueEntry& entry) { Transition(entry, JobState::kQueued); }

bool Queue::IsBlocked(JobPriority priority) const {
  return throttle_.LimitOf(priority) == std::uint64_t{0};
}

std::unique_ptr<JobTransfer> Queue::MakeTransfer(QueueEntry& entry) {
  if (entry.record.type != JobType::kDownload) return nullptr;
  TransferObserver& observer = *this;
  return std::make_unique<DownloadTransfer>(env_, saver_, throttle_, observer, entry);
}

// CORE-LIFE-19, J4-MAXTIME-02: only the time counts that a job spends CONNECTING or TRANSFERRING.
void Queue::ArmTimeLimit(QueueEntry& entry) {
  if (!entry.transfer || !HasMaximumDownloadTime(profile_)) return;
  const Duration limit = std::chrono::seconds(entry.MaximumDownloadSeconds());
  entry.time_limit = std::make_unique<Timer>(env_.timers);
  entry.time_limit->Arm(
      entry.turn_began + (limit - std::min(limit, entry.active_time)), [this, &entry] {
        OnFailure(entry,
                  {hresult::BG_E_MAXDOWNLOAD_TIMEOUT, ErrorContext::kGeneralQueueManager, true}, 0);
      });
}

void Queue::OnConnected(QueueEntry& entry) {
  entry.retrying = false;
  Transition(entry, JobState::kTransferring);
  static_cast<void>(saver_.Commit());
}

void Queue::OnBytesMoved(QueueEntry& entry) {
  entry.retry_plan.OnProgress();
  Touch(entry);
  notifier_.OnModification(entry, kBytesMoved);
}

void Queue::OnFileTransferred(QueueEntry& entry, std::size_t file_index) {
  notifier_.OnFileTransferred(entry, static_cast<std::uint32_t>(file_index));
  saver_.Save(entry);
  static_cast<void>(saver_.Commit());
}

void Queue::OnAllTransferred(QueueEntry& entry) {
  Transition(entry, JobState::kTransferred);
  static_cast<void>(saver_.Commit());
}

void Queue::OnFailure(QueueEntry& entry, const TransferFailure& failure, std::size_t file_index) {
  const bool about_file =
      failure.context == ErrorContext::kLocalFile || failure.context == ErrorContext::kRemoteFile;
  // CORE-ERRCNT-01, -02, -04; ST-57: the first failure to connect does not count.
  const bool counts = entry.record.state == JobState::kTransferring || entry.retrying;
  if (counts && !failure.event_driven) ++entry.record.error_count;
  ErrorRecord error{failure.code, failure.context, std::nullopt,
                    failure.context == ErrorContext::kRemoteFile};
  if (about_file) error.file_index = static_cast<std::uint32_t>(file_index);
  entry.record.error = error;
  if (failure.fatal) {
    Transition(entry, JobState::kError);
  } else {
    EnterTransientError(entry, failure.event_driven);
  }
  static_cast<void>(saver_.Commit());
}

HResult Queue::SetRemoteNames(QueueEntry& entry, const NamesByFile& names) {
  for (const auto& [file_index, name] : names) {
    entry.files[file_index].remote_name = name;
    saver_.SaveFile(entry, file_index);
  }
  for (const auto& [file_index, name] : names) {
    if (entry.transfer) entry.transfer->OnNewName(file_index);  // which may end the transfer
  }
  Modified(entry, kPropertyChanged);
  return saver_.Commit();
}

void Queue::ForgetUncheckedBytes(QueueEntry& entry) {
  if (IsActive(entry.record.state)) Transition(entry, JobState::kQueued);
  for (std::size_t i = 0; i < entry.files.size(); ++i) {
    FileRecord& file = entry.files[i];
    const auto url = Url::Parse(file.remote_name);
    if (file.is_transferred() || !url || !url->is_https()) continue;
    file.bytes_transferred = 0;
    saver_.SaveFile(entry, i);
  }
}

HResult Queue::SetValidationState(QueueEntry& entry, std::size_t file_index, bool is_valid) {
  FileRecord& file = entry.files[file_index];
  file.validated = is_valid;
  if (is_valid) {
    saver_.SaveFile(entry, file_index);
    Modified(entry, kPropertyChanged);
    return saver_.Commit();
  }
  file.bytes_transferred = 0;  // F3-VALID-02
  file.completed = false;
  saver_.SaveFile(entry, file_index);
  Touch(entry);
  OnFailure(entry, {hresult::BG_E_VALIDATION_FAILED, ErrorContext::kRemoteFile, true}, file_index);
  saver_.Save(entry);  // a job that was in ERROR already has another error now
  return saver_.Commit();
}

void Queue::EnterTransientError(QueueEntry& entry, bool event_driven) {
  const auto next =
      entry.retry_plan.OnTransientError(env_.clock.Now(), entry.record.minimum_retry_delay_seconds,
                                        entry.record.no_progress_timeout_seconds, event_driven);
  entry.event_driven_error = event_driven;
  if (next.give_up && next.at <= env_.clock.Now()) {
    Transition(entry, JobState::kError);
    return;
  }
  Transition(entry, JobState::kTransientError);
  entry.retry_timer = std::make_unique<Timer>(env_.timers);
  entry.retry_timer->Arm(next.at, [this, &entry, give_up = next.give_up] {
    LeaveTransientError(entry, give_up ? JobState::kError : JobState::kQueued);
    static_cast<void>(saver_.Commit());
  });
}

void Queue::LeaveTransientError(QueueEntry& entry, JobState to) {
  entry.retrying = !entry.event_driven_error;
  Transition(entry, to);
}

// --- Conditions ---

void Queue::OnNetworkChange() {
  const bool connected = env_.network.IsConnected();
  const bool returns = !std::exchange(was_connected_, connected) && connected;
  for (const auto& entry : AllJobs()) {
    const JobState state = entry->record.state;
    if (returns && state == JobState::kTransientError) {
      LeaveTransientError(*entry, JobState::kQueued);  // ST-17: whatever the error was
    } else if (!connected && (state == JobState::kQueued || IsActive(state))) {
      OnFailure(*entry, FailureOfNetwork(), 0);
    } else if (connected) {
      OnCostChange(*entry);
    }
  }
  static_cast<void>(saver_.Commit());
}

// ST-25, SC-29.
void Queue::OnCostChange(QueueEntry& entry) {
  if (!entry.AllowsCost(env_.network.Cost())) {
    if (IsActive(entry.record.state)) OnFailure(entry, FailureOfCost(), 0);
  } else {
    LeaveBlock(entry, hresult::BG_E_BLOCKED_BY_COST_TRANSFER_POLICY);
  }
}

// ST-22, ST-23.
void Queue::OnBandwidthChange(QueueEntry& entry) {
  const JobState state = entry.record.state;
  if (IsBlocked(entry.record.priority)) {
    if (state == JobState::kQueued || IsActive(state)) OnFailure(entry, FailureOfBandwidth(), 0);
  } else if (entry.transfer) {
    entry.transfer->OnBandwidthChange();
  } else {
    LeaveBlock(entry, hresult::BG_E_BLOCKED_BY_POLICY);
  }
}

void Queue::OnHour() {
  for (const auto& entry : AllJobs()) OnBandwidthChange(*entry);
}

// A job that was blocked with `code` may run again.
void Queue::LeaveBlock(QueueEntry& entry, HResult code) {
  if (entry.record.state != JobState::kTransientError || entry.ErrorCode() != code) return;
  LeaveTransientError(entry, JobState::kQueued);
  static_cast<void>(saver_.Commit());
}

// REQUIRES: its error is a block.
bool Queue::IsBlockOver(const QueueEntry& entry) const {
  const HResult code = entry.ErrorCode();
  if (code == hresult::BG_E_BLOCKED_BY_POLICY) return !IsBlocked(entry.record.priority);
  if (!env_.network.IsConnected()) return false;
  return code == hresult::BG_E_NETWORK_DISCONNECTED || entry.AllowsCost(env_.network.Cost());
}

void Queue::OnSessionChange() {
  for (const auto& entry : AllJobs()) {
    const Principal& owner = entry->record.owner;
    const bool away =
        owner.kind != Principal::Kind::kService && !env_.sessions.IsLoggedOn(owner.sid);
    DropTokenOfAbsent(*entry);
    if (away && IsActive(entry->record.state)) Transition(*entry, JobState::kQueued);  // ST-11
  }
  scheduler_.Reconsider();
  static_cast<void>(saver_.Commit());
}

// TOK-SET-05: a token goes with the session of its owner. ST-38: and what would move with it fails.
void Queue::DropTokenOfAbsent(QueueEntry& entry) {
  const auto& token = entry.helper_token;
  if (!token || token->kind == Principal::Kind::kService || env_.sessions.IsLoggedOn(token->sid))
    return;
  entry.helper_token.reset();
  const JobState state = entry.record.state;
  const bool would_move =
      state == JobState::kQueued || state == JobState::kTransientError || IsActive(state);
  if (would_move && entry.LacksToken()) OnFailure(entry, FailureOfToken(), 0);
}

// The notifications that wait for it are told as soon as a user has answered another (CORE-CB-10).
void Queue::OnAnswer(const JobEvent& event, bool taken) {
  notifier_.OnAnswer(Find(event.job).get(), event, taken);
  for (const auto& entry : AllJobs()) {
    if (entry->is_held_back) notifier_.Deliver(*entry);
  }
  static_cast<void>(saver_.Commit());
}

Duration Queue::inactivity_timeout() const {
  return std::chrono::hours(24) * policy_.job_inactivity_timeout_days;
}

void Queue::ArmInactivity() {
  if (by_activity_.empty()) return;
  inactivity_timer_.Arm(by_activity_.front()->last_activity + inactivity_timeout(),
                        [this] { CancelInactive(); });
}

// CORE-LIFE-16: the timer stands for the least recently active job; activity since it was armed
// only makes it early.
void Queue::CancelInactive() {
  const Instant now = env_.clock.Now();
  while (!by_activity_.empty() &&
         by_activity_.front()->last_activity + inactivity_timeout() <= now) {
    const std::shared_ptr<QueueEntry> entry = by_activity_.front()->shared_from_this();
    // What cannot be deleted stays, as after Cancel.
    static_cast<void>(DeleteTemporaries(*entry, env_.files));
    Transition(*entry, JobState::kCancelled);
  }
  ArmInactivity();
  static_cast<void>(saver_.Commit());
}

}  // namespace bitsproof
