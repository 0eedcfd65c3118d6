#include "conformance/adapters/com/text.h"

#include <objbase.h>
#include <sddl.h>

#include <charconv>
#include <cstdio>
#include <cstring>

#include "conformance/adapters/com/result_names.h"

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

std::string HexOf(HRESULT code) {
  char text[11];
  std::snprintf(text, sizeof(text), "0x%08lX", static_cast<unsigned long>(code));
  return text;
}

std::string ToText(const GUID& guid) {
  wchar_t text[39];
  return StringFromGUID2(guid, text, 39) == 0 ? "" : Narrow(text);
}

std::optional<GUID> ParseGuid(std::string_view text) {
  GUID guid;
  if (FAILED(CLSIDFromString(Wide(text).c_str(), &guid))) return std::nullopt;
  return guid;
}

std::optional<HRESULT> ParseCode(const Json& value) {
  if (value.is_number_integer()) return static_cast<HRESULT>(value.get<UINT64>());
  if (!value.is_string()) return std::nullopt;
  const std::string& text = value.get_ref<const std::string&>();
  if (text.rfind("0x", 0) != 0) return CodeNamed(text);
  UINT32 code = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data() + 2, last, code, 16);
  if (error != std::errc() || end != last) return std::nullopt;
  return static_cast<HRESULT>(code);
}

Json SizeToJson(UINT64 bytes) {
  if (bytes == ~UINT64{0}) return "unknown";
  return bytes;
}

Json TimeToJson(const FILETIME& time) {
  if (time.dwHighDateTime == 0 && time.dwLowDateTime == 0) return nullptr;
  SYSTEMTIME parts;
  if (!FileTimeToSystemTime(&time, &parts)) return nullptr;
  const UINT64 ticks = (UINT64{time.dwHighDateTime} << 32) | time.dwLowDateTime;
  char text[40];
  std::snprintf(text, sizeof(text), "%04u-%02u-%02uT%02u:%02u:%02u.%07uZ", parts.wYear & 0xFFFFu,
                parts.wMonth % 100u, parts.wDay % 100u, parts.wHour % 100u, parts.wMinute % 100u,
                parts.wSecond % 100u, static_cast<unsigned>(ticks % 10'000'000));
  return text;
}

std::optional<UINT64> ParseDurationMs(std::string_view text) {
  UINT64 count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "ns") return (count + 999'999) / 1'000'000;
  if (unit == "us") return (count + 999) / 1000;
  if (unit == "ms") return count;
  if (unit == "s") return count * 1000;
  if (unit == "m") return count * 60'000;
  if (unit == "h") return count * 3'600'000;
  if (unit == "d") return count * 86'400'000;
  return std::nullopt;
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
