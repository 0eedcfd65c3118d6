#include "reference/job/job_manager.h"

#include <iterator>
#include <utility>
#include <vector>

#include "reference/base/text.h"
#include "reference/job/error_text.h"
#include "reference/job/queue.h"
#include "reference/job/queue_entry.h"
#include "reference/model/limits.h"

namespace bitsproof {
namespace {

bool HasType(Profile profile, JobType type) {
  return type == JobType::kDownload || (HasUploads(profile) && type <= JobType::kUploadReply);
}

}  // namespace

JobManager::JobManager(Environment environment, const Policy& policy, Profile profile)
    : queue_(std::make_unique<Queue>(environment, policy, profile)),
      peer_cache_(queue_->policy(), profile) {}

JobManager::~JobManager() = default;

Result<Job> JobManager::CreateJob(const Principal& caller,
                                  const std::optional<std::string>& display_name, JobType type) {
  if (!display_name || Utf16Length(*display_name) > kDisplayNameMax)
    return Unexpected(hresult::E_INVALIDARG);
  if (caller.is_restricted && RefusesRestrictedTokens(queue_->profile()))
    return Unexpected(hresult::E_ACCESSDENIED);
  if (!HasType(queue_->profile(), type)) return Unexpected(hresult::E_NOTIMPL);
  auto created = queue_->Create(caller, *display_name, type);
  if (!created) return Unexpected(created.error());
  return Job(*std::move(created));
}

Result<Job> JobManager::GetJob(const Principal& caller, const Guid& id) {
  std::shared_ptr<QueueEntry> entry = queue_->Find(id);
  if (!entry) return Unexpected(hresult::BG_E_NOT_FOUND);
  if (const HResult access = entry->CheckAccess(caller); access.failed()) return Unexpected(access);
  return Job(std::move(entry));
}

Result<Enumerator<Job>> JobManager::EnumJobs(const Principal& caller, std::uint32_t flags) {
  if ((flags & ~kEnumAllUsers) != 0) return Unexpected(hresult::E_NOTIMPL);
  const bool all = flags == kEnumAllUsers;
  if (all && !caller.is_administrator()) return Unexpected(hresult::E_ACCESSDENIED);
  Queue::Entries entries = all ? queue_->AllJobs() : queue_->JobsOf(caller.sid);
  std::vector<Job> jobs(std::make_move_iterator(entries.begin()),
                        std::make_move_iterator(entries.end()));
  return Enumerator<Job>(std::move(jobs));
}

Result<std::string> JobManager::GetErrorDescription(HResult code, std::uint32_t language_id) const {
  return DescribeCode(code, language_id);
}

PeerCache& JobManager::peer_cache() { return peer_cache_; }

void JobManager::SetPolicy(const Policy& policy) { queue_->set_policy(policy); }

Profile JobManager::profile() const { return queue_->profile(); }

}  // namespace bitsproof
