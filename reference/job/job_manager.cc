#include "reference/job/job_manager.h"

#include "reference/base/text.h"
#include "reference/job/job_transfer.h"
#include "reference/job/queue.h"
#include "reference/model/limits.h"

namespace bitsproof {
namespace {

// S_OK for the primary language English, in which the texts are written.
HResult CheckLanguage(std::uint32_t language_id) {
  constexpr std::uint32_t kPrimaryMask = 0x3FF;
  constexpr std::uint32_t kEnglish = 0x09;
  if (language_id == 0) return hresult::E_INVALIDARG;
  return (language_id & kPrimaryMask) == kEnglish ? hresult::S_OK
                                                  : hresult::E_RESOURCE_LANG_NOT_FOUND;
}

HResult TextCodeOf(ErrorContext context) {
  switch (context) {
    case ErrorContext::kNone:
      return hresult::BG_S_ERROR_CONTEXT_NONE;
    case ErrorContext::kUnknown:
      return hresult::BG_E_ERROR_CONTEXT_UNKNOWN;
    case ErrorContext::kGeneralQueueManager:
      return hresult::BG_E_ERROR_CONTEXT_GENERAL_QUEUE_MANAGER;
    case ErrorContext::kQueueManagerNotification:
      return hresult::BG_E_ERROR_CONTEXT_QUEUE_MANAGER_NOTIFICATION;
    case ErrorContext::kLocalFile:
      return hresult::BG_E_ERROR_CONTEXT_LOCAL_FILE;
    case ErrorContext::kRemoteFile:
      return hresult::BG_E_ERROR_CONTEXT_REMOTE_FILE;
    case ErrorContext::kGeneralTransport:
      return hresult::BG_E_ERROR_CONTEXT_GENERAL_TRANSPORT;
    case ErrorContext::kRemoteApplication:
      return hresult::BG_E_ERROR_CONTEXT_REMOTE_APPLICATION;
  }
  return hresult::BG_E_ERROR_CONTEXT_UNKNOWN;
}

bool HasType(Profile profile, std::int64_t type) {
  return type == 0 || (HasUploads(profile) && (type == 1 || type == 2));
}

}  // namespace

JobManager::JobManager(Environment environment, const Policy& policy, Profile profile)
    : queue_(std::make_unique<Queue>(environment, policy, profile)) {}

JobManager::~JobManager() = default;

Result<std::shared_ptr<Job>> JobManager::CreateJob(const Principal& caller,
                                                   const std::optional<std::string>& display_name,
                                                   std::int64_t type) {
  if (!display_name || Utf16Length(*display_name) > kDisplayNameMax)
    return Unexpected(hresult::E_INVALIDARG);
  if (!HasType(queue_->profile(), type)) return Unexpected(hresult::E_NOTIMPL);
  return queue_->Create(caller, *display_name, static_cast<JobType>(type));
}

Result<std::shared_ptr<Job>> JobManager::GetJob(const Principal& caller, const Guid& id) {
  std::shared_ptr<Job> job = queue_->Find(id);
  if (!job) return Unexpected(hresult::BG_E_NOT_FOUND);
  if (const Result<JobState> state = job->GetState(caller); !state)
    return Unexpected(state.error());
  return job;
}

Result<std::vector<std::shared_ptr<Job>>> JobManager::EnumJobs(const Principal& caller,
                                                               std::uint32_t flags) {
  if (flags == 0) return queue_->JobsOf(caller.sid);
  if (flags != kEnumAllUsers) return Unexpected(hresult::E_NOTIMPL);
  if (!caller.is_administrator()) return Unexpected(hresult::E_ACCESSDENIED);
  return queue_->AllJobs();
}

Result<std::string> JobManager::GetErrorDescription(HResult code, std::uint32_t language_id) const {
  if (const HResult language = CheckLanguage(language_id); language.failed())
    return Unexpected(language);
  const std::string_view meaning = MeaningOf(code);
  if (meaning.empty()) return "Unknown result code " + ToHex(code) + ".";
  return std::string(meaning);
}

void JobManager::SetPolicy(const Policy& policy) { queue_->set_policy(policy); }

Profile JobManager::profile() const { return queue_->profile(); }

Result<std::string> DescribeErrorContext(ErrorContext context, std::uint32_t language_id) {
  if (const HResult language = CheckLanguage(language_id); language.failed())
    return Unexpected(language);
  return std::string(MeaningOf(TextCodeOf(context)));
}

}  // namespace bitsproof
