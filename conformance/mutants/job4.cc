// Mutants of IBackgroundCopyJob4.
#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kSetTime[] = "job.setMaximumDownloadTime";
constexpr char kGetTime[] = "job.getMaximumDownloadTime";
constexpr char kValue[] = "value";

// What reaches the manager as the limit of a job is `change` of what its client has set.
void ChangeTime(Mutation& m, std::function<Json(const Json&)> change) {
  m.PassOnAs(kSetTime, kGetTime, kValue, std::move(change));
}

// A job is stopped when the limit is over, counted from Resume, whatever it did meanwhile.
void CountWaiting(Mutation& m) {
  const auto limits = m.PerCase<std::map<std::string, std::uint64_t>>();  // by job
  m.AfterSuccess(kSetTime, [limits](Interception& call, Json&) {
    (*limits)[call.job()] = call.Number(kValue);
  });
  m.AfterSuccess("job.resume", [limits](Interception& call, Json&) {
    const auto limit = limits->find(call.job());
    if (limit == limits->end()) return;
    Later(call.book, std::chrono::seconds(limit->second), [&book = call.book, job = call.job()] {
      static_cast<void>(book.AskOwner(*book.Find(job), "job.suspend"));
    });
  });
}

// Of the time that was set, Resume leaves 10 seconds to a job that was resumed before.
void CountOverResume(Mutation& m) {
  const auto resumed = m.PerCase<std::set<std::string>>();  // jobs
  m.AfterSuccess("job.resume", [resumed](Interception& call, Json&) {
    if (resumed->insert(call.job()).second) return;
    static_cast<void>(call.book.AskOwner(*call.booked(), kSetTime, {{kValue, 10}}));
  });
}

// The integrity level is that of the first owner.
void KeepLevel(Mutation& m) {
  const auto first = m.PerCase<std::map<std::string, Json>>();  // by job
  m.Before("job.takeOwnership", [first](Interception& call) {
    if (call.booked() == nullptr) return;
    first->emplace(call.job(),
                   call.book.AskOwner(*call.booked(), "job.getOwnerIntegrityLevel")[kValue]);
  });
  m.AfterSuccess("job.getOwnerIntegrityLevel", [first](Interception& call, Json& result) {
    if (first->contains(call.job())) result[kValue] = (*first)[call.job()];
  });
}

constexpr MutantRow kRows[] = {
    {"job4.everybody-elevated", "J4-OWNER-02", "every owner counts as elevated",
     [](Mutation& m) { m.Set("job.getOwnerElevationState", kValue, true); }},
    {"job4.level-of-caller", "J4-OWNER-01", "the integrity level is that of the caller",
     [](Mutation& m) {
       m.AfterSuccess("job.getOwnerIntegrityLevel", [](Interception& call, Json& result) {
         result[kValue] = call.caller().is_standard() ? 0x2000 : 0x3000;
       });
     }},
    {"job4.level-of-first-owner", "J4-OWNER-01",
     "the integrity level stays that of the first owner when an administrator takes the job",
     KeepLevel},
    {"job4.maximum-time-at-next-turn", "J4-MAXTIME-03",
     "a maximum download time that is set while bytes move has no effect on that turn",
     [](Mutation& m) { m.Ignore(kSetTime, InState("TRANSFERRING")); }},
    {"job4.maximum-time-capped-by-policy", "J4-MAXTIME-01",
     "the maximum download time of a job is never above that of the policy",
     [](Mutation& m) {
       ChangeTime(m, [&book = m.book()](const Json& seconds) -> Json {
         const std::uint64_t limit = book.policy("MaxDownloadTime");
         return limit == 0 ? seconds : Json(std::min(limit, seconds.get<std::uint64_t>()));
       });
     }},
    {"job4.maximum-time-counts-waiting", "J4-MAXTIME-02",
     "the maximum download time runs in every state", CountWaiting},
    {"job4.maximum-time-default-week", "J4-MAXTIME-01",
     "the default of the maximum download time is a week",
     [](Mutation& m) { m.Default(kSetTime, kGetTime, kValue, 7 * 24 * 3600); }},
    {"job4.maximum-time-endless", "J4-MAXTIME-03",
     "the maximum download time of a job is not enforced",
     [](Mutation& m) { ChangeTime(m, [](const Json&) { return Json(4'000'000'000u); }); }},
    {"job4.maximum-time-other-code", "J4-MAXTIME-03",
     "the end of the maximum download time is told as a timeout",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_MAXDOWNLOAD_TIMEOUT),
                 ToHex(hresult::BG_E_TIMEOUT));
     }},
    {"job4.maximum-time-over-resume", "J4-MAXTIME-05",
     "Resume does not let the maximum download time begin anew", CountOverResume},
    {"job4.maximum-time-shown-by-policy", "J4-MAXTIME-06",
     "GetMaximumDownloadTime tells the default, whatever was set",
     [](Mutation& m) { m.Set(kGetTime, kValue, 7'776'000); }},
    {"job4.peer-flags-forgotten", "J4-PEER-01", "SetPeerCachingFlags succeeds and changes nothing",
     [](Mutation& m) { m.Ignore("job.setPeerCachingFlags"); }},
    {"job4.values-lost-in-restart", "J4-MAXTIME-06",
     "the maximum download time of a job does not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.maximum_download_seconds.reset(); });
     }},
};

}  // namespace

std::span<const MutantRow> Job4Mutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
