#include "reference/base/url.h"

#include <uriparser/Uri.h>

#include <algorithm>
#include <charconv>

#include "reference/base/text.h"

namespace bitsproof {
namespace {

bool IsControl(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }

// Where the path of a URL or reference begins.
std::size_t PathBegin(std::string_view text) {
  const std::size_t colon = text.find_first_of(":/?#");
  const bool has_scheme = colon != std::string_view::npos && text[colon] == ':';
  const std::size_t begin = has_scheme ? colon + 1 : 0;
  if (!text.substr(begin).starts_with("//")) return begin;
  return std::min(text.find_first_of("/?#", begin + 2), text.size());
}

// `text` with an "x" in place of every byte behind the authority that neither parts it nor belongs
// to a segment "." or "..".
std::string Masked(std::string_view text) {
  std::string masked(text);
  const std::size_t fragment = text.find('#');
  for (std::size_t i = PathBegin(text); i < text.size(); ++i) {
    const bool parts = std::string_view("/.?").find(text[i]) != std::string_view::npos;
    if (!parts && i != fragment) masked[i] = 'x';
  }
  return masked;
}

// A URL or reference taken apart by uriparser, which accepts nothing but RFC 3986 and describes the
// parts by pointers into the text. So it is shown a masked text, and the true bytes are put in
// their places afterwards.
class ParsedUri {
 public:
  explicit ParsedUri(std::string_view text) : text_(Masked(text)) {
    if (std::any_of(text.begin(), text.end(), IsControl)) return;
    is_valid_ = uriParseSingleUriExA(&uri_, text_.data(), text_.data() + text_.size(), nullptr) ==
                URI_SUCCESS;
    std::copy(text.begin(), text.end(), text_.begin());
  }
  ~ParsedUri() { uriFreeUriMembersA(&uri_); }
  ParsedUri(const ParsedUri&) = delete;
  ParsedUri& operator=(const ParsedUri&) = delete;

  bool is_valid() const { return is_valid_; }
  const UriUriA& uri() const { return uri_; }

 private:
  std::string text_;  // uri_ points into it
  UriUriA uri_{};
  bool is_valid_ = false;
};

std::string_view TextOf(const UriTextRangeA& range) {
  return {range.first, static_cast<std::size_t>(range.afterLast - range.first)};
}

// Whether there is an authority, and a host where it has other parts. The library has an empty host
// point at a place of its own, outside of the text.
bool HasSoundAuthority(const UriUriA& uri) {
  if (uri.hostText.first == nullptr) return false;
  const bool is_bare = uri.userInfo.first == nullptr && uri.portText.first == nullptr;
  return is_bare || !TextOf(uri.hostText).empty();
}

bool HasBrackets(const UriUriA& uri) { return uri.hostData.ip6 != nullptr; }

const char* HostBegin(const UriUriA& uri) {
  return uri.hostText.first - (HasBrackets(uri) ? 1 : 0);
}

const char* AuthorityEnd(const UriUriA& uri) {
  if (uri.portText.first != nullptr) return uri.portText.afterLast;
  return uri.hostText.afterLast + (HasBrackets(uri) ? 1 : 0);
}

// The text of a resolved URI whose path begins with `segment`. The library's own function writes
// addresses in another form. REQUIRES: HasSoundAuthority.
std::string Compose(const UriUriA& uri, const UriPathSegmentA* segment) {
  const bool has_user = uri.userInfo.first != nullptr;
  const char* const authority = has_user ? uri.userInfo.first : HostBegin(uri);
  std::string text(TextOf(uri.scheme));
  text.append("://").append(authority, AuthorityEnd(uri));
  for (; segment != nullptr; segment = segment->next) {
    text.append("/").append(TextOf(segment->text));
  }
  if (uri.query.first != nullptr) text.append("?").append(TextOf(uri.query));
  if (uri.fragment.first != nullptr) text.append("#").append(TextOf(uri.fragment));
  return text;
}

// nullopt when the digits `text` are too large a number.
std::optional<std::uint16_t> PortOf(const std::string& scheme, std::string_view text) {
  if (text.empty()) return scheme == "http" ? 80 : scheme == "https" ? 443 : 0;
  std::uint16_t port{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{}) return std::nullopt;
  return port;
}

}  // namespace

std::optional<Url> Url::Parse(std::string_view text) {
  const ParsedUri parsed(text);
  const UriUriA& uri = parsed.uri();
  if (!parsed.is_valid() || uri.scheme.first == nullptr || !HasSoundAuthority(uri) ||
      uri.hostData.ipFuture.first != nullptr) {
    return std::nullopt;
  }
  Url url;
  url.text_ = text;
  url.scheme_ = LowerCase(TextOf(uri.scheme));
  url.host_ = LowerCase(TextOf(uri.hostText));
  const auto port = PortOf(url.scheme_, TextOf(uri.portText));
  if (!port || (url.host_.empty() && url.scheme_ != "file")) return std::nullopt;
  url.port_ = *port;
  url.path_begin_ = PathBegin(text);
  url.host_begin_ = url.path_begin_ - static_cast<std::size_t>(AuthorityEnd(uri) - HostBegin(uri));
  url.query_end_ = std::min(text.find('#'), text.size());
  url.path_end_ = std::min(text.find('?'), url.query_end_);
  return url;
}

std::optional<Url> Url::Resolve(std::string_view reference) const {
  const ParsedUri base(text_);
  const ParsedUri relative(reference);
  if (!relative.is_valid()) return std::nullopt;
  UriUriA resolved{};
  const bool is_resolved = uriAddBaseUriExA(&resolved, &relative.uri(), &base.uri(),
                                            URI_RESOLVE_STRICTLY) == URI_SUCCESS;
  std::optional<Url> url;
  if (is_resolved && HasSoundAuthority(resolved)) {
    const UriPathSegmentA* path = resolved.pathHead;
    // Before an empty segment the library puts a dot of its own, which only a URI without an
    // authority needs. It has removed all others, unless the path is that of the base.
    const bool has_own_path = relative.uri().pathHead != nullptr;
    if (has_own_path && path != nullptr && TextOf(path->text) == ".") path = path->next;
    url = Parse(Compose(resolved, path));
  }
  uriFreeUriMembersA(&resolved);
  return url;
}

std::string_view Url::host_and_port() const {
  return std::string_view(text_).substr(host_begin_, path_begin_ - host_begin_);
}

std::string_view Url::path() const {
  return std::string_view(text_).substr(path_begin_, path_end_ - path_begin_);
}

std::string Url::request_target() const {
  const std::string target = text_.substr(path_begin_, query_end_ - path_begin_);
  return target.starts_with('/') ? target : "/" + target;
}

}  // namespace bitsproof
