#include "conformance/subjects/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>  // NOLINT(modernize-deprecated-headers): sigabbrev_np
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace bitsproof::conformance {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr std::size_t kOutputBytesFirst = 64 * 1024;
constexpr std::size_t kErrorBytesKept = 2 * 1024;
constexpr std::size_t kErrorLinesShown = 10;
constexpr int kErrorPiecesMax = 64;
constexpr int kFirstFreeDescriptor = 3;

// How often a process whose end is awaited is looked at.
constexpr milliseconds kEndPause{2};

std::string ErrorText(int number) { return std::generic_category().message(number); }

[[noreturn]] void CannotStart(const std::string& program, int number) {
  const bool searched = number == ENOENT && program.find('/') == std::string::npos;
  throw std::runtime_error("the command '" + program + "' cannot be started: " + ErrorText(number) +
                           (searched ? " (it was looked for in PATH)" : ""));
}

// Two ends of a pipe that no other child inherits, none of them a standard descriptor.
struct Pipe {
  explicit Pipe(const std::string& program) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) CannotStart(program, errno);
    for (int& end : ends) {
      if (end >= kFirstFreeDescriptor) continue;
      const int moved = ::fcntl(end, F_DUPFD_CLOEXEC, kFirstFreeDescriptor);
      ::close(end);
      end = moved;
    }
    read.Reset(ends[0]);
    write.Reset(ends[1]);
  }

  FileDescriptor read;
  FileDescriptor write;
};

void DoNotBlock(const FileDescriptor& descriptor) {
  ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

// The environment of this process with `variables` in place of those of the same names.
std::vector<std::string> EnvironmentWith(const std::vector<std::string>& variables) {
  std::vector<std::string> all = variables;
  const auto is_replaced = [&](std::string_view entry) {
    const std::string_view name = entry.substr(0, entry.find('=') + 1);
    return std::any_of(variables.begin(), variables.end(),
                       [&](const std::string& variable) { return variable.starts_with(name); });
  };
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!is_replaced(*entry)) all.emplace_back(*entry);
  }
  return all;
}

// Pointers into `texts`, with a null pointer at the end.
std::vector<char*> PointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// How a child is started: pipes for standard descriptors, a group of its own, default signals.
class SpawnPlan {
 public:
  SpawnPlan(int in, int out, int err) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, err, STDERR_FILENO);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    sigset_t defaults;
    ::sigemptyset(&defaults);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM}) ::sigaddset(&defaults, number);
    ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  // Returns the error number, 0 for none.
  int Start(pid_t& pid, std::vector<std::string> words, std::vector<std::string> environment) {
    const std::vector<char*> arguments = PointersTo(words);
    const std::vector<char*> variables = PointersTo(environment);
    return ::posix_spawnp(&pid, arguments[0], &actions_, &attributes_, arguments.data(),
                          variables.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// Reads once; EINTR is tried again. 0: the end, -1: nothing there now.
ssize_t ReadOnce(int fd, char* to, std::size_t size) {
  for (;;) {
    const ssize_t count = ::read(fd, to, size);
    if (count >= 0) return count;
    if (errno == EINTR) continue;
    return errno == EAGAIN ? -1 : 0;
  }
}

std::string HowEnded(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return "exited with code " + std::to_string(info.si_status);
  const char* const name = ::sigabbrev_np(info.si_status);
  return "was killed by signal " + std::to_string(info.si_status) +
         (name == nullptr ? "" : " (SIG" + std::string(name) + ")");
}

int MillisecondsUntil(Steady::time_point deadline) {
  if (deadline == Steady::time_point::min()) return 0;
  const auto left = std::chrono::ceil<milliseconds>(deadline - Steady::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
}

// --- Words of a command line ---

// Reads words off a command line, character by character.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) {}

  std::vector<std::string> Read() {
    for (; at_ < text_.size(); ++at_) Take(text_[at_]);
    if (quote_ != 0) {
      throw std::invalid_argument("the command line '" + std::string(text_) + "' has a " + quote_ +
                                  " that is not closed");
    }
    EndWord();
    if (words_.empty()) throw std::invalid_argument("the command line has no command");
    return std::move(words_);
  }

 private:
  void Take(char c) {
    const bool is_quote = quote_ == 0 ? c == '\'' || c == '"' : c == quote_;
    if (is_quote) {
      quote_ = quote_ == 0 ? c : '\0';
      in_word_ = true;
    } else if (c == '\\' && Escapes()) {
      Put(text_[++at_]);
    } else if (quote_ == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      EndWord();
    } else {
      Put(c);
    }
  }

  // Whether the backslash here takes the next character as it is.
  bool Escapes() const {
    if (quote_ == '\'' || at_ + 1 == text_.size()) return false;
    return quote_ == 0 || text_[at_ + 1] == '"' || text_[at_ + 1] == '\\';
  }

  void Put(char c) {
    word_ += c;
    in_word_ = true;
  }

  void EndWord() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  char quote_ = '\0';  // the one that is open
  bool in_word_ = false;
  std::string word_;
  std::vector<std::string> words_;
};

}  // namespace

std::vector<std::string> SplitCommandLine(std::string_view text) { return WordReader(text).Read(); }

void FileDescriptor::Reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

ChildProcess::ChildProcess(const std::vector<std::string>& words,
                           const std::vector<std::string>& variables)
    : output_(kOutputBytesFirst) {
  Pipe in(words.front());
  Pipe out(words.front());
  Pipe err(words.front());
  SpawnPlan plan(in.read.get(), out.write.get(), err.write.get());
  const int error = plan.Start(pid_, words, EnvironmentWith(variables));
  if (error != 0) CannotStart(words.front(), error);
  input_ = std::move(in.write);
  output_end_ = std::move(out.read);
  errors_end_ = std::move(err.read);
  for (const FileDescriptor* end : {&input_, &output_end_, &errors_end_}) DoNotBlock(*end);
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) End(milliseconds(0), milliseconds(0), true);
}

void ChildProcess::Send(std::string_view bytes) {
  if (!input_.is_open()) return;
  if (unsent_bytes() == 0) {
    unsent_.clear();
    unsent_begin_ = 0;
    const ssize_t count = ::write(input_.get(), bytes.data(), bytes.size());
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    if (bytes.empty()) return;
  }
  unsent_ += bytes;
  FlushInput();
}

// Sends what the pipe takes. A pipe that nobody reads any more is closed.
void ChildProcess::FlushInput() {
  while (unsent_bytes() > 0) {
    const ssize_t count = ::write(input_.get(), unsent_.data() + unsent_begin_, unsent_bytes());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) {
      input_.Reset();
      unsent_.clear();
      unsent_begin_ = 0;
      return;
    }
    unsent_begin_ += static_cast<std::size_t>(count);
  }
}

// Takes what stdout has; false when there was nothing.
bool ChildProcess::ReadOutput() {
  if (!output_end_.is_open()) return false;
  if (begin_ == end_) begin_ = searched_ = end_ = 0;
  if (end_ == output_.size() && begin_ > 0) {
    std::copy(output_.begin() + static_cast<std::ptrdiff_t>(begin_),
              output_.begin() + static_cast<std::ptrdiff_t>(end_), output_.begin());
    end_ -= begin_;
    searched_ -= begin_;
    begin_ = 0;
  }
  if (end_ == output_.size()) output_.resize(output_.size() * 2);
  const ssize_t count = ReadOnce(output_end_.get(), output_.data() + end_, output_.size() - end_);
  if (count > 0) end_ += static_cast<std::size_t>(count);
  if (count == 0) output_end_.Reset();
  return count > 0;
}

// Takes a piece of what stderr has; false when there was nothing.
bool ChildProcess::ReadErrors() {
  if (!errors_end_.is_open()) return false;
  std::array<char, 64 * 1024> piece;
  const ssize_t count = ReadOnce(errors_end_.get(), piece.data(), piece.size());
  if (count == 0) errors_end_.Reset();
  if (count <= 0) return false;
  errors_.append(piece.data(), static_cast<std::size_t>(count));
  if (errors_.size() > kErrorBytesKept) errors_.erase(0, errors_.size() - kErrorBytesKept);
  return true;
}

// Waits until a pipe has something to do, and does it.
void ChildProcess::Serve(int timeout_ms) {
  const bool sends = unsent_bytes() > 0;
  std::array<pollfd, 3> polls{{{output_end_.get(), POLLIN, 0},
                               {errors_end_.get(), POLLIN, 0},
                               {sends ? input_.get() : -1, POLLOUT, 0}}};
  if (::poll(polls.data(), polls.size(), timeout_ms) <= 0) return;
  if (polls[0].revents != 0) ReadOutput();
  if (polls[1].revents != 0) ReadErrors();
  if (polls[2].revents != 0) FlushInput();
}

ChildProcess::Found ChildProcess::ReadLine(TimePoint deadline, std::size_t line_bytes_max,
                                           std::string_view& line) {
  const bool waits = deadline != TimePoint::min();
  bool at_deadline = !waits;
  if (!waits && begin_ == end_) ReadOutput();
  for (;;) {
    const char* const from = output_.data() + searched_;
    const void* const found = ::memchr(from, '\n', end_ - searched_);
    if (found != nullptr) {
      const std::size_t at =
          static_cast<std::size_t>(static_cast<const char*>(found) - output_.data());
      line = {output_.data() + begin_, at - begin_};
      begin_ = searched_ = at + 1;
      return line.size() > line_bytes_max ? Found::kTooLong : Found::kLine;
    }
    searched_ = end_;
    if (end_ - begin_ > line_bytes_max) return Found::kTooLong;
    if (!output_end_.is_open()) return Found::kEnd;
    if (!input_.is_open() && !ReadOutput()) return Found::kEnd;
    if (searched_ < end_) continue;
    if (at_deadline) return Found::kNothing;
    const int left = MillisecondsUntil(deadline);
    at_deadline = left == 0;
    Serve(left);
  }
}

std::vector<std::string> ChildProcess::LastErrors() {
  // A flood may have no end.
  for (int pieces = 0; pieces < kErrorPiecesMax && ReadErrors(); ++pieces) {
  }
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < errors_.size();) {
    const std::size_t end = std::min(errors_.find('\n', begin), errors_.size());
    std::string line = errors_.substr(begin, end - begin);
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) lines.push_back(std::move(line));
    begin = end + 1;
  }
  if (lines.size() > kErrorLinesShown) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kErrorLinesShown));
  }
  return lines;
}

void ChildProcess::ForgetErrors() { errors_.clear(); }

// Whether the process has ended; it stays unreaped, so that its group keeps its number.
bool ChildProcess::HasEnded() {
  if (pid_ <= 0 || !how_ended_.empty()) return true;
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0) {
    how_ended_ = "ended";  // somebody else reaped it
  } else if (info.si_pid == pid_) {
    how_ended_ = HowEnded(info);
  }
  return !how_ended_.empty();
}

std::optional<std::string> ChildProcess::AwaitEnd(Milliseconds limit) {
  DiscardUntil(Steady::now() + limit);
  return HasEnded() ? std::optional(how_ended_) : std::nullopt;
}

// Waits for the end. What comes out meanwhile is taken, lest the process wait for that.
void ChildProcess::DiscardUntil(TimePoint deadline) {
  while (!HasEnded()) {
    const int left = MillisecondsUntil(deadline);
    if (left == 0) return;
    begin_ = searched_ = end_ = 0;
    Serve(std::min(left, static_cast<int>(kEndPause.count())));
  }
}

void ChildProcess::End(Milliseconds grace, Milliseconds grace_signal, bool whole_group) {
  if (pid_ <= 0) return;
  input_.Reset();
  unsent_.clear();
  unsent_begin_ = 0;
  DiscardUntil(Steady::now() + grace);
  if (!HasEnded()) {
    whole_group = true;
    ::kill(-pid_, SIGTERM);
    DiscardUntil(Steady::now() + grace_signal);
  }
  if (whole_group) ::kill(-pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

}  // namespace bitsproof::conformance
