// What several commands have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "conformance/command/command.h"

namespace bitsproof::conformance {

// Both ends belong to it.
struct NumberRange {
  std::uint64_t min = 0;
  std::uint64_t max = 0;
};
inline constexpr NumberRange kJobs{1, 1024};
inline constexpr NumberRange kCases{0, 1'000'000};
inline constexpr NumberRange kPorts{0, 65535};

// Adds an option whose value N must be in `range`: `set` gets it. Another one is refused by a
// sentence that names the range.
CLI::Option* AddNumberOption(CLI::App& command, const std::string& name, NumberRange range,
                             const std::function<void(std::uint64_t)>& set,
                             const std::string& help);

// Adds --seed, which writes into `seed`; what stands there before is the default.
CLI::Option* AddSeedOption(CLI::App& command, std::uint64_t& seed);

// Adds --scenarios, which writes into `folder`.
CLI::Option* AddScenariosOption(CLI::App& command, std::string& folder);

// `perform` becomes the action when `command` is chosen.
void WhenChosen(CLI::App& command, Action& action, const Action& perform);

}  // namespace bitsproof::conformance
