// Completion of the program's command line in bash.
#pragma once

#include <string>
#include <vector>

#include "conformance/command/command_description.h"

namespace bitsproof::conformance {

// A script for bash that completes commands, options and their values: files, words, and the ids of
// cases, requirements, topics and mutants, which it asks the program for. It needs nothing but
// bash. REQUIRES: `commands` is what DescribeCommands returns.
std::string BashCompletion(const std::vector<CommandDescription>& commands);

}  // namespace bitsproof::conformance
