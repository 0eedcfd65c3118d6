// Mutants of priorities.
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
    {"scheduling.background-parallel", RunAllInParallel},
    {"scheduling.foreground-serial",
     [](Mutation& m) {
       ChangePriority(m, [](const Json& given) {
         return given == "FOREGROUND" || given == 0 ? Json("HIGH") : given;
       });
     }},
    {"scheduling.priority-ignored",
     [](Mutation& m) {
       ChangePriority(m,
                      [](const Json& given) { return IsDefined(given) ? Json("NORMAL") : given; });
     }},
    {"scheduling.priority-inverted", [](Mutation& m) { ChangePriority(m, Swapped); }},
};

}  // namespace

std::span<const MutantRow> SchedulingMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
