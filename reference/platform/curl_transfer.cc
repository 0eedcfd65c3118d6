#include "reference/platform/curl_transfer.h"

#include <algorithm>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "reference/platform/curl_errors.h"

namespace bitsproof::platform {
namespace {

// A line end in a field would let its value write fields of its own.
bool IsOneLine(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool AreOneLineEach(const TransportRequest& request) {
  const auto& fields = request.headers.fields();
  return IsOneLine(request.method) &&
         std::all_of(fields.begin(), fields.end(), [](const auto& field) {
           return IsOneLine(field.first) && IsOneLine(field.second);
         });
}

// libcurl reads "Name:" as "leave the field out" and "Name;" as "send it empty".
std::string FieldLine(const std::string& name, const std::string& value) {
  return value.empty() ? name + ";" : name + ": " + value;
}

long ToMilliseconds(Duration duration) {
  return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

}  // namespace

CurlTransfer::CurlTransfer(std::uint64_t id, CurlEasy easy, const TransportRequest& request,
                           ExchangeObserver& observer, const CurlTransport::Options& options)
    : id_(id), easy_(std::move(easy)), observer_(&observer) {
  const auto url = ParseHttpUrl(request.url);
  refused_ = !url || !AreOneLineEach(request);
  if (url) SetTarget(*url);
  SetRequest(request);
  SetLimits(options);
  SetCallbacks();
}

CurlEasy CurlTransfer::ReleaseEasy() {
  curl_easy_reset(easy());
  return std::move(easy_);
}

// libcurl has a parser of its own, which refuses or escapes what is to be sent as it is. It sees no
// more than the place to connect to.
void CurlTransfer::SetTarget(const Url& url) {
  const std::string place = url.scheme() + "://" + std::string(url.host_and_port());
  curl_easy_setopt(easy(), CURLOPT_URL, place.c_str());
  curl_easy_setopt(easy(), CURLOPT_REQUEST_TARGET, url.request_target().c_str());
}

void CurlTransfer::SetRequest(const TransportRequest& request) {
  if (request.method == "HEAD") {
    curl_easy_setopt(easy(), CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    curl_easy_setopt(easy(), CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  // libcurl's own fields, unless the request names them below.
  if (!request.headers.Get("Accept")) AddField("Accept:");
  for (const auto& [name, value] : request.headers.fields()) AddField(FieldLine(name, value));
  if (request.range) AddField("Range: " + ToRangeHeader(*request.range));
  curl_easy_setopt(easy(), CURLOPT_HTTPHEADER, fields_.get());
}

void CurlTransfer::SetLimits(const CurlTransport::Options& options) {
  curl_easy_setopt(easy(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_NONE));
  curl_easy_setopt(easy(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy(), CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy(), CURLOPT_QUICK_EXIT, 1L);  // a cancel does not wait for the resolver
  curl_easy_setopt(easy(), CURLOPT_MAXAGE_CONN, 15L);
  curl_easy_setopt(easy(), CURLOPT_CONNECTTIMEOUT_MS, ToMilliseconds(options.connect_timeout));
  curl_easy_setopt(easy(), CURLOPT_BUFFERSIZE, static_cast<long>(options.receive_buffer_bytes));
}

void CurlTransfer::SetCallbacks() {
  curl_easy_setopt(easy(), CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy(), CURLOPT_ERRORBUFFER, error_text_);
  curl_easy_setopt(easy(), CURLOPT_HEADERFUNCTION, &CurlTransfer::OnHeaderLine);
  curl_easy_setopt(easy(), CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy(), CURLOPT_WRITEFUNCTION, &CurlTransfer::OnBody);
  curl_easy_setopt(easy(), CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy(), CURLOPT_PREREQFUNCTION, &CurlTransfer::BeforeSend);
  curl_easy_setopt(easy(), CURLOPT_PREREQDATA, this);
}

void CurlTransfer::AddField(const std::string& line) {
  curl_slist* longer = curl_slist_append(fields_.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)fields_.release();
  fields_.reset(longer);
}

// Any answer but size * count ends the transfer.
std::size_t CurlTransfer::OnHeaderLine(char* data, std::size_t size, std::size_t count,
                                       void* self) {
  constexpr std::size_t kAbort = 0;
  auto& transfer = *static_cast<CurlTransfer*>(self);
  if (transfer.observer_ == nullptr) return kAbort;
  transfer.last_activity_ = std::chrono::steady_clock::now();
  switch (transfer.parser_.Feed(std::string_view(data, size * count))) {
    case ResponseHeadParser::Step::kMore:
      return size * count;
    case ResponseHeadParser::Step::kHead:
      transfer.observer_->OnHead(transfer.parser_.head());
      return transfer.observer_ == nullptr ? kAbort : size * count;
    case ResponseHeadParser::Step::kMalformed:
      transfer.malformed_ = true;
      return kAbort;
  }
  return kAbort;
}

std::size_t CurlTransfer::OnBody(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  if (transfer.observer_ == nullptr) return 0;
  transfer.last_activity_ = std::chrono::steady_clock::now();
  transfer.observer_->OnData(std::as_bytes(std::span(data, size * count)));
  return transfer.observer_ == nullptr ? 0 : size * count;
}

// The connection is there: from now on the server is expected to speak.
int CurlTransfer::BeforeSend(void* self, char*, char*, int, int) {
  static_cast<CurlTransfer*>(self)->last_activity_ = std::chrono::steady_clock::now();
  return CURL_PREREQFUNC_OK;
}

void CurlTransfer::ReportEnd(CURLcode code) {
  if (code == CURLE_OK) {
    observer_->OnEnd();
  } else {
    observer_->OnFailure({HResultFromCurl(code), Detail(code)});
  }
}

void CurlTransfer::ReportStall() {
  observer_->OnFailure({hresult::BG_E_TIMEOUT, "The server sent nothing for too long"});
}

const char* CurlTransfer::Detail(CURLcode code) const {
  if (refused_) return "The URL or a field of the request cannot be sent";
  if (malformed_) return "The head of the response is malformed";
  return error_text_[0] != '\0' ? error_text_ : curl_easy_strerror(code);
}

}  // namespace bitsproof::platform
