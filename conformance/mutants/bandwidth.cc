// Mutants of the policies of bandwidth.
#include <algorithm>
#include <functional>
#include <string>

#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr const char* kEnableWindow = "EnableBITSMaxBandwidth";
constexpr const char* kOnSchedule = "MaxTransferRateOnSchedule";
constexpr const char* kOffSchedule = "MaxTransferRateOffSchedule";
constexpr const char* kFrom = "MaxBandwidthValidFrom";
constexpr const char* kTo = "MaxBandwidthValidTo";
constexpr const char* kUseMaximum = "UseSystemMaximum";
constexpr const char* kEnableLimits = "EnableBandwidthLimits";
constexpr const char* kEnableMaintenance = "EnableMaintenanceLimits";
constexpr const char* kWork = "WorkSchedule";
constexpr const char* kNonWork = "NonWorkSchedule";
constexpr const char* kMaintenance = "MaintenanceSchedule";
constexpr const char* kKeys[] = {kWork, kNonWork, kMaintenance};
constexpr const char* kPriorities[] = {"High", "Normal", "Low"};

std::string LimitName(const std::string& priority) { return priority + "BandwidthLimit"; }
std::string TypeName(const std::string& priority) { return priority + "BandwidthType"; }

using Edit = std::function<void(Json& policy)>;

// The policy that reaches the manager is edited, wherever one is given.
void EditPolicy(Mutation& m, Edit edit) {
  m.Before("subject.reset environment.set", [edit = std::move(edit)](Interception& call) {
    if (call.params.contains("policy")) edit(call.params["policy"]);
  });
}

void EditValue(Json& values, const std::string& name, const Mutation::EditNumber& change) {
  const auto it = values.find(name);
  if (it != values.end()) *it = change(it->get<std::uint64_t>());
}

void EditValue(Mutation& m, const char* name, Mutation::EditNumber change) {
  EditPolicy(m,
             [name, change = std::move(change)](Json& policy) { EditValue(policy, name, change); });
}

// A value of a key of the registry.
void EditIn(Mutation& m, const char* key, const char* name, Mutation::EditNumber change) {
  EditPolicy(m, [key, name, change = std::move(change)](Json& policy) {
    if (policy.contains(key)) EditValue(policy[key], name, change);
  });
}

void EditLimits(Mutation& m, Mutation::EditNumber change) {
  EditPolicy(m, [change = std::move(change)](Json& policy) {
    for (const char* const name : {kOnSchedule, kOffSchedule}) EditValue(policy, name, change);
    for (const char* const key : kKeys) {
      if (!policy.contains(key)) continue;
      for (const char* const priority : kPriorities)
        EditValue(policy[key], LimitName(priority), change);
    }
  });
}

void Disable(Mutation& m, std::initializer_list<const char*> names) {
  for (const char* const name : names)
    EditValue(m, name, [](std::uint64_t) { return std::uint64_t{0}; });
}

// The limits of the key `from` stand in the key `to` too.
void CopyLimits(Json& policy, const char* from, const char* to) {
  if (!policy.contains(from) || !policy.contains(to)) return;
  for (const char* const priority : kPriorities) {
    for (const std::string& name : {LimitName(priority), TypeName(priority)}) {
      if (policy[from].contains(name)) policy[to][name] = policy[from][name];
    }
  }
}

void NormalForAll(Json& policy) {
  for (const char* const key : kKeys) {
    if (!policy.contains(key)) continue;
    for (const char* const priority : kPriorities) {
      policy[key][LimitName(priority)] = policy[key].value(LimitName("Normal"), Json(0));
      policy[key][TypeName(priority)] = policy[key].value(TypeName("Normal"), Json(1));
    }
  }
}

void EveryDay(Mutation& m, const char* key) {
  EditIn(m, key, "StartDay", [](std::uint64_t) { return std::uint64_t{0}; });
  EditIn(m, key, "EndDay", [](std::uint64_t) { return std::uint64_t{6}; });
}

// Of the limits of work and maintenance the lower one holds.
void LowerOfBoth(Json& policy) {
  if (!policy.contains(kMaintenance) || !policy.contains(kWork)) return;
  Json& maintenance = policy[kMaintenance];
  const Json& work = policy[kWork];
  for (const char* const priority : kPriorities) {
    const std::string limit = LimitName(priority);
    const std::string type = TypeName(priority);
    if (maintenance[type] == 1 && maintenance[limit] <= work[limit]) continue;
    maintenance[limit] = work[limit];
    maintenance[type] = work[type];
  }
}

// What is missing or out of range gets a value.
void Repair(Json& policy) {
  const auto fill = [](Json& values, const std::string& name, std::uint64_t value) {
    if (!values.contains(name)) values[name] = value;
  };
  if (policy.contains(kEnableWindow)) {
    fill(policy, kOnSchedule, 8);
    fill(policy, kTo, 17);
  }
  for (const char* const key : kKeys) {
    if (!policy.contains(key)) continue;
    Json& values = policy[key];
    for (const char* const priority : kPriorities) fill(values, TypeName(priority), 1);
    if (key == kNonWork) continue;
    fill(values, "EndHour", 17);
    EditValue(values, "EndDay", [](std::uint64_t day) { return std::min<std::uint64_t>(day, 6); });
  }
}

void RoundTheClock(Json& policy) {
  if (!policy.contains(kFrom)) return;
  policy[kFrom] = policy[kTo] = 0;
}

void ForegroundToo(Mutation& m) {
  m.PassOnAs("job.setPriority", "job.getPriority", "value",
             [](const Json& given) { return given == "FOREGROUND" ? Json("HIGH") : given; });
}

// Of the jobs that wait only the first shows it.
void ShowFirstOnly(Mutation& m) {
  m.AfterSuccess("job.getState", [](Interception& call, Json& result) {
    const auto& jobs = call.book.jobs();
    if (result["state"] == "TRANSIENT_ERROR" && !jobs.empty() && jobs.front().id != call.job())
      result["state"] = "QUEUED";
  });
}

constexpr MutantRow kRows[] = {
    {"bandwidth.off", "SC-19", "no policy of bandwidth has an effect",
     [](Mutation& m) {
       Disable(m, {kEnableWindow, kEnableLimits, kEnableMaintenance});
     }},
    {"bandwidth.doubled", "SC-19", "twice the limit is moved",
     [](Mutation& m) { EditLimits(m, [](std::uint64_t limit) { return 2 * limit; }); }},
    {"bandwidth.bytes-for-bits", "SC-19", "limits are in kilobytes",
     [](Mutation& m) { EditLimits(m, [](std::uint64_t limit) { return 8 * limit; }); }},
    {"bandwidth.halved", "SC-19", "half the limit is moved",
     [](Mutation& m) { EditLimits(m, [](std::uint64_t limit) { return limit / 2; }); }},
    {"bandwidth.one-is-nothing", "SC-19", "a limit below 2 kbit/s blocks",
     [](Mutation& m) { EditLimits(m, [](std::uint64_t limit) { return limit < 2 ? 0 : limit; }); }},
    {"bandwidth.foreground-too", "SC-09", "limits hold for FOREGROUND jobs too", ForegroundToo},
    {"bandwidth.window-ignored", "SC-20", "the limit of a window holds at all hours",
     [](Mutation& m) { EditPolicy(m, RoundTheClock); }},
    {"bandwidth.window-off-ignored", "SC-20", "outside the window there is no limit",
     [](Mutation& m) {
       EditValue(m, kUseMaximum, [](std::uint64_t) { return std::uint64_t{1}; });
     }},
    {"bandwidth.system-maximum-ignored", "SC-20",
     "the limit of a window holds outside it too, where no other does",
     [](Mutation& m) {
       EditPolicy(m, [](Json& policy) {
         if (policy.value(kUseMaximum, 0) != 1) return;
         policy[kUseMaximum] = 0;
         policy[kOffSchedule] = policy[kOnSchedule];
       });
     }},
    {"bandwidth.window-an-hour-more", "SC-20", "a window lasts until the end of its last hour",
     [](Mutation& m) { EditValue(m, kTo, [](std::uint64_t hour) { return hour + 1; }); }},
    {"bandwidth.window-an-hour-late", "SC-20", "a window begins with the end of its first hour",
     [](Mutation& m) { EditValue(m, kFrom, [](std::uint64_t hour) { return hour + 1; }); }},
    {"bandwidth.window-not-enabled", "GP-07", "EnableBITSMaxBandwidth has no effect",
     [](Mutation& m) { Disable(m, {kEnableWindow}); }},
    {"bandwidth.window-within-a-day", "GP-07",
     "a window over midnight is taken the other way round",
     [](Mutation& m) {
       EditPolicy(m, [](Json& policy) {
         if (policy.contains(kFrom) && policy[kFrom] > policy[kTo])
           std::swap(policy[kFrom], policy[kTo]);
       });
     }},
    {"bandwidth.schedules-off", "GP-08", "EnableBandwidthLimits has no effect",
     [](Mutation& m) { Disable(m, {kEnableLimits}); }},
    {"bandwidth.schedule-of-normal", "SC-21", "the limits for NORMAL hold for all priorities",
     [](Mutation& m) { EditPolicy(m, NormalForAll); }},
    {"bandwidth.non-work-ignored", "GP-10", "the limits of work hold at all hours",
     [](Mutation& m) { EditPolicy(m, [](Json& policy) { CopyLimits(policy, kWork, kNonWork); }); }},
    {"bandwidth.work-ignored", "SC-21", "the limits of other hours hold in work hours too",
     [](Mutation& m) { EditPolicy(m, [](Json& policy) { CopyLimits(policy, kNonWork, kWork); }); }},
    {"bandwidth.work-every-day", "SC-21", "every day is a work day",
     [](Mutation& m) { EveryDay(m, kWork); }},
    {"bandwidth.work-starts-late", "SC-21", "work begins an hour late",
     [](Mutation& m) {
       EditIn(m, kWork, "StartHour", [](std::uint64_t hour) { return hour + 1; });
     }},
    {"bandwidth.work-ends-late", "SC-21", "work ends an hour late",
     [](Mutation& m) { EditIn(m, kWork, "EndHour", [](std::uint64_t hour) { return hour + 1; }); }},
    {"bandwidth.week-begins-on-monday", "GP-09", "day 0 is Monday",
     [](Mutation& m) {
       for (const char* const day : {"StartDay", "EndDay"})
         EditIn(m, kWork, day, [](std::uint64_t number) { return (number + 1) % 7; });
     }},
    {"bandwidth.type-ignored", "GP-09", "every limit is in kbit/s",
     [](Mutation& m) {
       EditPolicy(m, [](Json& policy) {
         for (const char* const key : kKeys) {
           if (!policy.contains(key)) continue;
           for (const char* const priority : kPriorities) policy[key][TypeName(priority)] = 1;
         }
       });
     }},
    {"bandwidth.maintenance-off", "SC-22", "there is no maintenance",
     [](Mutation& m) { Disable(m, {kEnableMaintenance}); }},
    {"bandwidth.maintenance-lowers-only", "SC-22", "of two limits the lower one holds",
     [](Mutation& m) { EditPolicy(m, LowerOfBoth); }},
    {"bandwidth.maintenance-every-day", "GP-11", "maintenance is on every day",
     [](Mutation& m) { EveryDay(m, kMaintenance); }},
    {"bandwidth.maintenance-always-enabled", "GP-11", "EnableMaintenanceLimits has no effect",
     [](Mutation& m) {
       EditPolicy(m, [](Json& policy) {
         if (policy.contains(kMaintenance)) policy[kEnableMaintenance] = 1;
       });
     }},
    {"bandwidth.malformed-repaired", "GP-23", "values that are missing are made up",
     [](Mutation& m) { EditPolicy(m, Repair); }},
    {"bandwidth.zero-is-unlimited", "ST-22", "a limit of zero is none",
     [](Mutation& m) {
       EditLimits(m, [](std::uint64_t limit) { return limit == 0 ? 4'000'000 : limit; });
     }},
    {"bandwidth.zero-is-two", "SC-19", "a limit of zero lets some bytes through",
     [](Mutation& m) {
       EditLimits(m, [](std::uint64_t limit) { return limit == 0 ? 2 : limit; });
     }},
    {"bandwidth.zero-fails", "ST-22", "jobs that are blocked are in ERROR",
     [](Mutation& m) { m.Replace("job.getState", "state", "TRANSIENT_ERROR", "ERROR"); }},
    {"bandwidth.zero-pauses", "ST-22", "jobs that are not resumed are in TRANSIENT_ERROR too",
     [](Mutation& m) {
       m.AfterSuccess("job.getState", [](Interception& call, Json& result) {
         const auto others = call.book.JobsIn("TRANSIENT_ERROR");
         if (result["state"] == "SUSPENDED" && !others.empty()) result["state"] = "TRANSIENT_ERROR";
       });
     }},
    {"bandwidth.zero-for-the-running", "CORE-LIFE-08",
     "jobs that wait for their turn are QUEUED on", ShowFirstOnly},
    {"bandwidth.zero-with-another-code", "VER-LIM-08", "a blocked job tells of a lost network",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_BLOCKED_BY_POLICY),
                 ToHex(hresult::BG_E_NETWORK_DISCONNECTED));
     }},
    {"bandwidth.zero-for-ever", "ST-23", "a window of zero never ends",
     [](Mutation& m) {
       EditPolicy(m, [](Json& policy) {
         if (policy.value(kOnSchedule, 1) == 0) RoundTheClock(policy);
       });
     }},
    {"bandwidth.policy-of-the-start", "GP-20", "limits that change at run time have no effect",
     [](Mutation& m) {
       m.Before("environment.set", [](Interception& call) {
         if (call.params.contains("policy")) call.params["policy"].erase(kEnableWindow);
       });
     }},
    {"bandwidth.limit-of-the-first-priority", "SC-21",
     "a job is held to the limit of the priority with which it was resumed",
     [](Mutation& m) {
       m.Ignore("job.setPriority", [](Interception& call) { return call.State() != "SUSPENDED"; });
     }},
    {"bandwidth.clock-followed", "SC-24", "windows move with the system clock",
     [](Mutation& m) {
       m.After("environment.set", [](Interception& call, Json&) {
         if (call.params.contains("wallClock"))
           static_cast<void>(call.book.Ask("service.restart", {{"how", "graceful"}}));
       });
     }},
    {"bandwidth.clock-never-noted", "SC-24", "a restart does not look at the clock",
     [](Mutation& m) {
       m.Before("environment.set", [](Interception& call) { call.params.erase("wallClock"); });
     }},
};

}  // namespace

std::span<const MutantRow> BandwidthMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
