#include "conformance/adapters/com/service.h"

#include <tlhelp32.h>

#include <stdexcept>
#include <utility>
#include <vector>

namespace com_adapter {
namespace {

constexpr wchar_t kBits[] = L"BITS";
constexpr DWORD kStopMs = 2500;  // a busy service that does not stop by then is killed
constexpr DWORD kStartMs = 10'000;

// A handle of the service control manager.
class ScHandle {
 public:
  explicit ScHandle(SC_HANDLE handle) : handle_(handle) {}
  ScHandle(const ScHandle&) = delete;
  ScHandle& operator=(const ScHandle&) = delete;
  ~ScHandle() {
    if (handle_ != nullptr) CloseServiceHandle(handle_);
  }
  SC_HANDLE get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  SC_HANDLE handle_;
};

// A handle of a process.
class Process {
 public:
  Process(DWORD access, DWORD id) : handle_(id == 0 ? nullptr : OpenProcess(access, FALSE, id)) {}
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (handle_ != nullptr) CloseHandle(handle_);
  }

  bool IsThere() const {
    return handle_ != nullptr && WaitForSingleObject(handle_, 0) == WAIT_TIMEOUT;
  }
  // Whether it has ended within `ms`.
  bool Ends(DWORD ms) const {
    return handle_ == nullptr || WaitForSingleObject(handle_, ms) == WAIT_OBJECT_0;
  }
  bool Terminate() const { return handle_ != nullptr && TerminateProcess(handle_, 1); }

 private:
  HANDLE handle_;
};

SC_HANDLE Manager() {
  static const ScHandle manager(
      OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE));
  return manager.get();
}

SERVICE_STATUS_PROCESS StatusOf(const ScHandle& service) {
  SERVICE_STATUS_PROCESS status{};
  DWORD size = 0;
  QueryServiceStatusEx(service.get(), SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status),
                       sizeof(status), &size);
  return status;
}

// Polls until the service is in `state`.
bool Await(const ScHandle& service, DWORD state, DWORD ms) {
  const ULONGLONG end = GetTickCount64() + ms;
  while (StatusOf(service).dwCurrentState != state) {
    if (GetTickCount64() > end) return false;
    Sleep(2);
  }
  return true;
}

// How many services run in the process.
int ServicesIn(DWORD process) {
  DWORD size = 0;
  DWORD count = 0;
  DWORD next = 0;
  EnumServicesStatusExW(Manager(), SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_ACTIVE, nullptr, 0,
                        &size, &count, &next, nullptr);
  std::vector<BYTE> bytes(size + 4096);
  next = 0;
  if (!EnumServicesStatusExW(Manager(), SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_ACTIVE,
                             bytes.data(), static_cast<DWORD>(bytes.size()), &size, &count, &next,
                             nullptr)) {
    return 0;
  }
  const auto* const services = reinterpret_cast<const ENUM_SERVICE_STATUS_PROCESSW*>(bytes.data());
  int found = 0;
  for (DWORD i = 0; i < count; ++i) {
    found += services[i].ServiceStatusProcess.dwProcessId == process ? 1 : 0;
  }
  return found;
}

// On Windows a service's process may be ended only with this privilege.
void EnableDebugPrivilege() {
  HANDLE token = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES, &token)) return;
  TOKEN_PRIVILEGES privileges{};
  privileges.PrivilegeCount = 1;
  privileges.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  LookupPrivilegeValueW(nullptr, SE_DEBUG_NAME, &privileges.Privileges[0].Luid);
  AdjustTokenPrivileges(token, FALSE, &privileges, 0, nullptr, nullptr);
  CloseHandle(token);
}

// Under Wine no client reaches a new process of the service until the COM service of the prefix,
// which knows the old one, has been ended too; it starts again by itself.
void EndComServiceOfWine() {
  const HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof(entry);
  for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry)) {
    if (lstrcmpiW(entry.szExeFile, L"rpcss.exe") != 0) continue;
    const Process process(PROCESS_TERMINATE | SYNCHRONIZE, entry.th32ProcessID);
    process.Terminate();
    process.Ends(kStopMs);
  }
  CloseHandle(all);
}

bool Kill(DWORD id) {
  EnableDebugPrivilege();
  const Process process(PROCESS_TERMINATE | SYNCHRONIZE, id);
  process.Terminate();
  const bool ended = process.Ends(kStopMs);
  if (!WineVersion().empty()) EndComServiceOfWine();
  return ended;
}

}  // namespace

std::string WineVersion() {
  const HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
  using GetVersion = const char*(__cdecl*)();
  const auto get_version = reinterpret_cast<GetVersion>(
      reinterpret_cast<void*>(GetProcAddress(ntdll, "wine_get_version")));
  return get_version == nullptr ? "" : get_version();
}

bool MayRestart() {
  const ScHandle service(
      OpenServiceW(Manager(), kBits, SERVICE_START | SERVICE_STOP | SERVICE_QUERY_STATUS));
  if (!service) return false;
  const DWORD id = StatusOf(service).dwProcessId;
  EnableDebugPrivilege();
  return id != 0 && ServicesIn(id) == 1 && Process(PROCESS_TERMINATE | SYNCHRONIZE, id).IsThere();
}

bool StopService(End how) {
  const ScHandle service(OpenServiceW(Manager(), kBits, SERVICE_STOP | SERVICE_QUERY_STATUS));
  if (!service) return false;
  const SERVICE_STATUS_PROCESS status = StatusOf(service);
  if (status.dwCurrentState == SERVICE_STOPPED) return true;
  if (how == End::kKill) return Kill(status.dwProcessId);
  // A process that other services share goes on.
  const bool own = !WineVersion().empty();
  const Process process(SYNCHRONIZE, status.dwProcessId);
  SERVICE_STATUS ignored;
  if ((!own || process.IsThere()) &&
      ControlService(service.get(), SERVICE_CONTROL_STOP, &ignored) &&
      Await(service, SERVICE_STOPPED, own ? kStopMs : 30'000)) {
    if (!own || process.Ends(kStopMs)) return true;
  }
  return own && Kill(status.dwProcessId);
}

void StartBits() {
  const ScHandle service(OpenServiceW(Manager(), kBits, SERVICE_START | SERVICE_QUERY_STATUS));
  const ULONGLONG end = GetTickCount64() + kStartMs;
  // Right after its process has ended the manager may still believe that it runs.
  while (!StartServiceW(service.get(), 0, nullptr)) {
    const DWORD error = GetLastError();
    if (GetTickCount64() > end) {
      throw std::runtime_error("the service BITS does not start (error " + std::to_string(error) +
                               ")");
    }
    if (error == ERROR_SERVICE_ALREADY_RUNNING) {
      if (Process(SYNCHRONIZE, StatusOf(service).dwProcessId).IsThere()) return;
    }
    Sleep(20);
  }
  if (!Await(service, SERVICE_RUNNING, kStartMs)) {
    throw std::runtime_error("the service BITS does not get to run within 10 s");
  }
}

}  // namespace com_adapter
