#include <CLI/CLI.hpp>
#include <memory>

#include "conformance/command/bash_completion.h"
#include "conformance/command/command.h"
#include "conformance/command/command_description.h"
#include "conformance/command/man_page.h"

namespace bitsproof::conformance {

// Both are for packagers and shells, and so the help does not show them.
void AddDescribeCommands(CLI::App& app, CommandContext& context, Action& action) {
  CLI::App* const man = app.add_subcommand("man", "Write the manual page")->group("");
  man->callback([&app, &context, &action] {
    action = [&app, &context] {
      context.out << ManPage(DescribeCommands(app), BITSPROOF_VERSION);
      return ExitCode::kConforms;
    };
  });

  CLI::App* const completion =
      app.add_subcommand("completion", "Write a completion script")->group("");
  const auto shell = std::make_shared<std::string>();
  completion->add_option("SHELL", *shell, "For which shell")
      ->check(CLI::IsMember({"bash"}))
      ->type_name("bash")
      ->required();
  completion->callback([&app, &context, &action, shell] {
    action = [&app, &context] {
      context.out << BashCompletion(DescribeCommands(app));
      return ExitCode::kConforms;
    };
  });
}

}  // namespace bitsproof::conformance
