#include "conformance/subjects/event_recorder.h"

#include <string_view>
#include <utility>

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kKinds[] = {"transferred",      "error", "modification",
                                       "file-transferred", "state", "server-certificate"};

Json WordsOf(ModificationCauses causes) {
  constexpr std::pair<ModificationCauses, std::string_view> kWords[] = {
      {kPropertyChanged, "property"}, {kFilesAdded, "files"}, {kBytesMoved, "bytes"}};
  Json words = Json::array();
  for (const auto& [cause, word] : kWords) {
    if ((causes & cause) != 0) words.push_back(word);
  }
  for (int i = 0; i <= static_cast<int>(JobState::kCancelled); ++i) {
    const auto state = static_cast<JobState>(i);
    if ((causes & StateEntered(state)) != 0) words.push_back(ToString(state));
  }
  return words;
}

}  // namespace

Json EventRecorder::ToJson(std::uint64_t sequence, const Recorded& recorded) {
  const JobEvent& event = recorded.event;
  Json json = Json::object();
  json["sequence"] = sequence;
  json["kind"] = kKinds[static_cast<std::size_t>(event.kind)];
  json["job"] = event.job.ToString();
  if (event.kind == JobEvent::Kind::kStateChange) {
    json["from"] = ToString(event.from);
    json["to"] = ToString(event.to);
    return json;
  }
  if (!event.callback.starts_with(kNameless)) json["callback"] = event.callback;
  json["user"] = event.user;
  const bool is_about_file = event.kind == JobEvent::Kind::kFileTransferred ||
                             event.kind == JobEvent::Kind::kServerCertificate;
  if (is_about_file) json["index"] = event.file_index;
  if (recorded.certificate) json["certificate"] = *recorded.certificate;
  if (event.kind == JobEvent::Kind::kJobModification) json["causes"] = WordsOf(event.causes);
  if (recorded.result) json["result"] = *recorded.result;
  return json;
}

void EventRecorder::Record(const JobEvent& event, std::optional<std::string> result) {
  Add({event, std::move(result), std::nullopt});
}

void EventRecorder::RecordCertificate(const JobEvent& event, std::string sha256) {
  Add({event, std::nullopt, std::move(sha256)});
}

void EventRecorder::Add(Recorded recorded) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(recorded));
  }
  arrived_.notify_all();
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
