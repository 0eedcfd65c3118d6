#include <memory>
#include <optional>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/report/report_file.h"
#include "conformance/report/report_jsonl.h"
#include "conformance/report/requirement_reach.h"
#include "conformance/report/requirements_table.h"
#include "conformance/run/applicability.h"
#include "conformance/run/suite_run.h"
#include "conformance/scenario/vocabulary.h"

namespace bitsproof::conformance {
namespace {

struct RequirementsArguments {
  std::string format = "table";
  std::string results;
  std::string check;
  std::string update;
  std::string scenarios;
  std::vector<std::string> subject;  // --for: capabilities and kinds of principals
};

// The results that coverage is computed from: a file, or the simulated suite on the reference, run
// now.
std::vector<CaseResult> ResultsFor(const CommandContext& context, const Suite& suite,
                                   const RequirementsArguments& arguments) {
  if (!arguments.results.empty()) return ReadResults(arguments.results).cases;
  std::vector<SuiteCase> cases;
  for (const SuiteCase& suite_case : suite.cases) {
    if (suite_case.mode == Mode::kSim) cases.push_back(suite_case);
  }
  SuiteOptions options;
  options.make_subject = [&context](Mode mode, std::size_t worker) {
    return context.make_subject(SubjectNamed("reference"), mode, worker);
  };
  options.sim_jobs = SimJobs(context, 0);
  options.catalogue = &suite.catalogue;
  return RunSuite(cases, options);
}

std::string Format(const std::string& format, const Catalogue& catalogue,
                   const RequirementStanding& standing) {
  if (format == "markdown") return RequirementsMarkdown(catalogue, standing);
  if (format == "json") return RequirementsJson(catalogue, standing).dump(2) + "\n";
  return RequirementsText(catalogue, standing);
}

PageUpdate UpdateOrThrow(const std::string& path, const std::string& block) {
  try {
    return UpdatePage(path, block);
  } catch (const std::invalid_argument& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
}

ExitCode CheckPage(const std::string& path, const std::string& block) {
  if (!UpdateOrThrow(path, block).stale) return ExitCode::kConforms;
  throw CommandError(ExitCode::kDeviates,
                     path +
                         " is stale: its table of requirements is not what the suite covers; run "
                         "bitsproof requirements --update " +
                         path);
}

ExitCode RewritePage(const std::string& path, const std::string& block) {
  const PageUpdate update = UpdateOrThrow(path, block);
  if (!update.stale) return ExitCode::kConforms;
  try {
    ReportFile(path).Commit(update.content);
  } catch (const ReportError& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
  return ExitCode::kConforms;
}

// A subject of one version with a real clock and the kind `standard`, unless it is said to have
// more.
SubjectInfo SubjectOf(const RequirementsArguments& arguments) {
  SubjectInfo info;
  info.mode = Mode::kLive;
  info.profile = AllProfiles().back();
  info.principals = {"standard"};
  for (const std::string& text : arguments.subject) {
    const std::string word = CLI::detail::trim_copy(text);
    if (word == "sim") {
      info.mode = Mode::kSim;
    } else if (word == "standard" || word == "administrator" || word == "service") {
      info.principals.push_back(word);
    } else if (Contains(Capabilities(), word)) {
      info.capabilities.push_back(word);
      if (word == "profiles") info.profiles = AllProfiles();
    } else {
      const std::string suggestion = Suggestion(word, Capabilities());
      throw CommandError(
          ExitCode::kUsage,
          "--for: there is no capability '" + word + "'" +
              (suggestion.empty() ? ": they are listed in conformance/protocol.md" : suggestion));
    }
  }
  return info;
}

ExitCode Requirements(CommandContext& context, const RequirementsArguments& arguments) {
  const Suite suite = LoadSuiteOrThrow(context, arguments.scenarios);
  if (!arguments.subject.empty()) {
    context.out << ReachText(suite, SubjectOf(arguments));
    return ExitCode::kConforms;
  }
  const RequirementStanding standing = StandingOf(ResultsFor(context, suite, arguments), suite);
  if (!arguments.check.empty()) {
    return CheckPage(arguments.check, RequirementsMarkdown(suite.catalogue, standing));
  }
  if (!arguments.update.empty()) {
    return RewritePage(arguments.update, RequirementsMarkdown(suite.catalogue, standing));
  }
  context.out << Format(arguments.format, suite.catalogue, standing);
  return ExitCode::kConforms;
}

}  // namespace

void AddRequirementsCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<RequirementsArguments>();
  CLI::App* command = app.add_subcommand(
      "requirements", "Show the requirements, and which of them the suite covers");
  auto* format =
      command
          ->add_option(
              "--format", arguments->format,
              "table: every requirement; markdown: a line for each topic; json: everything")
          ->check(CLI::IsMember({"table", "markdown", "json"}))
          ->type_name("table|markdown|json")
          ->capture_default_str();
  auto* results =
      command
          ->add_option(
              "--results", arguments->results,
              "Take coverage from a file that run --results wrote (default: run the simulated "
              "suite on the reference)")
          ->type_name("FILE");
  auto* check = command
                    ->add_option("--check", arguments->check,
                                 "Exit 1 when the markdown table in PAGE is out of date")
                    ->type_name("PAGE");
  auto* update =
      command->add_option("--update", arguments->update, "Rewrite the markdown table in PAGE")
          ->type_name("PAGE")
          ->excludes(check);
  command
      ->add_option("--for", arguments->subject,
                   "Show what a subject with these capabilities of conformance/protocol.md can be "
                   "judged on. It has a real clock, the newest version (with profiles, every one) "
                   "and principals of the kind "
                   "standard; add the words administrator and service for other kinds, and sim for "
                   "a virtual clock")
      ->delimiter(',')
      ->type_name("CAPABILITY,...")
      ->excludes(format)
      ->excludes(results)
      ->excludes(check)
      ->excludes(update);
  AddScenariosOption(*command, arguments->scenarios);
  command->footer(
      "Example: bitsproof requirements --for job.create,job.cancel,administrator\n"
      "Everything is computed from what ran, never typed: a requirement passes only if a check of "
      "it did, with "
      "its evidence,\n"
      "and if its controls held in the same run. The table in a page stands between the lines <!-- "
      "requirements:begin --> and <!-- requirements:end -->.");
  WhenChosen(*command, action, [&context, arguments] { return Requirements(context, *arguments); });
}

}  // namespace bitsproof::conformance
