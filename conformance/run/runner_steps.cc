#include "conformance/run/runner_steps.h"

#include <algorithm>

#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

bool AxisChosen(const CaseRun& run, const When& when) {
  if (when.axis.empty()) return true;
  const Json& value = run.test_case.binding.at(when.axis);
  return std::any_of(when.in.begin(), when.in.end(), [&](const Json& choice) {
    return choice == value || (value.is_object() && value.value("name", Json()) == choice);
  });
}

bool Applies(const CaseRun& run, const Step& step) {
  if (!step.when) return true;
  if (step.when->mode && *step.when->mode != run.info.mode) return false;
  return AxisChosen(run, *step.when);
}

std::string CapabilityOf(const EnvironmentStep& command) {
  const auto sets = [&](std::string_view name) {
    return std::any_of(command.parameters.begin(), command.parameters.end(),
                       [&](const auto& parameter) { return parameter.first == name; });
  };
  if (sets("connected")) return "environment.network";
  if (sets("loggedOn")) return "environment.sessions";
  if (sets("wallClock")) return "environment.clock";
  if (sets("store")) return "environment.store";
  return sets("diskFree") ? "environment.disk" : "policy";
}

// Carries out the command of the present step.
struct Executor {
  CaseRun& run;

  void operator()(const CallStep& command) const { ExecuteCall(run, command); }
  void operator()(const AwaitStep& command) const { ExecuteAwait(run, command); }
  void operator()(const AssertStep& command) const { ExecuteAssert(run, command); }
  void operator()(const ParallelStep& command) const { ExecuteParallel(run, command); }

  void operator()(const AdvanceStep& command) const {
    const Duration by = command.by.Bind(run.values);
    run.log.Add(run.step->id + ": advance " + FormatDuration(by));
    run.world->Advance(by);
  }

  void operator()(const EnvironmentStep& command) const {
    CallOfTheRunner("environment.set", BindMembers(run, command.parameters), CapabilityOf(command));
  }

  void operator()(const RestartStep& command) const {
    CallOfTheRunner("service.restart", {{"how", command.how.Bind(run.values)}});
  }

  void operator()(const ResetStep& /*command*/) const {
    BeginCase(run, run.random.Fork(run.step->id));
  }

  void operator()(const SetStep& command) const {
    const Json values = BindMembers(run, command.variables);
    for (auto it = values.begin(); it != values.end(); ++it) run.values.variables[it.key()] = *it;
  }

  void operator()(const RepeatStep& command) const {
    const std::uint64_t turns = command.turns.Bind(run.values);
    const auto outer = run.values.index;
    for (std::uint64_t turn = 0; turn < turns; ++turn) {
      run.values.index = turn;
      ExecuteSteps(run, command.steps);
    }
    run.values.index = outer;
  }

  // A method that is not a BITS method.
  void CallOfTheRunner(const std::string& method, const Json& params,
                       const std::string& capability = "") const {
    MarkWay(run);
    const Json result = run.port.Call(method, params, capability);
    run.log.AddCall(run.step->id, method, params, result);
    JudgeStep(run, result);
  }
};

}  // namespace

void ExecuteSteps(CaseRun& run, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (!Applies(run, step)) continue;
    run.step = &step;
    ++run.result.steps;
    try {
      std::visit(Executor{run}, step.command);
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
