#include "reference/env/transport.h"

#include "reference/base/hresult.h"
#include "reference/base/text.h"

namespace bitsproof {

std::optional<std::string_view> HeaderFields::Get(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (EqualsIgnoringCase(key, name)) return value;
  }
  return std::nullopt;
}

std::string ToText(const ResponseHead& head) {
  std::string text = head.http_version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ";
  text += std::to_string(head.status) + " " + std::string(ReasonOfHttpStatus(head.status)) + "\r\n";
  for (const auto& [name, value] : head.headers.fields()) text += name + ": " + value + "\r\n";
  return text;
}

std::optional<Url> ParseHttpUrl(std::string_view text) {
  auto url = Url::Parse(text);
  const bool is_sendable =
      url && url->is_http() && url->request_target().find(' ') == std::string::npos;
  return is_sendable ? std::move(url) : std::nullopt;
}

}  // namespace bitsproof
