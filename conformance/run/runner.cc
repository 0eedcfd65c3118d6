#include "conformance/run/runner.h"

#include <algorithm>
#include <chrono>

#include "conformance/run/applicability.h"
#include "conformance/run/case_run.h"
#include "conformance/run/case_watch.h"
#include "conformance/run/runner_steps.h"

namespace bitsproof::conformance {
namespace {

using namespace std::chrono_literals;

Duration LimitOf(const CaseRun& run) {
  const Scenario& scenario = run.scenario();
  return run.is_sim() ? scenario.within.value_or(Duration(24h))
                      : scenario.within_live.value_or(Duration(60s));
}

// --- Evidence ---

void Miss(CaseRun& run, const std::string& what, std::uint64_t wanted, std::uint64_t found) {
  if (found >= wanted) return;
  Failure failure;
  failure.pointer = "/evidence";
  failure.mismatch = {
      .kind = Mismatch::Kind::kEvidence, .expected = wanted, .found = found, .what = what};
  failure.expected = wanted;
  failure.actual = found;
  run.result.failures.push_back(std::move(failure));
}

std::uint64_t CountInJournal(const Json& journal, const std::string& what) {
  if (what == "connections") return journal["connections"].get<std::uint64_t>();
  if (what == "faultsFired") return journal["faultsFired"].size();
  const Json& requests = journal["requests"];
  return static_cast<std::uint64_t>(
      std::count_if(requests.begin(), requests.end(),
                    [&](const Json& request) { return request.value("method", "") == what; }));
}

void WeighEvidence(CaseRun& run) {
  const Evidence& evidence = run.scenario().evidence;
  for (const auto& [method, wanted] : evidence.calls) {
    const Evidence::Calls& found = run.calls[method];
    Miss(run, method + " succeeded", wanted.succeeded, found.succeeded);
    Miss(run, method + " failed", wanted.failed, found.failed);
  }
  for (const auto& [origin, counts] : evidence.journal) {
    const Json journal = run.world->Journal(origin);
    for (const auto& [what, wanted] : counts) {
      Miss(run, "the journal of " + origin + " shows " + what, wanted,
           CountInJournal(journal, what));
    }
  }
  Miss(run, "a check ran", std::max<std::uint64_t>(evidence.checks, 1), run.result.checks.size());
  if (!run.result.failures.empty()) run.result.verdict = Verdict::kInconclusive;
}

// --- The case as a whole ---

void EndWith(CaseRun& run, Verdict verdict, Failure failure) {
  if (run.step != nullptr && failure.step.empty()) {
    failure.step = run.step->id;
    failure.pointer = run.step->pointer;
    failure.check = run.step->check;
  }
  run.result.verdict = verdict;
  run.result.failures.push_back(std::move(failure));
}

Failure Because(Mismatch mismatch) {
  Failure failure;
  failure.mismatch = std::move(mismatch);
  return failure;
}

void RunToVerdict(CaseRun& run) {
  try {
    run.world = run.is_sim() ? std::make_unique<SubjectWorld>(run.port)
                             : MakeLiveWorld(run.options.work_root);
    run.limit = LimitOf(run);
    BeginCase(run, run.random);
    ExecuteSteps(run, run.scenario().steps);
    run.step = nullptr;
    WeighEvidence(run);
  } catch (const StepFailed& failed) {
    EndWith(run, Verdict::kFail, failed.failure());
  } catch (const SubjectFailure& failure) {
    EndWith(run, Verdict::kFail, Because(failure.mismatch()));
  } catch (const Unsupported& unsupported) {
    run.result.verdict = Verdict::kSkipped;
    run.result.skip_reason = unsupported.what();
    run.result.checks.clear();
  } catch (const ReadOtherwise& reading) {
    run.result.verdict = Verdict::kSkipped;  // what was judged before counts
    run.result.skip_reason = reading.what();
  } catch (const std::exception& error) {
    EndWith(run, Verdict::kHarnessError,
            Because({.kind = Mismatch::Kind::kHarness, .what = error.what()}));
  }
}

// The subject's own account, for the end of the log.
std::vector<std::string> SubjectLog(CaseRun& run) {
  std::vector<std::string> lines;
  if (!run.info.Has("log")) return lines;
  const Reply reply = run.subject.Call("subject.log", Json::object());
  if (reply.kind != Reply::Kind::kResult || !reply.value.is_object()) return lines;
  for (const Json& line : reply.value.value("lines", Json::array())) {
    lines.push_back("subject: " + (line.is_string() ? line.get<std::string>() : line.dump()));
  }
  return lines;
}

// Gives the failures the end of the log, and the result all of it when that was asked for.
void AttachEvents(CaseRun& run) {
  const bool failed = !run.result.failures.empty();
  if (!failed && !run.options.keep_events) return;
  const std::vector<std::string> subject = SubjectLog(run);
  if (run.options.keep_events) {
    run.result.events = run.log.All();
    run.result.events.insert(run.result.events.end(), subject.begin(), subject.end());
  }
  const std::size_t tail = std::min(subject.size(), kLastEvents);
  for (Failure& failure : run.result.failures) {
    failure.last_events = run.log.Last();
    failure.last_events.insert(failure.last_events.end(),
                               subject.end() - static_cast<std::ptrdiff_t>(tail), subject.end());
  }
}

void Describe(const Case& test_case, const SubjectInfo& info, const RunOptions& options,
              CaseResult& result) {
  result.case_id = test_case.id;
  result.scenario_id = test_case.scenario->id;
  result.topic = test_case.scenario->topic;
  result.file = test_case.scenario->file;
  result.mode = info.mode;
  result.seed = options.seed;
}

}  // namespace

CaseResult RunCase(Subject& subject, const SubjectInfo& info, const Case& test_case,
                   const RunOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  CaseRun run(subject, info, test_case, options);
  Describe(test_case, info, options, run.result);
  if (const auto reason = SkipReason(info, test_case)) {
    run.result.verdict = Verdict::kSkipped;
    run.result.skip_reason = *reason;
    return std::move(run.result);
  }
  const CaseWatch::Guard guard(options.watch, test_case, info.mode);
  RunToVerdict(run);
  AttachEvents(run);
  run.world.reset();
  run.result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return std::move(run.result);
}

}  // namespace bitsproof::conformance
