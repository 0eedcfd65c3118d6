// ProcessSubject: an implementation in a process of its own that speaks the protocol on its stdin
// and stdout.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/protocol/json_rpc.h"
#include "conformance/subject.h"
#include "conformance/subjects/child_process.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// What is to be started.
struct ProcessOptions {
  std::vector<std::string> words;      // the command and its arguments
  Duration message_timeout{0};         // for each answer
  std::vector<std::string> variables;  // "NAME=value", added to the environment
};

// Starts the process at once and keeps it for all cases. A fault (it cannot be started, dies,
// hangs, closes its stdout, sends something other than an answer) breaks the subject:
// that call and all later ones answer it. A fault's message tells what happened, how the process
// ended if it did, and the last lines of its stderr since subject.reset.
//
// With the subject the process ends: its stdin is closed, then it has 2 s (or the time of one
// answer, if that is less) before its group gets SIGTERM, and another second before SIGKILL.
class ProcessSubject final : public Subject {
 public:
  // REQUIRES: options.words is not empty, SIGPIPE is ignored.
  explicit ProcessSubject(ProcessOptions options);
  ~ProcessSubject() override;

  Reply Call(std::string_view method, const Json& params) override;

  // Sends ahead: the next request does not wait for the answer to the one before.
  void Pipeline(const std::vector<Request>& requests,
                const std::function<void(Reply reply)>& take) override;

  // One batch; one after another when the process refuses batches.
  std::vector<Reply> CallTogether(const std::vector<Request>& requests) override;

  bool broken() const override { return !broken_.empty(); }

 private:
  Reply Break(Wrong wrong);
  Reply Broken() const;
  Wrong Unasked();
  std::string EndOfOutput();
  Wrong NextLine(Duration limit, std::string_view& line);
  Reply Receive(std::uint64_t id, Duration limit);
  void BeginCaseWith(std::string_view method);
  void SendAhead(const std::vector<Request>& requests, std::size_t& sent, std::size_t answered);
  std::vector<Reply> CallBatch(const std::vector<Request>& requests);
  Duration LimitOf(std::string_view method, const Json& params) const;

  const ProcessOptions options_;
  std::unique_ptr<ChildProcess> child_;
  std::uint64_t last_id_ = 0;  // of the last request that was sent
  bool takes_batches_ = true;
  Wrong broken_;  // what broke it, empty while it is in use
};

}  // namespace bitsproof::conformance
