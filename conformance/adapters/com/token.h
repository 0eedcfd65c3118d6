// The tokens that calls are made with.
#pragma once

#include <windows.h>

#include <string>

namespace com_adapter {

// Whether this process has the rights of an administrator now.
bool IsAdministrator();

// The SID of this process's user.
std::string UserSid();

// A primary token like this process's in which the group Administrators can only deny access and
// hardly any privilege is left: what a standard user has. Throws std::runtime_error when Windows
// refuses. The caller closes it.
HANDLE MakeStandardToken();

}  // namespace com_adapter
