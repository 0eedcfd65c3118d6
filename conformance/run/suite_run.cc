#include "conformance/run/suite_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "conformance/run/capability_probe.h"
#include "conformance/run/case_watch.h"
#include "conformance/run/parallel.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::conformance {
namespace {

// Gives the checks of `result` the levels back that LowerShould took.
void RestoreLevels(const Scenario& scenario, CaseResult& result) {
  std::map<std::string, Level> levels;
  ForEachStep(scenario.steps, [&](const Step& step) {
    if (step.check) levels.emplace(step.check->id, step.check->level);
  });
  const auto restore = [&](Check& check) {
    const auto it = levels.find(check.id);
    if (it != levels.end()) check.level = it->second;
  };
  for (CheckResult& check : result.checks) restore(check.check);
  for (Failure& failure : result.failures) {
    if (failure.check) restore(*failure.check);
  }
}

GreetedSubject Start(const SuiteOptions& options, Mode mode, std::size_t worker) {
  GreetedSubject started;
  started.subject = options.make_subject(mode, worker);
  started.info = Handshake(*started.subject);
  return started;
}

// Once for a run: the other workers have the same subject.
void Probe(const GreetedSubject& greeted, const SuiteOptions& options) {
  if (greeted.info.mode == Mode::kSim) {
    ProbeCapabilities(*greeted.subject, greeted.info, "/case");
  } else {
    const platform::TemporaryDirectory directory;
    ProbeCapabilities(*greeted.subject, greeted.info, options.path_map.ToSubject(directory.path()));
  }
}

// The results of the cases that ran.
std::vector<CaseResult> Ended(const std::vector<std::optional<CaseResult>>& results) {
  std::vector<CaseResult> ended;
  ended.reserve(results.size());
  for (const std::optional<CaseResult>& result : results) {
    if (result) ended.push_back(*result);
  }
  return ended;
}

// One worker: its subject, if it has one, and how often in a row it failed to get one.
struct Worker {
  GreetedSubject greeted;
  int failed_starts = 0;
  bool has_given_up = false;
  std::string start_error;  // of the last of them
};

// The cases of one mode, by their index in the suite.
class ModeRun {
 public:
  ModeRun(const std::vector<SuiteCase>& cases, Mode mode, const SuiteOptions& options,
          std::vector<std::optional<CaseResult>>& results)
      : cases_(cases), mode_(mode), options_(options), results_(results) {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (cases[i].mode == mode) indices_.push_back(i);
    }
    run_options_.seed = options.seed;
    run_options_.keep_events = options.keep_events;
    run_options_.catalogue = options.catalogue;
    run_options_.path_map = options.path_map;
    run_options_.case_limit = options.case_limit;
  }

  // The first worker begins with the subject among `greeted` that is for this mode.
  void Run(std::size_t jobs, const std::string& work_root, std::vector<GreetedSubject>& greeted) {
    run_options_.work_root = work_root;
    workers_.resize(std::max<std::size_t>(jobs, 1));
    for (GreetedSubject& subject : greeted) {
      if (subject.info.mode == mode_) workers_.front().greeted = std::move(subject);
    }
    std::optional<CaseWatch> watch;  // what is outside of this process is given up sooner
    if (!options_.is_external) {
      watch.emplace(watch_limit(), [this](const Case& test_case, Mode) { GiveUp(test_case); });
      run_options_.watch = &*watch;
    }
    ParallelFor(indices_.size(), workers_.size(),
                [this](std::size_t worker, std::size_t item) { RunOne(worker, indices_[item]); });
    workers_.clear();
  }

  bool empty() const { return indices_.empty(); }

 private:
  void RunOne(std::size_t number, std::size_t index) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!options_.goes_on()) return;
      options_.on_start(cases_[index]);
    }
    Worker& worker = workers_[number];
    CaseResult result = IsReady(worker, number) ? Judge(worker.greeted, cases_[index].test_case)
                                                : Unstarted(worker, cases_[index]);
    if (result.verdict == Verdict::kHarnessError || IsBroken(worker)) worker.greeted = {};
    const std::lock_guard<std::mutex> lock(mutex_);
    options_.on_finish(result);
    results_[index] = std::move(result);
  }

  static bool IsBroken(const Worker& worker) {
    return worker.greeted.subject && worker.greeted.subject->broken();
  }

  // Sees to it that the worker has a subject; false when that is not possible.
  bool IsReady(Worker& worker, std::size_t number) const {
    if (worker.greeted.subject) return true;
    worker.has_given_up = worker.failed_starts == kFailedStartsMax;
    if (worker.has_given_up) return false;
    try {
      worker.greeted = Start(options_, mode_, number);
      worker.failed_starts = 0;
      return true;
    } catch (const HarnessError& error) {
      ++worker.failed_starts;
      worker.start_error = error.what();
      return false;
    }
  }

  // Hands over what there is, when `test_case` does not end.
  void GiveUp(const Case& test_case) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const std::size_t index : indices_) {
      if (cases_[index].test_case.id == test_case.id) results_[index] = Overdue(cases_[index]);
    }
    if (!options_.on_overdue) EndOverdue(test_case, watch_limit());
    options_.on_overdue(Ended(results_));
  }

  CaseResult Overdue(const SuiteCase& suite_case) const {
    CaseResult result = NewResult(suite_case);
    result.verdict = Verdict::kHarnessError;
    result.wall_seconds = std::chrono::duration<double>(watch_limit()).count();
    Failure failure;
    failure.mismatch = {.kind = Mismatch::Kind::kHarness, .what = DescribeOverdue(watch_limit())};
    result.failures.push_back(std::move(failure));
    return result;
  }

  CaseResult NewResult(const SuiteCase& suite_case) const {
    CaseResult result;
    result.case_id = suite_case.test_case.id;
    result.scenario_id = suite_case.test_case.scenario->id;
    result.topic = suite_case.test_case.scenario->topic;
    result.file = suite_case.test_case.scenario->file;
    result.mode = suite_case.mode;
    result.seed = options_.seed;
    return result;
  }

  // What becomes of a case that has no subject.
  CaseResult Unstarted(const Worker& worker, const SuiteCase& suite_case) const {
    CaseResult result = NewResult(suite_case);
    result.verdict = worker.has_given_up ? Verdict::kHarnessError : Verdict::kFail;
    Failure failure;
    failure.mismatch = {
        .kind = Mismatch::Kind::kNotStarted,
        .account =
            (worker.has_given_up ? fmt::format(" {} times in a row", kFailedStartsMax) : " again") +
            ": " + worker.start_error};
    result.failures.push_back(std::move(failure));
    return result;
  }

  CaseResult Judge(GreetedSubject& greeted, const Case& test_case) {
    if (options_.strict == Level::kShould) {
      return RunCase(*greeted.subject, greeted.info, test_case, run_options_);
    }
    Case lowered = test_case;
    lowered.scenario = LowerShould(*test_case.scenario);
    CaseResult result = RunCase(*greeted.subject, greeted.info, lowered, run_options_);
    RestoreLevels(*test_case.scenario, result);
    return result;
  }

  Duration watch_limit() const { return WatchLimit(options_.case_limit); }

  const std::vector<SuiteCase>& cases_;
  const Mode mode_;
  const SuiteOptions& options_;
  RunOptions run_options_;
  std::vector<std::size_t> indices_;
  std::vector<Worker> workers_;
  std::mutex mutex_;  // guards the callbacks and results_
  std::vector<std::optional<CaseResult>>& results_;
};

}  // namespace

std::vector<GreetedSubject> Greet(const std::vector<SuiteCase>& cases,
                                  const SuiteOptions& options) {
  std::vector<GreetedSubject> greeted;
  for (const Mode mode : {Mode::kSim, Mode::kLive}) {
    const bool needed = std::any_of(cases.begin(), cases.end(), [&](const SuiteCase& suite_case) {
      return suite_case.mode == mode;
    });
    if (!needed) continue;
    greeted.push_back(Start(options, mode, 0));
    Probe(greeted.back(), options);
    if (options.is_external) break;
    greeted.back().info.mode = mode;
  }
  return greeted;
}

std::vector<CaseResult> RunSuite(const std::vector<SuiteCase>& cases, const SuiteOptions& options,
                                 std::vector<GreetedSubject> greeted) {
  std::vector<std::optional<CaseResult>> results(cases.size());
  ModeRun(cases, Mode::kSim, options, results).Run(options.sim_jobs, "", greeted);
  ModeRun live(cases, Mode::kLive, options, results);
  if (live.empty()) return Ended(results);
  const platform::TemporaryDirectory work_root;  // of the live cases
  live.Run(options.live_jobs, work_root.path(), greeted);
  return Ended(results);
}

std::shared_ptr<const Scenario> LowerShould(const Scenario& scenario) {
  auto lowered = std::make_shared<Scenario>(scenario);
  ForEachStep(lowered->steps, [](Step& step) {
    if (step.check && step.check->level == Level::kShould) step.check->level = Level::kMay;
  });
  return lowered;
}

}  // namespace bitsproof::conformance
