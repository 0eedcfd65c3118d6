// The properties of a job: pairs of getters and setters, all of one pattern.
#include <algorithm>
#include <utility>

#include "reference/base/text.h"
#include "reference/job/job.h"
#include "reference/job/queue.h"
#include "reference/job/queue_entry.h"
#include "reference/model/limits.h"

namespace bitsproof {
namespace {

constexpr std::uint32_t kRetryDelayFloorSeconds = 5;

}  // namespace

Result<std::string> Job::GetDisplayName(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.display_name);
}

HResult Job::SetDisplayName(const Principal& caller, const std::optional<std::string>& name) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (!name) return hresult::E_INVALIDARG;
  if (Utf16Length(*name) > kDisplayNameMax) return hresult::BG_E_STRING_TOO_LONG;  // CORE-NAMEP-02
  entry_->record.display_name = *name;
  return Modified();
}

Result<std::string> Job::GetDescription(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.description);
}

HResult Job::SetDescription(const Principal& caller,
                            const std::optional<std::string>& description) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (!description) return hresult::E_INVALIDARG;
  if (Utf16Length(*description) > kDescriptionMax) return hresult::BG_E_STRING_TOO_LONG;
  entry_->record.description = *description;
  return Modified();
}

Result<JobPriority> Job::GetPriority(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.priority);
}

HResult Job::SetPriority(const Principal& caller, JobPriority priority) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (priority > JobPriority::kLow) return hresult::E_NOTIMPL;
  if (entry_->record.http.method) return hresult::BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD;
  const JobPriority before = std::exchange(entry_->record.priority, priority);
  if (priority != before) entry_->queue->scheduler().OnPriorityChange(*entry_, before);
  const HResult stored = Modified();
  // The policy has cost flags and limits of bandwidth for each priority.
  entry_->queue->OnCostChange(*entry_);
  entry_->queue->OnBandwidthChange(*entry_);
  return stored;
}

Result<std::uint32_t> Job::GetNotifyFlags(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.notify_flags);
}

HResult Job::SetNotifyFlags(const Principal& caller, std::uint32_t flags) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if ((flags & ~kNotifyAll) != 0) return hresult::E_NOTIMPL;
  entry_->record.notify_flags = flags;
  return Modified();
}

Result<std::optional<std::string>> Job::GetNotifyInterface(const Principal& caller) const {
  const auto& registered = entry_->notify_interface;
  return entry_->IfReadable(caller,
                            registered ? std::optional(registered->callback) : std::nullopt);
}

HResult Job::SetNotifyInterface(const Principal& caller,
                                const std::optional<std::string>& callback) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  entry_->notify_interface.reset();
  entry_->method_failed = false;
  if (callback) entry_->notify_interface = NotifyInterface{*callback, caller.sid};
  const HResult stored = Modified();
  entry_->queue->notifier().Deliver(*entry_);  // CORE-NIFACE-03: also for an event that is past
  return stored;
}

Result<std::uint32_t> Job::GetMinimumRetryDelay(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.minimum_retry_delay_seconds);
}

HResult Job::SetMinimumRetryDelay(const Principal& caller, std::uint32_t seconds) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  entry_->record.minimum_retry_delay_seconds = std::max(seconds, kRetryDelayFloorSeconds);
  return Modified();
}

Result<std::uint32_t> Job::GetNoProgressTimeout(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.no_progress_timeout_seconds);
}

HResult Job::SetNoProgressTimeout(const Principal& caller, std::uint32_t seconds) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  entry_->record.no_progress_timeout_seconds = seconds;
  return Modified();
}

Result<ProxySettings> Job::GetProxySettings(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.proxy());
}

HResult Job::SetProxySettings(const Principal& caller, ProxyUsage usage,
                              const std::optional<std::string>& proxy_list,
                              const std::optional<std::string>& bypass_list) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  const bool has_autodetect = entry_->profile >= Profile::k2_0;
  if (usage > (has_autodetect ? ProxyUsage::kAutodetect : ProxyUsage::kOverride))
    return hresult::E_NOTIMPL;
  if (usage == ProxyUsage::kOverride ? !proxy_list : (proxy_list || bypass_list))
    return hresult::E_INVALIDARG;
  if (proxy_list && Utf16Length(*proxy_list) > kProxyListMax)
    return hresult::BG_E_PROXY_LIST_TOO_LARGE;
  if (bypass_list && Utf16Length(*bypass_list) > kProxyListMax)
    return hresult::BG_E_PROXY_BYPASS_LIST_TOO_LARGE;
  entry_->record.proxy_usage = usage;
  entry_->record.proxy_list = proxy_list;
  entry_->record.proxy_bypass_list = bypass_list;
  return Modified();
}

}  // namespace bitsproof
