#include "reference/platform/curl_transfer.h"

#include <algorithm>
#include <cstdio>
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
    : id_(id), easy_(std::move(easy)), observer_(&observer), security_(request, options) {
  const auto url = ParseHttpUrl(request.url);
  if (!url || !AreOneLineEach(request)) {
    failure_ = {hresult::E_INVALIDARG, "The URL or a field of the request cannot be sent"};
  } else if (const auto proxy = ProxyFor(request.proxy, *url, request.proxy_turn); !proxy) {
    failure_ = {proxy.error(), "The proxy settings are malformed"};
  } else {
    SetTarget(*url, *proxy);
    security_.ApplyTo(easy_.get(), *url);
  }
  SetRequest(request);
  SetLimits(options);
  SetCallbacks();
}

CurlEasy CurlTransfer::ReleaseEasy() {
  curl_easy_reset(easy());
  return std::move(easy_);
}

// libcurl has a parser of its own, which refuses or escapes what is to be sent as it is. It sees no
// more than the place to connect to. A proxy is told the place in the target, or asked for a tunnel
// there.
void CurlTransfer::SetTarget(const Url& url, const std::optional<Url>& proxy) {
  const std::string place = url.scheme() + "://" + std::string(url.host_and_port());
  const bool names_place = proxy && !url.is_https();
  const std::string target = (names_place ? place : "") + url.request_target();
  curl_easy_setopt(easy(), CURLOPT_URL, place.c_str());
  curl_easy_setopt(easy(), CURLOPT_REQUEST_TARGET, target.c_str());
  curl_easy_setopt(easy(), CURLOPT_PROXY, proxy ? proxy->text().c_str() : "");
  if (!proxy) return;
  curl_easy_setopt(easy(), CURLOPT_PROXYPORT, static_cast<long>(proxy->port()));
  curl_easy_setopt(easy(), CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy(), CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  curl_easy_setopt(easy(), CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

void CurlTransfer::SetRequest(const TransportRequest& request) {
  if (request.method == "HEAD") {
    curl_easy_setopt(easy(), CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET" || request.body != nullptr) {
    curl_easy_setopt(easy(), CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  if (request.body != nullptr) SetBody(*request.body);
  // libcurl's own fields, unless the request names them below.
  if (!request.headers.Get("Accept")) AddField("Accept:");
  if (!request.headers.Get("Expect")) AddField("Expect:");
  for (const auto& [name, value] : request.headers.fields()) AddField(FieldLine(name, value));
  if (request.range) AddField("Range: " + ToRangeHeader(*request.range));
  curl_easy_setopt(easy(), CURLOPT_HTTPHEADER, fields_.get());
}

void CurlTransfer::SetBody(BodySource& body) {
  body_ = &body;
  curl_easy_setopt(easy(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(easy(), CURLOPT_READFUNCTION, &CurlTransfer::OnRead);
  curl_easy_setopt(easy(), CURLOPT_READDATA, this);
  curl_easy_setopt(easy(), CURLOPT_SEEKFUNCTION, &CurlTransfer::OnSeek);
  curl_easy_setopt(easy(), CURLOPT_SEEKDATA, this);
}

void CurlTransfer::SetLimits(const CurlTransport::Options& options) {
  curl_easy_setopt(easy(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  // A request is one small packet that must not wait for the acknowledgement of the one before.
  curl_easy_setopt(easy(), CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy(), CURLOPT_NOSIGNAL,
                   1L);  // signals belong to the program, not to a library
  curl_easy_setopt(easy(), CURLOPT_QUICK_EXIT, 1L);  // a cancel does not wait for the resolver
  // Servers close idle connections after a while (nginx after 75 s, Apache after 5 s): a request on
  // one that is about to be closed costs another round trip, for it is sent again.
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
      transfer.failure_ = {hresult::WININET_E_INVALID_SERVER_RESPONSE,
                           "The head of the response is malformed"};
      return kAbort;
  }
  return kAbort;
}

std::size_t CurlTransfer::OnBody(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  if (transfer.observer_ == nullptr) return 0;
  if (transfer.paused_) {
    transfer.waiting_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  transfer.last_activity_ = std::chrono::steady_clock::now();
  transfer.observer_->OnData(std::as_bytes(std::span(data, size * count)));
  return transfer.observer_ == nullptr ? 0 : size * count;
}

std::size_t CurlTransfer::OnRead(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  if (transfer.observer_ == nullptr) return CURL_READFUNC_ABORT;
  if (transfer.paused_) {
    transfer.waiting_ = true;
    return CURL_READFUNC_PAUSE;
  }
  transfer.last_activity_ = std::chrono::steady_clock::now();
  const std::uint64_t left = transfer.body_->size() - transfer.sent_;
  const std::size_t room = std::min<std::uint64_t>(size * count, left);
  if (room == 0) return 0;
  const auto read =
      transfer.body_->Read(transfer.sent_, std::as_writable_bytes(std::span(data, room)));
  if (!read || *read == 0) {
    transfer.failure_ = {read ? hresult::BG_E_LOCAL_FILE_CHANGED : read.error(),
                         "The body of the request cannot be read"};
    return CURL_READFUNC_ABORT;
  }
  transfer.sent_ += *read;
  return *read;
}

// Asked for when a request is sent once more.
int CurlTransfer::OnSeek(void* self, curl_off_t offset, int origin) {
  if (origin != SEEK_SET) return CURL_SEEKFUNC_FAIL;
  static_cast<CurlTransfer*>(self)->sent_ = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

// The connection is there: from now on the server is expected to speak.
int CurlTransfer::BeforeSend(void* self, char*, char*, int, int) {
  static_cast<CurlTransfer*>(self)->last_activity_ = std::chrono::steady_clock::now();
  return CURL_PREREQFUNC_OK;
}

bool CurlTransfer::Resume() {
  if (paused_ && last_activity_ != kNotYet) last_activity_ = std::chrono::steady_clock::now();
  paused_ = false;
  return waiting_;
}

void CurlTransfer::Continue() {
  if (paused_ || !std::exchange(waiting_, false)) return;
  curl_easy_pause(easy(), CURLPAUSE_CONT);
}

void CurlTransfer::ReportEnd(CURLcode code) {
  if (failure_) return observer_->OnFailure(*failure_);
  if (code == CURLE_OK) return observer_->OnEnd();
  if (security_.failure()) return observer_->OnFailure(*security_.failure());
  const char* const detail = error_text_[0] != '\0' ? error_text_ : curl_easy_strerror(code);
  observer_->OnFailure({HResultFromCurl(code), detail});
}

void CurlTransfer::ReportStall() {
  observer_->OnFailure({hresult::BG_E_TIMEOUT, "The server sent nothing for too long"});
}

}  // namespace bitsproof::platform
