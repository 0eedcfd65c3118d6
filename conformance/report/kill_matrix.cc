#include "conformance/report/kill_matrix.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "conformance/run/case_watch.h"
#include "conformance/run/parallel.h"
#include "conformance/run/suite_run.h"

namespace bitsproof::conformance {
namespace {

// One mutant in one scenario, by their indices, and what it did there.
struct Cell {
  std::size_t mutant;
  std::size_t scenario;
  enum class State { kWaiting, kRunning, kRan } state = State::kWaiting;
  std::string noticed{};     // "" when the mutant passed
  bool by_its_rule = false;  // by a check of the requirement that the mutant breaks
  std::string fault{};       // of the harness
};

std::string Noticed(const CaseResult& result) {
  if (result.failures.empty()) return std::string(ToString(result.verdict));
  const Failure& failure = result.failures[0];
  if (failure.check) return "check " + failure.check->id;
  return failure.step.empty() ? "evidence " + failure.pointer : "step " + failure.step;
}

bool FailsAt(const CaseResult& result, const std::string& requirement) {
  return std::any_of(result.failures.begin(), result.failures.end(), [&](const Failure& failure) {
    return failure.check && failure.check->requirement == requirement;
  });
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
    run_options_.catalogue = &suite.catalogue;
  }

  KillMatrix Make() {
    Begin();
    RunControl();
    ChooseCells();
    RunCells();
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
    options.catalogue = &suite_.catalogue;
    options.on_overdue = [this](const std::vector<CaseResult>& results) {
      JudgeControl(results);
      options_.on_overdue(matrix_);
    };
    JudgeControl(RunSuite(cases, options));
  }

  void JudgeControl(const std::vector<CaseResult>& results) {
    std::set<std::string> passed;
    std::set<std::string> failed;
    for (const CaseResult& result : results) {
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

  void ChooseCells() {
    for (std::size_t mutant = 0; mutant < mutants_.size(); ++mutant) {
      const MutantInfo& info = mutants_[mutant];
      for (std::size_t scenario = 0; scenario < matrix_.scenarios.size(); ++scenario) {
        const ScenarioFate& fate = matrix_.scenarios[scenario];
        const bool wanted = options_.every_pair || info.conforms || Declares(fate, info.name);
        if (wanted && fate.judged) cells_.push_back({mutant, scenario});
      }
    }
  }

  static bool Declares(const ScenarioFate& scenario, const std::string& mutant) {
    return std::find(scenario.declared.begin(), scenario.declared.end(), mutant) !=
           scenario.declared.end();
  }

  void RunCells() {
    options_.on_begin(cells_.size());
    const Duration limit = WatchLimit(run_options_.case_limit);
    CaseWatch watch(limit, [&](const Case& test_case, Mode) { EndAt(test_case, limit); });
    run_options_.watch = &watch;
    ParallelFor(cells_.size(), options_.jobs, [&](std::size_t, std::size_t item) {
      Cell cell = cells_[item];
      Keep(item, Cell::State::kRunning, cell);
      RunCell(cell);
      Keep(item, Cell::State::kRan, cell);
    });
    run_options_.watch = nullptr;
  }

  void Keep(std::size_t item, Cell::State state, Cell& cell) {
    const std::lock_guard<std::mutex> lock(mutex_);
    cell.state = state;
    cells_[item] = cell;
    if (state != Cell::State::kRan) return;
    options_.on_done(mutants_[cell.mutant].name + " in " + matrix_.scenarios[cell.scenario].id,
                     !cell.noticed.empty());
  }

  void RunCell(Cell& cell) const {
    const MutantInfo& mutant = mutants_[cell.mutant];
    const bool is_declared = Declares(matrix_.scenarios[cell.scenario], mutant.name);
    const auto subject = options_.make_subject("mutant:" + mutant.name);
    const SubjectInfo info = Handshake(*subject);
    for (const Case& test_case : cases_[cell.scenario]) {
      const CaseResult result = RunCase(*subject, info, test_case, run_options_);
      if (result.verdict == Verdict::kFail || result.verdict == Verdict::kInconclusive) {
        cell.by_its_rule = FailsAt(result, mutant.requirement);
        if (cell.noticed.empty() || cell.by_its_rule) cell.noticed = Noticed(result);
        if (cell.by_its_rule || !is_declared) return;
      }
      if (result.verdict == Verdict::kHarnessError) {
        const std::string why =
            result.failures.empty() ? "" : ": " + Message(result.failures[0].mismatch);
        cell.fault = result.case_id + why;
        return;
      }
    }
  }

  // A mutant loops in `test_case`.
  void EndAt(const Case& test_case, Duration limit) {
    const std::lock_guard<std::mutex> lock(mutex_);
    CollectFates();
    for (const Cell& cell : cells_) {
      const bool loops = cell.state == Cell::State::kRunning &&
                         matrix_.scenarios[cell.scenario].id == test_case.scenario->id;
      if (!loops) continue;
      matrix_.problems.push_back("mutant " + mutants_[cell.mutant].name + " in " + test_case.id +
                                 ": " + DescribeOverdue(limit));
    }
    options_.on_overdue(matrix_);
  }

  void CollectFates() {
    for (const Cell& cell : cells_) {
      MutantFate& mutant = matrix_.mutants[cell.mutant];
      ScenarioFate& scenario = matrix_.scenarios[cell.scenario];
      mutant.ran = mutant.ran && cell.state == Cell::State::kRan;
      if (!cell.fault.empty()) {
        matrix_.problems.push_back("the harness failed with mutant " + mutant.mutant.name + " in " +
                                   cell.fault);
      }
      if (cell.noticed.empty()) continue;
      if (mutant.killers.empty()) mutant.first_check = cell.noticed;
      mutant.killers.push_back(scenario.id);
      mutant.by_its_rule = mutant.by_its_rule || cell.by_its_rule;
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
      if (fate.mutant.conforms) continue;
      const auto declares = [&](const auto& scenario) {
        return Declares(scenario, fate.mutant.name);
      };
      if (std::none_of(matrix_.scenarios.begin(), matrix_.scenarios.end(), declares)) {
        matrix_.problems.push_back(
            "mutant " + fate.mutant.name +
            " is in the `kills` of no scenario: name it in one that checks " +
            fate.mutant.requirement);
      } else if (fate.killers.empty()) {
        matrix_.problems.push_back("mutant " + fate.mutant.name +
                                   " survives: no scenario notices that " +
                                   fate.mutant.description + " (" + fate.mutant.requirement + ")");
      }
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
    if (options_.whole && scenario.declared.empty() && Judges(scenario.id)) {
      matrix_.problems.push_back("scenario " + scenario.id + " names no mutant in its `kills`");
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
  std::mutex mutex_;         // guards the cells while they run
  std::vector<Cell> cells_;  // mutant by mutant
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
                               {"ran", fate.ran},
                               {"killedBy", fate.killers},
                               {"firstCheck", fate.first_check},
                               {"byItsRule", fate.by_its_rule}});
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
