// CallbackSink: tells events to a function.
#pragma once

#include <functional>
#include <optional>
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

  // Says what the client thinks of a server, see EventSink::OnServerCertificate; without it nobody
  // can be reached.
  using Validation = std::function<HResult(const JobEvent&, const ServerCertificate&)>;
  void set_validation(Validation validation) { validation_ = std::move(validation); }

  Delivery OnEvent(const JobEvent& event) override {
    return callback_ && callback_(event) ? Delivery::kTaken : Delivery::kRefused;
  }

  std::optional<HResult> OnServerCertificate(const JobEvent& event,
                                             const ServerCertificate& certificate) override {
    return validation_ ? std::optional(validation_(event, certificate)) : std::nullopt;
  }

 private:
  Callback callback_;
  Validation validation_;
};

}  // namespace bitsproof::platform
