// The names of result codes that the protocol may use.
#pragma once

#include <windows.h>

#include <optional>
#include <string_view>

namespace com_adapter {

// The code called `name`: BG_E_NOT_FOUND, BG_E_HTTP_ERROR_404, E_INVALIDARG. nullopt: none.
std::optional<HRESULT> CodeNamed(std::string_view name);

}  // namespace com_adapter
