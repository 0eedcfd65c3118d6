// Mutants of network, sessions and retries.
#include <algorithm>
#include <map>
#include <set>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr std::uint64_t kDefaultRetryDelay = 600;
constexpr std::uint64_t kMax32 = 0xFFFFFFFF;

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

// Every job that rests when the network returns is resumed.
void ResumeAtReturn(Mutation& m) {
  m.After("environment.set", [](Interception& call, Json&) {
    if (!call.params.value("connected", false)) return;
    for (const BookedJob& job : call.book.JobsIn("SUSPENDED")) {
      static_cast<void>(call.book.AskOwner(job, "job.resume"));
    }
  });
}

// Every job that waits when somebody logs on or off begins anew, with its whole time.
void RestartTheTime(Mutation& m) {
  m.After("environment.set", [](Interception& call, Json&) {
    if (!call.params.contains("loggedOn")) return;
    for (const BookedJob& job : call.book.JobsIn("QUEUED")) {
      static_cast<void>(call.book.AskOwner(job, "job.suspend"));
      static_cast<void>(call.book.AskOwner(job, "job.resume"));
    }
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

void ProlongTimeout(Mutation& m) {
  m.Before("job.setNoProgressTimeout", [](Interception& call) {
    const BookedJob* job = call.booked();
    if (job == nullptr || call.Number("seconds") == 0) return;
    const Json delay = call.book.AskOwner(*job, "job.getMinimumRetryDelay");
    call.params["seconds"] =
        std::max<std::uint64_t>(call.Number("seconds"), delay.value("seconds", 0) + 1);
  });
}

// The jobs that wait for a retry are dealt with when the calendar jumps forward, or back.
void AtJump(Mutation& m, bool forward, void (*deal)(CaseBook&, const BookedJob&)) {
  m.After("environment.set", [forward, deal](Interception& call, Json&) {
    const std::string shift = call.Text("wallClock");
    if (shift.empty() || shift.starts_with('-') == forward) return;
    for (const BookedJob& job : call.book.jobs()) {
      if (call.book.State(job.id) == "TRANSIENT_ERROR") deal(call.book, job);
    }
  });
}

void Resume(CaseBook& book, const BookedJob& job) {
  static_cast<void>(book.AskOwner(job, "job.resume"));
}

void Suspend(CaseBook& book, const BookedJob& job) {
  static_cast<void>(book.AskOwner(job, "job.suspend"));
}

void EndPatience(CaseBook& book, const BookedJob& job) {
  static_cast<void>(book.AskOwner(job, "job.setNoProgressTimeout", {{"seconds", 0}}));
}

void RetryLater(CaseBook& book, const std::string& id) {
  Later(book, std::chrono::seconds(kDefaultRetryDelay), [&book, id] {
    const BookedJob* job = book.Find(id);
    if (job != nullptr && book.State(id) == "TRANSIENT_ERROR") Resume(book, *job);
  });
}

// Patience is over so long after the first error, whatever arrives meanwhile.
void ProgressIsNoComfort(Mutation& m) {
  struct Patience {
    std::map<std::string, std::uint64_t> seconds;
    std::set<std::string> begun;
    std::set<std::string> over;
  };
  const auto patience = m.PerCase<Patience>();
  m.AfterSuccess("job.setNoProgressTimeout", [patience](Interception& call, Json&) {
    patience->seconds[call.job()] = call.Number("seconds");
  });
  HearEvents(m, [patience, &book = m.book()](Environment&, const JobEvent& event) {
    const std::string job = event.job.ToString();
    if (event.to != JobState::kTransientError || !patience->begun.insert(job).second) return;
    if (!patience->seconds.contains(job)) return;
    Later(book, std::chrono::seconds(patience->seconds[job]), [patience, job, &book] {
      const BookedJob* impatient = book.Find(job);
      if (impatient == nullptr || book.State(job) == "TRANSFERRED") return;
      static_cast<void>(book.AskOwner(*impatient, "job.suspend"));
      patience->over.insert(job);
    });
  });
  m.AfterSuccess("job.getState", [patience](Interception& call, Json& result) {
    if (patience->over.contains(call.job()) && result["state"] == "SUSPENDED")
      result["state"] = "ERROR";
  });
}

constexpr MutantRow kRows[] = {
    {"network.loss-counted", "CORE-ERRCNT-04", "network loss raises the error count", CountLosses},
    {"network.loss-ignored", "CORE-LIFE-06", "the loss of the network goes unnoticed",
     [](Mutation& m) { IgnoreNetwork(m, false); }},
    {"network.loss-retried", "CORE-LIFE-11", "jobs without network are tried again after the delay",
     [](Mutation& m) {
       m.After("environment.set", [](Interception& call, Json&) {
         if (call.params.value("connected", true)) return;
         for (const BookedJob& job : call.book.jobs()) RetryLater(call.book, job.id);
       });
     }},
    {"network.loss-told-as-timeout", "ST-12", "the loss of the network is told as a timeout",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_NETWORK_DISCONNECTED),
                 ToHex(hresult::BG_E_TIMEOUT));
     }},
    {"network.loss-wrong-code", "CORE-LIFE-06", "network loss is reported as a failed connection",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_NETWORK_DISCONNECTED),
                 ToHex(hresult::BG_E_CONNECT_FAILURE));
     }},
    {"network.moves-resting-jobs", "CORE-LIFE-25", "the return of the network resumes every job",
     ResumeAtReturn},
    {"network.restart-connects", "SC-14", "a restart has jobs without network tried again",
     [](Mutation& m) {
       m.After("service.restart", [](Interception& call, Json&) {
         static_cast<void>(call.book.Ask("environment.set", {{"connected", true}}));
       });
     }},
    {"network.return-ignored", "CORE-LIFE-07", "the return of the network goes unnoticed",
     [](Mutation& m) { IgnoreNetwork(m, true); }},
    {"network.stops-at-any-log-off", "ST-11a", "the log-off of anybody interrupts every transfer",
     [](Mutation& m) {
       m.After("environment.set", [](Interception& call, Json&) {
         if (!call.params.contains("loggedOn")) return;
         for (const BookedJob& job : call.book.JobsIn("TRANSFERRING")) {
           static_cast<void>(call.book.AskOwner(job, "job.suspend"));
           static_cast<void>(call.book.AskOwner(job, "job.resume"));
         }
       });
     }},
    {"network.time-limit-of-each-turn", "CORE-LIFE-19",
     "each turn of a job has the whole maximum download time", RestartTheTime},
    {"retry.by-calendar", "CORE-RETRY-05", "the system clock set forward brings the retry",
     [](Mutation& m) { AtJump(m, true, Resume); }},
    {"retry.floor-missing", "SC-12", "a retry delay below 5 seconds is kept",
     [](Mutation& m) {
       const auto given = m.PerCase<std::map<std::string, std::uint64_t>>();
       m.AfterSuccess("job.setMinimumRetryDelay", [given](Interception& call, Json&) {
         (*given)[call.job()] = call.Number("seconds");
       });
       m.AfterSuccess("job.getMinimumRetryDelay", [given](Interception& call, Json& result) {
         if (given->contains(call.job())) result["seconds"] = (*given)[call.job()];
       });
     }},
    {"retry.frozen-by-calendar", "SC-13", "the system clock set back takes the retry away",
     [](Mutation& m) { AtJump(m, false, Suspend); }},
    {"retry.longer-delay-retries", "CORE-RETRY-04",
     "a retry delay beyond the no-progress timeout prolongs that", ProlongTimeout},
    {"retry.patience-ends-suspended", "ST-19", "a job whose patience is over shows as SUSPENDED",
     [](Mutation& m) {
       const auto over = m.PerCase<std::set<std::string>>();  // jobs
       HearEvents(m, [over](Environment&, const JobEvent& event) {
         if (event.kind != JobEvent::Kind::kStateChange) return;
         if (event.from == JobState::kTransientError && event.to == JobState::kError)
           over->insert(event.job.ToString());
       });
       m.AfterSuccess("job.getState", [over](Interception& call, Json& result) {
         if (result["state"] == "ERROR" && over->contains(call.job()))
           result["state"] = "SUSPENDED";
       });
     }},
    {"retry.never", "ST-16", "a transient error is not retried",
     [](Mutation& m) { ChangeRetries(m, [](Instant, Duration) { return Instant::Never(); }); }},
    {"retry.no-progress-doubled", "CORE-NOPROG-02",
     "the no-progress timeout is twice as long as set",
     [](Mutation& m) {
       ChangeTimeout(m, [](const Json& given) {
         const std::uint64_t seconds = given.is_number() ? given.get<std::uint64_t>() : 0;
         return Json(std::min(2 * seconds, kMax32));
       });
     }},
    {"retry.no-progress-ignored", "CORE-LIFE-10", "the no-progress timeout never ends the retries",
     [](Mutation& m) {
       ChangeTimeout(m, [](const Json& given) { return given == 0 ? given : Json(0xFFFFFFFFu); });
     }},
    {"retry.progress-does-not-reset", "SC-15", "bytes that arrive do not restart the patience",
     ProgressIsNoComfort},
    {"retry.short-timeout-retries", "ST-21", "a timeout shorter than the delay still retries",
     [](Mutation& m) {
       ChangeTimeout(m, [](const Json& given) {
         const bool is_short = given != 0 && given < kDefaultRetryDelay;
         return is_short ? Json(1'209'600u) : given;
       });
     }},
    {"retry.timeout-by-calendar", "CORE-NOPROG-06",
     "the system clock set forward ends the no-progress timeout",
     [](Mutation& m) { AtJump(m, true, EndPatience); }},
    {"retry.a-little-early", "CORE-RETRY-03",
     "the retry comes when nine tenths of the delay are over",
     [](Mutation& m) {
       ChangeRetries(
           m, [](Instant due, Duration wait) { return Instant{due.since_start - wait / 10}; });
     }},
    {"retry.too-early", "CORE-RETRY-03", "the retry comes after half the delay",
     [](Mutation& m) {
       ChangeRetries(
           m, [](Instant due, Duration wait) { return Instant{due.since_start - wait / 2}; });
     }},
    {"retry.zero-timeout-once-more", "ST-20", "a no-progress timeout of 0 allows one more attempt",
     [](Mutation& m) {
       ChangeTimeout(m, [](const Json& given) { return given == 0 ? Json(700u) : given; });
     }},
    {"retry.zero-timeout-retries", "CORE-NOPROG-03", "a no-progress timeout of 0 still retries",
     [](Mutation& m) {
       ChangeTimeout(m, [](const Json& given) { return given == 0 ? Json(1'209'600u) : given; });
     }},
    {"sessions.ignored", "CORE-ACL-09", "jobs run while their owner is logged off", IgnoreLogOff},
    {"sessions.service-must-log-on", "SC-28", "jobs of services wait for a log-on",
     ServicesMustLogOn},
};

}  // namespace

std::span<const MutantRow> NetworkMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
