#include <memory>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/command/run_session.h"
#include "conformance/command/subject_options.h"
#include "conformance/report/report_jsonl.h"

namespace bitsproof::conformance {
namespace {

struct ReplayArguments {
  std::string results;
  std::string case_id;
  std::string mode;
  SubjectOptions subject = SubjectNamed("");
  std::string scenarios;
  std::string trace;
};

bool Wanted(const ReplayArguments& arguments, const CaseResult& result) {
  return result.case_id == arguments.case_id &&
         (arguments.mode.empty() || arguments.mode == ToString(result.mode));
}

void CheckDigest(const Suite& suite, const RunHeader& header, const CaseResult& recorded,
                 const std::string& file) {
  const auto then = header.scenario_digests.find(recorded.scenario_id);
  const auto now = suite.digests.find(recorded.scenario_id);
  if (now == suite.digests.end()) {
    throw CommandError(ExitCode::kNothingRan,
                       "the scenario " + recorded.scenario_id + " does not exist any more");
  }
  if (then == header.scenario_digests.end() || then->second != now->second) {
    throw CommandError(ExitCode::kUsage, "the scenario " + recorded.scenario_id +
                                             " has changed since " + file +
                                             " was written; use bitsproof run to run the new one");
  }
}

// The recorded cases as they are in the suite now.
std::vector<SuiteCase> FindCases(const Suite& suite, const Results& results,
                                 const ReplayArguments& arguments) {
  std::vector<SuiteCase> found;
  for (const CaseResult& recorded : results.cases) {
    if (!Wanted(arguments, recorded)) continue;
    CheckDigest(suite, results.header, recorded, arguments.results);
    for (const SuiteCase& candidate : suite.cases) {
      const bool same =
          candidate.test_case.id == recorded.case_id && candidate.mode == recorded.mode;
      if (same) found.push_back(candidate);
    }
  }
  if (found.empty()) {
    throw CommandError(ExitCode::kNothingRan,
                       arguments.results + " holds no case " + arguments.case_id +
                           (arguments.mode.empty() ? "" : " in mode " + arguments.mode));
  }
  return found;
}

ExitCode Replay(CommandContext& context, const ReplayArguments& arguments) {
  const Results results = ReadResults(arguments.results);
  const Suite suite = LoadSuiteOrThrow(context, arguments.scenarios);
  const auto cases = FindCases(suite, results, arguments);
  RunPlan plan;
  plan.subject = arguments.subject;
  if (plan.subject.name.empty()) plan.subject.name = results.header.subject;
  plan.scenarios = arguments.scenarios;
  plan.seed = results.header.seed;
  plan.strict = results.header.strict;
  plan.paths.trace = arguments.trace;
  plan.verbose = true;
  return RunAndReport(context, suite, cases, plan);
}

}  // namespace

void AddReplayCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<ReplayArguments>();
  CLI::App* command = app.add_subcommand(
      "replay", "Run exactly one recorded case again, with the recorded subject, mode and seed");
  command->add_option("RESULTS", arguments->results, "A file that run --results wrote")->required();
  command->add_option("CASE", arguments->case_id, "The complete id of the case")->required();
  command->add_option("--mode", arguments->mode, "Only this one of the recorded modes")
      ->check(CLI::IsMember({"sim", "live"}))
      ->type_name("sim|live");
  AddScenariosOption(*command, arguments->scenarios);
  AddSubjectOptions(*command, arguments->subject, "A subject other than the recorded one");
  command->add_option("--trace", arguments->trace, "The event log of the case")->type_name("DIR");
  command->footer(
      "Refuses a case that the file does not hold (exit 3) and a scenario that has changed "
      "since (exit 64).");
  WhenChosen(*command, action, [&context, arguments] { return Replay(context, *arguments); });
}

}  // namespace bitsproof::conformance
