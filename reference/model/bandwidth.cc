#include "reference/model/bandwidth.h"

#include <algorithm>

namespace bitsproof {
namespace {

constexpr BandwidthField kFields[] = {
    {"EnableBITSMaxBandwidth", &BandwidthPolicy::enable_max_bandwidth},
    {"MaxTransferRateOnSchedule", &BandwidthPolicy::max_rate_on_schedule},
    {"MaxBandwidthValidFrom", &BandwidthPolicy::valid_from},
    {"MaxBandwidthValidTo", &BandwidthPolicy::valid_to},
    {"UseSystemMaximum", &BandwidthPolicy::use_system_maximum},
    {"MaxTransferRateOffSchedule", &BandwidthPolicy::max_rate_off_schedule},
    {"EnableBandwidthLimits", &BandwidthPolicy::enable_limits},
    {"EnableMaintenanceLimits", &BandwidthPolicy::enable_maintenance_limits},
};

constexpr BandwidthKey kKeys[] = {
    {"WorkSchedule", &BandwidthPolicy::work},
    {"NonWorkSchedule", &BandwidthPolicy::non_work},
    {"MaintenanceSchedule", &BandwidthPolicy::maintenance},
};

constexpr ScheduleField kScheduleFields[] = {
    {"StartDay", &BandwidthSchedule::start_day},
    {"EndDay", &BandwidthSchedule::end_day},
    {"StartHour", &BandwidthSchedule::start_hour},
    {"EndHour", &BandwidthSchedule::end_hour},
    {"HighBandwidthLimit", &BandwidthSchedule::high_limit},
    {"HighBandwidthType", &BandwidthSchedule::high_type},
    {"NormalBandwidthLimit", &BandwidthSchedule::normal_limit},
    {"NormalBandwidthType", &BandwidthSchedule::normal_type},
    {"LowBandwidthLimit", &BandwidthSchedule::low_limit},
    {"LowBandwidthType", &BandwidthSchedule::low_type},
};

constexpr std::uint32_t kTypeKbit = 1;
constexpr std::uint32_t kTypeMbit = 2;
constexpr std::uint32_t kTypeUnlimited = 3;

// UNSPECIFIED (SC-19): a kilobit is 1,000 bits, as everywhere in networks.
constexpr std::uint64_t kBitsOfKbit = 1'000;
constexpr std::uint64_t kBitsOfMbit = 1'000'000;
constexpr std::uint64_t kLeastBits = 2 * kBitsOfKbit;

bool IsOn(PolicyValue value) { return value.value_or(0) != 0; }

// SC-19: nothing, or about 2 kbit/s at least.
Bandwidth RateOf(std::uint32_t limit, std::uint64_t unit) {
  return limit == 0 ? 0 : std::max(limit * unit, kLeastBits);
}

// From the hour `from` to the hour `to`, which is outside ("from 8:00 A.M. to 5:00 P.M."); over
// midnight when `to` comes first. UNSPECIFIED (GP-07): equal hours mean the whole day.
bool IsHourIn(std::uint32_t from, std::uint32_t to, std::uint32_t hour) {
  return from < to ? from <= hour && hour < to : from <= hour || hour < to;
}

bool IsHour(PolicyValue value) { return value && *value <= 23; }
bool IsDay(PolicyValue value) { return value && *value <= 6; }

bool IsLimit(PolicyValue limit, PolicyValue type) {
  return type == kTypeUnlimited || (limit && (type == kTypeKbit || type == kTypeMbit));
}

bool HasWholeLimits(const BandwidthSchedule& schedule) {
  return IsLimit(schedule.high_limit, schedule.high_type) &&
         IsLimit(schedule.normal_limit, schedule.normal_type) &&
         IsLimit(schedule.low_limit, schedule.low_type);
}

bool HasWholeTimes(const BandwidthSchedule& schedule) {
  return IsDay(schedule.start_day) && IsDay(schedule.end_day) && IsHour(schedule.start_hour) &&
         IsHour(schedule.end_hour);
}

// REQUIRES: HasWholeTimes(schedule).
bool IsIn(const BandwidthSchedule& schedule, const Utc& now) {
  const auto hour = static_cast<std::uint32_t>(now.hour);
  // UNSPECIFIED (GP-09): hours after midnight belong to the day on which the window began.
  const bool began_yesterday =
      *schedule.start_hour > *schedule.end_hour && hour < *schedule.end_hour;
  const std::uint32_t day = began_yesterday ? (now.day_of_week + 6) % 7 : now.day_of_week;
  const std::uint32_t first = *schedule.start_day;
  const std::uint32_t last = *schedule.end_day;
  const bool is_day_in = first <= last ? first <= day && day <= last : first <= day || day <= last;
  return is_day_in && IsHourIn(*schedule.start_hour, *schedule.end_hour, hour);
}

Bandwidth RateOf(PolicyValue limit, PolicyValue type) {
  if (type == kTypeUnlimited) return std::nullopt;
  return RateOf(*limit, type == kTypeMbit ? kBitsOfMbit : kBitsOfKbit);
}

// REQUIRES: HasWholeLimits(schedule), a priority of the background.
Bandwidth RateOf(const BandwidthSchedule& schedule, JobPriority priority) {
  switch (priority) {
    case JobPriority::kHigh:
      return RateOf(schedule.high_limit, schedule.high_type);
    case JobPriority::kNormal:
      return RateOf(schedule.normal_limit, schedule.normal_type);
    default:
      return RateOf(schedule.low_limit, schedule.low_type);
  }
}

// The schedule that is in force; nullptr when none is. UNSPECIFIED (GP-23): work and non-work hours
// are one profile, which is whole or not applied.
const BandwidthSchedule* ScheduleAt(const BandwidthPolicy& policy, const Utc& now) {
  const bool is_maintained = IsOn(policy.enable_maintenance_limits) &&
                             HasWholeTimes(policy.maintenance) &&
                             HasWholeLimits(policy.maintenance);
  if (is_maintained && IsIn(policy.maintenance, now)) return &policy.maintenance;  // SC-22
  const bool is_scheduled = IsOn(policy.enable_limits) && HasWholeTimes(policy.work) &&
                            HasWholeLimits(policy.work) && HasWholeLimits(policy.non_work);
  if (!is_scheduled) return nullptr;
  return IsIn(policy.work, now) ? &policy.work : &policy.non_work;
}

// SC-20.
Bandwidth RateOfWindow(const BandwidthPolicy& policy, const Utc& now) {
  const bool is_maximum = IsOn(policy.use_system_maximum);
  const bool is_whole = policy.max_rate_on_schedule && IsHour(policy.valid_from) &&
                        IsHour(policy.valid_to) && (is_maximum || policy.max_rate_off_schedule);
  if (!IsOn(policy.enable_max_bandwidth) || !is_whole) return std::nullopt;
  if (IsHourIn(*policy.valid_from, *policy.valid_to, static_cast<std::uint32_t>(now.hour)))
    return RateOf(*policy.max_rate_on_schedule, kBitsOfKbit);
  if (is_maximum) return std::nullopt;
  return RateOf(*policy.max_rate_off_schedule, kBitsOfKbit);
}

}  // namespace

std::span<const BandwidthField> BandwidthFields() { return kFields; }
std::span<const BandwidthKey> BandwidthKeys() { return kKeys; }
std::span<const ScheduleField> ScheduleFields() { return kScheduleFields; }

Bandwidth BandwidthAt(const BandwidthPolicy& policy, Profile profile, JobPriority priority,
                      WallTime now) {
  if (priority == JobPriority::kForeground) return std::nullopt;  // SC-09
  const Utc local = ToUtc(now);
  // UNSPECIFIED: where both are enabled, the schedules come before the one window.
  const BandwidthSchedule* const schedule =
      HasBandwidthSchedules(profile) ? ScheduleAt(policy, local) : nullptr;
  if (schedule != nullptr) return RateOf(*schedule, priority);
  return HasMaxBandwidth(profile) ? RateOfWindow(policy, local) : std::nullopt;
}

bool HasLimits(const BandwidthPolicy& policy) {
  return IsOn(policy.enable_max_bandwidth) || IsOn(policy.enable_limits) ||
         IsOn(policy.enable_maintenance_limits);
}

}  // namespace bitsproof
