// Mutants of network, sessions and retries.
#include <algorithm>
#include <map>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr std::uint64_t kDefaultRetryDelay = 600;

// environment.set does not hear of `connected` when it is `value`.
void IgnoreNetwork(Mutation& m, bool value) {
  m.Before("environment.set", [value](Interception& call) {
    if (call.params.value("connected", !value) == value) call.params.erase("connected");
  });
}

void CountLosses(Mutation& m) {
  const auto losses = m.PerCase<std::uint64_t>();
  m.Before("environment.set", [losses](Interception& call) {
    if (!call.params.value("connected", true)) ++*losses;
  });
  m.AfterSuccess("job.getErrorCount", [losses](Interception&, Json& result) {
    result["count"] = result["count"].get<std::uint64_t>() + *losses;
  });
}

void IgnoreLogOff(Mutation& m) {
  m.Before("environment.set", [](Interception& call) {
    Json kept = Json::object();
    for (const auto& [name, logged_on] : call.params["loggedOn"].items()) {
      if (logged_on == true) kept[name] = logged_on;
    }
    call.params["loggedOn"] = kept;
  });
}

// Jobs of a service that was logged off wait, QUEUED, until it is logged on.
void ServicesMustLogOn(Mutation& m) {
  struct Waiting {
    std::set<std::string> logged_off;
    std::map<std::string, Json> resumes;  // by job
  };
  const auto waiting = m.PerCase<Waiting>();
  m.After("environment.set", [waiting](Interception& call, Json&) {
    const Json changes = call.params.value("loggedOn", Json::object());
    for (const auto& [name, logged_on] : changes.items()) {
      if (call.book.principal(name).kind != "service") continue;
      if (logged_on == false) {
        waiting->logged_off.insert(name);
        continue;
      }
      waiting->logged_off.erase(name);
      for (const auto& [job, params] : std::exchange(waiting->resumes, {})) {
        static_cast<void>(call.book.Ask("job.resume", params));
      }
    }
  });
  m.Ignore("job.resume", [waiting](Interception& call) {
    if (!waiting->logged_off.contains(call.as())) return false;
    waiting->resumes[call.job()] = call.params;
    return true;
  });
  m.AfterSuccess("job.getState", [waiting](Interception& call, Json& result) {
    if (waiting->resumes.contains(call.job())) result["state"] = "QUEUED";
  });
}

// Changes the timers that wait for the retry delay of some job.
void ChangeRetries(Mutation& m, std::function<Instant(Instant due, Duration wait)> change) {
  const auto delays = m.PerCase<std::set<std::uint64_t>>();
  m.AfterSuccess("job.setMinimumRetryDelay", [delays](Interception& call, Json&) {
    delays->insert(std::max<std::uint64_t>(call.Number("seconds"), 5));
  });
  ChangeTimers(m, [delays, change = std::move(change)](Instant due, Duration wait) {
    constexpr Duration kSlack = std::chrono::milliseconds(100);  // a real clock goes on meanwhile
    const auto is = [&](std::uint64_t seconds) {
      const Duration delay = std::chrono::seconds(seconds);
      return wait <= delay && delay - wait < kSlack;
    };
    const bool is_retry = is(kDefaultRetryDelay) || std::any_of(delays->begin(), delays->end(), is);
    return is_retry ? change(due, wait) : due;
  });
}

// The no-progress timeout that is passed on is `change` of what was given.
void ChangeTimeout(Mutation& m, std::function<Json(const Json&)> change) {
  m.PassOnAs("job.setNoProgressTimeout", "job.getNoProgressTimeout", "seconds", std::move(change));
}

constexpr MutantRow kRows[] = {
    {"network.loss-counted", "CORE-ERRCNT-04", "network loss raises the error count", CountLosses},
    {"network.loss-ignored", "CORE-LIFE-06", "the loss of the network goes unnoticed",
     [](Mutation& m) { IgnoreNetwork(m, false); }},
    {"network.loss-wrong-code", "CORE-LIFE-06", "network loss is reported as a failed connection",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_NETWORK_DISCONNECTED),
                 ToHex(hresult::BG_E_CONNECT_FAILURE));
     }},
    {"network.return-ignored", "CORE-LIFE-07", "the return of the network goes unnoticed",
     [](Mutation& m) { IgnoreNetwork(m, true); }},
    {"retry.never", "ST-16", "a transient error is not retried",
     [](Mutation& m) { ChangeRetries(m, [](Instant, Duration) { return Instant::Never(); }); }},
    {"retry.no-progress-ignored", "CORE-LIFE-10", "the no-progress timeout never ends the retries",
     [](Mutation& m) {
       ChangeTimeout(m, [](const Json& given) { return given == 0 ? given : Json(0xFFFFFFFFu); });
     }},
    {"retry.too-early", "CORE-RETRY-03", "the retry comes after half the delay",
     [](Mutation& m) {
       ChangeRetries(
           m, [](Instant due, Duration wait) { return Instant{due.since_start - wait / 2}; });
     }},
    {"retry.zero-timeout-retries", "CORE-NOPROG-03", "a no-progress timeout of 0 still retries",
     [](Mutation& m) {
       ChangeTimeout(m, [](const Json& given) { return given == 0 ? Json(1'209'600u) : given; });
     }},
    {"sessions.ignored", "CORE-ACL-09", "jobs run while their owner is logged off", IgnoreLogOff},
    {"sessions.service-must-log-on", "CORE-ACL-09", "jobs of services wait for a log-on",
     ServicesMustLogOn},
};

}  // namespace

std::span<const MutantRow> NetworkMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
