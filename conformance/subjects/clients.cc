#include "conformance/subjects/clients.h"

#include <algorithm>
#include <span>
#include <utility>

#include "fakes/body.h"

namespace bitsproof::conformance {

void Clients::Begin(Timers& timers, Clock& clock) {
  timers_ = &timers;
  clock_ = &clock;
  calls_in_.clear();
  objects_.clear();
  next_nameless_ = 1;
}

void Clients::OnServiceEnd() {
  calls_in_.clear();
  for (auto& [name, object] : objects_) object.blocked.clear();
}

void Clients::Create(const std::string& client, const std::string& name,
                     std::vector<CallbackAnswer> answers) {
  objects_.insert_or_assign(name, Object{client, std::move(answers)});
}

std::string Clients::CreateNameless(const std::string& client, HResult code) {
  std::string name = kNameless + std::to_string(next_nameless_++);
  Create(client, name, {CallbackAnswer{CallbackAnswer::Kind::kReturn, code}});
  return name;
}

void Clients::Release(const std::string& name) {
  AnswerAll(std::exchange(objects_.at(name).blocked, {}), true);
}

void Clients::Exit(const std::string& client) {
  std::vector<JobEvent> refused;
  std::erase_if(objects_, [&](const auto& entry) {
    const Object& object = entry.second;
    if (object.client != client) return false;
    refused.insert(refused.end(), object.blocked.begin(), object.blocked.end());
    return true;
  });
  AnswerAll(std::move(refused), false);
}

void Clients::AnswerAll(std::vector<JobEvent> events, bool taken) {
  for (const JobEvent& event : events) {
    if (observer_) observer_(event, taken);
  }
}

Delivery Clients::OnEvent(const JobEvent& event) {
  if (event.kind == JobEvent::Kind::kStateChange) {
    recorder_.Record(event);
    return Delivery::kTaken;
  }
  const auto it = objects_.find(event.callback);
  if (it == objects_.end()) return Delivery::kRefused;  // nobody is there to hear it
  Object& object = it->second;
  const CallbackAnswer& answer =
      object.answers[std::min(object.calls++, object.answers.size() - 1)];
  if (answer.kind == CallbackAnswer::Kind::kCall) {
    CallBackIn(event, object.client, answer);
    return Delivery::kPending;
  }
  recorder_.Record(event);
  if (answer.kind != CallbackAnswer::Kind::kBlock) {
    // CORE-CB-06 says "anything but S_OK", NT-08 of files: negative values.
    const bool taken = event.kind == JobEvent::Kind::kFileTransferred
                           ? answer.code.succeeded()
                           : answer.code == hresult::S_OK;
    return taken ? Delivery::kTaken : Delivery::kRefused;
  }
  object.blocked.push_back(event);
  return Delivery::kPending;
}

std::optional<HResult> Clients::OnServerCertificate(const JobEvent& event,
                                                    const ServerCertificate& certificate) {
  const auto it = objects_.find(event.callback);
  if (it == objects_.end()) return std::nullopt;
  recorder_.RecordCertificate(event,
                              fakes::Sha256Of(std::as_bytes(std::span(certificate.encoded))));
  return it->second.answers.front().code;
}

// The manager is in the middle of something: the call comes in at its next turn.
void Clients::CallBackIn(const JobEvent& event, const std::string& client,
                         const CallbackAnswer& answer) {
  Json params = answer.params;
  params["as"] = client;
  params["job"] = event.job.ToString();
  calls_in_.push_back(std::make_unique<Timer>(*timers_));
  calls_in_.back()->Arm(clock_->Now(), [this, event, method = answer.method, params] {
    recorder_.Record(event, carry_out_(method, params));
    if (observer_) observer_(event, true);
  });
}

}  // namespace bitsproof::conformance
