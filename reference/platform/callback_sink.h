// CallbackSink: tells events to a function.
#pragma once

#include <functional>
#include <utility>

#include "reference/env/event_sink.h"

namespace bitsproof::platform {

// The sink of a service whose clients live in its process. Threading: the manager's thread.
class CallbackSink final : public EventSink {
 public:
  // Hears each event and says whether it took it; see EventSink::OnEvent for what it may do. It
  // leaves none pending.
  using Callback = std::function<bool(const JobEvent&)>;

  // Without a callback nothing is taken: transferred and error notifications come again later.
  explicit CallbackSink(Callback callback = nullptr) : callback_(std::move(callback)) {}

  void set_callback(Callback callback) { callback_ = std::move(callback); }

  Delivery OnEvent(const JobEvent& event) override {
    return callback_ && callback_(event) ? Delivery::kTaken : Delivery::kRefused;
  }

 private:
  Callback callback_;
};

}  // namespace bitsproof::platform
