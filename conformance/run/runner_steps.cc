#include "conformance/run/runner_steps.h"

#include <algorithm>

#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

bool AxisChosen(const CaseRun& run, const Json& when) {
  const auto axis = when.find("axis");
  if (axis == when.end()) return true;
  const Json& value = run.test_case.binding.at(axis->get<std::string>());
  const Json& choices = when["in"];
  return std::any_of(choices.begin(), choices.end(), [&](const Json& choice) {
    return choice == value || (value.is_object() && value.value("name", Json()) == choice);
  });
}

bool Applies(const CaseRun& run, const Step& step) {
  const auto when = step.body.find("when");
  if (when == step.body.end()) return true;
  const auto mode = when->find("mode");
  if (mode != when->end() && *mode != ToString(run.info.mode)) return false;
  return AxisChosen(run, *when);
}

// Judges the result of a method that is no BITS method.
void JudgeResult(CaseRun& run, const Json& result) {
  const auto expect = run.step->body.find("expect");
  const bool matched =
      expect == run.step->body.end() || Judge(run, Bind(*expect, run.values), result);
  if (matched) RecordPass(run);
}

void ExecuteAdvance(CaseRun& run) {
  const Duration by = BindDuration(run, run.step->body["advance"]);
  run.log.Add(run.step->id + ": advance " + FormatDuration(by));
  run.world->Advance(by);
}

std::string CapabilityOf(const Json& environment) {
  if (environment.contains("connected")) return "environment.network";
  if (environment.contains("loggedOn")) return "environment.sessions";
  return environment.contains("diskFree") ? "environment.disk" : "policy";
}

void ExecuteEnvironment(CaseRun& run) {
  const Json params = Bind(run.step->body["environment"], run.values);
  MarkWay(run);
  const Json result = run.port.Call("environment.set", params, CapabilityOf(params));
  run.log.AddCall(run.step->id, "environment.set", params, result);
  JudgeResult(run, result);
}

void ExecuteRestart(CaseRun& run) {
  const Json params{{"how", Bind(run.step->body["restart"], run.values)}};
  MarkWay(run);
  const Json result = run.port.Call("service.restart", params);
  run.log.AddCall(run.step->id, "service.restart", params, result);
  JudgeResult(run, result);
}

void ExecuteSet(CaseRun& run) {
  const Json values = Bind(run.step->body["set"], run.values);
  for (auto it = values.begin(); it != values.end(); ++it) run.values.variables[it.key()] = *it;
}

void ExecuteRepeat(CaseRun& run) {
  const Step& repeat = *run.step;
  const std::uint64_t turns = BindTurns(run, repeat.body["repeat"]);
  const auto outer = run.values.index;
  for (std::uint64_t turn = 0; turn < turns; ++turn) {
    run.values.index = turn;
    ExecuteSteps(run, repeat.steps);
  }
  run.values.index = outer;
}

void Execute(CaseRun& run) {
  switch (run.step->verb) {
    case Verb::kCall:
      return ExecuteCall(run);
    case Verb::kAwait:
      return ExecuteAwait(run);
    case Verb::kAdvance:
      return ExecuteAdvance(run);
    case Verb::kAssert:
      return ExecuteAssert(run);
    case Verb::kParallel:
      return ExecuteParallel(run);
    case Verb::kRepeat:
      return ExecuteRepeat(run);
    case Verb::kEnvironment:
      return ExecuteEnvironment(run);
    case Verb::kRestart:
      return ExecuteRestart(run);
    case Verb::kSet:
      return ExecuteSet(run);
  }
}

}  // namespace

void ExecuteSteps(CaseRun& run, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (!Applies(run, step)) continue;
    run.step = &step;
    ++run.result.steps;
    try {
      Execute(run);
    } catch (const BindError& error) {
      run.step = &step;
      if (error.from_result()) {
        run.Fail({.kind = Mismatch::Kind::kUnbound, .what = error.what()});
      }
      throw;
    }
    run.step = &step;  // a `repeat` leaves its last inner step
    run.CheckLimit();
  }
}

void MarkWay(CaseRun& run) {
  if (!run.watches_way) return;
  run.events.UpdateWithNextCall([&run] { run.way_begin = run.events.newest(); });
}

}  // namespace bitsproof::conformance
