#include <memory>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/report/report_text.h"
#include "conformance/run/suite_rules.h"
#include "conformance/scenario/scenario_parser.h"

namespace bitsproof::conformance {
namespace {

namespace fs = std::filesystem;

struct LintArguments {
  std::vector<std::string> paths;
  std::string scenarios;
};

// Collects everything that is wrong, file by file.
class Linter {
 public:
  explicit Linter(const CommandContext& context) : mutants_(context.mutants()) {}

  // A whole scenario folder, with its catalogue and the mutants.
  void LintHome(const fs::path& home) {
    const Suite suite = LoadSuite(home, problems_);
    for (const Requirement& requirement : suite.catalogue.requirements()) {
      CheckRequirement(requirement, suite.catalogue, problems_);
    }
    for (const auto& scenario : suite.scenarios) {
      CheckScenario(*scenario, suite.catalogue, mutants_, problems_);
    }
    for (const MutantInfo& mutant : mutants_) CheckMutant(mutant, suite.catalogue, problems_);
    for (const Requirement* requirement : WithoutMutant(suite, mutants_)) {
      problems_.push_back({requirement->file, requirement->pointer,
                           "no mutant breaks " + requirement->id +
                               ", which a check judges: add a MutantRow that does"});
    }
    checked_ += suite.scenarios.size();
  }

  // The catalogue that the files under LintPath are held against.
  void LoadCatalogueOf(const fs::path& home) {
    catalogue_ = LoadCatalogue(home / "requirements", problems_);
  }

  void LintPath(const fs::path& path) {
    if (!fs::exists(path)) {
      problems_.push_back({path.string(), "", "there is no such file or folder"});
      return;
    }
    for (const fs::path& file : ScenarioFiles(path)) LintFile(file);
  }

  const std::vector<Problem>& problems() const { return problems_; }
  std::size_t checked() const { return checked_; }

 private:
  void LintFile(const fs::path& file) {
    ++checked_;
    if (fs::absolute(file).parent_path().filename() == "requirements") {
      Catalogue alone;
      alone.AddPages(catalogue_.pages());
      LoadCatalogueFile(file, alone, problems_);
      for (const Requirement& requirement : alone.requirements()) {
        CheckRequirement(requirement, catalogue_, problems_);
      }
      return;
    }
    Scenario scenario;
    const auto wrong = ParseScenarioFile(file.string(), &scenario);
    problems_.insert(problems_.end(), wrong.begin(), wrong.end());
    if (wrong.empty()) CheckScenario(scenario, catalogue_, mutants_, problems_);
  }

  const std::vector<MutantInfo>& mutants_;
  std::vector<Problem> problems_;
  Catalogue catalogue_;
  std::size_t checked_ = 0;
};

ExitCode Lint(CommandContext& context, const LintArguments& arguments) {
  const fs::path home =
      arguments.scenarios.empty() ? context.scenarios : fs::path(arguments.scenarios);
  Linter linter(context);
  if (arguments.paths.empty()) {
    linter.LintHome(home);
  } else {
    linter.LoadCatalogueOf(home);
    for (const std::string& path : arguments.paths) linter.LintPath(path);
  }
  for (const Problem& problem : linter.problems()) context.out << ToString(problem) << "\n";
  context.out << Plural(linter.checked(), "file") << " checked, "
              << Plural(linter.problems().size(), "problem") << "\n";
  return linter.problems().empty() ? ExitCode::kConforms : ExitCode::kUsage;
}

}  // namespace

void AddLintCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<LintArguments>();
  CLI::App* command = app.add_subcommand(
      "lint", "Report everything that is wrong with scenario and requirement files");
  command->add_option("PATH", arguments->paths,
                      "Files or folders; without any: all scenarios, requirements and mutants");
  command
      ->add_option("--scenarios", arguments->scenarios,
                   "Folder of scenarios, whose requirements count, instead of the built-in ones")
      ->type_name("DIR");
  command->footer(
      "One line for each problem, file#/json/pointer: message. Checks name requirements of the "
      "catalogue and are not\n"
      "above their level; a step without a check expects no more than that a call succeeds; "
      "`kills` "
      "names mutants that\n"
      "break what is checked; what is called documented names a page of requirements/pages.json. "
      "Exit 64 when something is wrong: a bad file is bad input to "
      "every command.");
  WhenChosen(*command, action, [&context, arguments] { return Lint(context, *arguments); });
}

}  // namespace bitsproof::conformance
