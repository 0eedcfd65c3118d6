#include "conformance/adapters/com/helper.h"

#include <stdexcept>
#include <vector>

#include "conformance/adapters/com/bits_server.h"
#include "conformance/adapters/com/text.h"
#include "conformance/adapters/com/token.h"

namespace com_adapter {
namespace {

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
  while (const std::optional<std::string> line = reader.Next()) {
    Json message = Json::parse(*line, nullptr, false);
    if (message.is_object() && message.contains("event")) {
      announce_(std::move(message["event"]));
      continue;
    }
    const std::lock_guard lock(mutex_);
    answer_ = std::move(message);
    answered_.notify_all();
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  answered_.notify_all();
}

Json Helper::Exchange(const Json& message) {
  const std::lock_guard one(exchange_);
  writer_->Write(message.dump(-1, ' ', false, Json::error_handler_t::replace));
  std::unique_lock lock(mutex_);
  answered_.wait(lock, [this] { return answer_.has_value() || ended_; });
  if (!answer_) throw RpcError(kInternalError, "The helper of the standard user has ended.");
  Json answer = *std::move(answer_);
  answer_.reset();
  return answer;
}

Json Helper::Ask(const std::string& method, const Json& params) {
  const Json answer =
      Exchange({{"jsonrpc", "2.0"}, {"id", 0}, {"method", method}, {"params", params}});
  if (answer.contains("result")) return answer["result"];
  throw RpcError(kInternalError,
                 "The helper of the standard user answers " + method + " with " + answer.dump());
}

int RunHelper(HANDLE in, HANDLE out) {
  LineReader reader(in);
  LineWriter writer(out);
  BitsServer server(
      [&](const Json& event) {
        writer.Write(Json{{"event", event}}.dump());
      },
      BitsServer::Role::kHelper);
  while (const std::optional<std::string> line = reader.Next()) writer.Write(server.Answer(*line));
  return 0;
}

}  // namespace com_adapter
