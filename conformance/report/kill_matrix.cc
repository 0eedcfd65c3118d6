#include "conformance/report/kill_matrix.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "conformance/run/case_watch.h"
#include "conformance/run/parallel.h"
#include "conformance/run/suite_run.h"

namespace bitsproof::conformance {
namespace {

// What one mutant did in one scenario.
struct Cell {
  bool killed = false;
  std::string noticed;
  std::string fault;  // of the harness
};

std::string Noticed(const CaseResult& result) {
  if (result.failures.empty()) return std::string(ToString(result.verdict));
  const Failure& failure = result.failures[0];
  if (failure.check) return "check " + failure.check->id;
  return failure.step.empty() ? "evidence " + failure.pointer : "step " + failure.step;
}

// The simulated cases, by the index of their scenario.
std::vector<std::vector<Case>> SimCases(const Suite& suite) {
  std::map<const Scenario*, std::size_t> index;
  for (std::size_t i = 0; i < suite.scenarios.size(); ++i) index[suite.scenarios[i].get()] = i;
  std::vector<std::vector<Case>> cases(suite.scenarios.size());
  for (const SuiteCase& suite_case : suite.cases) {
    if (suite_case.mode != Mode::kSim) continue;
    cases[index.at(suite_case.test_case.scenario.get())].push_back(suite_case.test_case);
  }
  return cases;
}

class Maker {
 public:
  Maker(const Suite& suite, const std::vector<MutantInfo>& mutants, const KillOptions& options)
      : suite_(suite), mutants_(mutants), options_(options), cases_(SimCases(suite)) {
    run_options_.seed = options.seed;
    run_options_.case_limit = options.case_limit;
    run_options_.is_disputed = [&suite](const std::string& id) {
      return suite.catalogue.IsDisputed(id);
    };
  }

  KillMatrix Make() {
    Begin();
    RunControl();
    RunMutants();
    CollectFates();
    FindProblems();
    return std::move(matrix_);
  }

 private:
  void Begin() {
    for (const auto& scenario : suite_.scenarios) {
      matrix_.scenarios.push_back({scenario->id, scenario->file, scenario->kills, {}, false});
    }
    for (const MutantInfo& mutant : mutants_) matrix_.mutants.push_back({mutant, {}, ""});
  }

  void RunControl() {
    std::vector<SuiteCase> cases;
    for (const SuiteCase& suite_case : suite_.cases) {
      if (suite_case.mode == Mode::kSim) cases.push_back(suite_case);
    }
    SuiteOptions options;
    options.make_subject = [this](Mode, std::size_t) { return options_.make_subject("reference"); };
    options.sim_jobs = options_.jobs;
    options.seed = options_.seed;
    options.case_limit = options_.case_limit;
    options.is_disputed = run_options_.is_disputed;
    std::set<std::string> passed;
    std::set<std::string> failed;
    for (const CaseResult& result : RunSuite(cases, options)) {
      if (result.verdict == Verdict::kPass) passed.insert(result.scenario_id);
      if (result.verdict == Verdict::kPass || result.verdict == Verdict::kSkipped) continue;
      failed.insert(result.scenario_id);
      matrix_.problems.push_back("the control, the unbroken reference, does not pass " +
                                 result.case_id + " (" + std::string(ToString(result.verdict)) +
                                 ", " + Noticed(result) + ")");
    }
    for (ScenarioFate& fate : matrix_.scenarios) {
      fate.judged = passed.contains(fate.id) && !failed.contains(fate.id);
    }
  }

  void RunMutants() {
    for (std::size_t i = 0; i < matrix_.scenarios.size(); ++i) {
      if (matrix_.scenarios[i].judged) judged_.push_back(i);
    }
    const std::size_t total = mutants_.size() * judged_.size();
    cells_.resize(total);
    options_.on_begin(total);
    std::mutex mutex;
    const Duration limit = WatchLimit(run_options_.case_limit);
    CaseWatch watch(limit, [limit](const Case& test_case, Mode) { EndOverdue(test_case, limit); });
    run_options_.watch = &watch;
    ParallelFor(total, options_.jobs, [&](std::size_t, std::size_t item) {
      const MutantInfo& mutant = mutants_[item / judged_.size()];
      const std::size_t scenario = judged_[item % judged_.size()];
      cells_[item] = RunCell(mutant, cases_[scenario]);
      const std::lock_guard<std::mutex> lock(mutex);
      options_.on_done(mutant.name + " in " + matrix_.scenarios[scenario].id, cells_[item].killed);
    });
    run_options_.watch = nullptr;
  }

  Cell RunCell(const MutantInfo& mutant, const std::vector<Case>& cases) const {
    const auto subject = options_.make_subject("mutant:" + mutant.name);
    const SubjectInfo info = Handshake(*subject);
    for (const Case& test_case : cases) {
      const CaseResult result = RunCase(*subject, info, test_case, run_options_);
      if (result.verdict == Verdict::kFail || result.verdict == Verdict::kInconclusive) {
        return {true, Noticed(result), ""};
      }
      if (result.verdict == Verdict::kHarnessError) {
        const std::string why =
            result.failures.empty() ? "" : ": " + Message(result.failures[0].mismatch);
        return {false, "", result.case_id + why};
      }
    }
    return {};
  }

  void CollectFates() {
    for (std::size_t item = 0; item < cells_.size(); ++item) {
      MutantFate& mutant = matrix_.mutants[item / judged_.size()];
      ScenarioFate& scenario = matrix_.scenarios[judged_[item % judged_.size()]];
      const Cell& cell = cells_[item];
      if (!cell.fault.empty()) {
        matrix_.problems.push_back("the harness failed with mutant " + mutant.mutant.name + " in " +
                                   cell.fault);
      }
      if (!cell.killed) continue;
      if (mutant.killers.empty()) mutant.first_check = cell.noticed;
      mutant.killers.push_back(scenario.id);
      if (mutant.mutant.conforms) {
        matrix_.problems.push_back(mutant.mutant.name + " is accused by " + scenario.id + ", " +
                                   cell.noticed + ", although the pages allow that " +
                                   mutant.mutant.description + " (" + mutant.mutant.requirement +
                                   ")");
      } else {
        scenario.kills.push_back(mutant.mutant.name);
      }
    }
    for (ScenarioFate& scenario : matrix_.scenarios) {
      std::sort(scenario.kills.begin(), scenario.kills.end());
    }
  }

  void FindProblems() {
    for (const MutantFate& fate : matrix_.mutants) {
      if (!fate.killers.empty() || fate.mutant.conforms) continue;
      matrix_.problems.push_back("mutant " + fate.mutant.name +
                                 " survives: no scenario notices that " + fate.mutant.description +
                                 " (" + fate.mutant.requirement + ")");
    }
    for (const ScenarioFate& scenario : matrix_.scenarios) {
      if (scenario.judged) CheckScenario(scenario);
    }
  }

  void CheckScenario(const ScenarioFate& scenario) {
    for (const std::string& name : scenario.declared) {
      const bool present =
          std::any_of(mutants_.begin(), mutants_.end(),
                      [&](const MutantInfo& mutant) { return mutant.name == name; });
      const bool killed = std::binary_search(scenario.kills.begin(), scenario.kills.end(), name);
      if (present && !killed) {
        matrix_.problems.push_back("scenario " + scenario.id + " declares that it kills " + name +
                                   ", but does not");
      }
      if (!present && options_.whole) {
        matrix_.problems.push_back("scenario " + scenario.id + " declares that it kills " + name +
                                   ", but there is no such mutant");
      }
    }
    if (options_.whole && scenario.kills.empty() && Judges(scenario.id)) {
      matrix_.problems.push_back("scenario " + scenario.id + " kills no mutant");
    }
  }

  // Whether any check of the scenario is more than an observation.
  bool Judges(const std::string& id) const {
    bool judges = false;
    ForEachStep(suite_.Find(id)->steps, [&](const Step& step) {
      judges = judges || (step.check && suite_.catalogue.IsJudged(*step.check));
    });
    return judges;
  }

  const Suite& suite_;
  const std::vector<MutantInfo>& mutants_;
  const KillOptions& options_;
  const std::vector<std::vector<Case>> cases_;
  RunOptions run_options_;
  std::vector<std::size_t> judged_;  // scenarios, by index
  std::vector<Cell> cells_;          // mutant by mutant, each over judged_
  KillMatrix matrix_;
};

}  // namespace

KillMatrix MakeKillMatrix(const Suite& suite, const std::vector<MutantInfo>& mutants,
                          const KillOptions& options) {
  return Maker(suite, mutants, options).Make();
}

Json ToJson(const KillMatrix& matrix) {
  Json json = {{"format", "1.0"}, {"mutants", Json::array()}, {"scenarios", Json::array()}};
  for (const MutantFate& fate : matrix.mutants) {
    json["mutants"].push_back({{"name", fate.mutant.name},
                               {"requirement", fate.mutant.requirement},
                               {"description", fate.mutant.description},
                               {"conforms", fate.mutant.conforms},
                               {"killedBy", fate.killers},
                               {"firstCheck", fate.first_check}});
  }
  for (const ScenarioFate& fate : matrix.scenarios) {
    json["scenarios"].push_back({{"id", fate.id},
                                 {"judged", fate.judged},
                                 {"declared", fate.declared},
                                 {"kills", fate.kills}});
  }
  json["problems"] = matrix.problems;
  return json;
}

}  // namespace bitsproof::conformance
