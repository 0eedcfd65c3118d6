#include "reference/job/file_names.h"

#include <algorithm>
#include <optional>

#include "reference/base/text.h"
#include "reference/base/url.h"
#include "reference/model/limits.h"

namespace bitsproof {
namespace {

constexpr std::size_t kRemoteNameMax = 2200;
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

bool IsOneOf(char c, std::string_view characters) {
  return characters.find(c) != std::string_view::npos;
}

bool IsDrivePath(std::string_view name) {
  return name.size() >= 3 && IsOneOf(name[0], kLetters) && name[1] == ':' &&
         IsOneOf(name[2], "\\/");
}

// Devices have no such path: neither that of "." nor that of "?", which is a wildcard besides.
bool IsUncPath(std::string_view name) {
  return name.starts_with("\\\\") && !name.starts_with("\\\\.");
}

// Characters that RFC 3986 lets stand in a URL, of those that Url takes.
bool IsUrlCharacter(char c) {
  return static_cast<unsigned char>(c) < 0x80 && !IsOneOf(c, " \"<>\\^`{|}");
}

// CORE-NAME-05 bars wildcards from the path; a query may have them.
bool IsAcceptableHttpUrl(const Url& url) {
  if (!std::all_of(url.text().begin(), url.text().end(), IsUrlCharacter)) return false;
  std::string_view path = url.path();
  if (path.find('*') != std::string_view::npos) return false;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > kMaxPath) return false;
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return true;
}

bool HasWildcard(std::string_view name) {
  return name.find_first_of("*?") != std::string_view::npos;
}

bool IsSmbName(std::string_view name, const std::optional<Url>& url) {
  return IsUncPath(name) || IsDrivePath(name) || (url && url->scheme() == "file");
}

}  // namespace

HResult CheckRemoteName(std::string_view name, JobType type, Profile profile) {
  if (Utf16Length(name) > kRemoteNameMax) return hresult::E_INVALIDARG;
  const auto url = Url::Parse(name);
  const bool acceptable = url && url->is_http()
                              ? IsAcceptableHttpUrl(*url)
                              : IsSmbName(name, url) && !HasWildcard(name) &&
                                    profile >= Profile::k2_0 && type != JobType::kUploadReply;
  return acceptable ? hresult::S_OK : hresult::E_INVALIDARG;
}

HResult CheckLocalName(std::string_view name) {
  const bool full = IsDrivePath(name) || IsUncPath(name) || name.starts_with("/");
  if (!full || Utf16Length(name) > kMaxPath || HasWildcard(name)) return hresult::E_INVALIDARG;
  const bool stream = std::count(name.begin(), name.end(), ':') > (IsDrivePath(name) ? 1 : 0);
  const bool directory = IsOneOf(name.back(), "\\/");
  return stream || directory ? hresult::E_INVALIDARG : hresult::S_OK;
}

}  // namespace bitsproof
