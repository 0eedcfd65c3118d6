#include "reference/base/url.h"

#include <uriparser/Uri.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "reference/base/text.h"

namespace bitsproof {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// Where the path of a URL or reference begins.
std::size_t PathBegin(std::string_view text) {
  const std::size_t colon = text.find_first_of(":/?#");
  const bool has_scheme = colon != std::string_view::npos && text[colon] == ':';
  const std::size_t begin = has_scheme ? colon + 1 : 0;
  if (!text.substr(begin).starts_with("//")) return begin;
  return std::min(text.find_first_of("/?#", begin + 2), text.size());
}

// `text` with an "x" in place of every byte behind the authority that RFC 3986 does not let stand
// there.
std::string Masked(std::string_view text) {
  std::string masked(text);
  bool in_fragment = false;
  for (std::size_t i = PathBegin(text); i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      const bool is_escape =
          i + 2 < text.size() && IsHexDigit(text[i + 1]) && IsHexDigit(text[i + 2]);
      if (!is_escape) masked[i] = 'x';
    } else if (c == '#') {
      if (in_fragment) masked[i] = 'x';
      in_fragment = true;
    } else if (!IsLetter(c) && !IsDigit(c) &&
               std::string_view("-._~!$&'()*+,;=:@/?").find(c) == std::string_view::npos) {
      masked[i] = 'x';
    }
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
  // Whether `place` lies in the text.
  bool Holds(const char* place) const {
    const std::less<> is_before;
    return !is_before(place, text_.data()) && is_before(place, text_.data() + text_.size());
  }

 private:
  std::string text_;  // uri_ points into it
  UriUriA uri_{};
  bool is_valid_ = false;
};

std::string_view TextOf(const UriTextRangeA& range) {
  if (range.first == nullptr) return {};
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

std::optional<std::uint16_t> PortOf(const std::string& scheme, std::string_view text) {
  if (text.empty()) return scheme == "http" ? 80 : scheme == "https" ? 443 : 0;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
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
    // authority needs.
    const bool has_guard =
        path != nullptr && !base.Holds(path->text.first) && !relative.Holds(path->text.first);
    if (has_guard && TextOf(path->text) == ".") path = path->next;
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
