// ScriptedSubject: a subject that answers what a test tells it to. For tests of the runner.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "conformance/subject.h"
#include "reference/base/duration.h"

namespace bitsproof::conformance {

// Answers methods by handlers; counts calls. Its clock is virtual: At() puts something on it.
class ScriptedSubject final : public Subject {
 public:
  using Handler = std::function<Reply(const Json& params)>;

  ScriptedSubject() {
    On("subject.hello", [this](const Json&) { return Reply::Result(hello); });
    Answer("subject.reset", {{"foreignJobs", 0}, {"principals", Json::object()}});
    Answer("events.wait", {{"events", Json::array()}});
    On("clock.advance", [this](const Json& params) { return Advance(params); });
  }

  void On(const std::string& method, Handler handler) { handlers_[method] = std::move(handler); }
  void Answer(const std::string& method, Json result) {
    On(method, [result = std::move(result)](const Json&) { return Reply::Result(result); });
  }
  // A BITS method that answers a code and nothing more.
  void AnswerCode(const std::string& method, const char* code) {
    Answer(method, Json::object({{"hresult", code}}));
  }
  // `action` happens `after` from now on the virtual clock.
  void At(Duration after, std::function<void()> action) {
    due_.emplace(now_ + after, std::move(action));
  }

  Reply Call(std::string_view method, const Json& params) override {
    requests.push_back({std::string(method), params});
    const auto it = handlers_.find(std::string(method));
    if (it == handlers_.end()) return Reply::Error(kMethodNotFound, "unknown");
    return it->second(params);
  }

  // The parameters of every call of `method`.
  std::vector<Json> CallsOf(std::string_view method) const {
    std::vector<Json> calls;
    for (const Request& request : requests) {
      if (request.method == method) calls.push_back(request.params);
    }
    return calls;
  }

  Json hello = Json::parse(R"({"name": "scripted", "version": "1", "profile": "10.3",
      "profiles": ["2.0", "3.0", "10.3"], "capabilities": ["job.create", "events", "events.state", "policy"],
      "principals": ["standard", "administrator"], "clock": "virtual"})");
  std::vector<Request> requests;

 private:
  Reply Advance(const Json& params) {
    const Duration by = *ParseDuration(params.at("by").get_ref<const std::string&>());
    const Duration end = now_ + by;
    const bool stops = params.contains("until");
    const Duration start = now_;
    while (!due_.empty() && due_.begin()->first <= end) {
      now_ = due_.begin()->first;
      const auto action = std::move(due_.begin()->second);
      due_.erase(due_.begin());
      action();
      if (stops) return Advanced(now_ - start, false);
    }
    now_ = end;
    return Advanced(by, true);
  }

  static Reply Advanced(Duration duration, bool idle) {
    return Reply::Result({{"advanced", FormatDuration(duration)}, {"idle", idle}});
  }

  std::map<std::string, Handler> handlers_;
  Duration now_{0};
  std::multimap<Duration, std::function<void()>> due_;
};

}  // namespace bitsproof::conformance
