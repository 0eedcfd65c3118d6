#include "reference/job/job.h"
#include "reference/job/queue.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {

Result<std::uint32_t> Job::GetPeerCachingFlags(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.peer_caching_flags);
}

HResult Job::SetPeerCachingFlags(const Principal& caller, std::uint32_t flags) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if ((flags & ~kPeerCachingAll) != 0) return hresult::E_NOTIMPL;
  entry_->record.peer_caching_flags = flags;
  return Modified();
}

Result<std::uint32_t> Job::GetOwnerIntegrityLevel(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.owner.integrity_level());
}

Result<bool> Job::GetOwnerElevationState(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.owner.is_elevated());
}

Result<std::uint32_t> Job::GetMaximumDownloadTime(const Principal& caller) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  return entry_->MaximumDownloadSeconds();
}

HResult Job::SetMaximumDownloadTime(const Principal& caller, std::uint32_t seconds) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  entry_->record.maximum_download_seconds = seconds;
  entry_->queue->ArmTimeLimit(*entry_);
  return Modified();
}

}  // namespace bitsproof
