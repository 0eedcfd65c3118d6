#include "conformance/adapters/com/token.h"

#include <sddl.h>

#include <stdexcept>
#include <vector>

#include "conformance/adapters/com/text.h"

namespace com_adapter {
namespace {

[[noreturn]] void Refused(const char* what) {
  throw std::runtime_error(std::string("Windows refuses ") + what + " (error " +
                           std::to_string(GetLastError()) + ")");
}

// A SID in memory of its own.
class WellKnownSid {
 public:
  explicit WellKnownSid(WELL_KNOWN_SID_TYPE type) {
    DWORD size = sizeof(bytes_);
    if (!CreateWellKnownSid(type, nullptr, bytes_, &size)) Refused("a well-known SID");
  }
  PSID get() { return bytes_; }

 private:
  alignas(SID) BYTE bytes_[SECURITY_MAX_SID_SIZE];
};

HANDLE OwnToken(DWORD access) {
  HANDLE token = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), access, &token)) Refused("this process's token");
  return token;
}

}  // namespace

bool IsAdministrator() {
  WellKnownSid administrators(WinBuiltinAdministratorsSid);
  BOOL member = FALSE;
  return CheckTokenMembership(nullptr, administrators.get(), &member) && member;
}

std::string UserSid() {
  const HANDLE token = OwnToken(TOKEN_QUERY);
  DWORD size = 0;
  GetTokenInformation(token, TokenUser, nullptr, 0, &size);
  std::vector<BYTE> bytes(size);
  const bool read = GetTokenInformation(token, TokenUser, bytes.data(), size, &size);
  CloseHandle(token);
  if (!read) Refused("the user of this process's token");
  return ToText(reinterpret_cast<const TOKEN_USER*>(bytes.data())->User.Sid);
}

HANDLE MakeStandardToken() {
  const HANDLE own = OwnToken(TOKEN_ALL_ACCESS);
  WellKnownSid administrators(WinBuiltinAdministratorsSid);
  SID_AND_ATTRIBUTES disabled{administrators.get(), 0};
  HANDLE token = nullptr;
  const bool made = CreateRestrictedToken(own, DISABLE_MAX_PRIVILEGE, 1, &disabled, 0, nullptr, 0,
                                          nullptr, &token);
  CloseHandle(own);
  if (!made) Refused("a restricted token");
  WellKnownSid medium(WinMediumLabelSid);
  TOKEN_MANDATORY_LABEL label{};
  label.Label.Sid = medium.get();
  label.Label.Attributes = SE_GROUP_INTEGRITY;
  // Wine has no integrity levels; the membership is what matters.
  SetTokenInformation(token, TokenIntegrityLevel, &label, sizeof(label));
  return token;
}

}  // namespace com_adapter
