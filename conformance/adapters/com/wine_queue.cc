#include "conformance/adapters/com/wine_queue.h"

#include <winsock2.h>

#include <optional>
#include <string>
#include <vector>

namespace com_adapter {
namespace {

constexpr DWORD kWorkerMs = 400;  // until a worker that is free begins with a job
constexpr DWORD kListMs = 400;    // until it has gone over the list

// A server that takes connections and says nothing. It listens as long as the process lives.
class SilentServer {
 public:
  SilentServer() {
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) return;
    socket_ = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int size = sizeof(address);
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, name, size) != 0 || listen(socket_, SOMAXCONN) != 0 ||
        getsockname(socket_, name, &size) != 0) {
      return;
    }
    port_ = ntohs(address.sin_port);
  }

  bool listens() const { return port_ != 0; }
  std::wstring url() const { return L"http://127.0.0.1:" + std::to_wstring(port_) + L"/"; }

  // The next connection, or INVALID_SOCKET after `ms`.
  SOCKET Accept(DWORD ms) const {
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(socket_, &readable);
    timeval limit{0, static_cast<long>(ms) * 1000};
    if (select(0, &readable, nullptr, nullptr, &limit) != 1) return INVALID_SOCKET;
    return accept(socket_, nullptr, nullptr);
  }

 private:
  SOCKET socket_ = INVALID_SOCKET;
  USHORT port_ = 0;
};

// The jobs that are listed, or nullopt when the service does not say.
std::optional<std::vector<std::string>> Listed(Agent& agent) {
  std::vector<std::string> ids;
  if (FAILED(agent.ListAll(0, ids))) return std::nullopt;
  return ids;
}

// Cancelling a job that moves bytes may take half a minute and end the service.
bool EndJobs(Agent& agent, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    const std::optional<GUID> guid = ParseGuid(id);
    ComPtr<IBackgroundCopyJob> job;
    BG_JOB_STATE state;
    if (!guid || FAILED(agent.FindJob(*guid, job)) || FAILED(job->GetState(&state))) return false;
    if (state == BG_JOB_STATE_TRANSFERRING) return false;
    if (state == BG_JOB_STATE_ACKNOWLEDGED || state == BG_JOB_STATE_CANCELLED) continue;
    if (FAILED(job->Cancel())) return false;
  }
  return true;
}

// The worker takes finished jobs off the list between two jobs. So it gets one, which is cancelled
// while it waits for its server and thus goes with the others.
bool WakeWorker(Agent& agent) {
  static const SilentServer server;
  ComPtr<IBackgroundCopyManager> manager;
  if (!server.listens() || FAILED(agent.Manager(manager))) return false;
  GUID id;
  Received<IBackgroundCopyJob> received;
  if (FAILED(manager->CreateJob(L"bitsproof", BG_JOB_TYPE_DOWNLOAD, &id, received.Out()))) {
    return false;
  }
  const ComPtr<IBackgroundCopyJob> job = received.Keep();
  if (FAILED(job->AddFile(server.url().c_str(), LR"(C:\never-written)")) || FAILED(job->Resume())) {
    return false;
  }
  const SOCKET connection = server.Accept(kWorkerMs);
  if (connection == INVALID_SOCKET) return false;
  const HRESULT code = job->Cancel();
  closesocket(connection);
  return SUCCEEDED(code);
}

}  // namespace

bool EmptyQueueOfWine(Agent& agent) {
  const auto left = Listed(agent);
  if (!left) return false;
  if (left->empty()) return true;
  if (!EndJobs(agent, *left) || !WakeWorker(agent)) return false;
  const ULONGLONG end = GetTickCount64() + kListMs;
  while (true) {
    const auto now = Listed(agent);
    if (!now) return false;
    if (now->empty()) return true;
    if (GetTickCount64() > end) return false;
    Sleep(1);
  }
}

}  // namespace com_adapter
