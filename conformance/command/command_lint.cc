#include <CLI/CLI.hpp>
#include <memory>

#include "conformance/command/command.h"
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
  Linter(const CommandContext& context, const fs::path& home) : mutants_(MutantNames(context)) {
    catalogue_ = LoadCatalogue(home / "requirements", problems_);
  }

  // A whole scenario folder: its own catalogue counts too.
  void LintHome(const fs::path& home) {
    const Suite suite = LoadSuite(home, problems_);
    for (const auto& scenario : suite.scenarios) {
      CheckReferences(*scenario, suite.catalogue, mutants_, problems_);
    }
    checked_ += suite.scenarios.size();
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
      LoadCatalogueFile(file, alone, problems_);
      return;
    }
    Scenario scenario;
    const auto wrong = ParseScenarioFile(file.string(), &scenario);
    problems_.insert(problems_.end(), wrong.begin(), wrong.end());
    if (wrong.empty()) CheckReferences(scenario, catalogue_, mutants_, problems_);
  }

  std::vector<std::string> mutants_;
  std::vector<Problem> problems_;
  Catalogue catalogue_;
  std::size_t checked_ = 0;
};

// What every mutant says that it breaks must be in the catalogue.
void LintMutants(const CommandContext& context, const fs::path& home,
                 std::vector<Problem>& problems) {
  std::vector<Problem> ignored;
  const Catalogue catalogue = LoadCatalogue(home / "requirements", ignored);
  for (const MutantInfo& mutant : context.mutants()) {
    if (catalogue.Find(mutant.requirement) != nullptr) continue;
    problems.push_back(
        {"mutant " + mutant.name, "", "the catalogue has no requirement " + mutant.requirement});
  }
}

ExitCode Lint(CommandContext& context, const LintArguments& arguments) {
  const fs::path home =
      arguments.scenarios.empty() ? context.scenarios : fs::path(arguments.scenarios);
  std::vector<Problem> problems;
  std::size_t checked = 0;
  if (arguments.paths.empty()) {
    Linter linter(context, fs::path());
    linter.LintHome(home);
    problems = linter.problems();
    checked = linter.checked();
    LintMutants(context, home, problems);
  } else {
    Linter linter(context, home);
    for (const std::string& path : arguments.paths) linter.LintPath(path);
    problems = linter.problems();
    checked = linter.checked();
  }
  for (const Problem& problem : problems) context.out << ToString(problem) << "\n";
  context.out << Count(checked, "file") << " checked, " << Count(problems.size(), "problem")
              << "\n";
  return problems.empty() ? ExitCode::kConforms : ExitCode::kUsage;
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
      "One line for each problem, file#/json/pointer: message. Checks must name requirements of "
      "the "
      "catalogue, and\n"
      "`kills` mutants that exist. Exit 64 when something is wrong: a bad file is bad input to "
      "every command.");
  command->callback([&context, &action, arguments] {
    action = [&context, arguments] { return Lint(context, *arguments); };
  });
}

}  // namespace bitsproof::conformance
