#include "conformance/subjects/process_subject.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "conformance/protocol/message_limit.h"
#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

// protocol.md promises adapters these times. A shorter --message-timeout shortens them.
constexpr milliseconds kGraceMax{2000};
constexpr milliseconds kGraceSignalMax{1000};

// How long the end of a process that closed its stdout is awaited, to tell how it ended.
constexpr milliseconds kEndMax{1000};

// Requests that are sent ahead of the answers. So many of some 150 bytes fill a third of the pipe
// there, and their answers of the pipe back: while the subject works on the second half, the next
// one is written, so neither side waits for the other.
constexpr std::size_t kAheadMax = 128;

// Bytes of requests that wait for the pipe: what another pipe would hold. Large requests are not
// copied far ahead of the subject.
constexpr std::size_t kUnsentMax = 64 * 1024;

milliseconds AtMost(Duration duration, milliseconds limit) {
  return std::min(std::chrono::ceil<milliseconds>(duration), limit);
}

std::string Indented(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "\n    " + line;
  return text;
}

}  // namespace

ProcessSubject::ProcessSubject(ProcessOptions options) : options_(std::move(options)) {
  try {
    child_ = std::make_unique<ChildProcess>(options_.words, options_.variables);
  } catch (const std::runtime_error& error) {
    broken_ = {error.what()};
  }
}

ProcessSubject::~ProcessSubject() {
  if (child_ == nullptr) return;
  child_->End(AtMost(options_.message_timeout, kGraceMax),
              AtMost(options_.message_timeout, kGraceSignalMax), broken());
}

Reply ProcessSubject::Broken() const { return Reply::Fault(broken_.what, broken_.account); }

// Puts the subject out of use.
Reply ProcessSubject::Break(Wrong wrong) {
  broken_ = {"the subject cannot be used any more, because earlier " + wrong.what, wrong.account};
  const std::vector<std::string> errors = child_->LastErrors();
  if (!errors.empty()) wrong.account += "; the end of its stderr:" + Indented(errors);
  return Reply::Fault(std::move(wrong.what), std::move(wrong.account));
}

std::string ProcessSubject::EndOfOutput() {
  const auto end = child_->AwaitEnd(AtMost(options_.message_timeout, kEndMax));
  return end ? "it " + *end : "it closed its stdout or its stdin, although it runs on";
}

// What the process sent or did since its last answer; empty for nothing.
Wrong ProcessSubject::Unasked() {
  std::string_view line;
  switch (child_->ReadLine(ChildProcess::TimePoint::min(), kMessageBytesMax, line)) {
    case ChildProcess::Found::kLine: {
      Wrong wrong = ReadReply(line, last_id_ + 1).wrong;
      wrong.account += " (without a request)";
      return wrong;
    }
    case ChildProcess::Found::kEnd:
      return {EndOfOutput() + " before it was asked"};
    case ChildProcess::Found::kNothing:
    case ChildProcess::Found::kTooLong:
      break;
  }
  if (child_->unread().empty()) return {};
  return {"it sent something without a request", ": " + Shortened(child_->unread())};
}

// Waits for a line; returns why there is none.
Wrong ProcessSubject::NextLine(Duration limit, std::string_view& line) {
  switch (child_->ReadLine(Steady::now() + limit, kMessageBytesMax, line)) {
    case ChildProcess::Found::kLine:
      return {};
    case ChildProcess::Found::kNothing:
      return {"no answer", " within " + FormatDuration(limit)};
    case ChildProcess::Found::kEnd:
      return {EndOfOutput()};
    case ChildProcess::Found::kTooLong:
      return {"it sent a line of more than 16 MiB", ": " + Shortened(child_->unread())};
  }
  return {};
}

Reply ProcessSubject::Receive(std::uint64_t id, Duration limit) {
  std::string_view line;
  if (Wrong wrong = NextLine(limit, line); !wrong.empty()) return Break(std::move(wrong));
  ReceivedReply received = ReadReply(line, id);
  return received.wrong.empty() ? std::move(received.reply) : Break(received.wrong);
}

// What stderr told before a case does not concern it.
void ProcessSubject::BeginCaseWith(std::string_view method) {
  if (method == "subject.reset") child_->ForgetErrors();
}

Duration ProcessSubject::LimitOf(std::string_view method, const Json& params) const {
  return options_.message_timeout + WaitAskedFor(method, params);
}

Reply ProcessSubject::Call(std::string_view method, const Json& params) {
  if (broken()) return Broken();
  if (Wrong unasked = Unasked(); !unasked.empty()) return Break(std::move(unasked));
  BeginCaseWith(method);
  std::string line = EncodeRequest(++last_id_, method, params);
  line += '\n';
  child_->Send(line);
  return Receive(last_id_, LimitOf(method, params));
}

// Sends requests from `sent` on, as far ahead of the answers as may be.
void ProcessSubject::SendAhead(const std::vector<Request>& requests, std::size_t& sent,
                               std::size_t answered) {
  std::string lines;
  while (sent < requests.size() && sent - answered < kAheadMax &&
         child_->unsent_bytes() + lines.size() < kUnsentMax) {
    const Request& request = requests[sent++];
    BeginCaseWith(request.method);
    lines += EncodeRequest(++last_id_, request.method, request.params);
    lines += '\n';
  }
  if (!lines.empty()) child_->Send(lines);
}

void ProcessSubject::Pipeline(const std::vector<Request>& requests,
                              const std::function<void(Reply reply)>& take) {
  std::size_t next = 0;
  if (!broken() && !requests.empty()) {
    if (Wrong unasked = Unasked(); !unasked.empty()) {
      take(Break(std::move(unasked)));
      ++next;
    }
  }
  const std::uint64_t first_id = last_id_ + 1;
  std::size_t sent = 0;
  for (; !broken() && next < requests.size(); ++next) {
    // By halves: one write for many requests, instead of one for each answer.
    if (sent == next || sent - next <= kAheadMax / 2) SendAhead(requests, sent, next);
    const Request& request = requests[next];
    take(Receive(first_id + next, LimitOf(request.method, request.params)));
  }
  for (; next < requests.size(); ++next) take(Broken());
}

std::vector<Reply> ProcessSubject::CallTogether(const std::vector<Request>& requests) {
  if (!takes_batches_ || requests.size() < 2 || broken()) return CallInOrder(requests);
  std::vector<Reply> replies;
  if (Wrong unasked = Unasked(); !unasked.empty()) {
    replies.push_back(Break(std::move(unasked)));
  } else {
    replies = CallBatch(requests);
    if (!takes_batches_) return CallInOrder(requests);
  }
  replies.resize(requests.size(), Broken());
  return replies;
}

// The replies, or one fault, or none after noting that there are no batches.
std::vector<Reply> ProcessSubject::CallBatch(const std::vector<Request>& requests) {
  Duration limit = options_.message_timeout;
  for (const Request& request : requests) {
    BeginCaseWith(request.method);
    limit = std::max(limit, LimitOf(request.method, request.params));
  }
  const std::uint64_t first_id = last_id_ + 1;
  last_id_ += requests.size();
  child_->Send(EncodeBatch(first_id, requests) + '\n');
  std::string_view line;
  if (Wrong wrong = NextLine(limit, line); !wrong.empty()) return {Break(std::move(wrong))};
  ReceivedBatch received = ReadBatch(line, first_id, requests.size());
  if (!received.wrong.empty()) return {Break(received.wrong)};
  takes_batches_ = !received.refused;
  return std::move(received.replies);
}

}  // namespace bitsproof::conformance
