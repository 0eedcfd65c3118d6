#include "conformance/adapters/com/version.h"

#include <windows.h>

namespace com_adapter {

std::string WindowsVersion() {
  RTL_OSVERSIONINFOW info{};
  info.dwOSVersionInfoSize = sizeof(info);
  using GetVersion = LONG(WINAPI*)(RTL_OSVERSIONINFOW*);
  // GetVersionEx reports the version that the program's manifest claims; this is the real one.
  const auto get_version = reinterpret_cast<GetVersion>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion")));
  if (get_version == nullptr || get_version(&info) != 0) return "unknown";
  return std::to_string(info.dwMajorVersion) + "." + std::to_string(info.dwMinorVersion) + "." +
         std::to_string(info.dwBuildNumber);
}

}  // namespace com_adapter
