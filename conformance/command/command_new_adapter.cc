#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"

namespace bitsproof::conformance {
namespace {

namespace fs = std::filesystem;

// A file of conformance/adapters/, built in.
struct AdapterFile {
  std::string_view language;
  std::string_view name;
  std::string_view content;
};

constexpr AdapterFile kFiles[] = {
#include "adapter_files.inc"
};

struct NewAdapterArguments {
  std::string language;
  std::string directory;
};

[[noreturn]] void Refuse(const std::string& message) {
  throw CommandError(ExitCode::kUsage, message);
}

void PrepareDirectory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error || !fs::is_directory(directory)) {
    Refuse(directory.string() +
           ": the directory cannot be made: " + (error ? error.message() : "it is a file"));
  }
  const bool empty = fs::is_empty(directory, error);
  if (error) Refuse(directory.string() + ": cannot be read: " + error.message());
  if (!empty) {
    Refuse(directory.string() +
           ": the directory is not empty, and nothing in it is overwritten; name a new one");
  }
}

void Write(const fs::path& path, std::string_view content) {
  std::ofstream stream(path, std::ios::binary);
  stream << content;
  stream.close();
  if (!stream) throw CommandError(ExitCode::kHarnessFault, path.string() + ": cannot be written");
}

ExitCode NewAdapter(CommandContext& context, const NewAdapterArguments& arguments) {
  const fs::path directory = arguments.directory;
  PrepareDirectory(directory);
  for (const AdapterFile& file : kFiles) {
    if (file.language != arguments.language) continue;
    Write(directory / file.name, file.content);
    context.out << (directory / file.name).string() << "\n";
  }
  context.out << "\nTo build and run it, and to make it yours: "
              << (directory / "README.md").string() << "\n";
  return ExitCode::kConforms;
}

}  // namespace

void AddNewAdapterCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<NewAdapterArguments>();
  CLI::App* command =
      app.add_subcommand("new-adapter", "Write a small, complete adapter to start from");
  command
      ->add_option("LANGUAGE", arguments->language,
                   "python: standard library only; cpp: one C++20 file with nlohmann/json")
      ->check(CLI::IsMember({"python", "cpp"}))
      ->type_name("python|cpp")
      ->required();
  command->add_option("DIR", arguments->directory, "A new directory, or an empty one")
      ->type_name("DIR")
      ->required();
  command->footer(
      "The adapter runs as it is; its README.md has the commands. Exit 64 for a directory that is "
      "not empty or cannot\n"
      "be made.\n"
      "Example:\n"
      "  bitsproof new-adapter python my-adapter\n"
      "  bitsproof run --subject stdio:'python3 my-adapter/adapter.py'");
  WhenChosen(*command, action, [&context, arguments] { return NewAdapter(context, *arguments); });
}

}  // namespace bitsproof::conformance
