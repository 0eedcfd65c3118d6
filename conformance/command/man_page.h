// The manual page of the program.
#pragma once

#include <string>
#include <vector>

#include "conformance/command/command_description.h"

namespace bitsproof::conformance {

// bitsproof.1, for man(7). REQUIRES: `commands` is what DescribeCommands returns.
std::string ManPage(const std::vector<CommandDescription>& commands, const std::string& version);

}  // namespace bitsproof::conformance
