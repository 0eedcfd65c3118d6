// ChildProcess: a program that ends when its owner does.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace bitsproof::bench {

// What to start. Standard input is empty.
struct Command {
  std::vector<std::string> arguments;  // the program first; looked up in PATH when it has no slash
  std::string output_path = {};        // takes standard output and standard error; "" discards them
};

// How a program ended and what it used.
struct Outcome {
  int exit_code = 0;  // 128 + N when signal N ended it
  std::chrono::duration<double> wall{};
  long peak_memory_kib = 0;
};

// A running program. The kernel kills it when the thread that started it ends, so that not even a
// crash leaves it running: REQUIRES that this thread outlives the object.
class ChildProcess {
 public:
  // Throws std::runtime_error when there is no such program.
  explicit ChildProcess(const Command& command);
  // Asks the program to end, and makes it end when it does not within five seconds.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Whether the program has not ended yet.
  bool IsRunning();

  // Waits for the end.
  Outcome Wait();

 private:
  pid_t pid_ = 0;
  std::chrono::steady_clock::time_point started_;
  std::optional<Outcome> outcome_;  // set once the process has been reaped
};

// Starts `command` and waits for its end.
Outcome RunCommand(const Command& command);

// The absolute path of a program in PATH or in the directories of system programs; nullopt when it
// is not installed.
std::optional<std::string> FindProgram(const std::string& name);

}  // namespace bitsproof::bench
