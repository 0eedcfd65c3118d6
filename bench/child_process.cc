#include "bench/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace bitsproof::bench {
namespace {

constexpr std::chrono::seconds kGrace{5};
constexpr int kCannotStart = 127;

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Between fork and exec: only calls that are safe after a fork of a program with threads.
[[noreturn]] void BecomeProgram(const char* path, char* const* arguments, int output,
                                pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kCannotStart);  // the parent ended before prctl
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::execv(path, arguments);
  ::_exit(kCannotStart);
}

Outcome ToOutcome(int status, const rusage& usage, std::chrono::duration<double> wall) {
  const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return {code, wall, usage.ru_maxrss};
}

}  // namespace

ChildProcess::ChildProcess(const Command& command) {
  const std::optional<std::string> path = FindProgram(command.arguments.front());
  if (!path) throw std::runtime_error(command.arguments.front() + " is not installed");
  const std::string output_path = command.output_path.empty() ? "/dev/null" : command.output_path;
  const int output = ::open(output_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (output < 0) throw std::runtime_error("cannot write " + output_path);

  std::vector<std::string> arguments = command.arguments;
  const std::vector<char*> argv = Pointers(arguments);
  const pid_t parent = ::getpid();
  started_ = std::chrono::steady_clock::now();
  pid_ = ::fork();
  if (pid_ == 0) BecomeProgram(path->c_str(), argv.data(), output, parent);
  ::close(output);
  if (pid_ < 0) throw std::runtime_error("cannot start " + *path);
}

ChildProcess::~ChildProcess() {
  if (!IsRunning()) return;
  ::kill(pid_, SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + kGrace;
  while (IsRunning() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (!IsRunning()) return;
  ::kill(pid_, SIGKILL);
  Wait();
}

bool ChildProcess::IsRunning() {
  if (outcome_) return false;
  int status = 0;
  rusage usage{};
  if (::wait4(pid_, &status, WNOHANG, &usage) != pid_) return true;
  outcome_ = ToOutcome(status, usage, std::chrono::steady_clock::now() - started_);
  return false;
}

Outcome ChildProcess::Wait() {
  while (!outcome_) {
    int status = 0;
    rusage usage{};
    if (::wait4(pid_, &status, 0, &usage) != pid_) {
      if (errno == EINTR) continue;
      throw std::runtime_error("lost a child process");
    }
    outcome_ = ToOutcome(status, usage, std::chrono::steady_clock::now() - started_);
  }
  return *outcome_;
}

Outcome RunCommand(const Command& command) { return ChildProcess(command).Wait(); }

std::optional<std::string> FindProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    return ::access(name.c_str(), X_OK) == 0 ? std::optional(name) : std::nullopt;
  }
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path == nullptr ? "" : path) +
                             ":/usr/sbin:/usr/local/sbin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string candidate = folder + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

}  // namespace bitsproof::bench
