// bitsproof-com: the real COM interface of BITS as a subject, over stdio. See README.md.
#include <objbase.h>
#include <windows.h>

#include <cstring>
#include <exception>
#include <string>

#include "conformance/adapters/com/helper.h"
#include "conformance/adapters/com/lines.h"
#include "conformance/adapters/com/session.h"
#include "conformance/protocol/json_rpc.h"

namespace com_adapter {
namespace {

constexpr char kUsage[] =
    "usage: bitsproof-com\n"
    "\n"
    "Drives BITS by COM as a bitsproof subject: JSON-RPC lines on standard input and output.\n"
    "  bitsproof run --subject stdio:bitsproof-com.exe --mode live\n"
    "Run it elevated: the tests of limits and policies need an administrator.\n";

// Texts for people, on standard error.
void Say(const std::string& text) {
  DWORD written = 0;
  WriteFile(GetStdHandle(STD_ERROR_HANDLE), text.data(), static_cast<DWORD>(text.size()), &written,
            nullptr);
}

void InitializeCom() {
  HRESULT code = CoInitializeEx(nullptr, COINIT_MULTITHREADED);
  // BITS acts for its callers: it must be allowed to impersonate them.
  if (SUCCEEDED(code)) {
    code = CoInitializeSecurity(nullptr, -1, nullptr, nullptr, RPC_C_AUTHN_LEVEL_CONNECT,
                                RPC_C_IMP_LEVEL_IMPERSONATE, nullptr, EOAC_NONE, nullptr);
  }
  if (FAILED(code)) throw std::runtime_error("COM cannot be initialized: " + HexOf(code));
}

void RunMain(HANDLE in, HANDLE out) {
  LineReader reader(in);
  LineWriter writer(out);
  Session session;
  while (const std::optional<std::string> line = reader.Next()) {
    if (!writer.Write(bitsproof::conformance::Answer(session, *line))) return;
  }
}

int Run(int count, char** arguments) {
  const bool helper = count == 2 && std::strcmp(arguments[1], kHelperArgument) == 0;
  if (count > 1 && !helper) {
    Say(kUsage);
    return std::strcmp(arguments[1], "--help") == 0 ? 0 : 64;
  }
  const HANDLE in = GetStdHandle(STD_INPUT_HANDLE);
  const HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
  InitializeCom();
  if (helper) return RunHelper(in, out);
  RunMain(in, out);
  return 0;
}

}  // namespace
}  // namespace com_adapter

int main(int count, char** arguments) {
  int code = 1;
  try {
    code = com_adapter::Run(count, arguments);
  } catch (const std::exception& error) {
    com_adapter::Say(std::string("bitsproof-com: ") + error.what() + "\n");
  }
  // Nothing is to be released one by one at the end: the service may be slow or gone.
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(code));
  return code;
}
