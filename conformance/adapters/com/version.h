// Which Windows this is.
#pragma once

#include <string>

namespace com_adapter {

// "10.0.19045".
std::string WindowsVersion();

}  // namespace com_adapter
