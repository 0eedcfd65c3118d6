// Heads of HTTP messages as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fakes/origin_journal.h"

namespace bitsproof::fakes {

// The head of a request, and what follows from it for the connection.
struct RequestHead {
  OriginRequest request;
  int http_version = 11;  // 10 or 11
  std::uint64_t content_length = 0;
  bool expects_continue = false;
  bool keeps_connection = true;  // the client takes another answer on this connection
};

// Parses a head, its empty line included. Any token is a method. nullopt for text that is not a
// head of HTTP/1.0 or HTTP/1.1, or announces a body without Content-Length.
std::optional<RequestHead> ParseRequestHead(std::string_view text);

// Status line, fields and the empty line. `http_version` is 10 or 11.
std::string FormatResponseHead(int http_version, int status, const HeaderFields& headers);

}  // namespace bitsproof::fakes
