#include <fmt/format.h>

#include <memory>
#include <set>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/mutants/mutant_list.h"
#include "conformance/run/selection.h"

namespace bitsproof::conformance {
namespace {

struct ListArguments {
  std::string what = "scenarios";
  bool cases = false;
  std::vector<std::string> globs;
  std::string mode = "both";
  std::string scenarios;
};

bool MatchesAny(const std::vector<std::string>& globs, const std::string& text) {
  if (globs.empty()) return true;
  for (const std::string& glob : globs) {
    if (GlobMatches(glob, text)) return true;
  }
  return false;
}

// Prints what is listed and counts it.
class Lister {
 public:
  Lister(CommandContext& context, const ListArguments& arguments)
      : context_(context), arguments_(arguments) {}

  void Scenarios(const Suite& suite) {
    for (const auto& scenario : suite.scenarios) {
      const bool mode =
          (WantsSim() && scenario->needs.sim) || (WantsLive() && scenario->needs.live);
      if (mode) Print(scenario->id, scenario->title);
    }
  }

  // One line a case and mode, "CASE<tab>MODE", for programs.
  void Cases(const Suite& suite) {
    for (const SuiteCase& suite_case : suite.cases) {
      if (suite_case.mode == Mode::kSim ? !WantsSim() : !WantsLive()) continue;
      const bool taken = MatchesAny(arguments_.globs, suite_case.test_case.id) ||
                         MatchesAny(arguments_.globs, suite_case.test_case.scenario->id);
      if (!taken) continue;
      ++count_;
      context_.out << suite_case.test_case.id << "\t" << ToString(suite_case.mode) << "\n";
    }
  }

  void Requirements(const Suite& suite) {
    for (const Requirement& requirement : suite.catalogue.requirements()) {
      Print(requirement.id, fmt::format("{} {}: {}", ToString(requirement.status),
                                        ToString(requirement.level), requirement.statement));
    }
  }

  void Mutants() {
    for (const MutantInfo& mutant : context_.mutants()) {
      Print(mutant.name, fmt::format("{}: {}", mutant.requirement, mutant.description));
    }
  }

  std::size_t count() const { return count_; }

 private:
  bool WantsSim() const { return arguments_.mode != "live"; }
  bool WantsLive() const { return arguments_.mode != "sim"; }

  void Print(const std::string& id, const std::string& text) {
    if (!MatchesAny(arguments_.globs, id)) return;
    ++count_;
    context_.out << fmt::format("{:<48} {}\n", id, text);
  }

  CommandContext& context_;
  const ListArguments& arguments_;
  std::size_t count_ = 0;
};

ExitCode List(CommandContext& context, const ListArguments& arguments) {
  Lister lister(context, arguments);
  const std::string what = arguments.cases ? "cases" : arguments.what;
  if (what == "mutants") {
    lister.Mutants();
  } else {
    const Suite suite = LoadSuiteOrThrow(context, arguments.scenarios);
    if (what == "scenarios") lister.Scenarios(suite);
    if (what == "cases") lister.Cases(suite);
    if (what == "requirements") lister.Requirements(suite);
  }
  if (lister.count() > 0) return ExitCode::kConforms;
  throw CommandError(ExitCode::kNothingRan, "nothing matches: there are no such " + what);
}

}  // namespace

void AddListCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<ListArguments>();
  CLI::App* command = app.add_subcommand("list", "List scenarios, cases, requirements or mutants");
  command->add_option("WHAT", arguments->what, "scenarios, cases, requirements or mutants")
      ->check(CLI::IsMember({"scenarios", "cases", "requirements", "mutants"}))
      ->type_name("scenarios|cases|requirements|mutants")
      ->capture_default_str();
  command->add_option("GLOB", arguments->globs,
                      "Only ids that match; * is any text, ? any character");
  command->add_flag("--cases", arguments->cases, "The same as WHAT cases");
  command->add_option("--mode", arguments->mode, "Only scenarios and cases of a mode")
      ->check(CLI::IsMember({"sim", "live", "both"}))
      ->type_name("sim|live|both");
  AddScenariosOption(*command, arguments->scenarios);
  command->footer(
      "Cases have one line for each mode: the id, a tab, the mode. Exit 3 when nothing "
      "matches.");
  WhenChosen(*command, action, [&context, arguments] { return List(context, *arguments); });
}

}  // namespace bitsproof::conformance
