// The mutated reference as a subject on the standard input and output: mutated_subject
// virtual|real. With BITSPROOF_REACHED=PREFIX it also writes to PREFIX.<process> which mutants each
// case passes: a line for each case, its name and then numbers, separated by tabs.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/protocol/serve_stdio.h"
#include "conformance/subjects/live_subject.h"
#include "conformance/subjects/sim_subject.h"
#include "mutation/switch.h"

namespace bitsproof::conformance {
namespace {

std::unique_ptr<Subject> Make(std::string_view clock) {
  if (clock == "virtual") return std::make_unique<SimReferenceSubject>();
  if (clock == "real") return std::make_unique<LiveReferenceSubject>();
  return nullptr;
}

// A subject that writes down which mutants each case passes.
class Traced : public Subject {
 public:
  Traced(std::unique_ptr<Subject> subject, const std::string& path)
      : subject_(std::move(subject)), lines_(path) {}
  ~Traced() override { WriteLine(); }

  Reply Call(std::string_view method, const Json& params) override {
    if (method == "subject.reset") {
      WriteLine();
      case_ = params.value("case", "");
    }
    return subject_->Call(method, params);
  }

  std::vector<Reply> CallTogether(const std::vector<Request>& requests) override {
    return subject_->CallTogether(requests);
  }

 private:
  // What is passed before the first case belongs to all; its line has the name "-".
  void WriteLine() {
    lines_ << case_;
    for (int number = 0; number < mutate::kNumberEnd; ++number) {
      if (mutate::reached[number].exchange(false)) lines_ << '\t' << number;
    }
    lines_ << std::endl;  // the process may be killed
  }

  const std::unique_ptr<Subject> subject_;
  std::ofstream lines_;
  std::string case_ = "-";
};

int Run(std::string_view clock) {
  auto subject = Make(clock);
  if (!subject) {
    std::fputs("usage: mutated_subject virtual|real\n", stderr);
    return 64;
  }
  if (const char* const prefix = std::getenv("BITSPROOF_REACHED"); prefix != nullptr) {
    subject = std::make_unique<Traced>(std::move(subject),
                                       std::string(prefix) + "." + std::to_string(::getpid()));
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
