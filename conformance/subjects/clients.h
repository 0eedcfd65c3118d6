// Clients: the client processes of a case, and the objects in them that the service calls back.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "conformance/json/json.h"
#include "conformance/subjects/event_recorder.h"
#include "reference/base/hresult.h"
#include "reference/env/clock.h"
#include "reference/env/event_sink.h"

namespace bitsproof::conformance {

// What a callback object does when it is called. What blocks or calls answers S_OK in the end.
struct CallbackAnswer {
  enum class Kind { kReturn, kBlock, kCall };

  Kind kind = Kind::kReturn;
  HResult code{};  // kReturn
  // kCall: the method of the job that it calls first, and its parameters beside `as` and `job`.
  std::string method{};
  Json params{};
};

// Records every event, and answers notifications as the objects are scripted to. Objects are made
// by clients, which are called as the principals in whose name they act. Lives on the manager's
// thread, but for what the recorder allows.
class Clients final : public EventSink {
 public:
  // Carries out a method of the dispatch and returns its result code.
  using CarryOut = std::function<std::string(const std::string& method, const Json& params)>;

  // `recorder` must outlive this object.
  Clients(EventRecorder& recorder, CarryOut carry_out)
      : recorder_(recorder), carry_out_(std::move(carry_out)) {}

  // Forgets everything and begins a case. `timers` outlives it.
  void Begin(Timers& timers, Clock& clock);

  // The calls that are under way end with the service that made them.
  void OnServiceEnd();

  // Makes an object, in place of one of that name. It answers its calls with `answers`, one after
  // another, the last of them for ever.
  void Create(const std::string& client, const std::string& name,
              std::vector<CallbackAnswer> answers);

  // Makes an object that answers everything with `code`, and returns the name that it has for the
  // manager.
  std::string CreateNameless(const std::string& client, HResult code = hresult::S_OK);

  bool Has(const std::string& name) const { return objects_.contains(name); }

  // Ends the calls in which an object blocks; they answer S_OK.
  void Release(const std::string& name);

  // The process of a client ends: its objects refuse whatever comes, also what they block in.
  void Exit(const std::string& client);

  Delivery OnEvent(const JobEvent& event) override;
  std::optional<HResult> OnServerCertificate(const JobEvent& event,
                                             const ServerCertificate& certificate) override;
  void SetObserver(Observer observer) override { observer_ = std::move(observer); }

 private:
  struct Object {
    std::string client;
    std::vector<CallbackAnswer> answers;
    std::size_t calls = 0;
    std::vector<JobEvent> blocked{};
  };

  void CallBackIn(const JobEvent& event, const std::string& client, const CallbackAnswer& answer);
  void AnswerAll(std::vector<JobEvent> events, bool taken);

  EventRecorder& recorder_;
  const CarryOut carry_out_;
  Timers* timers_ = nullptr;
  Clock* clock_ = nullptr;
  Observer observer_;
  std::map<std::string, Object> objects_;
  std::uint64_t next_nameless_ = 1;
  std::vector<std::unique_ptr<Timer>> calls_in_;  // on their way into the manager
};

}  // namespace bitsproof::conformance
