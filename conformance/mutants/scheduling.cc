// Mutants of priorities.
#include <algorithm>
#include <array>

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

// 1 for HIGH to 3 for LOW; nullopt for a foreground job, which neither waits nor is waited for.
std::optional<int> BackgroundRank(CaseBook& book, const BookedJob& job) {
  constexpr std::array kRanks{"HIGH", "NORMAL", "LOW"};
  const Json priority = book.AskOwner(job, "job.getPriority").value("value", Json());
  const auto* const rank = std::find(kRanks.begin(), kRanks.end(), priority);
  if (rank == kRanks.end()) return std::nullopt;
  return static_cast<int>(rank - kRanks.begin()) + 1;
}

// Whether a background job of higher priority is not TRANSFERRED yet, whatever it waits for.
bool HasUnfinishedSuperior(CaseBook& book, const BookedJob& job) {
  const auto rank = BackgroundRank(book, job);
  return rank && std::any_of(book.jobs().begin(), book.jobs().end(), [&](const BookedJob& other) {
           if (!other.is_living()) return false;
           const auto its_rank = BackgroundRank(book, other);
           return its_rank && *its_rank < *rank && book.State(other.id) != "TRANSFERRED";
         });
}

void UnfinishedBlocks(Mutation& m) {
  const auto held = m.PerCase<std::set<std::string>>();  // jobs whose Resume was taken back
  const auto release = [held, &book = m.book()] {
    for (const std::string& id : std::set<std::string>(*held)) {
      const BookedJob& job = *book.Find(id);
      if (HasUnfinishedSuperior(book, job)) continue;
      held->erase(id);
      static_cast<void>(book.AskOwner(job, "job.resume"));
    }
  };
  m.AfterSuccess("job.resume", [held](Interception& call, Json&) {
    const BookedJob* job = call.booked();
    if (job == nullptr || !HasUnfinishedSuperior(call.book, *job)) return;
    static_cast<void>(call.book.AskOwner(*job, "job.suspend"));
    held->insert(job->id);
  });
  m.AfterSuccess("job.suspend job.cancel job.complete",
                 [held](Interception& call, Json&) { held->erase(call.job()); });
  m.AfterSuccess("job.setPriority", [release](Interception&, Json&) { release(); });
  m.AfterSuccess("job.getState", [held](Interception& call, Json& result) {
    if (held->contains(call.job())) result["state"] = "QUEUED";
  });
  HearEvents(m, [held, release, &book = m.book()](Environment&, const JobEvent& event) {
    if (held->empty() || event.kind != JobEvent::Kind::kStateChange) return;
    Later(book, Duration::zero(), release);
  });
}

constexpr MutantRow kRows[] = {
    {"scheduling.background-parallel", "CORE-SCHED-02", "background jobs run side by side",
     RunAllInParallel},
    {"scheduling.foreground-serial", "CORE-SCHED-02", "foreground jobs run one after another",
     [](Mutation& m) {
       ChangePriority(m, [](const Json& given) {
         return given == "FOREGROUND" || given == 0 ? Json("HIGH") : given;
       });
     }},
    {"scheduling.priority-ignored", "CORE-SCHED-05", "priorities do not matter",
     [](Mutation& m) {
       ChangePriority(m,
                      [](const Json& given) { return IsDefined(given) ? Json("NORMAL") : given; });
     }},
    {"scheduling.priority-inverted", "CORE-SCHED-05", "LOW goes before HIGH",
     [](Mutation& m) { ChangePriority(m, Swapped); }},
    {"scheduling.unfinished-blocks", "SC-03",
     "a job of higher priority that is suspended or in error blocks a lower one", UnfinishedBlocks},
};

}  // namespace

std::span<const MutantRow> SchedulingMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
