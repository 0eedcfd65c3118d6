// Mutants of priorities.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "conformance/mutants/blocking.h"
#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

// Priorities that reach the manager are `change` of those that were given.
void ChangePriority(Mutation& m, std::function<Json(const Json&)> change) {
  m.PassOnAs("job.setPriority", "job.getPriority", "value", std::move(change));
}

Json Swapped(const Json& given) {
  if (given == "HIGH" || given == 1) return "LOW";
  if (given == "LOW" || given == 3) return "HIGH";
  return given;
}

bool IsDefined(const Json& given) {
  return !given.is_number_integer() || (given >= 0 && given <= 3);
}

void RunAllInParallel(Mutation& m) {
  m.AfterSuccess("manager.createJob", [](Interception& call, Json& result) {
    const Json params{{"as", call.as()}, {"job", result["jobId"]}, {"value", "FOREGROUND"}};
    static_cast<void>(call.book.Ask("job.setPriority", params));
  });
  m.Default("job.setPriority", "job.getPriority", "value", "NORMAL");
  ChangePriority(m,
                 [](const Json& given) { return IsDefined(given) ? Json("FOREGROUND") : given; });
}

Json PriorityOf(Interception& call) {
  const BookedJob* job = call.booked();
  if (job == nullptr) return nullptr;
  return call.book.AskOwner(*job, "job.getPriority").value("value", Json());
}

// Before a job is resumed, those that move become FOREGROUND.
void NeverPreempt(Mutation& m) {
  m.Before("job.resume", [](Interception& call) {
    for (const BookedJob& job : call.book.JobsIn("TRANSFERRING")) {
      static_cast<void>(call.book.AskOwner(job, "job.setPriority", {{"value", "FOREGROUND"}}));
    }
  });
}

// A background job that is resumed while another moves becomes LOW: it waits.
void WaitForTheFile(Mutation& m) {
  m.Before("job.resume", [](Interception& call) {
    const BookedJob* job = call.booked();
    if (job == nullptr || PriorityOf(call) == "FOREGROUND") return;
    if (call.book.JobsIn("TRANSFERRING").empty()) return;
    static_cast<void>(call.book.AskOwner(*job, "job.setPriority", {{"value", "LOW"}}));
  });
}

// Background jobs that are resumed while a foreground job moves are suspended, and look QUEUED.
void BackgroundWaits(Mutation& m) {
  const auto held = m.PerCase<std::set<std::string>>();
  m.Ignore("job.resume", [held](Interception& call) {
    if (PriorityOf(call) == "FOREGROUND") return false;
    const auto& jobs = call.book.jobs();
    const bool waits = std::any_of(jobs.begin(), jobs.end(), [&](const BookedJob& other) {
      return call.book.AskOwner(other, "job.getPriority").value("value", Json()) == "FOREGROUND" &&
             call.book.State(other.id) != "SUSPENDED";
    });
    if (waits) held->insert(call.job());
    return waits;
  });
  ShowState(m, held, "QUEUED");
}

// Files that are added one by one reach the manager at Resume, in reverse order.
void FilesBackwards(Mutation& m) {
  const auto added = m.PerCase<std::map<std::string, std::vector<Json>>>();  // by job
  m.Ignore("job.addFile", [added](Interception& call) {
    (*added)[call.job()].push_back(call.params);
    return true;
  });
  m.Before("job.resume", [added](Interception& call) {
    std::vector<Json>& files = (*added)[call.job()];
    std::reverse(files.begin(), files.end());
    for (const Json& file : files) static_cast<void>(call.book.Ask("job.addFile", file));
    files.clear();
  });
}

// What moves is suspended as soon as another job is resumed.
void SuspendTheRunning(Mutation& m) {
  m.Before("job.resume", [](Interception& call) {
    for (const BookedJob& job : call.book.JobsIn("TRANSFERRING")) {
      if (job.id == call.job()) continue;
      static_cast<void>(call.book.AskOwner(job, "job.suspend"));
    }
  });
}

constexpr MutantRow kRows[] = {
    {"scheduling.background-parallel", "CORE-SCHED-02", "background jobs run side by side",
     RunAllInParallel},
    {"scheduling.background-waits-for-foreground", "SC-01",
     "no background job moves while a foreground job does", BackgroundWaits},
    {"scheduling.files-backwards", "SC-02", "later files of a job go before earlier ones",
     FilesBackwards},
    {"scheduling.first-come-whole", "CORE-LIFE-04", "a job keeps its turn until it is transferred",
     WaitForTheFile},
    {"scheduling.first-come-first-served", "SC-04", "equal jobs go one after another, each whole",
     WaitForTheFile},
    {"scheduling.foreground-serial", "CORE-SCHED-02", "foreground jobs run one after another",
     [](Mutation& m) {
       ChangePriority(m, [](const Json& given) {
         return given == "FOREGROUND" || given == 0 ? Json("HIGH") : given;
       });
     }},
    {"scheduling.from-always-suspended", "CORE-LIFE-03",
     "every change of state is told as one from SUSPENDED",
     [](Mutation& m) {
       m.After("events.wait", [](Interception&, Json& result) {
         for (Json& event : result["events"]) {
           if (event.contains("from")) event["from"] = "SUSPENDED";
         }
       });
     }},
    {"scheduling.lowered-goes-on", "CORE-SCHED-02",
     "a FOREGROUND job that moves goes on whatever its priority becomes",
     [](Mutation& m) {
       m.Ignore("job.setPriority", [](Interception& call) {
         return call.State() == "TRANSFERRING" && PriorityOf(call) == "FOREGROUND";
       });
     }},
    {"scheduling.old-profile-parallel", "SC-37", "versions before 2.0 run jobs side by side",
     [](Mutation& m) {
       m.Before("subject.reset", [](Interception& call) {
         const std::string profile = call.Text("profile");
         if (profile == "1.0" || profile == "1.2" || profile == "1.5") {
           call.params["profile"] = "2.0";
         }
       });
     }},
    {"scheduling.slice-forgets", "ST-09", "a job whose turn is over begins anew at the next",
     [](Mutation& m) {
       m.AfterSuccess("job.getProgress", [](Interception& call, Json& result) {
         if (call.State() == "QUEUED") result["bytesTransferred"] = 0;
       });
     }},
    {"scheduling.preempted-goes-on", "CORE-SCHED-03", "a job that moves is not preempted",
     NeverPreempt},
    {"scheduling.preempts-at-the-end-of-a-file", "ST-10",
     "a higher job waits until the file that moves is whole", WaitForTheFile},
    {"scheduling.priority-ignored", "CORE-SCHED-05", "priorities do not matter",
     [](Mutation& m) {
       ChangePriority(m,
                      [](const Json& given) { return IsDefined(given) ? Json("NORMAL") : given; });
     }},
    {"scheduling.priority-starts", "CORE-RESUME-08", "a change of priority resumes a job",
     [](Mutation& m) {
       m.AfterSuccess("job.setPriority", [](Interception& call, Json&) {
         const BookedJob* job = call.booked();
         if (job == nullptr || call.State() != "SUSPENDED") return;
         static_cast<void>(call.book.AskOwner(*job, "job.resume"));
       });
     }},
    {"scheduling.priority-inverted", "CORE-SCHED-05", "LOW goes before HIGH",
     [](Mutation& m) { ChangePriority(m, Swapped); }},
    {"scheduling.error-blocks", "SC-03",
     "a job of higher priority that is in error blocks a lower one",
     [](Mutation& m) { BlockLower(m, {"ERROR"}); }},
    {"scheduling.equal-suspended", "CORE-SCHED-04",
     "a job that moves is suspended when another is resumed", SuspendTheRunning},
    {"scheduling.old-profile-lasts", "CORE-SCHED-02", "BITS 2.0 and 2.5 move one job at a time",
     [](Mutation& m) {
       m.Before("subject.reset", [](Interception& call) {
         const std::string profile = call.Text("profile");
         if (profile == "2.0" || profile == "2.5") call.params["profile"] = "1.5";
       });
     }},
    {"scheduling.refused-while-queued", "SC-08", "SetPriority is refused while QUEUED",
     [](Mutation& m) { m.RefuseIn("job.setPriority", "QUEUED"); }},
};

}  // namespace

std::span<const MutantRow> SchedulingMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
