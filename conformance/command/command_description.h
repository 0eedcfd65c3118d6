// The command line of the program as data: what its manual page and its completion are made from.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace CLI {
class App;
}

namespace bitsproof::conformance {

// An option, a flag or a positional argument.
struct OptionDescription {
  std::vector<std::string> names;  // "-h", "--help"; of a positional its only name, "GLOB"
  std::string value;               // "FILE", "sim|live|both"; "" for a flag
  std::string default_value;       // "" without one
  std::string text;
  std::string group;  // the heading that it stands below in the help
  bool is_positional = false;
  bool is_required = false;
  bool is_repeatable = false;
};

struct CommandDescription {
  std::string name;
  std::string text;
  std::string footer;  // lines
  std::vector<OptionDescription> options;
};

// `app` itself and then its commands, in the order of the help, without those that the help hides.
std::vector<CommandDescription> DescribeCommands(const CLI::App& app);

}  // namespace bitsproof::conformance
