#include <fstream>
#include <memory>
#include <optional>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/command/run_session.h"
#include "conformance/command/subject_options.h"
#include "conformance/run/selection.h"

namespace bitsproof::conformance {
namespace {

// The arguments of `bitsproof run` as they are typed.
struct RunArguments {
  std::vector<std::string> globs;
  std::vector<std::string> more_globs;
  std::vector<std::string> requirements;
  std::vector<std::string> topics;
  std::string mode = "both";
  std::string strict = "should";
  std::string color = "auto";
  std::optional<std::string> shard;
  std::optional<std::uint64_t> shard_count;
  RunPlan plan;
};

Selection SelectionOf(const RunArguments& arguments) {
  Selection selection;
  selection.case_globs = arguments.globs;
  selection.case_globs.insert(selection.case_globs.end(), arguments.more_globs.begin(),
                              arguments.more_globs.end());
  selection.requirement_globs = arguments.requirements;
  selection.topics = arguments.topics;
  selection.sim = arguments.mode != "live";
  selection.live = arguments.mode != "sim";
  return selection;
}

// Tells Bazel that this program shards by itself.
void Touch(const std::string& status_file) {
  if (status_file.empty()) return;
  if (!std::ofstream(status_file, std::ios::app)) {
    throw CommandError(ExitCode::kUsage,
                       "TEST_SHARD_STATUS_FILE " + status_file + " cannot be written");
  }
}

Shard ChooseShardOrThrow(const CommandContext& context, const RunArguments& arguments) {
  try {
    const ShardChoice choice =
        ChooseShard(arguments.shard, arguments.shard_count, context.variables);
    Touch(choice.status_file);
    return choice.shard;
  } catch (const std::invalid_argument& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
}

bool WantsColor(const CommandContext& context, const std::string& choice) {
  if (choice != "auto") return choice == "always";
  return context.out_is_terminal && !context.variables("NO_COLOR");
}

ExitCode Run(CommandContext& context, RunArguments& arguments) {
  RunPlan& plan = arguments.plan;
  plan.shard = ChooseShardOrThrow(context, arguments);
  plan.strict = arguments.strict == "must" ? Level::kMust : Level::kShould;
  plan.color = WantsColor(context, arguments.color);
  const Suite suite = LoadSuiteOrThrow(context, plan.scenarios);
  const Selection selection = SelectionOf(arguments);
  const auto selected = Select(suite.cases, selection);
  plan.everything = selection.case_globs.empty() && selection.requirement_globs.empty() &&
                    selection.topics.empty();
  plan.sim = selection.sim;
  plan.live = selection.live;
  return RunAndReport(context, suite, selected, plan);
}

void AddSelectionOptions(CLI::App& command, RunArguments& arguments) {
  const std::string group = "Which cases";
  command.add_option("GLOB", arguments.globs,
                     "Scenario or case ids; * is any text, ? any character, brackets are literal");
  command.add_option("--case", arguments.more_globs, "The same as GLOB")
      ->allow_extra_args(false)
      ->type_name("GLOB")
      ->group(group);
  command
      .add_option("--requirement", arguments.requirements,
                  "Scenarios that check a requirement whose id matches this glob")
      ->allow_extra_args(false)
      ->type_name("REQ")
      ->group(group);
  command.add_option("--topic", arguments.topics, "Scenarios of a topic")
      ->allow_extra_args(false)
      ->type_name("TOPIC")
      ->group(group);
  command
      .add_option("--mode", arguments.mode,
                  "sim: virtual time; live: real clock, sockets and files")
      ->check(CLI::IsMember({"sim", "live", "both"}))
      ->type_name("sim|live|both")
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--shard", arguments.shard,
                  "The i-th of n parts, from 1. Also read from TEST_SHARD_INDEX and "
                  "TEST_TOTAL_SHARDS (Bazel), "
                  "CI_NODE_INDEX and CI_NODE_TOTAL (GitLab), JOB_COMPLETION_INDEX (Kubernetes)")
      ->type_name("i/n")
      ->group(group);
  AddNumberOption(
      command, "--shard-count", {1, kCases.max},
      [&arguments](std::uint64_t count) { arguments.shard_count = count; },
      "With JOB_COMPLETION_INDEX: the number of parts; also read from JOB_COMPLETIONS")
      ->group(group);
  AddNumberOption(
      command, "--min-run", kCases,
      [&arguments](std::uint64_t count) { arguments.plan.min_run = count; },
      "Exit 3 when fewer cases run")
      ->group(group);
}

void AddExecutionOptions(CLI::App& command, RunArguments& arguments) {
  const std::string group = "How to run";
  RunPlan& plan = arguments.plan;
  AddSubjectOptions(command, plan.subject, group);
  AddScenariosOption(command, plan.scenarios)->group(group);
  AddNumberOption(
      command, "--jobs", kJobs, [&plan](std::uint64_t jobs) { plan.jobs = jobs; },
      "Cases at once. Default: simulated cases one per core; live cases, which mostly wait, "
      "8 per core, at most 32; a stdio subject one, or N processes when N is given")
      ->group(group);
  AddSeedOption(command, plan.seed)->group(group);
  AddNumberOption(
      command, "--stop-after", {1, kCases.max},
      [&plan](std::uint64_t count) { plan.stop_after = count; },
      "Begin no case after N failures (with --baseline, unexpected ones); the reports "
      "hold what ran and say that the run was broken off")
      ->group(group);
  AddNumberOption(
      command, "--second-look", {1, kCases.max},
      [&plan](std::uint64_t count) { plan.second_look = count; },
      "For subjects that are not deterministic: when at most N cases complain, run those "
      "again at the end, two at once; the second result counts, and every report names "
      "the case")
      ->group(group);
  AddCaseLimitOption(command, plan.case_limit, group);
  command
      .add_option("--strict", arguments.strict,
                  "The weakest level whose checks count; with must, checks of level should are "
                  "observations")
      ->check(CLI::IsMember({"must", "should"}))
      ->type_name("must|should")
      ->capture_default_str()
      ->group(group);
}

void AddBaselineOptions(CLI::App& command, RunArguments& arguments) {
  const std::string group = "Accepted failures";
  BaselinePaths& paths = arguments.plan.baseline;
  auto* judge =
      command
          .add_option("--baseline", paths.judge,
                      "Exit 0 exactly when the failures are those of FILE; 1 when there are "
                      "others; 2 when one of those is gone or has changed")
          ->type_name("FILE")
          ->group(group);
  command
      .add_option("--update-baseline", paths.update,
                  "Update FILE to the failures of the cases that run, and judge by that; entries "
                  "that still hold keep their kinds and reasons")
      ->type_name("FILE")
      ->excludes(judge)
      ->excludes("--stop-after")
      ->group(group);
}

void AddReportOptions(CLI::App& command, RunArguments& arguments) {
  const std::string group = "Reports (written whole or not at all)";
  RunPlan& plan = arguments.plan;
  command
      .add_option("--results", plan.paths.results,
                  "JSON lines: what replay, merge and requirements read")
      ->type_name("FILE")
      ->group(group);
  command.add_option("--junit", plan.paths.junit, "JUnit XML")->type_name("FILE")->group(group);
  command
      .add_option("--markdown", plan.paths.markdown,
                  "A page of every requirement and failure; text outside its lines "
                  "<!-- report:begin --> and <!-- report:end --> is kept")
      ->type_name("PAGE")
      ->group(group);
  command.add_option("--trace", plan.paths.trace, "The event log of each case")
      ->type_name("DIR")
      ->group(group);
  command.add_flag("--verbose", plan.verbose, "A line for each case")->group(group);
  command.add_option("--color", arguments.color, "Colors on the console")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("auto|always|never")
      ->capture_default_str()
      ->group(group);
}

}  // namespace

void AddRunCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "Put a subject through the suite");
  AddSelectionOptions(*command, *arguments);
  AddExecutionOptions(*command, *arguments);
  AddBaselineOptions(*command, *arguments);
  AddReportOptions(*command, *arguments);
  command->footer(
      "Values of one option are alternatives; different options narrow each other down. A glob or "
      "topic that\n"
      "matches nothing is an error (exit 3).\n"
      "Examples:\n"
      "  bitsproof run --topic limits\n"
      "  bitsproof run 'limits.per-user.*' --mode sim --results out.jsonl\n"
      "  bitsproof run --subject mutant:limits.per-user-61\n"
      "  bitsproof run --subject stdio:'python3 my_adapter.py' --message-timeout 10s\n"
      "  bitsproof run --subject http://127.0.0.1:8080 --topic limits\n"
      "  bitsproof run --subject stdio:'wine adapter.exe' --path-map '/=Z:\\'");
  WhenChosen(*command, action, [&context, arguments] { return Run(context, *arguments); });
}

}  // namespace bitsproof::conformance
