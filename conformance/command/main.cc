// The program `bitsproof`: gives Main the real world.

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include "conformance/command/command.h"
#include "conformance/mutants/mutant_list.h"

namespace bitsproof::conformance {
namespace {

// The scenarios that were installed with the program, else those of the source tree that it was
// built from; as seen from the current folder when they lie below it, so that reports of one
// checkout read like those of another.
std::filesystem::path DefaultScenarios() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto installed = program.parent_path().parent_path() / "share/bitsproof/scenarios";
  if (!error && std::filesystem::is_directory(installed, error)) return installed;
  const std::filesystem::path source = BITSPROOF_SCENARIOS_DIR;
  const auto near = std::filesystem::proximate(source, error);
  return error || near.begin()->string() == ".." ? source : near;
}

std::size_t TerminalColumns() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

std::optional<std::string> Variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

// A read that waits is interrupted, and one that begins later finds no input: no signal is missed.
void EndInput(int) {
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
}

void EndInputOnSignals() {
  struct sigaction action {};
  action.sa_handler = EndInput;
  for (const int number : {SIGINT, SIGTERM}) ::sigaction(number, &action, nullptr);
}

int RunProgram(const std::vector<std::string>& args) {
  ::signal(SIGPIPE, SIG_IGN);
  CommandContext context{std::cin, std::cout, std::cerr};
  context.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  context.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  context.columns = TerminalColumns();
  context.cores = std::max(std::thread::hardware_concurrency(), 1u);
  context.variables = Variable;
  context.scenarios = DefaultScenarios();
  context.make_subject = [](const SubjectOptions& options, Mode mode, std::size_t worker) {
    return MakeSubject(options, mode, worker);
  };
  context.make_stored_subject = MakeStoredReference;
  context.mutants = Mutants;
  context.end_input_on_signals = EndInputOnSignals;
  return Main(args, context);
}

}  // namespace
}  // namespace bitsproof::conformance

int main(int argc, char** argv) {
  return bitsproof::conformance::RunProgram({argv + 1, argv + argc});
}
