// CurlTransfer: one exchange on one curl easy handle. Internal to CurlTransport: includes libcurl.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "reference/env/transport.h"
#include "reference/platform/curl_security.h"
#include "reference/platform/curl_transport.h"
#include "reference/platform/response_head_parser.h"

namespace bitsproof::platform {

struct CurlEasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using CurlEasy = std::unique_ptr<CURL, CurlEasyDeleter>;

struct CurlListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListDeleter>;

// A request as libcurl options and the response as calls to an observer. Its callbacks run inside
// curl_multi_perform.
class CurlTransfer {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  // Half of the range, so that adding a timeout to it does not overflow.
  static constexpr SteadyTime kNotYet{SteadyTime::duration::max() / 2};

  // Sets up `easy`, which is fresh or reset, to perform `request`.
  CurlTransfer(std::uint64_t id, CurlEasy easy, const TransportRequest& request,
               ExchangeObserver& observer, const CurlTransport::Options& options);

  std::uint64_t id() const { return id_; }
  CURL* easy() const { return easy_.get(); }
  // Takes the handle back, ready for another request. The transfer is of no use afterwards.
  CurlEasy ReleaseEasy();

  // Nullptr once cancelled.
  ExchangeObserver* observer() const { return observer_; }
  void Cancel() { observer_ = nullptr; }

  // Whether the request cannot be sent at all: libcurl is not to be asked then.
  bool is_refused() const { return failure_.has_value(); }

  // Callbacks that move bytes ask libcurl to wait from now on.
  void Pause() { paused_ = true; }
  // Whether libcurl waits and is to be told to go on, with Continue.
  bool Resume();
  // Runs callbacks. REQUIRES: libcurl is performing.
  void Continue();

  // When the last byte moved or, before that, the request was sent; far in the future while there
  // is no connection to send it on, and while it is paused.
  SteadyTime last_activity() const { return paused_ ? kNotYet : last_activity_; }

  // Tells the observer that libcurl ended the transfer with `code`. REQUIRES: not cancelled.
  void ReportEnd(CURLcode code);
  // Tells the observer that no byte came for too long. REQUIRES: not cancelled.
  void ReportStall();

 private:
  static std::size_t OnHeaderLine(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t OnBody(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t OnRead(char* data, std::size_t size, std::size_t count, void* self);
  static int OnSeek(void* self, curl_off_t offset, int origin);
  static int BeforeSend(void* self, char*, char*, int, int);

  void SetTarget(const Url& url, const std::optional<Url>& proxy);
  void SetRequest(const TransportRequest& request);
  void SetBody(BodySource& body);
  void SetLimits(const CurlTransport::Options& options);
  void SetCallbacks();
  void AddField(const std::string& line);
  const std::uint64_t id_;
  CurlEasy easy_;
  CurlList fields_;
  ExchangeObserver* observer_;
  ResponseHeadParser parser_;
  SteadyTime last_activity_ = kNotYet;
  CurlSecurity security_;
  BodySource* body_ = nullptr;
  std::uint64_t sent_ = 0;  // bytes of body_
  bool paused_ = false;
  bool waiting_ = false;                     // libcurl was told to wait
  std::optional<TransportFailure> failure_;  // that we found ourselves; libcurl's code says less
  char error_text_[CURL_ERROR_SIZE] = {};
};

}  // namespace bitsproof::platform
