#include "conformance/adapters/com/probe.h"

#include <windows.h>
#include <winhttp.h>

#include <string>

#include "conformance/adapters/com/text.h"

namespace com_adapter {
namespace {

constexpr int kTimeoutMs = 5000;

// A handle of WinHTTP.
class Internet {
 public:
  explicit Internet(HINTERNET handle) : handle_(handle) {}
  Internet(const Internet&) = delete;
  Internet& operator=(const Internet&) = delete;
  ~Internet() {
    if (handle_ != nullptr) WinHttpCloseHandle(handle_);
  }
  HINTERNET get() const { return handle_; }

 private:
  HINTERNET handle_;
};

std::string Failed(const char* what) {
  return std::string(what) + " failed with error " + std::to_string(GetLastError());
}

// "" when a GET of `url` is answered with 200, else what happened instead.
std::string Fetch(const std::string& url) {
  const std::wstring wide = Wide(url);
  URL_COMPONENTS parts{};
  parts.dwStructSize = sizeof(parts);
  parts.dwHostNameLength = parts.dwUrlPathLength = parts.dwExtraInfoLength = static_cast<DWORD>(-1);
  if (!WinHttpCrackUrl(wide.c_str(), 0, 0, &parts)) return Failed("reading the URL");
  const std::wstring host(parts.lpszHostName, parts.dwHostNameLength);
  const std::wstring path(parts.lpszUrlPath, parts.dwUrlPathLength + parts.dwExtraInfoLength);
  const Internet session(WinHttpOpen(L"bitsproof", WINHTTP_ACCESS_TYPE_NO_PROXY,
                                     WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0));
  WinHttpSetTimeouts(session.get(), kTimeoutMs, kTimeoutMs, kTimeoutMs, kTimeoutMs);
  const Internet connection(WinHttpConnect(session.get(), host.c_str(), parts.nPort, 0));
  const Internet request(WinHttpOpenRequest(
      connection.get(), L"GET", path.c_str(), nullptr, WINHTTP_NO_REFERER,
      WINHTTP_DEFAULT_ACCEPT_TYPES,
      parts.nScheme == INTERNET_SCHEME_HTTPS ? static_cast<DWORD>(WINHTTP_FLAG_SECURE) : 0));
  if (!WinHttpSendRequest(request.get(), WINHTTP_NO_ADDITIONAL_HEADERS, 0, WINHTTP_NO_REQUEST_DATA,
                          0, 0, 0)) {
    return Failed("sending the request");
  }
  if (!WinHttpReceiveResponse(request.get(), nullptr)) return Failed("receiving the response");
  DWORD status = 0;
  DWORD size = sizeof(status);
  if (!WinHttpQueryHeaders(request.get(), WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER,
                           WINHTTP_HEADER_NAME_BY_INDEX, &status, &size, WINHTTP_NO_HEADER_INDEX)) {
    return Failed("reading the status");
  }
  return status == 200 ? "" : "the server answers with status " + std::to_string(status);
}

// "" when `file` can be read, else what happened instead.
std::string Read(const std::string& file) {
  const HANDLE handle = CreateFileW(Wide(file).c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                                    OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (handle == INVALID_HANDLE_VALUE) return Failed("opening the file");
  char byte;
  DWORD size = 0;
  const bool read = ReadFile(handle, &byte, 1, &size, nullptr);
  const std::string problem = read ? "" : Failed("reading the file");
  CloseHandle(handle);
  return problem;
}

}  // namespace

Json ProbeMachine(const std::string& url, const std::string& file) {
  const std::string fetched = Fetch(url);
  const std::string read = Read(file);
  std::string detail = fetched;
  if (!fetched.empty() && !read.empty()) detail += "; ";
  detail += read;
  return {{"reachable", fetched.empty()}, {"visible", read.empty()}, {"detail", detail}};
}

}  // namespace com_adapter
