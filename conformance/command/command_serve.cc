#include <signal.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "conformance/command/command.h"
#include "conformance/command/common_options.h"
#include "conformance/protocol/serve_http.h"
#include "conformance/protocol/serve_stdio.h"

namespace bitsproof::conformance {
namespace {

struct ServeArguments {
  bool stdio = false;
  std::optional<int> port;
  std::string clock = "real";
  std::string store;
  std::string subject = "reference";
};

std::unique_ptr<Subject> Make(const CommandContext& context, const ServeArguments& arguments) {
  const Mode mode = arguments.clock == "real" ? Mode::kLive : Mode::kSim;
  if (!arguments.store.empty() && (mode == Mode::kSim || arguments.subject != "reference")) {
    throw CommandError(ExitCode::kUsage,
                       "--store works with the reference on a real clock only: a simulated world "
                       "keeps its own jobs");
  }
  try {
    if (!arguments.store.empty()) return context.make_stored_subject(arguments.store);
    return context.make_subject(SubjectNamed(arguments.subject), mode, 0);
  } catch (const std::invalid_argument& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
}

// SIGINT and SIGTERM, kept from ending the program. Threads that are started later inherit that.
class EndSignals {
 public:
  EndSignals() {
    ::sigemptyset(&signals_);
    for (const int number : {SIGINT, SIGTERM}) ::sigaddset(&signals_, number);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~EndSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;

  // Returns when one of them comes or has come.
  void Wait() const {
    int number = 0;
    ::sigwait(&signals_, &number);
  }

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

ExitCode ServeHttp(CommandContext& context, const ServeArguments& arguments) {
  const EndSignals signals;
  const auto subject = Make(context, arguments);
  try {
    HttpService service(*subject, *arguments.port);
    context.err << "listening on " << service.url() << "\n" << std::flush;
    signals.Wait();
  } catch (const std::runtime_error& error) {
    throw CommandError(ExitCode::kHarnessFault, error.what());
  }
  return ExitCode::kConforms;
}

ExitCode Serve(CommandContext& context, const ServeArguments& arguments) {
  if (arguments.stdio == arguments.port.has_value()) {
    throw CommandError(ExitCode::kUsage, "serve needs one of --stdio and --http PORT");
  }
  if (!arguments.stdio) return ServeHttp(context, arguments);
  const auto subject = Make(context, arguments);
  const std::string wrong = ServeStdio(*subject, STDIN_FILENO, STDOUT_FILENO);
  if (!wrong.empty()) throw CommandError(ExitCode::kHarnessFault, wrong);
  return ExitCode::kConforms;
}

}  // namespace

void AddServeCommand(CLI::App& app, CommandContext& context, Action& action) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* command = app.add_subcommand("serve", "Serve the reference over the subject protocol");
  command->add_flag("--stdio", arguments->stdio,
                    "One message per line: requests on the standard input, answers on the standard "
                    "output");
  AddNumberOption(
      *command, "--http", kPorts,
      [arguments](std::uint64_t port) { arguments->port = static_cast<int>(port); },
      "Messages by POST on 127.0.0.1; port 0 takes any free one")
      ->type_name("PORT");
  command
      ->add_option("--clock", arguments->clock,
                   "real: system clock, sockets and files; virtual: a simulated world")
      ->check(CLI::IsMember({"real", "virtual"}))
      ->type_name("real|virtual")
      ->capture_default_str();
  command
      ->add_option("--store", arguments->store,
                   "SQLite file that keeps the jobs (real clock only). Jobs that are in it at the "
                   "start are foreign: a subject.reset leaves them alone and reports their number")
      ->type_name("FILE");
  command->add_option("--subject", arguments->subject, "What is served")
      ->type_name("reference|mutant:NAME")
      ->capture_default_str();
  command->footer(
      "The protocol is in conformance/protocol.md. --stdio ends with exit 0 at the end of its "
      "input; --http prints\n"
      "\"listening on http://127.0.0.1:PORT\" on the standard error, serves one harness at a time, "
      "and ends with exit 0\n"
      "at SIGINT or SIGTERM. Exit 64 for wrong usage or a store that cannot be used, 4 when it "
      "cannot listen\n"
      "(a port in use) or the input ends within a line.\n"
      "Examples:\n"
      "  bitsproof run --subject stdio:'bitsproof serve --stdio --clock virtual'\n"
      "  bitsproof serve --http 8080 --store jobs.sqlite");
  WhenChosen(*command, action, [&context, arguments] { return Serve(context, *arguments); });
}

}  // namespace bitsproof::conformance
