// Group policy, and the switches for rules on which Microsoft's pages disagree.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "reference/model/bandwidth.h"
#include "reference/model/job_properties.h"

namespace bitsproof {

// The machine's policy. The names of PolicyFields are those of the registry (GP-01 to GP-06).
struct Policy {
  std::uint32_t max_jobs_per_user = 60;
  std::uint32_t max_jobs_per_machine = 300;
  std::uint32_t max_files_per_job = 200;
  std::uint32_t max_ranges_per_file = 500;
  std::uint32_t job_inactivity_timeout_days = 90;
  std::uint32_t max_download_time_seconds = 7'776'000;
  // The cost flags of jobs that have none of their own, by priority (GP-12).
  std::uint32_t foreground_transfer_policy = kTransferAlways;
  std::uint32_t high_transfer_policy = kTransferAlways;
  std::uint32_t normal_transfer_policy = kTransferAlways;
  std::uint32_t low_transfer_policy = kTransferAlways;
  // What peer caching is held to, 0 for nothing (PCA-SIZE-01, PCA-AGE-01).
  std::uint32_t max_cache_size_percent = 0;
  std::uint32_t max_content_age_days = 0;

  // DISPUTED (GP-03): does the exemption of administrators and services cover the machine limit
  // too? 1 = yes.
  std::uint32_t exemption_covers_machine_limit = 1;
  // DISPUTED (GP-03): do the jobs of exempt owners count towards the machine limit of the
  // others? 1 = yes.
  std::uint32_t exempt_jobs_count_towards_machine_limit = 0;

  BandwidthPolicy bandwidth;
};

// One policy by name.
struct PolicyField {
  std::string_view name;
  std::uint32_t Policy::*value;
};

// Every field of Policy but those of its `bandwidth`.
std::span<const PolicyField> PolicyFields();

}  // namespace bitsproof
