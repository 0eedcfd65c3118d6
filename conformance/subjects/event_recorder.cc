#include "conformance/subjects/event_recorder.h"

#include <string_view>

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kKinds[] = {"transferred", "error", "modification", "state"};

Json ToJson(std::uint64_t sequence, const JobEvent& event) {
  Json json = Json::object();
  json["sequence"] = sequence;
  json["kind"] = kKinds[static_cast<std::size_t>(event.kind)];
  json["job"] = event.job.ToString();
  if (event.kind != JobEvent::Kind::kStateChange) return json;
  json["from"] = ToString(event.from);
  json["to"] = ToString(event.to);
  return json;
}

}  // namespace

bool EventRecorder::OnEvent(const JobEvent& event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
  }
  arrived_.notify_all();
  return true;
}

void EventRecorder::Clear() {
  const std::lock_guard lock(mutex_);
  events_.clear();
}

std::uint64_t EventRecorder::last_sequence() const {
  const std::lock_guard lock(mutex_);
  return events_.size();
}

Json EventRecorder::After(std::uint64_t after) const {
  const std::lock_guard lock(mutex_);
  Json json = Json::array();
  for (std::uint64_t i = after; i < events_.size(); ++i) json.push_back(ToJson(i + 1, events_[i]));
  return json;
}

void EventRecorder::WaitFor(std::uint64_t after, Duration timeout) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, timeout, [&] { return events_.size() > after; });
}

}  // namespace bitsproof::conformance
