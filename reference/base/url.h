// Url: an absolute URL, its parts, and what references in it mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bitsproof {

// An absolute URL with an authority as RFC 3986 reads it, and the text that it was made of: nothing
// is normalised, escaped or decoded. Beyond the RFC, path, query and fragment may contain what BITS
// and servers write there unescaped: spaces, "[", "|", "%" without digits, bytes beyond ASCII.
class Url {
 public:
  // nullopt when `text` is not "scheme://authority..." with a well-formed scheme and authority: a
  // port is at most 65535 and may be empty, a host is a name, an IPv4 address or an IPv6 address in
  // brackets, and only that of a "file" URL may be empty. nullopt also for control characters.
  static std::optional<Url> Parse(std::string_view text);

  // The URL that `reference` stands for here (RFC 3986, section 5.2); nullopt when it is malformed
  // or leads to something that Parse refuses.
  std::optional<Url> Resolve(std::string_view reference) const;

  const std::string& text() const { return text_; }
  const std::string& scheme() const { return scheme_; }  // lower case
  const std::string& host() const { return host_; }      // lower case, without brackets
  // The port named, else that of the scheme: 80, 443, or 0 for schemes other than HTTP's.
  std::uint16_t port() const { return port_; }

  bool is_https() const { return scheme_ == "https"; }
  bool is_http() const { return scheme_ == "http" || is_https(); }  // either

  // As given: "Host:80", without user and password.
  std::string_view host_and_port() const;
  std::string_view path() const;  // as given, may be empty
  // Path and query as an HTTP request names them: never empty, without the fragment.
  std::string request_target() const;

 private:
  Url() = default;

  std::string text_;
  std::string scheme_;
  std::string host_;
  std::uint16_t port_ = 0;
  // Where the parts stand in text_. The path follows the port.
  std::size_t host_begin_ = 0;
  std::size_t path_begin_ = 0;
  std::size_t path_end_ = 0;
  std::size_t query_end_ = 0;  // path_end_ without a query
};

}  // namespace bitsproof
