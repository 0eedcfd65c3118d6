#include "reference/job/queue_entry.h"

#include <algorithm>
#include <utility>

#include "reference/job/queue.h"

namespace bitsproof {

QueueEntry::QueueEntry(Queue* its_queue, Profile its_profile, JobRecord its_record,
                       std::vector<FileRecord> its_files)
    : queue(its_queue),
      profile(its_profile),
      record(std::move(its_record)),
      files(std::move(its_files)) {}

HResult QueueEntry::CheckAccess(const Principal& caller) const {
  const bool is_owner = caller.sid == record.owner.sid;
  if (!is_owner && !caller.is_administrator()) return hresult::E_ACCESSDENIED;
  // SEC-UAC-01: what a user has made elevated is not for the same user otherwise.
  if (is_owner && HasElevation(profile) && record.owner.is_elevated() && !caller.is_elevated())
    return hresult::E_ACCESSDENIED;
  if (queue == nullptr && !IsFinal(record.state)) return hresult::RPC_E_DISCONNECTED;
  return hresult::S_OK;
}

HResult QueueEntry::CheckOwner(const Principal& caller) const {
  return caller.sid == record.owner.sid ? CheckAccess(caller) : hresult::E_ACCESSDENIED;
}

HResult QueueEntry::CheckChangeable(const Principal& caller) const {
  if (const HResult access = CheckAccess(caller); access.failed()) return access;
  // SEC-INT-01, SEC-RST-01 (UNSPECIFIED: the codes).
  const bool is_lower =
      HasElevation(profile) && caller.integrity_level() < record.owner.integrity_level();
  if (is_lower || (caller.is_restricted && RefusesRestrictedTokens(profile)))
    return hresult::E_ACCESSDENIED;
  return IsFinal(record.state) ? hresult::BG_E_INVALID_STATE : hresult::S_OK;
}

bool QueueEntry::HasFileToTransfer() const {
  return std::any_of(files.begin(), files.end(),
                     [](const FileRecord& file) { return !file.is_transferred(); });
}

std::uint32_t QueueEntry::MaximumDownloadSeconds() const {
  const auto& own = record.maximum_download_seconds;
  return own ? *own : queue->policy().max_download_time_seconds;
}

std::uint32_t QueueEntry::CostFlags() const {
  if (record.properties.cost_flags) return *record.properties.cost_flags;
  const Policy& policy = queue->policy();
  switch (record.priority) {
    case JobPriority::kForeground:
      return policy.foreground_transfer_policy;
    case JobPriority::kHigh:
      return policy.high_transfer_policy;
    case JobPriority::kNormal:
      return policy.normal_transfer_policy;
    case JobPriority::kLow:
      return policy.low_transfer_policy;
  }
  return kTransferAlways;
}

bool QueueEntry::AllowsCost(std::uint32_t cost) const {
  return profile < Profile::k5_0 || (cost & kCostStates & ~CostFlags()) == 0;
}

void QueueEntry::LeaveQueue() {
  transfer.reset();
  time_limit.reset();
  retry_timer.reset();
  modification_timer.reset();
  notification_timer.reset();
  program.reset();
  queue = nullptr;
}

}  // namespace bitsproof
