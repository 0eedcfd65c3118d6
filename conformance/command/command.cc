#include "conformance/command/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "conformance/report/report_file.h"
#include "conformance/report/report_jsonl.h"
#include "conformance/report/report_text.h"
#include "conformance/run/runner.h"
#include "conformance/run/selection.h"

namespace bitsproof::conformance {
namespace {

constexpr std::size_t kLiveJobsPerCore = 8;
constexpr std::size_t kLiveJobsMax = 32;

constexpr const char* kDescription =
    "bitsproof proves that a background-transfer job manager behaves like BITS.";

constexpr const char* kFooter =
    "Exit codes:\n"
    "  0   conforms\n"
    "  1   an unexpected failure, missing evidence, a surviving mutant, a stale page\n"
    "  2   other failures than the baseline lists: an unexpected pass, a changed failure, a stale "
    "entry\n"
    "  3   nothing ran: an unknown id, a glob that matches nothing, fewer cases than --min-run\n"
    "  4   the harness, the adapter or the machine is at fault\n"
    "  64  wrong usage or bad input\n"
    "Each command has its own --help.";

int Report(const CommandContext& context, ExitCode code, const std::string& message) {
  context.err << "bitsproof: " << message << "\n";
  return ToInt(code);
}

// Carries out `action`; whatever goes wrong becomes one message and an exit code.
int Perform(const CommandContext& context, const Action& action) {
  try {
    return ToInt(action());
  } catch (const CommandError& error) {
    return Report(context, error.code(), error.what());
  } catch (const SelectionError& error) {
    return Report(context, ExitCode::kNothingRan, error.what());
  } catch (const ResultsError& error) {
    return Report(context, ExitCode::kUsage, error.what());
  } catch (const HarnessError& error) {
    return Report(context, ExitCode::kHarnessFault, error.what());
  } catch (const std::exception& error) {
    return Report(context, ExitCode::kHarnessFault, error.what());
  }
}

}  // namespace

int Main(const std::vector<std::string>& args, CommandContext& context) {
  CLI::App app(kDescription, "bitsproof");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("bitsproof ") + BITSPROOF_VERSION);
  app.require_subcommand(1);
  Action action;
  for (const auto add :
       {AddRunCommand, AddReplayCommand, AddMergeCommand, AddListCommand, AddLintCommand,
        AddExplainCommand, AddRequirementsCommand, AddMutantsCommand, AddOriginCommand,
        AddServeCommand, AddNewAdapterCommand, AddDescribeCommands}) {
    add(app, context, action);
  }
  try {
    app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
  } catch (const CLI::ParseError& error) {
    const bool asked_for = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error, context.out, context.err);
    return ToInt(asked_for ? ExitCode::kConforms : ExitCode::kUsage);
  }
  return Perform(context, action);
}

Suite LoadSuiteOrThrow(const CommandContext& context, const std::string& folder) {
  std::vector<Problem> problems;
  Suite suite =
      LoadSuite(folder.empty() ? context.scenarios : std::filesystem::path(folder), problems);
  if (problems.empty()) return suite;
  if (problems.size() == 1) throw CommandError(ExitCode::kUsage, ToString(problems[0]));
  for (const Problem& problem : problems) context.err << ToString(problem) << "\n";
  throw CommandError(ExitCode::kUsage,
                     Plural(problems.size(), "problem") + " in the scenarios; nothing was run");
}

const MutantInfo* FindMutant(const CommandContext& context, const std::string& subject) {
  constexpr std::string_view kPrefix = "mutant:";
  if (!subject.starts_with(kPrefix)) return nullptr;
  const auto& mutants = context.mutants();
  const auto it = std::find_if(mutants.begin(), mutants.end(), [&](const MutantInfo& mutant) {
    return mutant.name == subject.substr(kPrefix.size());
  });
  return it == mutants.end() ? nullptr : &*it;
}

std::size_t SimJobs(const CommandContext& context, std::size_t jobs) {
  return jobs != 0 ? jobs : std::max<std::size_t>(context.cores, 1);
}

std::size_t LiveJobs(const CommandContext& context, std::size_t jobs) {
  if (jobs != 0) return jobs;
  return std::min(std::max<std::size_t>(context.cores, 1) * kLiveJobsPerCore, kLiveJobsMax);
}

void EndAfter(const CommandContext& context, const Action& report) {
  ExitCode code = ExitCode::kHarnessFault;
  try {
    code = report();
  } catch (const std::exception& error) {
    context.err << "bitsproof: " << error.what() << "\n";
  }
  context.err.flush();
  std::_Exit(ToInt(code));
}

}  // namespace bitsproof::conformance
