#include "conformance/protocol/serve_stdio.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "conformance/protocol/json_rpc.h"

namespace bitsproof::conformance {
namespace {

// Answers are written when there are this many bytes of them, even if more lines are at hand: the
// other side reads them meanwhile.
constexpr std::size_t kHeldBackMax = 2 * 1024;

std::string ErrorText() { return std::generic_category().message(errno); }

// Reads what is there, but at least a byte. Returns 0 at the end, -1 for an error.
ssize_t ReadSome(int in, std::string& buffer) {
  std::array<char, 64 * 1024> piece;
  ssize_t count = 0;
  do {
    count = ::read(in, piece.data(), piece.size());
  } while (count < 0 && errno == EINTR);
  if (count > 0) buffer.append(piece.data(), static_cast<std::size_t>(count));
  return count;
}

bool WriteAll(int out, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(out, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// One connection: what came in and is not answered, and answers that are not written.
class Connection {
 public:
  Connection(Subject& subject, int in, int out) : subject_(subject), in_(in), out_(out) {}

  std::string Serve() {
    for (;;) {
      const std::size_t searched = input_.size();
      const ssize_t count = ReadSome(in_, input_);
      if (count < 0) return "The input cannot be read: " + ErrorText() + ".";
      if (count == 0) return AtEnd();
      if (!AnswerLines(searched) || !Flush()) {
        return "The answers cannot be written: " + ErrorText() + ".";
      }
      if (input_.size() > kMessageBytesMax) {
        return "The input has a line of more than 16 MiB, the most that a message may have.";
      }
    }
  }

 private:
  // Answers every line that is complete; the first `searched` bytes hold no end of a line.
  bool AnswerLines(std::size_t searched) {
    std::size_t begin = 0;
    std::size_t end = input_.find('\n', searched);
    for (; end != std::string::npos; end = input_.find('\n', begin)) {
      answers_ += Answer(subject_, std::string_view(input_).substr(begin, end - begin));
      answers_ += '\n';
      begin = end + 1;
      if (answers_.size() > kHeldBackMax && !Flush()) return false;
    }
    input_.erase(0, begin);
    return true;
  }

  bool Flush() {
    const bool written = WriteAll(out_, answers_);
    answers_.clear();
    return written;
  }

  std::string AtEnd() const {
    if (input_.empty()) return "";
    return "The input ended within a line: the last " + std::to_string(input_.size()) +
           " bytes have no LF and were not carried out. A message is one whole line.";
  }

  Subject& subject_;
  const int in_;
  const int out_;
  std::string input_;
  std::string answers_;
};

}  // namespace

std::string ServeStdio(Subject& subject, int in, int out) {
  return Connection(subject, in, out).Serve();
}

}  // namespace bitsproof::conformance
