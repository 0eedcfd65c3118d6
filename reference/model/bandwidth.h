// Bandwidth: how much of the network a policy leaves to background jobs, by priority, day and hour.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "reference/base/time.h"
#include "reference/model/job_record.h"
#include "reference/model/profile.h"

namespace bitsproof {

// A value of the registry; nullopt where there is none.
using PolicyValue = std::optional<std::uint32_t>;

// A key of limits, with the values of the registry (GP-09 to GP-11). Days count from 0, Sunday,
// hours from 0 to 23. A type is 1 for kbit/s, 2 for Mbit/s, 3 for no limit.
struct BandwidthSchedule {
  PolicyValue start_day, end_day, start_hour, end_hour;
  PolicyValue high_limit, high_type, normal_limit, normal_type, low_limit, low_type;
};

// The policies of bandwidth, with the values of the registry.
struct BandwidthPolicy {
  // One window for every day (GP-07), in kbit/s.
  PolicyValue enable_max_bandwidth;
  PolicyValue max_rate_on_schedule, valid_from, valid_to;
  PolicyValue use_system_maximum, max_rate_off_schedule;
  // Schedules by priority (GP-08 to GP-11).
  PolicyValue enable_limits, enable_maintenance_limits;
  BandwidthSchedule work, non_work, maintenance;  // `non_work` has no days and hours
};

// The values of a BandwidthPolicy outside its schedules, its schedules, and the values of one, by
// their names in the registry.
struct BandwidthField {
  std::string_view name;
  PolicyValue BandwidthPolicy::*value;
};
struct BandwidthKey {
  std::string_view name;
  BandwidthSchedule BandwidthPolicy::*schedule;
};
struct ScheduleField {
  std::string_view name;
  PolicyValue BandwidthSchedule::*value;
};
std::span<const BandwidthField> BandwidthFields();
std::span<const BandwidthKey> BandwidthKeys();
std::span<const ScheduleField> ScheduleFields();

// What jobs may use, in bits per second: 0 for nothing at all, nullopt for whatever there is.
using Bandwidth = std::optional<std::uint64_t>;

// What `policy` leaves to jobs of `priority` at the local time `now`. Nothing changes within an
// hour of the clock. Policies that the version of BITS does not have are not applied, nor are
// profiles in which a value is missing or out of range (GP-23).
Bandwidth BandwidthAt(const BandwidthPolicy& policy, Profile profile, JobPriority priority,
                      WallTime now);

// Whether any limit may be in force at some time.
bool HasLimits(const BandwidthPolicy& policy);

}  // namespace bitsproof
