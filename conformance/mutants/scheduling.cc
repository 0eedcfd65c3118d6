// Mutants of priorities.
#include "conformance/mutants/blocking.h"
#include "conformance/mutants/mutation.h"

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
    {"scheduling.error-blocks", "SC-03",
     "a job of higher priority that is in error blocks a lower one",
     [](Mutation& m) { BlockLower(m, {"ERROR"}); }},
};

}  // namespace

std::span<const MutantRow> SchedulingMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
