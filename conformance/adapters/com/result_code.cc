#include "conformance/adapters/com/result_code.h"

#include "reference/base/hresult.h"

namespace com_adapter {

std::string HexOf(std::int32_t code) {
  return ToHex(bitsproof::HResult{static_cast<std::uint32_t>(code)});
}

std::optional<std::int32_t> ParseCode(const bitsproof::conformance::Json& value) {
  if (value.is_number_integer()) return static_cast<std::int32_t>(value.get<std::int64_t>());
  const auto code = bitsproof::ParseHResult(value.get_ref<const std::string&>());
  if (!code) return std::nullopt;
  return static_cast<std::int32_t>(code->value);
}

}  // namespace com_adapter
