#include "conformance/command/command_description.h"

#include <CLI/CLI.hpp>

namespace bitsproof::conformance {
namespace {

// The name of the value, without what CLI11 appends to it: the words that are allowed.
std::string ValueName(const CLI::Option& option) {
  const std::string name = option.get_type_name();
  return name.substr(0, name.find(":{"));
}

OptionDescription Describe(const CLI::Option& option) {
  OptionDescription description;
  description.is_positional = option.get_positional();
  if (description.is_positional) {
    description.names.push_back(option.get_name());
  } else {
    for (const std::string& name : option.get_snames()) description.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) description.names.push_back("--" + name);
  }
  if (option.get_items_expected_max() > 0) description.value = ValueName(option);
  description.default_value = option.get_default_str();
  description.text = option.get_description();
  description.group = option.get_group();
  description.is_required = option.get_required();
  description.is_repeatable = option.get_expected_max() > 1;
  return description;
}

CommandDescription Describe(const CLI::App& app) {
  CommandDescription description{app.get_name(), app.get_description(), app.get_footer(), {}};
  for (const CLI::Option* const option : app.get_options())
    description.options.push_back(Describe(*option));
  return description;
}

}  // namespace

std::vector<CommandDescription> DescribeCommands(const CLI::App& app) {
  std::vector<CommandDescription> commands{Describe(app)};
  for (const CLI::App* const command :
       app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); })) {
    commands.push_back(Describe(*command));
  }
  return commands;
}

}  // namespace bitsproof::conformance
