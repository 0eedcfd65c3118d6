// IBackgroundCopyJob5: properties.
#include <algorithm>

#include "reference/job/job.h"
#include "reference/job/queue.h"
#include "reference/job/queue_entry.h"
#include "reference/model/job_properties.h"

namespace bitsproof {
namespace {

// The value that a property has in `record`.
JobPropertyValue ValueOf(const QueueEntry& entry, JobProperty property) {
  const JobProperties& values = entry.record.properties;
  switch (property) {
    case JobProperty::kIdCostFlags:
      return entry.CostFlags();
    case JobProperty::kNotificationClsid:
      return values.notification_class;
    case JobProperty::kDynamicContent:
      return values.dynamic_content;
    case JobProperty::kHighPerformance:
      return values.high_performance;
    case JobProperty::kMaxDownloadSize:
      return values.max_download_bytes;
    case JobProperty::kUseStoredCredentials:
      return values.stored_credentials;
    case JobProperty::kMinimumNotificationIntervalMs:
      return values.notification_interval_ms;
    case JobProperty::kOnDemandMode:
      return false;
  }
  return std::uint32_t{0};
}

}  // namespace

bool Job::HasFileWithRanges() const {
  const auto& files = entry_->files;
  return std::any_of(files.begin(), files.end(),
                     [](const FileRecord& file) { return !file.ranges.empty(); });
}

Result<JobPropertyValue> Job::GetProperty(const Principal& caller, JobProperty property) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  if (FindRule(property, entry_->profile) == nullptr)
    return Unexpected(hresult::BG_E_UNKNOWN_PROPERTY_ID);
  return ValueOf(*entry_, property);
}

HResult Job::SetProperty(const Principal& caller, JobProperty property,
                         const JobPropertyValue& value) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  const JobPropertyRule* const rule = FindRule(property, entry_->profile);
  if (rule == nullptr) return hresult::BG_E_UNKNOWN_PROPERTY_ID;
  if (rule->downloads_only && type() != JobType::kDownload)
    return hresult::BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY;
  if (rule->settable == Settable::kBeforeAddFile && !entry_->files.empty())
    return hresult::BG_E_READ_ONLY_PROPERTY_AFTER_ADDFILE;
  if (rule->settable == Settable::kBeforeResume && entry_->record.was_resumed)
    return hresult::BG_E_READ_ONLY_PROPERTY_AFTER_RESUME;
  if (value.index() != ValueOf(*entry_, property).index()) return hresult::E_INVALIDARG;
  if (const HResult set = SetValue(property, value); set.failed()) return set;
  const HResult stored = Modified();
  if (property == JobProperty::kIdCostFlags) entry_->queue->OnCostChange(*entry_);  // J5-COST-01
  return stored;
}

// REQUIRES: the value has the type of the property.
HResult Job::SetValue(JobProperty property, const JobPropertyValue& value) {
  JobProperties& values = entry_->record.properties;
  switch (property) {
    case JobProperty::kIdCostFlags:
      values.cost_flags = std::get<std::uint32_t>(value);
      return hresult::S_OK;
    case JobProperty::kNotificationClsid:
      values.notification_class = std::get<Guid>(value);
      return hresult::S_OK;
    case JobProperty::kDynamicContent: {
      const bool enable = std::get<bool>(value);
      if (enable && entry_->record.http.method)
        return hresult::BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD;
      // UNSPECIFIED (J5-DYN-04): the code.
      if (enable && HasFileWithRanges()) return hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION;
      values.dynamic_content = enable;
      return hresult::S_OK;
    }
    case JobProperty::kHighPerformance:
      values.high_performance = std::get<bool>(value);
      return hresult::S_OK;
    case JobProperty::kMaxDownloadSize:
      if (std::get<std::uint64_t>(value) == 0) return hresult::BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE;
      values.max_download_bytes = std::get<std::uint64_t>(value);
      return hresult::S_OK;
    case JobProperty::kUseStoredCredentials:
      if (std::get<AuthTarget>(value) != AuthTarget::kProxy)
        return hresult::BG_E_USE_STORED_CREDENTIALS_NOT_SUPPORTED;
      values.stored_credentials = AuthTarget::kProxy;
      return hresult::S_OK;
    case JobProperty::kMinimumNotificationIntervalMs:
      values.notification_interval_ms = std::get<std::uint32_t>(value);
      return hresult::S_OK;
    case JobProperty::kOnDemandMode:
      // To be had with IBackgroundCopyFile6, which there is not yet.
      return std::get<bool>(value) ? hresult::E_NOTIMPL : hresult::S_OK;
  }
  return hresult::BG_E_UNKNOWN_PROPERTY_ID;
}

}  // namespace bitsproof
