#include "fakes/http_message.h"

#include <charconv>

#include "reference/base/text.h"

namespace bitsproof::fakes {
namespace {

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes the text up to `end` off the front of `rest`; nullopt without one.
std::optional<std::string_view> TakeUntil(std::string_view& rest, std::string_view end) {
  const std::size_t at = rest.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at + end.size());
  return taken;
}

bool ParseRequestLine(std::string_view line, RequestHead& head) {
  const auto method = TakeUntil(line, " ");
  const auto target = TakeUntil(line, " ");
  if (!method || method->empty() || !target || target->empty()) return false;
  if (line != "HTTP/1.1" && line != "HTTP/1.0") return false;
  head.request.method = *method;
  head.request.target = *target;
  head.http_version = line == "HTTP/1.1" ? 11 : 10;
  return true;
}

bool ParseContentLength(RequestHead& head) {
  const HeaderFields& headers = head.request.headers;
  if (headers.Get("Transfer-Encoding")) return false;
  const auto text = headers.Get("Content-Length");
  if (!text) return true;
  const char* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, head.content_length);
  return error == std::errc() && rest == end;
}

}  // namespace

std::optional<RequestHead> ParseRequestHead(std::string_view text) {
  RequestHead head;
  const auto line = TakeUntil(text, "\r\n");
  if (!line || !ParseRequestLine(*line, head)) return std::nullopt;
  for (;;) {
    auto field = TakeUntil(text, "\r\n");
    if (!field) return std::nullopt;
    if (field->empty()) break;
    const auto name = TakeUntil(*field, ":");
    if (!name || name->empty()) return std::nullopt;
    head.request.headers.Add(std::string(*name), std::string(Trimmed(*field)));
  }
  if (!ParseContentLength(head)) return std::nullopt;
  const auto expect = head.request.headers.Get("Expect");
  head.expects_continue = expect && EqualsIgnoringCase(*expect, "100-continue");
  const auto connection = head.request.headers.Get("Connection");
  const bool asks_to_close = connection && EqualsIgnoringCase(*connection, "close");
  head.keeps_connection = head.http_version == 11 && !asks_to_close;
  return head;
}

std::string FormatResponseHead(int http_version, int status, const HeaderFields& headers) {
  return ToText({status, http_version, headers}) + "\r\n";
}

}  // namespace bitsproof::fakes
