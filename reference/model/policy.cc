#include "reference/model/policy.h"

namespace bitsproof {
namespace {

constexpr PolicyField kFields[] = {
    {"MaxJobsPerUser", &Policy::max_jobs_per_user},
    {"MaxJobsPerMachine", &Policy::max_jobs_per_machine},
    {"MaxFilesPerJob", &Policy::max_files_per_job},
    {"MaxRangesPerFile", &Policy::max_ranges_per_file},
    {"JobInactivityTimeout", &Policy::job_inactivity_timeout_days},
    {"MaxDownloadTime", &Policy::max_download_time_seconds},
    {"ForegroundTransferPolicy", &Policy::foreground_transfer_policy},
    {"HighTransferPolicy", &Policy::high_transfer_policy},
    {"NormalTransferPolicy", &Policy::normal_transfer_policy},
    {"LowTransferPolicy", &Policy::low_transfer_policy},
    {"MaxCacheSize", &Policy::max_cache_size_percent},
    {"MaxContentAge", &Policy::max_content_age_days},
    {"ExemptionCoversMachineLimit", &Policy::exemption_covers_machine_limit},
    {"ExemptJobsCountTowardsMachineLimit", &Policy::exempt_jobs_count_towards_machine_limit},
};

}  // namespace

std::span<const PolicyField> PolicyFields() { return kFields; }

}  // namespace bitsproof
