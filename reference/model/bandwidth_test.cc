#include "reference/model/bandwidth.h"

#include <gtest/gtest.h>

#include <string>

namespace bitsproof {
namespace {

constexpr JobPriority kHigh = JobPriority::kHigh;
constexpr JobPriority kNormal = JobPriority::kNormal;
constexpr JobPriority kLow = JobPriority::kLow;
constexpr Bandwidth kUnlimited = std::nullopt;

// 10 kbit/s from 8 to 17, 20 kbit/s otherwise.
BandwidthPolicy Window() {
  BandwidthPolicy policy;
  policy.enable_max_bandwidth = 1;
  policy.max_rate_on_schedule = 10;
  policy.valid_from = 8;
  policy.valid_to = 17;
  policy.use_system_maximum = 0;
  policy.max_rate_off_schedule = 20;
  return policy;
}

BandwidthSchedule Limits(std::uint32_t high, std::uint32_t normal, std::uint32_t low) {
  BandwidthSchedule schedule;
  schedule.high_limit = high;
  schedule.normal_limit = normal;
  schedule.low_limit = low;
  schedule.high_type = schedule.normal_type = schedule.low_type = 1;
  return schedule;
}

BandwidthSchedule Schedule(std::uint32_t first_day, std::uint32_t last_day, std::uint32_t from,
                           std::uint32_t to, std::uint32_t limit) {
  BandwidthSchedule schedule = Limits(limit, limit, limit);
  schedule.start_day = first_day;
  schedule.end_day = last_day;
  schedule.start_hour = from;
  schedule.end_hour = to;
  return schedule;
}

// Monday to Friday from 8 to 17 with 30 kbit/s, otherwise 60 kbit/s.
BandwidthPolicy Work() {
  BandwidthPolicy policy;
  policy.enable_limits = 1;
  policy.work = Schedule(1, 5, 8, 17, 30);
  policy.non_work = Limits(60, 60, 60);
  return policy;
}

// In the week that begins with Sunday, 2026-03-01.
Bandwidth At(const BandwidthPolicy& policy, unsigned day, const std::string& time,
             JobPriority priority = kNormal, Profile profile = kNewestProfile) {
  const auto now = ParseIso8601("2026-03-0" + std::to_string(1 + day) + "T" + time + "Z");
  EXPECT_TRUE(now) << time;
  return BandwidthAt(policy, profile, priority, *now);
}

TEST(Bandwidth, IsUnlimitedWithoutPolicy) {
  EXPECT_EQ(At({}, 1, "12:00:00"), kUnlimited);
  EXPECT_FALSE(HasLimits({}));
}

TEST(Bandwidth, OfTheWindowEndsWithItsLastHour) {
  EXPECT_EQ(At(Window(), 1, "07:59:59"), 20'000u);
  EXPECT_EQ(At(Window(), 1, "08:00:00"), 10'000u);
  EXPECT_EQ(At(Window(), 1, "16:59:59"), 10'000u);
  EXPECT_EQ(At(Window(), 1, "17:00:00"), 20'000u);
  EXPECT_TRUE(HasLimits(Window()));
}

TEST(Bandwidth, OfTheWindowGoesOverMidnight) {
  BandwidthPolicy policy = Window();
  policy.valid_from = 22;
  policy.valid_to = 6;
  EXPECT_EQ(At(policy, 1, "21:59:59"), 20'000u);
  EXPECT_EQ(At(policy, 1, "22:00:00"), 10'000u);
  EXPECT_EQ(At(policy, 1, "05:59:59"), 10'000u);
  EXPECT_EQ(At(policy, 1, "06:00:00"), 20'000u);
}

TEST(Bandwidth, OfTheWindowLastsTheWholeDayWhereBothHoursAreEqual) {
  BandwidthPolicy policy = Window();
  policy.valid_from = policy.valid_to = 8;
  EXPECT_EQ(At(policy, 1, "07:59:59"), 10'000u);
  EXPECT_EQ(At(policy, 1, "08:00:00"), 10'000u);
}

TEST(Bandwidth, OutsideTheWindowIsUnlimitedWithTheSystemMaximum) {
  BandwidthPolicy policy = Window();
  policy.use_system_maximum = 1;
  EXPECT_EQ(At(policy, 1, "20:00:00"), kUnlimited);
  EXPECT_EQ(At(policy, 1, "12:00:00"), 10'000u);
  policy.max_rate_off_schedule.reset();
  EXPECT_EQ(At(policy, 1, "12:00:00"), 10'000u);
}

TEST(Bandwidth, IsNothingOrTwoKilobitsAtLeast) {
  BandwidthPolicy policy = Window();
  policy.max_rate_on_schedule = 0;
  EXPECT_EQ(At(policy, 1, "12:00:00"), 0u);
  policy.max_rate_on_schedule = 1;
  EXPECT_EQ(At(policy, 1, "12:00:00"), 2'000u);
  policy.max_rate_on_schedule = 3;
  EXPECT_EQ(At(policy, 1, "12:00:00"), 3'000u);
  policy.max_rate_off_schedule = 0;
  EXPECT_EQ(At(policy, 1, "20:00:00"), 0u);
}

TEST(Bandwidth, OfTheWindowNeedsAllValues) {
  using Change = void (*)(BandwidthPolicy&);
  constexpr Change kChanges[] = {
      [](BandwidthPolicy& policy) { policy.enable_max_bandwidth = 0; },
      [](BandwidthPolicy& policy) { policy.enable_max_bandwidth.reset(); },
      [](BandwidthPolicy& policy) { policy.max_rate_on_schedule.reset(); },
      [](BandwidthPolicy& policy) { policy.valid_from.reset(); },
      [](BandwidthPolicy& policy) { policy.valid_from = 24; },
      [](BandwidthPolicy& policy) { policy.valid_to.reset(); },
      [](BandwidthPolicy& policy) { policy.valid_to = 24; },
      [](BandwidthPolicy& policy) { policy.max_rate_off_schedule.reset(); },
  };
  for (const Change change : kChanges) {
    BandwidthPolicy policy = Window();
    change(policy);
    EXPECT_EQ(At(policy, 1, "12:00:00"), kUnlimited) << &change - kChanges;
  }
  BandwidthPolicy policy = Window();
  policy.valid_from = 0;
  policy.valid_to = 23;
  EXPECT_EQ(At(policy, 1, "22:59:59"), 10'000u);
}

TEST(Bandwidth, DoesNotConcernTheForeground) {
  EXPECT_EQ(At(Window(), 1, "12:00:00", JobPriority::kForeground), kUnlimited);
  EXPECT_EQ(At(Work(), 1, "12:00:00", JobPriority::kForeground), kUnlimited);
}

TEST(Bandwidth, OfWorkHoldsOnItsDaysAndHours) {
  EXPECT_EQ(At(Work(), 0, "12:00:00"), 60'000u);
  EXPECT_EQ(At(Work(), 1, "07:59:59"), 60'000u);
  EXPECT_EQ(At(Work(), 1, "08:00:00"), 30'000u);
  EXPECT_EQ(At(Work(), 5, "16:59:59"), 30'000u);
  EXPECT_EQ(At(Work(), 5, "17:00:00"), 60'000u);
  EXPECT_EQ(At(Work(), 6, "12:00:00"), 60'000u);
  EXPECT_TRUE(HasLimits(Work()));
}

TEST(Bandwidth, OfWorkGoesOverTheEndOfTheWeek) {
  BandwidthPolicy policy = Work();
  policy.work = Schedule(6, 0, 8, 17, 30);
  EXPECT_EQ(At(policy, 5, "12:00:00"), 60'000u);
  EXPECT_EQ(At(policy, 6, "12:00:00"), 30'000u);
  EXPECT_EQ(At(policy, 0, "12:00:00"), 30'000u);
  EXPECT_EQ(At(policy, 1, "12:00:00"), 60'000u);
}

TEST(Bandwidth, OfANightBelongsToTheDayOnWhichItBegan) {
  BandwidthPolicy policy = Work();
  policy.work = Schedule(6, 0, 22, 6, 30);
  EXPECT_EQ(At(policy, 6, "05:59:59"), 60'000u);
  EXPECT_EQ(At(policy, 6, "22:00:00"), 30'000u);
  EXPECT_EQ(At(policy, 0, "05:59:59"), 30'000u);
  EXPECT_EQ(At(policy, 0, "06:00:00"), 60'000u);
  EXPECT_EQ(At(policy, 0, "22:00:00"), 30'000u);
  EXPECT_EQ(At(policy, 1, "05:59:59"), 30'000u);
  EXPECT_EQ(At(policy, 1, "22:00:00"), 60'000u);
}

TEST(Bandwidth, OfASingleDay) {
  BandwidthPolicy policy = Work();
  policy.work = Schedule(3, 3, 0, 23, 30);
  EXPECT_EQ(At(policy, 2, "12:00:00"), 60'000u);
  EXPECT_EQ(At(policy, 3, "00:00:00"), 30'000u);
  EXPECT_EQ(At(policy, 3, "23:00:00"), 60'000u);
  EXPECT_EQ(At(policy, 4, "12:00:00"), 60'000u);
}

TEST(Bandwidth, DependsOnThePriority) {
  BandwidthPolicy policy = Work();
  policy.non_work = Limits(11, 12, 13);
  policy.non_work.normal_type = 2;
  policy.non_work.low_type = 3;
  policy.non_work.low_limit.reset();
  EXPECT_EQ(At(policy, 0, "12:00:00", kHigh), 11'000u);
  EXPECT_EQ(At(policy, 0, "12:00:00", kNormal), 12'000'000u);
  EXPECT_EQ(At(policy, 0, "12:00:00", kLow), kUnlimited);
  policy.non_work.high_limit = 0;
  policy.non_work.low_limit = 0;
  EXPECT_EQ(At(policy, 0, "12:00:00", kHigh), 0u);
  EXPECT_EQ(At(policy, 0, "12:00:00", kLow), kUnlimited);
}

TEST(Bandwidth, OfASizeThatFillsTheRegistryDoesNotOverflow) {
  BandwidthPolicy policy = Work();
  policy.non_work = Limits(4'294'967'200, 0, 0);
  policy.non_work.high_type = 2;
  EXPECT_EQ(At(policy, 0, "12:00:00", kHigh), 4'294'967'200'000'000u);
}

TEST(Bandwidth, OfMaintenanceComesFirst) {
  BandwidthPolicy policy = Work();
  policy.enable_maintenance_limits = 1;
  policy.maintenance = Schedule(1, 1, 10, 12, 5);
  EXPECT_EQ(At(policy, 1, "09:00:00"), 30'000u);
  EXPECT_EQ(At(policy, 1, "10:00:00"), 5'000u);
  EXPECT_EQ(At(policy, 1, "12:00:00"), 30'000u);
  EXPECT_EQ(At(policy, 2, "10:00:00"), 30'000u);
  policy.enable_limits = 0;
  EXPECT_EQ(At(policy, 1, "10:00:00"), 5'000u);
  EXPECT_EQ(At(policy, 1, "12:00:00"), kUnlimited);
  EXPECT_TRUE(HasLimits(policy));
  policy.enable_maintenance_limits = 0;
  EXPECT_EQ(At(policy, 1, "10:00:00"), kUnlimited);
  EXPECT_FALSE(HasLimits(policy));
}

TEST(Bandwidth, OfSchedulesComesBeforeThatOfTheWindow) {
  BandwidthPolicy policy = Window();
  policy.enable_limits = 1;
  policy.work = Work().work;
  policy.non_work = Work().non_work;
  EXPECT_EQ(At(policy, 1, "12:00:00"), 30'000u);
  EXPECT_EQ(At(policy, 0, "12:00:00"), 60'000u);
  policy.enable_limits = 0;
  EXPECT_EQ(At(policy, 1, "12:00:00"), 10'000u);
}

TEST(Bandwidth, OfAMalformedScheduleIsNotApplied) {
  using Change = void (*)(BandwidthSchedule&);
  constexpr Change kTimes[] = {
      [](BandwidthSchedule& schedule) { schedule.start_day.reset(); },
      [](BandwidthSchedule& schedule) { schedule.start_day = 7; },
      [](BandwidthSchedule& schedule) { schedule.end_day.reset(); },
      [](BandwidthSchedule& schedule) { schedule.end_day = 7; },
      [](BandwidthSchedule& schedule) { schedule.start_hour.reset(); },
      [](BandwidthSchedule& schedule) { schedule.start_hour = 24; },
      [](BandwidthSchedule& schedule) { schedule.end_hour.reset(); },
      [](BandwidthSchedule& schedule) { schedule.end_hour = 24; },
  };
  constexpr Change kLimits[] = {
      [](BandwidthSchedule& schedule) { schedule.high_limit.reset(); },
      [](BandwidthSchedule& schedule) { schedule.high_type.reset(); },
      [](BandwidthSchedule& schedule) { schedule.high_type = 0; },
      [](BandwidthSchedule& schedule) { schedule.normal_limit.reset(); },
      [](BandwidthSchedule& schedule) { schedule.normal_type.reset(); },
      [](BandwidthSchedule& schedule) { schedule.low_limit.reset(); },
      [](BandwidthSchedule& schedule) { schedule.low_type = 4; },
  };
  const auto expect_ignored = [](Change change) {
    BandwidthPolicy policy = Work();
    change(policy.work);
    EXPECT_EQ(At(policy, 1, "12:00:00"), kUnlimited);
    EXPECT_EQ(At(policy, 0, "12:00:00"), kUnlimited);
    policy = Work();
    policy.enable_maintenance_limits = 1;
    policy.maintenance = Schedule(1, 1, 10, 13, 5);
    change(policy.maintenance);
    EXPECT_EQ(At(policy, 1, "12:00:00"), 30'000u);
  };
  for (const Change change : kTimes) expect_ignored(change);
  for (const Change change : kLimits) {
    expect_ignored(change);
    BandwidthPolicy policy = Work();
    change(policy.non_work);
    EXPECT_EQ(At(policy, 1, "12:00:00"), kUnlimited);
  }
}

TEST(Bandwidth, IsLimitedFromTheVersionOnThatHasThePolicy) {
  EXPECT_EQ(At(Window(), 1, "12:00:00", kNormal, Profile::k1_5), kUnlimited);
  EXPECT_EQ(At(Window(), 1, "12:00:00", kNormal, Profile::k2_0), 10'000u);
  EXPECT_EQ(At(Work(), 1, "12:00:00", kNormal, Profile::k3_0), kUnlimited);
  EXPECT_EQ(At(Work(), 1, "12:00:00", kNormal, Profile::k4_0), 30'000u);
}

TEST(Bandwidth, EveryValueIsListedOnce) {
  EXPECT_EQ((BandwidthFields().size() + BandwidthKeys().size() * ScheduleFields().size()) *
                sizeof(PolicyValue),
            sizeof(BandwidthPolicy));
  BandwidthPolicy policy;
  std::uint32_t number = 0;
  for (const BandwidthField& field : BandwidthFields()) policy.*field.value = number++;
  for (const BandwidthKey& key : BandwidthKeys()) {
    for (const ScheduleField& field : ScheduleFields()) {
      (policy.*key.schedule).*field.value = number++;
    }
  }
  number = 0;
  for (const BandwidthField& field : BandwidthFields()) EXPECT_EQ(policy.*field.value, number++);
  for (const BandwidthKey& key : BandwidthKeys()) {
    for (const ScheduleField& field : ScheduleFields()) {
      EXPECT_EQ((policy.*key.schedule).*field.value, number++) << field.name;
    }
  }
}

}  // namespace
}  // namespace bitsproof
