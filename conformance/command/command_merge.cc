#include <algorithm>
#include <memory>
#include <optional>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/report/report_console.h"
#include "conformance/report/report_file.h"
#include "conformance/report/report_jsonl.h"
#include "conformance/report/report_junit.h"
#include "conformance/run/ledger.h"

namespace bitsproof::conformance {
namespace {

struct MergeArguments {
  std::string out;
  std::vector<std::string> in;
  std::string scenarios;
  std::string junit;
  std::uint64_t min_run = 0;
};

// Unlike the other commands this one goes on without a suite: results may be merged where no
// scenarios are.
Suite SuiteFor(const CommandContext& context, const std::string& folder) {
  std::vector<Problem> problems;
  const std::filesystem::path scenarios =
      folder.empty() ? context.scenarios : std::filesystem::path(folder);
  return LoadSuite(scenarios, problems);
}

double SecondsOf(const std::vector<CaseResult>& cases) {
  double seconds = 0;
  for (const CaseResult& result : cases) seconds += result.wall_seconds;
  return seconds;
}

ExitCode Merge(CommandContext& context, const MergeArguments& arguments) {
  std::vector<Results> parts;
  for (const std::string& path : arguments.in) parts.push_back(ReadResults(path));
  const Results merged = MergeResults(parts, arguments.in);
  const Suite suite = SuiteFor(context, arguments.scenarios);
  Ledger ledger(suite.catalogue);
  for (const CaseResult& result : merged.cases) ledger.Add(result);
  if (merged.header.baseline) ledger.AddStale(merged.header.baseline->stale);
  const double seconds = SecondsOf(merged.cases);
  const RequirementStanding standing = StandingOf(merged.cases, suite);
  try {
    ReportFile out(arguments.out);
    std::optional<ReportFile> junit;
    if (!arguments.junit.empty()) junit.emplace(arguments.junit);
    out.Commit(WriteResults(merged.header, merged.cases, ledger.total(), standing.total, seconds));
    if (junit)
      junit->Commit(WriteJUnit(merged.cases, suite.catalogue, standing.total, ledger.stale()));
  } catch (const ReportError& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
  ConsoleOptions options;
  options.recipe.subject = merged.header.subject;
  options.recipe.scenarios = arguments.scenarios;
  options.recipe.strict = merged.header.strict == Level::kMust ? "must" : "";
  options.seconds = seconds;
  options.mutant = FindMutant(context, merged.header.subject);
  WriteConsoleReport(context.out, merged.cases, ledger, suite.catalogue, standing, options);
  return ledger.Judge(arguments.min_run);
}

}  // namespace

void AddMergeCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<MergeArguments>();
  CLI::App* command =
      app.add_subcommand("merge", "Join the results of all shards of a run, and judge the whole");
  command->add_option("OUT", arguments->out, "The results file to write")->required();
  command->add_option("IN", arguments->in, "The results file of each shard")->required();
  command->add_option("--junit", arguments->junit, "JUnit XML of the whole")->type_name("FILE");
  AddNumberOption(
      *command, "--min-run", kCases,
      [arguments](std::uint64_t count) { arguments->min_run = count; },
      "Exit 3 when fewer cases ran");
  command
      ->add_option("--scenarios", arguments->scenarios,
                   "Folder whose requirements the report names")
      ->type_name("DIR");
  command->footer(
      "Refuses (exit 64) files of different runs, a shard that is missing or occurs twice, and a "
      "case that\n"
      "occurs twice. The exit code is that of the whole run; the time is the sum over all cases.");
  WhenChosen(*command, action, [&context, arguments] { return Merge(context, *arguments); });
}

}  // namespace bitsproof::conformance
