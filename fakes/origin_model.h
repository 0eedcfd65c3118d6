// OriginModel: decides what a scripted origin answers.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/body.h"
#include "fakes/origin_journal.h"
#include "fakes/origin_script.h"
#include "reference/base/byte_range.h"

namespace bitsproof::fakes {

// What a player of the script must do with one request: wait `delay`, send `garbage` or the head
// (or neither), then body bytes, then what `ending` says.
struct ResponsePlan {
  enum class Ending {
    kKeep,   // the response is complete; the connection can carry another request
    kClose,  // an orderly close
    kReset,  // a TCP reset
    kStall,  // nothing more, until the client gives up or the origin ends
  };

  OriginJournal::Index request = 0;
  Duration delay{0};
  std::string garbage;    // when not empty: sent instead of a head
  int status = 0;         // 0: no head is sent
  int http_version = 11;  // 10: and the connection is closed after the answer
  HeaderFields headers;
  bool chunked = false;            // the body goes out in chunks (HTTP/1.0: up to the close)
  bool has_body = false;           // false: nothing follows the head, whatever it announces
  Body body;                       // the bytes sent are [send.offset, send.end()) of it
  ByteRange send;                  // up to where `ending` happens
  std::uint64_t rate_bytes_s = 0;  // 0: no limit
  Ending ending = Ending::kKeep;
  std::string fault;  // id of the fault that fired; "" for none

  // Whether the client receives all that was announced to it.
  bool IsWhole() const {
    const bool ends_by_close = http_version == 10 && chunked && ending == Ending::kClose;
    return status != 0 && (ending == Ending::kKeep || !has_body || ends_by_close);
  }
};

// One origin: its script, how far it has been played, and its journal. The simulated network and
// the real server both play plans of this model. May be used from several threads at once.
class OriginModel {
 public:
  // `elapsed` returns the time since the origin started, see OriginJournal.
  OriginModel(OriginScript script, std::function<Duration()> elapsed);

  // The number of a connection that was accepted.
  std::uint64_t Connect() { return journal_.AddConnection(); }

  // See OriginJournal.
  void SetCertificate(std::string_view encoded) { journal_.SetCertificate(encoded); }

  // Decides the answer to `request`; the script moves on.
  ResponsePlan Answer(std::uint64_t connection, const OriginRequest& request);

  // Players report how far the answer has got, so that the journal is true at any time. To a client
  // that sees the bytes the journal agrees when the call precedes the sending.
  void HeadSent(const ResponsePlan& plan) { journal_.SetStatus(plan.request, plan.status); }
  void BodySent(const ResponsePlan& plan, std::int64_t count) {
    journal_.AddBytes(plan.request, count);
  }
  void Ended(const ResponsePlan& plan) { journal_.Close(plan.request); }

  nlohmann::ordered_json Journal() const;
  const OriginScript& script() const { return script_; }

 private:
  struct PathState {
    std::uint64_t requests = 0;
    std::uint64_t answered = 0;
    std::vector<std::uint64_t> status_runs_played;
    NonceState nonces;
    NonceState proxy_nonces;
  };
  // A request with what is known of its path.
  struct Question {
    const OriginRequest& request;
    std::string path;          // the target without its query, unless that has a resource itself
    const Resource* resource;  // nullptr when the path has none
    PathState& state;
  };

  const Content& ContentOf(const Question& question) const;
  OriginFault* FindFault(const Question& question, const ResponsePlan* plan);
  void PlanResource(const Question& question, bool with_range, ResponsePlan& plan) const;
  void PlanContent(const Question& question, bool with_range, ResponsePlan& plan) const;
  bool PlanChallenge(const Question& question, ResponsePlan& plan) const;
  bool PlayStatusRun(const Question& question, ResponsePlan& plan) const;
  void Apply(OriginFault& fault, const Question& question, ResponsePlan& plan);

  OriginScript script_;  // `times` of faults counts down
  OriginJournal journal_;
  std::mutex mutex_;  // guards script_.faults and paths_
  std::map<std::string, PathState> paths_;
};

}  // namespace bitsproof::fakes
