#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/command/subject_options.h"
#include "conformance/report/kill_matrix.h"
#include "conformance/report/report_console.h"
#include "conformance/report/report_file.h"
#include "conformance/report/report_progress.h"
#include "conformance/report/report_text.h"
#include "conformance/run/selection.h"

namespace bitsproof::conformance {
namespace {

struct MutantsArguments {
  std::string filter;
  std::string matrix;
  std::string scenarios;
  std::size_t jobs = 0;
  std::uint64_t seed = 1;
  Duration case_limit = kDefaultCaseLimit;
};

std::vector<MutantInfo> Filtered(const CommandContext& context, const std::string& filter) {
  std::vector<MutantInfo> mutants;
  for (const MutantInfo& mutant : context.mutants()) {
    if (filter.empty() || GlobMatches(filter, mutant.name)) mutants.push_back(mutant);
  }
  if (mutants.empty())
    throw CommandError(ExitCode::kNothingRan, "no mutant matches '" + filter + "'");
  return mutants;
}

void WriteMatrix(std::ostream& out, const KillMatrix& matrix) {
  std::vector<std::vector<std::string>> rows;
  for (const MutantFate& fate : matrix.mutants) {
    const std::string alone = !fate.ran              ? "not run"
                              : fate.mutant.conforms ? "conforms"
                                                     : "SURVIVES";
    const std::string first =
        fate.killers.empty() ? alone : fate.killers[0] + ": " + fate.first_check;
    rows.push_back(
        {fate.mutant.name, fate.mutant.requirement, std::to_string(fate.killers.size()), first});
  }
  out << FormatTable({"mutant", "breaks", "killed by", "first"}, rows) << "\n";
}

void WriteVerdict(std::ostream& out, const KillMatrix& matrix, double seconds) {
  std::size_t mutants = 0;
  std::size_t killed = 0;
  std::size_t by_its_rule = 0;
  std::size_t conforming = 0;
  for (const MutantFate& fate : matrix.mutants) {
    mutants += fate.mutant.conforms ? 0 : 1;
    killed += fate.mutant.conforms || fate.killers.empty() ? 0 : 1;
    by_its_rule += fate.mutant.conforms || !fate.by_its_rule ? 0 : 1;
    conforming += fate.mutant.conforms && fate.ran && fate.killers.empty() ? 1 : 0;
  }
  const std::size_t readings = matrix.mutants.size() - mutants;
  std::size_t judged = 0;
  for (const ScenarioFate& fate : matrix.scenarios) {
    judged += fate.judged ? 1 : 0;
    if (!fate.judged)
      out << "not judged: " << fate.id << " (no simulated case that the control passes)\n";
  }
  for (const std::string& problem : matrix.problems) out << "problem: " << problem << "\n";
  out << fmt::format(
      "{}: {} of {} killed by {}, {} at a check of the rule that they break; {} of {} accused by "
      "none; {}; {:.1f} s\n",
      matrix.problems.empty() ? "SOUND" : "UNSOUND", killed, Plural(mutants, "mutant"),
      Plural(judged, "scenario"), by_its_rule, conforming, Plural(readings, "other reading"),
      Plural(matrix.problems.size(), "problem"), seconds);
}

// Runs the matrix under a progress line.
KillMatrix MakeWithProgress(const CommandContext& context, const Suite& suite,
                            const std::vector<MutantInfo>& mutants, KillOptions options) {
  std::optional<Progress> progress;
  options.on_begin = [&](std::uint64_t total) {
    Progress::Options progress_options;
    progress_options.live = context.err_is_terminal;
    progress_options.columns = context.columns;
    progress_options.noun = "mutants in scenarios";
    progress.emplace(context.err, total, progress_options);
  };
  options.on_done = [&](const std::string& what, bool) {
    progress->Started(what);
    progress->Finished(false);
  };
  context.err << "bitsproof: the control, then " << Plural(mutants.size(), "mutant") << " over "
              << Plural(suite.scenarios.size(), "scenario") << "\n";
  KillMatrix matrix = MakeKillMatrix(suite, mutants, options);
  if (progress) progress->Done();
  return matrix;
}

ExitCode RunMutants(CommandContext& context, const MutantsArguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  const auto mutants = Filtered(context, arguments.filter);
  const Suite suite = LoadSuiteOrThrow(context, arguments.scenarios);
  std::optional<ReportFile> report;
  try {
    if (!arguments.matrix.empty()) report.emplace(arguments.matrix);
  } catch (const ReportError& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
  KillOptions options;
  options.make_subject = [&context](const std::string& name) {
    return context.make_subject(SubjectNamed(name), Mode::kSim, 0);
  };
  options.jobs = SimJobs(context, arguments.jobs);
  options.seed = arguments.seed;
  options.case_limit = arguments.case_limit;
  options.whole = mutants.size() == context.mutants().size();
  options.every_pair = report.has_value();
  const auto write = [&](const KillMatrix& matrix) {
    WriteMatrix(context.out, matrix);
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start);
    WriteVerdict(context.out, matrix, seconds.count());
    context.out.flush();
    if (report) report->Commit(ToJson(matrix).dump(2) + "\n");
  };
  options.on_overdue = [&](const KillMatrix& matrix) {
    EndAfter(context, [&] {
      write(matrix);
      return ExitCode::kHarnessFault;
    });
  };
  const KillMatrix matrix = MakeWithProgress(context, suite, mutants, options);
  write(matrix);
  return matrix.problems.empty() ? ExitCode::kConforms : ExitCode::kDeviates;
}

}  // namespace

void AddMutantsCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<MutantsArguments>();
  CLI::App* command = app.add_subcommand(
      "mutants", "Prove the suite: every broken subject must be noticed, and no right one accused");
  command->add_option("--filter", arguments->filter, "Only the mutants whose names match this glob")
      ->type_name("MUTANT");
  command
      ->add_option("--matrix", arguments->matrix,
                   "Run every mutant in every scenario, which takes much longer, and write as JSON "
                   "which noticed which")
      ->type_name("FILE");
  AddScenariosOption(*command, arguments->scenarios);
  AddNumberOption(
      *command, "--jobs", kJobs, [arguments](std::uint64_t jobs) { arguments->jobs = jobs; },
      "Mutants at once (default: one per core)");
  AddSeedOption(*command, arguments->seed);
  AddCaseLimitOption(*command, arguments->case_limit, "Options");
  command->footer(
      "Runs the control, which is the unbroken reference, over the simulated cases, then each "
      "mutant in the\n"
      "scenarios whose `kills` name it. Readings are right: they do otherwise what the pages leave "
      "open, and run in\n"
      "every scenario. Exit 1 when the control fails, a mutant survives or is named nowhere, a "
      "reading is accused,\n"
      "a scenario does not kill what its `kills` names, or (without --filter) a scenario that "
      "judges something\n"
      "names none.");
  WhenChosen(*command, action, [&context, arguments] { return RunMutants(context, *arguments); });
}

}  // namespace bitsproof::conformance
