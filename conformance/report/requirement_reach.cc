#include "conformance/report/requirement_reach.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "conformance/report/report_text.h"
#include "conformance/run/applicability.h"

namespace bitsproof::conformance {
namespace {

// What the cases of one requirement are for one subject.
struct Reach {
  std::uint64_t cases = 0;             // that judge it
  std::uint64_t observing = 0;         // that only observe it
  std::set<std::string> reasons;       // why the others do not apply
  std::optional<std::string> control;  // one that is not judged
};

// The requirements that the scenario judges and those that it only observes.
struct Aims {
  std::set<std::string> judged;
  std::set<std::string> observed;
};

Aims AimsOf(const Scenario& scenario, const Catalogue& catalogue) {
  Aims aims;
  ForEachStep(scenario.steps, [&](const Step& step) {
    if (!step.check) return;
    (catalogue.IsJudged(*step.check) ? aims.judged : aims.observed).insert(step.check->requirement);
  });
  return aims;
}

std::map<std::string, Reach> ReachOf(const Suite& suite, const SubjectInfo& info) {
  std::map<std::string, Reach> all;
  std::map<const Scenario*, Aims> aims;
  for (const auto& scenario : suite.scenarios) {
    aims[scenario.get()] = AimsOf(*scenario, suite.catalogue);
  }
  for (const SuiteCase& suite_case : suite.cases) {
    const Scenario& scenario = *suite_case.test_case.scenario;
    const auto& [judged, observed] = aims.at(&scenario);
    const auto reason = SkipReason(info, suite_case.test_case);
    if (!reason && suite_case.mode != info.mode) continue;
    for (const std::string& id : judged) {
      if (reason) {
        all[id].reasons.insert(*reason);
      } else {
        ++all[id].cases;
      }
    }
    for (const std::string& id : observed) all[id].observing += reason ? 0 : 1;
  }
  for (const Requirement& requirement : suite.catalogue.requirements()) {
    for (const std::string& id : requirement.controls) {
      if (all[id].cases == 0) all[requirement.id].control = id;
    }
  }
  return all;
}

bool IsJudged(const Reach& reach) { return reach.cases > 0 && !reach.control; }

std::string Describe(const Requirement& requirement, const Reach& reach) {
  if (IsJudged(reach)) return "judged in " + Plural(reach.cases, "case");
  if (reach.cases > 0) return "not: its control " + *reach.control + " cannot be judged";
  if (reach.observing > 0) return "only observed";
  if (!reach.reasons.empty()) return "not: " + *reach.reasons.begin();
  if (!requirement.not_yet.empty()) return "not yet: " + requirement.not_yet;
  return requirement.excluded.empty() ? "not covered" : requirement.excluded;
}

}  // namespace

std::string ReachText(const Suite& suite, const SubjectInfo& info) {
  const auto reach = ReachOf(suite, info);
  const Catalogue& catalogue = suite.catalogue;
  std::string text;
  std::uint64_t judged = 0;
  for (const auto& [name, topic] : catalogue.topics()) {
    text += fmt::format("{}: {}\n", name, topic.title);
    for (const std::size_t index : topic.requirements) {
      const Requirement& requirement = catalogue.requirements()[index];
      const auto it = reach.find(requirement.id);
      const Reach seen = it == reach.end() ? Reach() : it->second;
      judged += IsJudged(seen) ? 1 : 0;
      text += fmt::format("  {:<18} {:<6} {}\n", requirement.id, ToString(requirement.level),
                          Describe(requirement, seen));
    }
  }
  return text + fmt::format("{} of {} can be judged in mode {}\n", judged,
                            Plural(catalogue.requirements().size(), "requirement"),
                            ToString(info.mode));
}

}  // namespace bitsproof::conformance
