#include "conformance/run/suite_rules.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "conformance/json/json_text.h"

namespace bitsproof::conformance {
namespace {

// --- Requirements ---

std::vector<std::string> SourcesOf(const Requirement& requirement) {
  std::vector<std::string> sources;
  for (std::size_t begin = 0; begin <= requirement.source.size();) {
    const std::size_t end =
        std::min(requirement.source.find(", ", begin), requirement.source.size());
    sources.push_back(requirement.source.substr(begin, end - begin));
    begin = end + 2;
  }
  return sources;
}

bool IsStandard(const std::string& source) { return source.starts_with("RFC "); }

void CheckSources(const Requirement& requirement, const Catalogue& catalogue,
                  std::vector<Problem>& problems) {
  const auto& pages = catalogue.pages();
  if (pages.empty()) return;
  const auto sources = SourcesOf(requirement);
  const auto is_page = [&](const std::string& source) { return pages.contains(source); };
  const auto report = [&](const std::string& message) {
    problems.push_back({requirement.file, requirement.pointer + "/source", message});
  };
  const bool has_page = std::any_of(sources.begin(), sources.end(), is_page);
  if (requirement.status == Status::kDocumented && !has_page) {
    report(requirement.id + " is called documented, but \"" + requirement.source +
           "\" names no page of pages.json: name one, or call it observed or inferred");
    return;
  }
  if (requirement.level != Level::kMust) return;
  for (const std::string& source : sources) {
    if (is_page(source) || IsStandard(source)) continue;
    report(requirement.id + " must be, but its source \"" + source +
           "\" is not a page of pages.json");
  }
}

bool IsJudgeable(const Requirement& requirement) {
  return requirement.level != Level::kMay && requirement.status != Status::kDisputed &&
         requirement.excluded.empty() && requirement.not_yet.empty();
}

// --- Steps ---

// Whether an expectation of a call asks for no more than success: of the code, or of the form of a
// new job's id.
bool ExpectsSuccessOnly(const Json& expect) {
  if (!expect.is_object()) return false;
  static const Json kNewId = Json::object({{"$guid", true}});
  static const std::vector<Json> kSuccesses = {"S_OK", Json::object({{"$succeeded", true}}),
                                               Json::object({{"$any", true}})};
  for (const auto& [member, expected] : expect.items()) {
    if (member == "jobId" && expected == kNewId) continue;
    if (member != "hresult") return false;
    const Json* choices = At(expected, "/$in");
    const bool is_choice = choices != nullptr && choices->is_array() &&
                           std::find(choices->begin(), choices->end(), "S_OK") != choices->end();
    const bool is_success =
        std::find(kSuccesses.begin(), kSuccesses.end(), expected) != kSuccesses.end();
    if (!is_choice && !is_success) return false;
  }
  return true;
}

// What a step without a check expects beyond the success of a call; "" for nothing.
std::string ExpectationOf(const Step& step) {
  if (std::holds_alternative<AssertStep>(step.command)) return "asserts something";
  if (std::holds_alternative<AwaitStep>(step.command)) return "waits for something";
  if (!step.expect || ExpectsSuccessOnly(step.expect->written())) return "";
  return "expects more than that the call succeeds";
}

void CheckCheck(const Scenario& scenario, const Step& step, const Catalogue& catalogue,
                std::vector<Problem>& problems) {
  const Check& check = *step.check;
  const auto report = [&](const std::string& member, const std::string& message) {
    problems.push_back({scenario.file, step.pointer + "/check/" + member, message});
  };
  const Requirement* requirement = catalogue.Find(check.requirement);
  if (requirement == nullptr) {
    return report("requirement", "the catalogue has no requirement " + check.requirement);
  }
  if (!requirement->excluded.empty() || !requirement->not_yet.empty()) {
    report("requirement", "the catalogue says that nothing checks " + check.requirement + ": " +
                              (requirement->excluded.empty() ? "not yet, " + requirement->not_yet
                                                             : requirement->excluded));
  }
  if (check.level < requirement->level) {
    report("level", "the check is \"" + std::string(ToString(check.level)) + "\", but " +
                        check.requirement + " is \"" + std::string(ToString(requirement->level)) +
                        "\"");
  }
  const bool observes = check.level != Level::kMust || requirement->status == Status::kDisputed;
  const auto* const call = std::get_if<CallStep>(&step.command);
  const bool is_loop = call != nullptr && call->call.times.has_value();
  if (observes && !check.ends_otherwise && !step.collect.empty() && !is_loop) {
    report("otherwise",
           "what the step collects is not there where the observation differs: the check needs "
           "\"otherwise\": \"end\"");
  }
  if (check.ends_otherwise && !observes) {
    report("otherwise", "a check of level must ends the case in any case");
  }
}

}  // namespace

void CheckRequirement(const Requirement& requirement, const Catalogue& catalogue,
                      std::vector<Problem>& problems) {
  CheckSources(requirement, catalogue, problems);
  for (std::size_t i = 0; i < requirement.controls.size(); ++i) {
    const std::string& id = requirement.controls[i];
    const Requirement* control = catalogue.Find(id);
    const auto report = [&](const std::string& message) {
      problems.push_back({requirement.file, Join(requirement.pointer + "/controls", i), message});
    };
    if (control == nullptr) {
      report("the catalogue has no requirement " + id);
    } else if (id == requirement.id) {
      report("a requirement is not its own control");
    } else if (!IsJudgeable(*control)) {
      report("nothing judges " + id + ", so it can be no control");
    }
  }
}

void CheckScenario(const Scenario& scenario, const Catalogue& catalogue,
                   const std::vector<MutantInfo>& mutants, std::vector<Problem>& problems) {
  std::set<std::string> checked;
  ForEachStep(scenario.steps, [&](const Step& step) {
    if (step.check) {
      checked.insert(step.check->requirement);
      return CheckCheck(scenario, step, catalogue, problems);
    }
    const std::string expectation = ExpectationOf(step);
    if (expectation.empty()) return;
    problems.push_back({scenario.file, step.pointer,
                        "the step \"" + step.id + "\" " + expectation +
                            ": give it a `check` with the requirement that says so"});
  });
  for (std::size_t i = 0; i < scenario.kills.size(); ++i) {
    const std::string& name = scenario.kills[i];
    const auto mutant = std::find_if(mutants.begin(), mutants.end(),
                                     [&](const MutantInfo& info) { return info.name == name; });
    if (mutant == mutants.end()) {
      problems.push_back({scenario.file, Join("/kills", i), "there is no mutant " + name});
    } else if (mutant->conforms) {
      problems.push_back({scenario.file, Join("/kills", i),
                          name + " is a reading of the pages, which nothing may accuse"});
    } else if (!checked.contains(mutant->requirement)) {
      problems.push_back({scenario.file, Join("/kills", i),
                          "the mutant " + name + " breaks " + mutant->requirement +
                              ", which no check of the scenario names"});
    }
  }
}

void CheckMutant(const MutantInfo& mutant, const Catalogue& catalogue,
                 std::vector<Problem>& problems) {
  if (catalogue.Find(mutant.requirement) != nullptr) return;
  problems.push_back(
      {"mutant " + mutant.name, "", "the catalogue has no requirement " + mutant.requirement});
}

std::vector<const Requirement*> WithoutMutant(const Suite& suite,
                                              const std::vector<MutantInfo>& mutants) {
  std::set<std::string> judged;
  for (const auto& scenario : suite.scenarios) {
    ForEachStep(scenario->steps, [&](const Step& step) {
      if (step.check && step.check->level == Level::kMust) judged.insert(step.check->requirement);
    });
  }
  for (const MutantInfo& mutant : mutants) {
    if (!mutant.conforms) judged.erase(mutant.requirement);
  }
  std::vector<const Requirement*> rows;
  for (const Requirement& requirement : suite.catalogue.requirements()) {
    const bool binds =
        requirement.level == Level::kMust && requirement.status == Status::kDocumented;
    if (binds && judged.contains(requirement.id)) rows.push_back(&requirement);
  }
  return rows;
}

}  // namespace bitsproof::conformance
