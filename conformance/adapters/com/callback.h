// The objects that the service calls back.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "conformance/adapters/com/errors.h"
#include "conformance/adapters/com/interfaces.h"

namespace com_adapter {

// Takes an event in the form of events.wait without "sequence". Any thread.
using Announce = std::function<void(Json event)>;

// Where the callback objects of one case announce: nothing comes through after Close.
class CaseEvents {
 public:
  explicit CaseEvents(Announce announce) : announce_(std::move(announce)) {}

  void Tell(Json event) const {
    if (open_) announce_(std::move(event));
  }
  void Close() { open_ = false; }

 private:
  const Announce announce_;
  std::atomic<bool> open_{true};
};

// An IBackgroundCopyCallback, 2 and 3 that announces what happens to `job`. The caller owns one
// reference.
IBackgroundCopyCallback* MakeCallback(std::string job, std::shared_ptr<CaseEvents> events);

// A certificate callback that announces "server-certificate" and returns `answer`. The caller owns
// one reference.
IUnknown* MakeCertificateCallback(std::string job, std::shared_ptr<CaseEvents> events,
                                  HRESULT answer);

}  // namespace com_adapter
