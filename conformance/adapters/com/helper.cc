#include "conformance/adapters/com/helper.h"

#include <stdexcept>
#include <utility>
#include <vector>

#include "conformance/adapters/com/text.h"
#include "conformance/adapters/com/token.h"
#include "conformance/protocol/json_rpc.h"

namespace com_adapter {
namespace {

namespace rpc = bitsproof::conformance;

constexpr std::string_view kEvent = "{\"event\":";  // begins a line that is not an answer

constexpr DWORD kPatienceMs = 1000;  // for a helper that was told to end

// A pipe whose end for the child is inherited.
void MakePipe(HANDLE& child, HANDLE& own, bool child_reads) {
  SECURITY_ATTRIBUTES inherit{sizeof(inherit), nullptr, TRUE};
  HANDLE read = nullptr;
  HANDLE write = nullptr;
  if (!CreatePipe(&read, &write, &inherit, 0)) throw std::runtime_error("no pipe for the helper");
  child = child_reads ? read : write;
  own = child_reads ? write : read;
  SetHandleInformation(own, HANDLE_FLAG_INHERIT, 0);
}

std::wstring CommandLine() {
  wchar_t path[MAX_PATH];
  const DWORD length = GetModuleFileNameW(nullptr, path, MAX_PATH);
  return L"\"" + std::wstring(path, length) + L"\" " + Wide(kHelperArgument);
}

HANDLE StartProcess(HANDLE in, HANDLE out) {
  STARTUPINFOW startup{};
  startup.cb = sizeof(startup);
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdInput = in;
  startup.hStdOutput = out;
  startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  PROCESS_INFORMATION process{};
  std::wstring command = CommandLine();
  const HANDLE token = MakeStandardToken();
  const bool started = CreateProcessAsUserW(token, nullptr, command.data(), nullptr, nullptr, TRUE,
                                            0, nullptr, nullptr, &startup, &process);
  const DWORD error = GetLastError();
  CloseHandle(token);
  if (!started) {
    throw std::runtime_error("the helper with a standard user's token does not start (error " +
                             std::to_string(error) + ")");
  }
  CloseHandle(process.hThread);
  return process.hProcess;
}

Reply Ended() {
  return Reply::Error(rpc::kInternalError, "The helper of the standard user has ended.");
}

Reply Malformed(std::string_view line) {
  return Reply::Error(rpc::kInternalError,
                      "The helper of the standard user sent something that is not the answer: " +
                          rpc::Shortened(line));
}

}  // namespace

Helper::Helper(Announce announce) : announce_(std::move(announce)) {
  HANDLE child_in = nullptr;
  HANDLE child_out = nullptr;
  MakePipe(child_in, input_, true);
  MakePipe(child_out, output_, false);
  process_ = StartProcess(child_in, child_out);
  CloseHandle(child_in);
  CloseHandle(child_out);
  writer_ = std::make_unique<LineWriter>(input_);
  listener_ = std::thread([this] { Listen(); });
}

Helper::~Helper() {
  CloseHandle(input_);
  if (WaitForSingleObject(process_, kPatienceMs) != WAIT_OBJECT_0) TerminateProcess(process_, 1);
  listener_.join();
  CloseHandle(output_);
  CloseHandle(process_);
}

bool Helper::IsAlive() const { return WaitForSingleObject(process_, 0) == WAIT_TIMEOUT; }

void Helper::Listen() {
  LineReader reader(output_);
  while (std::optional<std::string> line = reader.Next()) {
    if (line->starts_with(kEvent)) {
      announce_(std::move(rpc::ParseMessage(*line).message["event"]));
      continue;
    }
    const std::lock_guard lock(mutex_);
    answer_ = std::move(line);
    answered_.notify_all();
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  answered_.notify_all();
}

std::string Helper::Exchange(const std::string& line) {
  writer_->Write(line);
  std::unique_lock lock(mutex_);
  answered_.wait(lock, [this] { return answer_.has_value() || ended_; });
  return std::exchange(answer_, std::nullopt).value_or("");
}

Reply Helper::Call(std::string_view method, const Json& params) {
  const std::lock_guard one(exchange_);
  const std::uint64_t id = next_id_++;
  const std::string line = Exchange(rpc::EncodeRequest(id, method, params));
  if (line.empty()) return Ended();
  rpc::ReceivedReply received = rpc::ReadReply(line, id);
  return received.wrong.empty() ? std::move(received.reply) : Malformed(line);
}

std::vector<Reply> Helper::CallTogether(const std::vector<Request>& requests) {
  const std::lock_guard one(exchange_);
  const std::uint64_t first_id = std::exchange(next_id_, next_id_ + requests.size());
  const std::string line = Exchange(rpc::EncodeBatch(first_id, requests));
  if (line.empty()) return std::vector<Reply>(requests.size(), Ended());
  rpc::ReceivedBatch received = rpc::ReadBatch(line, first_id, requests.size());
  if (received.replies.size() == requests.size()) return std::move(received.replies);
  return std::vector<Reply>(requests.size(), Malformed(line));
}

Json Helper::Ask(std::string_view method, const Json& params) {
  Reply reply = Call(method, params);
  if (reply.kind == Reply::Kind::kResult) return std::move(reply.value);
  throw RpcError(rpc::kInternalError, "The helper of the standard user does not carry out " +
                                          std::string(method) + ": " + reply.message);
}

int RunHelper(HANDLE in, HANDLE out) {
  LineReader reader(in);
  LineWriter writer(out);
  BitsServer server(
      [&](const Json& event) {
        writer.Write(rpc::EncodeMessage(Json{{"event", event}}));
      },
      BitsServer::Role::kHelper);
  while (const std::optional<std::string> line = reader.Next()) {
    writer.Write(rpc::Answer(server, *line));
  }
  return 0;
}

}  // namespace com_adapter
