// The mutated reference as a subject on the standard input and output: mutated_subject
// virtual|real.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "conformance/protocol/serve_stdio.h"
#include "conformance/subjects/live_subject.h"
#include "conformance/subjects/sim_subject.h"

namespace bitsproof::conformance {
namespace {

std::unique_ptr<Subject> Make(std::string_view clock) {
  if (clock == "virtual") return std::make_unique<SimReferenceSubject>();
  if (clock == "real") return std::make_unique<LiveReferenceSubject>();
  return nullptr;
}

int Run(std::string_view clock) {
  const auto subject = Make(clock);
  if (!subject) {
    std::fputs("usage: mutated_subject virtual|real\n", stderr);
    return 64;
  }
  ::signal(SIGPIPE, SIG_IGN);
  const std::string wrong = ServeStdio(*subject, STDIN_FILENO, STDOUT_FILENO);
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "mutated_subject: %s\n", wrong.c_str());
  return 4;
}

}  // namespace
}  // namespace bitsproof::conformance

int main(int argc, char** argv) { return bitsproof::conformance::Run(argc == 2 ? argv[1] : ""); }
