// The properties of a job: pairs of getters and setters, all of one pattern.
#include <algorithm>
#include <utility>

#include "reference/base/utf.h"
#include "reference/job/job.h"
#include "reference/job/job_transfer.h"
#include "reference/job/queue.h"
#include "reference/model/limits.h"

namespace bitsproof {
namespace {

constexpr std::uint32_t kRetryDelayFloorSeconds = 5;

}  // namespace

Result<std::string> Job::GetDisplayName(const Principal& caller) const {
  return IfReadable(caller, record_.display_name);
}

HResult Job::SetDisplayName(const Principal& caller, const std::optional<std::string>& name) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  if (!name) return hresult::E_INVALIDARG;
  if (Utf16Length(*name) > kDisplayNameMax) return hresult::BG_E_STRING_TOO_LONG;  // CORE-NAMEP-02
  record_.display_name = *name;
  return Modified();
}

Result<std::string> Job::GetDescription(const Principal& caller) const {
  return IfReadable(caller, record_.description);
}

HResult Job::SetDescription(const Principal& caller,
                            const std::optional<std::string>& description) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  if (!description) return hresult::E_INVALIDARG;
  if (Utf16Length(*description) > kDescriptionMax) return hresult::BG_E_STRING_TOO_LONG;
  record_.description = *description;
  return Modified();
}

Result<JobPriority> Job::GetPriority(const Principal& caller) const {
  return IfReadable(caller, record_.priority);
}

HResult Job::SetPriority(const Principal& caller, std::int64_t priority) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  if (priority < 0 || priority > 3) return hresult::E_NOTIMPL;
  const auto wanted = static_cast<JobPriority>(priority);
  const JobPriority before = std::exchange(record_.priority, wanted);
  if (wanted != before) queue_->OnPriorityChange(*this, before);
  return Modified();
}

Result<std::uint32_t> Job::GetNotifyFlags(const Principal& caller) const {
  return IfReadable(caller, record_.notify_flags);
}

HResult Job::SetNotifyFlags(const Principal& caller, std::uint32_t flags) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  if ((flags & ~kNotifyAll) != 0) return hresult::E_NOTIMPL;
  record_.notify_flags = flags;
  return Modified();
}

Result<bool> Job::GetNotifyInterface(const Principal& caller) const {
  return IfReadable(caller, notify_interface_registered_);
}

HResult Job::SetNotifyInterface(const Principal& caller, bool registered) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  notify_interface_registered_ = registered;
  const HResult stored = Modified();
  queue_->notifier().Deliver(*this);  // CORE-NIFACE-03: also for an event that is past
  return stored;
}

Result<std::uint32_t> Job::GetMinimumRetryDelay(const Principal& caller) const {
  return IfReadable(caller, record_.minimum_retry_delay_seconds);
}

HResult Job::SetMinimumRetryDelay(const Principal& caller, std::uint32_t seconds) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  record_.minimum_retry_delay_seconds = std::max(seconds, kRetryDelayFloorSeconds);
  return Modified();
}

Result<std::uint32_t> Job::GetNoProgressTimeout(const Principal& caller) const {
  return IfReadable(caller, record_.no_progress_timeout_seconds);
}

HResult Job::SetNoProgressTimeout(const Principal& caller, std::uint32_t seconds) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  record_.no_progress_timeout_seconds = seconds;
  return Modified();
}

Result<ProxySettings> Job::GetProxySettings(const Principal& caller) const {
  return IfReadable(
      caller, ProxySettings{record_.proxy_usage, record_.proxy_list, record_.proxy_bypass_list});
}

HResult Job::SetProxySettings(const Principal& caller, std::int64_t usage,
                              const std::optional<std::string>& proxy_list,
                              const std::optional<std::string>& bypass_list) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  const std::int64_t last = profile_ <= Profile::k1_5 ? 2 : 3;  // AUTODETECT came with 2.0
  if (usage < 0 || usage > last) return hresult::E_NOTIMPL;
  const auto wanted = static_cast<ProxyUsage>(usage);
  if (wanted == ProxyUsage::kOverride ? !proxy_list : (proxy_list || bypass_list))
    return hresult::E_INVALIDARG;
  if (proxy_list && Utf16Length(*proxy_list) > kProxyListMax)
    return hresult::BG_E_PROXY_LIST_TOO_LARGE;
  if (bypass_list && Utf16Length(*bypass_list) > kProxyListMax)
    return hresult::BG_E_PROXY_BYPASS_LIST_TOO_LARGE;
  record_.proxy_usage = wanted;
  record_.proxy_list = proxy_list;
  record_.proxy_bypass_list = bypass_list;
  return Modified();
}

}  // namespace bitsproof
