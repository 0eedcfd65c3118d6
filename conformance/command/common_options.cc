#include "conformance/command/common_options.h"

#include <fmt/format.h>

#include <charconv>

namespace bitsproof::conformance {

CLI::Option* AddNumberOption(CLI::App& command, const std::string& name, NumberRange range,
                             const std::function<void(std::uint64_t)>& set,
                             const std::string& help) {
  const auto read = [name, range, set](const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || rest != end || number < range.min || number > range.max) {
      throw CLI::ValidationError(name, fmt::format("'{}' is not a whole number from {} to {}", text,
                                                   range.min, range.max));
    }
    set(number);
  };
  return command.add_option_function<std::string>(name, read, help)->type_name("N");
}

CLI::Option* AddSeedOption(CLI::App& command, std::uint64_t& seed) {
  return AddNumberOption(
             command, "--seed", {0, UINT64_MAX}, [&seed](std::uint64_t number) { seed = number; },
             "Seed of every case")
      ->default_str(std::to_string(seed));
}

CLI::Option* AddScenariosOption(CLI::App& command, std::string& folder) {
  return command
      .add_option("--scenarios", folder, "Folder of scenarios instead of the built-in ones")
      ->type_name("DIR");
}

void WhenChosen(CLI::App& command, Action& action, const Action& perform) {
  command.callback([&action, perform] { action = perform; });
}

}  // namespace bitsproof::conformance
