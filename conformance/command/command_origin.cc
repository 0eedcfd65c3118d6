#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/json/json_text.h"
#include "conformance/report/report_file.h"
#include "conformance/scenario/origin_script.h"
#include "fakes/http_server.h"
#include "fakes/test_authority.h"

namespace bitsproof::conformance {
namespace {

struct OriginArguments {
  std::string script;
  std::string host = "127.0.0.1";
  int port = 0;
  std::string journal;
  std::string authorities;
};

fakes::OriginScript ReadScript(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw CommandError(ExitCode::kUsage, path + ": cannot be read");
  std::ostringstream text;
  text << stream.rdbuf();
  const auto refuse = [&](const std::string& pointer, const std::string& message) {
    throw CommandError(ExitCode::kUsage, ToString(Problem{path, pointer, message}));
  };
  const auto json = ReadJson(text.str(), refuse);
  return *ReadOriginScript(*json, fakes::FileBodies::kAllowed, refuse);
}

std::unique_ptr<fakes::HttpServer> Listen(const OriginArguments& arguments) {
  fakes::OriginScript script = ReadScript(arguments.script);
  try {
    return std::make_unique<fakes::HttpServer>(
        std::move(script), fakes::HttpServer::Address{arguments.host, arguments.port});
  } catch (const std::exception& error) {
    throw CommandError(ExitCode::kHarnessFault, error.what());
  }
}

void WaitForEndOfInput(std::istream& in) {
  std::string line;
  while (std::getline(in, line)) {
  }
}

// What a client needs that is to trust a secure origin of this process.
void WriteAuthorities(const std::string& path) {
  if (path.empty()) return;
  try {
    const auto& authority = fakes::TestAuthority::Get();
    ReportFile(path).Commit(authority.authorities() + authority.revocations());
  } catch (const ReportError& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
}

ExitCode Origin(CommandContext& context, const OriginArguments& arguments) {
  std::optional<ReportFile> journal;
  try {
    if (!arguments.journal.empty()) journal.emplace(arguments.journal);
  } catch (const ReportError& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
  WriteAuthorities(arguments.authorities);
  const auto server = Listen(arguments);
  context.end_input_on_signals();
  context.out << server->url() << "\n" << std::flush;
  WaitForEndOfInput(context.in);
  server->Stop();
  const std::string text = server->Journal().dump(2) + "\n";
  if (journal) {
    journal->Commit(text);
  } else {
    context.out << text;
  }
  return ExitCode::kConforms;
}

}  // namespace

void AddOriginCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<OriginArguments>();
  CLI::App* command = app.add_subcommand("origin", "Serve an origin script over real HTTP");
  command->add_option("SCRIPT", arguments->script, "The script, see fakes/origin_script.md")
      ->required();
  AddNumberOption(
      *command, "--port", kPorts,
      [arguments](std::uint64_t port) { arguments->port = static_cast<int>(port); },
      "0: any free port")
      ->type_name("PORT")
      ->default_str("0");
  command->add_option("--host", arguments->host, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  command
      ->add_option("--journal", arguments->journal,
                   "Where the journal goes (default: the standard output)")
      ->type_name("FILE");
  command
      ->add_option("--authorities", arguments->authorities,
                   "Write there, in PEM, the certificates of the authorities that a client of a "
                   "script with \"tls\" is to trust, and what they have revoked")
      ->type_name("FILE");
  command->footer(
      "Prints the URL, serves until its input ends or SIGINT or SIGTERM arrives, then prints the "
      "journal as JSON.\n"
      "Exit 64 for a malformed script, 4 when it cannot listen (a port in use).");
  WhenChosen(*command, action, [&context, arguments] { return Origin(context, *arguments); });
}

}  // namespace bitsproof::conformance
