#include "reference/transfer/file_download.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "reference/base/http_date.h"
#include "reference/base/url.h"
#include "reference/model/http_options.h"

namespace bitsproof {
namespace {

constexpr int kRedirectsMax = 10;  // UNSPECIFIED: the number of redirects that are followed
constexpr int kRestartsMax = 5;    // UNSPECIFIED: how often a file may change under one attempt

std::optional<std::uint64_t> ContentLengthOf(const ResponseHead& head) {
  const auto text = head.headers.Get("Content-Length");
  if (!text) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return value;
}

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// UNSPECIFIED (UN-01): a blank in a Location is meant as "%20", as browsers take it. Sent as it is
// it would end the target of the request.
std::string WithoutBlanks(std::string_view location) {
  std::string text;
  for (const char c : location) text.append(c == ' ' ? "%20" : std::string(1, c));
  return text;
}

}  // namespace

FileDownload::FileDownload(std::string url, std::vector<ByteRange> ranges, FileVersion known,
                           std::uint64_t offset, Options options)
    : options_(options),
      url_(std::move(url)),
      target_(url_),
      ranges_(std::move(ranges)),
      version_(known),
      offset_(offset) {}

std::optional<WallTime> FileDownload::LastModifiedOf(const ResponseHead& head) const {
  const auto text = head.headers.Get("Last-Modified");
  return text ? ParseHttpDate(*text, options_.now) : std::nullopt;
}

bool FileDownload::NeedsRange() const {
  if (version_.size_bytes == 0) return false;  // no range has a byte of it
  return !options_.foreground || !ranges_.empty() || offset_ > 0 ||
         version_.size_bytes >= options_.piece_bytes_max;
}

ByteRange FileDownload::NextPiece() const {
  std::uint64_t skipped = offset_;
  auto stretch = stretches_.begin();
  for (; skipped >= stretch->length; ++stretch) skipped -= stretch->length;
  return {stretch->offset + skipped, std::min(stretch->length - skipped, options_.piece_bytes_max)};
}

TransportRequest FileDownload::NextRequest() const {
  TransportRequest request;
  const bool whole = !options_.whole_by.empty();
  request.method = whole ? options_.whole_by : probed_ ? "GET" : "HEAD";
  request.url = target_;
  request.headers.Add("Accept", "*/*");
  request.headers.Add("Accept-Encoding", "identity");
  request.headers.Add("User-Agent", std::string(options_.user_agent));
  if (whole || !probed_) return request;
  if (version_.modified) {
    request.headers.Add("If-Unmodified-Since", ToHttpDate(*version_.modified));
  }
  if (NeedsRange()) request.range = NextPiece();
  return request;
}

FileDownload::Step FileDownload::OnHead(const ResponseHead& head) {
  if (IsRedirect(head.status)) {
    if (auto step = FollowRedirect(head)) return *step;
  }
  if (Has(kRedirectAllowReport)) url_ = target_;  // HTTP-SEC-04
  target_ = url_;
  redirects_ = 0;
  if (!options_.whole_by.empty()) return OnWhole(head);
  return probed_ ? OnContent(head) : OnProbe(head);
}

bool FileDownload::Has(std::uint32_t redirect_policy) const {
  return (options_.security_flags & kRedirectPolicyMask) == redirect_policy;
}

// HT-40: redirects are followed silently by default; the remote name stays as it is.
std::optional<FileDownload::Step> FileDownload::FollowRedirect(const ResponseHead& head) {
  const auto location = head.headers.Get("Location");
  if (!location || ++redirects_ > kRedirectsMax) return std::nullopt;
  const auto here = Url::Parse(target_);
  const auto target = here ? here->Resolve(WithoutBlanks(*location)) : std::nullopt;
  // From HTTPS to HTTP only where it is allowed, never to anything but HTTP (HTTP-SEC-09).
  const bool may_leave_https = (options_.security_flags & kRedirectAllowHttpsToHttp) != 0;
  if (!target || !target->is_http() ||
      (here->is_https() && !target->is_https() && !may_leave_https))
    return std::nullopt;
  if (Has(kRedirectDisallow)) {  // HTTP-SEC-05
    url_ = target->text();
    return FailureOfStatus(head.status);
  }
  target_ = target->text();
  return Ask{};
}

FileDownload::Step FileDownload::OnProbe(const ResponseHead& head) {
  if (head.status != 200) return FailureOfStatus(head.status);
  const auto size = ContentLengthOf(head);
  if (!size) return FailureOfServer(hresult::BG_E_MISSING_FILE_SIZE);  // HT-30
  const auto modified = LastModifiedOf(head);
  const bool changed = *size != version_.size_bytes || version_.HasOtherStamp(modified);
  version_.size_bytes = *size;
  if (changed || modified) version_.modified = modified;
  const auto stretches = StretchesOf(ranges_, *size);
  if (!stretches)  // J3-RANGES-12
    return TransferFailure{hresult::BG_E_INVALID_RANGE, ErrorContext::kRemoteFile, true};
  stretches_ = *stretches;
  probed_ = true;
  if (changed && offset_ > 0) {
    offset_ = 0;
    return Restart{};
  }
  // UNSPECIFIED (UN-03): that a file is empty is asked of GET too, since servers say so to a HEAD
  // that they do not understand.
  return Ask{};
}

FileDownload::Step FileDownload::OnContent(const ResponseHead& head) {
  if (head.status == 412 || head.status == 416) return StartOver();
  if (head.status != 200 && head.status != 206) return FailureOfStatus(head.status);
  if (const auto modified = LastModifiedOf(head)) {
    if (version_.HasOtherStamp(modified)) return StartOver();
    version_.modified = modified;
  }
  if (head.status == 200) {
    // HT-31: the whole file instead of the range asked for.
    if (NeedsRange()) return FailureOfServer(hresult::BG_E_INSUFFICIENT_RANGE_SUPPORT);
    if (const auto length = ContentLengthOf(head); length && *length != version_.size_bytes) {
      return StartOver();
    }
    expected_end_ = version_.size_bytes;
    return Body{};
  }
  const auto text = head.headers.Get("Content-Range");
  if (!text) return FailureOfServer(hresult::BG_E_INSUFFICIENT_RANGE_SUPPORT);
  const auto content = ContentRange::Parse(*text);
  const ByteRange asked = NextPiece();
  if (!content || content->range.offset != asked.offset || content->range.end() > asked.end()) {
    return FailureOfServer(hresult::BG_E_INVALID_SERVER_RESPONSE);
  }
  if (content->total != kSizeUnknown && content->total != version_.size_bytes) return StartOver();
  expected_end_ = offset_ + content->range.length;
  return Body{};
}

FileDownload::Step FileDownload::OnWhole(const ResponseHead& head) {
  if (head.status != 200) return FailureOfStatus(head.status);
  version_ = {ContentLengthOf(head).value_or(kSizeUnknown), LastModifiedOf(head)};
  stretches_ = {{0, version_.size_bytes}};
  expected_end_ = version_.size_bytes;
  probed_ = true;
  return Body{};
}

FileDownload::Step FileDownload::StartOver() {
  if (++restarts_ > kRestartsMax) {
    return TransferFailure{hresult::BG_E_REMOTE_FILE_CHANGED, ErrorContext::kRemoteFile, false};
  }
  offset_ = 0;
  probed_ = false;
  return Restart{};
}

bool FileDownload::OnBytes(std::uint64_t count) {
  if (count > expected_end_ - offset_) return false;
  offset_ += count;
  return true;
}

FileDownload::Step FileDownload::OnEnd() {
  if (version_.size_bytes == kSizeUnknown) {  // nothing but its end tells how long it is
    version_.size_bytes = expected_end_ = offset_;
    stretches_ = {{0, offset_}};
  }
  if (offset_ == size()) return Done{};
  if (offset_ < expected_end_) {
    return TransferFailure{hresult::BG_E_CONNECTION_CLOSED, ErrorContext::kRemoteFile, false};
  }
  return Ask{};
}

}  // namespace bitsproof
