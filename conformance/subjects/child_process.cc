#include "conformance/subjects/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>  // NOLINT(modernize-deprecated-headers): sigabbrev_np
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

namespace bitsproof::conformance {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

// What a pipe of Linux holds: all that a subject wrote while we were busy comes with one read.
constexpr std::size_t kOutputBytesFirst = 64 * 1024;

// Enough of stderr for the end of a stack trace, and little enough for a report of many failures.
constexpr std::size_t kErrorBytesKept = 2 * 1024;
constexpr std::size_t kErrorLinesShown = 10;

// Whoever asks for the last errors takes at most this many pieces of 64 KiB: a subject that writes
// faster than we read would keep us for ever.
constexpr int kErrorPiecesMax = 64;

// How often a process whose end is awaited is looked at: it may end without closing a pipe (a child
// of its own holds the other end), so that poll says nothing. Short beside the time that a process
// takes to end, and still next to no work.
constexpr milliseconds kEndPause{2};

void DoNotBlock(const FileDescriptor& descriptor) {
  ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

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

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words,
                           const std::vector<std::string>& variables)
    : output_(kOutputBytesFirst) {
  SpawnedProcess spawned = Spawn(words, variables);
  pid_ = spawned.pid;
  input_ = std::move(spawned.input);
  output_end_ = std::move(spawned.output);
  errors_end_ = std::move(spawned.errors);
  for (const FileDescriptor* end : {&input_, &output_end_, &errors_end_}) DoNotBlock(*end);
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) End(milliseconds(0), milliseconds(0), true);
}

void ChildProcess::Send(std::string_view bytes) {
  if (!input_.is_open()) return;
  // Almost every request fits into the pipe: it is written from where it is, without a copy.
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
  // Lines are handed out as views into the buffer. It starts again from the front whenever all was
  // handed out, so that bytes move only when a line is cut by its end.
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
  // Who does not wait wants to know what is there now; without poll, as this is asked before every
  // call.
  if (!waits && begin_ == end_) ReadOutput();
  for (;;) {
    // Bytes before searched_ have been looked at: a long line that comes in pieces is searched
    // once.
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
    // Nobody reads our requests any more. What was answered before that still counts.
    if (!input_.is_open() && !ReadOutput()) return Found::kEnd;
    if (searched_ < end_) continue;
    // The deadline is checked before Serve and obeyed after it: an answer that is there when the
    // time is up, because this process was not scheduled, is in time.
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
    // It does not end by itself, so what it started is not meant to outlive it either.
    whole_group = true;
    ::kill(-pid_, SIGTERM);
    DiscardUntil(Steady::now() + grace_signal);
  }
  // The leader is not reaped yet, so the number still is that of its group and of no other.
  if (whole_group) ::kill(-pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

}  // namespace bitsproof::conformance
