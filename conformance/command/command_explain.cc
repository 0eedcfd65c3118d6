#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/report/report_text.h"
#include "conformance/run/selection.h"

namespace bitsproof::conformance {
namespace {

struct ExplainArguments {
  std::string id;
  std::string scenarios;
};

void WriteScenarios(const CommandContext& context, const Suite& suite, const std::string& id) {
  std::size_t count = 0;
  for (const auto& scenario : suite.scenarios) {
    std::vector<Check> checks;
    ForEachStep(scenario->steps, [&](const Step& step) {
      if (step.check && step.check->requirement == id) checks.push_back(*step.check);
    });
    if (checks.empty()) continue;
    ++count;
    context.out << Labelled("scenario", scenario->id + ": " + scenario->title);
    if (!scenario->preparation.empty()) {
      context.out << Labelled("", "prepared by " + scenario->preparation);
    }
    for (const Check& check : checks) {
      context.out << Labelled("", fmt::format("check {} ({})", check.id, ToString(check.level)));
    }
  }
  if (count == 0) context.out << Labelled("scenario", "none covers it");
}

void WriteMutants(const CommandContext& context, const Suite& suite, const std::string& id) {
  for (const MutantInfo& mutant : context.mutants()) {
    if (mutant.requirement != id) continue;
    context.out << Labelled("mutant", mutant.name + ": " + mutant.description);
    for (const auto& scenario : suite.scenarios) {
      const auto& kills = scenario->kills;
      if (std::find(kills.begin(), kills.end(), mutant.name) == kills.end()) continue;
      context.out << Labelled("", "caught by " + scenario->id);
    }
  }
}

// The ids that begin like `id`, for a message.
std::string Similar(const Catalogue& catalogue, const std::string& id) {
  const std::string stem = id.substr(0, id.rfind('-'));
  std::string text;
  for (const Requirement& requirement : catalogue.requirements()) {
    if (stem.empty() || !requirement.id.starts_with(stem)) continue;
    text += (text.empty() ? " (there are: " : ", ") + requirement.id;
  }
  return text.empty() ? "; see bitsproof list requirements" : text + ")";
}

ExitCode Explain(CommandContext& context, const ExplainArguments& arguments) {
  const Suite suite = LoadSuiteOrThrow(context, arguments.scenarios);
  const Requirement* requirement = suite.catalogue.Find(arguments.id);
  if (requirement == nullptr) {
    throw CommandError(ExitCode::kNothingRan, "the catalogue has no requirement " + arguments.id +
                                                  Similar(suite.catalogue, arguments.id));
  }
  context.out << requirement->id << ": " << requirement->statement << "\n";
  context.out << Labelled("topic", requirement->topic);
  context.out << Labelled("level", ToString(requirement->level));
  context.out << Labelled("status", ToString(requirement->status));
  context.out << Labelled("source", requirement->source);
  for (const std::string& reading : requirement->readings)
    context.out << Labelled("reading", reading);
  if (!requirement->excluded.empty()) context.out << Labelled("excluded", requirement->excluded);
  WriteScenarios(context, suite, requirement->id);
  WriteMutants(context, suite, requirement->id);
  return ExitCode::kConforms;
}

}  // namespace

void AddExplainCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command = app.add_subcommand(
      "explain", "Explain a requirement: what it says, what proves it, what breaks it");
  command->add_option("REQ", arguments->id, "The id of a requirement, for example CORE-CREATE-07")
      ->required();
  AddScenariosOption(*command, arguments->scenarios);
  command->footer("Exit 3 when the catalogue has no such requirement.");
  WhenChosen(*command, action, [&context, arguments] { return Explain(context, *arguments); });
}

}  // namespace bitsproof::conformance
