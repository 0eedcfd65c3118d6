#include "conformance/adapters/com/text.h"

#include <sddl.h>

#include <cstdint>
#include <cstring>

#include "reference/base/guid.h"
#include "reference/base/time.h"

namespace com_adapter {

std::wstring Wide(std::string_view utf8) {
  const int size = static_cast<int>(utf8.size());
  const int length = MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, nullptr, 0);
  std::wstring wide(static_cast<std::size_t>(length), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, wide.data(), length);
  return wide;
}

std::string Narrow(std::wstring_view utf16) {
  const int size = static_cast<int>(utf16.size());
  const int length =
      WideCharToMultiByte(CP_UTF8, 0, utf16.data(), size, nullptr, 0, nullptr, nullptr);
  std::string narrow(static_cast<std::size_t>(length), '\0');
  WideCharToMultiByte(CP_UTF8, 0, utf16.data(), size, narrow.data(), length, nullptr, nullptr);
  return narrow;
}

std::string ToText(const GUID& guid) {
  bitsproof::Guid written;
  for (int i = 0; i < 4; ++i) written.bytes[i] = static_cast<BYTE>(guid.Data1 >> (24 - 8 * i));
  written.bytes[4] = static_cast<BYTE>(guid.Data2 >> 8);
  written.bytes[5] = static_cast<BYTE>(guid.Data2);
  written.bytes[6] = static_cast<BYTE>(guid.Data3 >> 8);
  written.bytes[7] = static_cast<BYTE>(guid.Data3);
  std::memcpy(&written.bytes[8], guid.Data4, sizeof guid.Data4);
  return written.ToString();
}

std::optional<GUID> ParseGuid(std::string_view text) {
  const auto parsed = bitsproof::Guid::Parse(text);
  if (!parsed) return std::nullopt;
  const auto& bytes = parsed->bytes;
  GUID guid{};
  for (int i = 0; i < 4; ++i) guid.Data1 = guid.Data1 << 8 | bytes[i];
  guid.Data2 = static_cast<WORD>(bytes[4] << 8 | bytes[5]);
  guid.Data3 = static_cast<WORD>(bytes[6] << 8 | bytes[7]);
  std::memcpy(guid.Data4, &bytes[8], sizeof guid.Data4);
  return guid;
}

Json SizeToJson(UINT64 bytes) {
  if (bytes == ~UINT64{0}) return "unknown";
  return bytes;
}

Json TimeToJson(const FILETIME& time) {
  const bitsproof::WallTime wall{(UINT64{time.dwHighDateTime} << 32) | time.dwLowDateTime};
  if (wall.ticks == 0 || wall.ticks > static_cast<UINT64>(INT64_MAX)) return nullptr;
  return ToIso8601(wall);
}

std::string ToText(PSID sid) {
  wchar_t* text = nullptr;
  if (!ConvertSidToStringSidW(sid, &text)) return "";
  std::string narrow = Narrow(text);
  LocalFree(text);
  return narrow;
}

std::string Base64(const BYTE* data, std::size_t size) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < size; i += 3) {
    UINT32 group = UINT32{data[i]} << 16;
    if (i + 1 < size) group |= UINT32{data[i + 1]} << 8;
    if (i + 2 < size) group |= data[i + 2];
    text += kDigits[group >> 18 & 63];
    text += kDigits[group >> 12 & 63];
    text += i + 1 < size ? kDigits[group >> 6 & 63] : '=';
    text += i + 2 < size ? kDigits[group & 63] : '=';
  }
  return text;
}

}  // namespace com_adapter
