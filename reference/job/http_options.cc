#include "reference/model/http_options.h"

#include "reference/base/text.h"
#include "reference/job/job.h"
#include "reference/job/queue.h"
#include "reference/job/queue_entry.h"
#include "reference/model/limits.h"

namespace bitsproof {
namespace {

// What a method is when nobody has set one.
std::string_view DefaultMethodOf(JobType type) {
  return type == JobType::kDownload ? "GET" : "BITS_POST";
}

bool IsToken(std::string_view text) {
  constexpr std::string_view kTokenCharacters =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !text.empty() && text.find_first_not_of(kTokenCharacters) == std::string_view::npos;
}

}  // namespace

Result<CustomHeaders> Job::GetCustomHeaders(const Principal& caller) const {
  if (const HResult access = entry_->CheckOwner(caller); access.failed()) return Unexpected(access);
  const HttpOptions& http = entry_->record.http;
  if (http.custom_headers_write_only) return Unexpected(hresult::E_ACCESSDENIED);
  return CustomHeaders{http.custom_headers ? hresult::S_OK : hresult::S_FALSE, http.custom_headers};
}

HResult Job::SetCustomHeaders(const Principal& caller, const std::optional<std::string>& headers) {
  if (const HResult access = entry_->CheckOwner(caller); access.failed()) return access;
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (headers && Utf16Length(*headers) > kCustomHeadersMax) return hresult::BG_E_STRING_TOO_LONG;
  entry_->record.http.custom_headers = headers;
  return Modified();
}

HResult Job::MakeCustomHeadersWriteOnly(const Principal& caller) {
  if (const HResult access = entry_->CheckOwner(caller); access.failed()) return access;
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  entry_->record.http.custom_headers_write_only = true;
  return Modified();
}

Result<std::uint32_t> Job::GetSecurityFlags(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.http.security_flags);
}

HResult Job::SetSecurityFlags(const Principal& caller, std::uint32_t flags) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  // UNSPECIFIED (HTTP-SEC-06): the code for a policy where there are none.
  const bool has_redirects =
      entry_->profile >= Profile::k3_0 && entry_->record.type == JobType::kDownload;
  if (!AreSecurityFlags(flags, has_redirects)) return hresult::E_NOTIMPL;
  std::uint32_t& present = entry_->record.http.security_flags;
  const bool asks_anew = (flags & ~present & kSslEnableCrlCheck) != 0;
  present = flags;
  if (asks_anew) entry_->queue->ForgetUncheckedBytes(*entry_);
  return Modified();
}

Result<std::string> Job::GetHttpMethod(const Principal& caller) const {
  const JobRecord& record = entry_->record;
  return entry_->IfReadable(caller,
                            record.http.method.value_or(std::string(DefaultMethodOf(record.type))));
}

HResult Job::SetHttpMethod(const Principal& caller, const std::optional<std::string>& method) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  JobRecord& record = entry_->record;
  if (!method || !IsToken(*method)) return hresult::E_INVALIDARG;
  // UNSPECIFIED (HTTP2-METHOD-06): the code.
  if (record.was_resumed) return hresult::BG_E_READ_ONLY_PROPERTY_AFTER_RESUME;
  if (*method == DefaultMethodOf(record.type)) {
    record.http.method.reset();
    return Modified();
  }
  // UNSPECIFIED (HTTP2-METHOD-05): the code; and ranges need a method that has them.
  if (record.properties.dynamic_content || HasFileWithRanges())
    return hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION;
  record.http.method = method;
  record.priority = JobPriority::kForeground;  // HTTP2-METHOD-03
  return Modified();
}

HResult Job::SetServerCertificateValidationInterface(const Principal& caller,
                                                     const std::optional<std::string>& callback) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  const JobState state = entry_->record.state;
  const bool is_paused =
      state == JobState::kSuspended || state == JobState::kError || state == JobState::kTransferred;
  if (!is_paused) return hresult::BG_E_READ_ONLY_WHEN_JOB_ACTIVE;
  entry_->certificate_validator.reset();  // and what it has accepted (HTTP3-CB-12)
  if (callback) entry_->certificate_validator = CertificateValidator{*callback, caller.sid};
  entry_->record.http.validates_certificates = callback.has_value();
  return Modified();
}

}  // namespace bitsproof
