// Mutants of notifications.
#include <cctype>
#include <map>
#include <utility>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr std::uint64_t kDisable = 0x04;
constexpr std::uint64_t kHeard = 0x0B;  // transferred, error, modification

// Drops the events for which `unheard` holds. When nothing else has happened it goes on waiting
// behind them.
void DropEvents(Mutation& m, std::function<bool(const Json& event)> unheard) {
  m.Intercept("events.wait", [unheard = std::move(unheard)](Interception& call) {
    for (;;) {
      Reply reply = call.PassOn();
      if (reply.kind != Reply::Kind::kResult || reply.value["events"].empty()) return reply;
      Json heard = Json::array();
      for (const Json& event : reply.value["events"]) {
        if (!unheard(event)) heard.push_back(event);
      }
      if (!heard.empty()) {
        reply.value["events"] = heard;
        return reply;
      }
      call.params["after"] = reply.value["events"].back()["sequence"];
    }
  });
}

void DropKind(Mutation& m, const std::string& kind) {
  DropEvents(m, [kind](const Json& event) { return event["kind"] == kind; });
}

// Behind each event comes the one that `follow` makes of it, unless that is null; `follow` may
// change the event itself. Real events have even numbers; asked for what came after an added one,
// the event before it is the last that was seen.
void FollowEvents(Mutation& m, std::function<Json(Interception&, Json& event)> follow) {
  m.Intercept("events.wait", [follow = std::move(follow)](Interception& call) {
    call.params["after"] = call.Number("after") / 2;
    Reply reply = call.PassOn();
    if (reply.kind != Reply::Kind::kResult) return reply;
    Json events = Json::array();
    for (Json event : reply.value["events"]) {
      const std::uint64_t number = event["sequence"].get<std::uint64_t>() * 2;
      event["sequence"] = number;
      Json next = follow(call, event);
      events.push_back(std::move(event));
      if (next.is_null()) continue;
      next["sequence"] = number + 1;
      events.push_back(std::move(next));
    }
    reply.value["events"] = events;
    return reply;
  });
}

bool IsChangeTo(const Json& event, std::string_view state) {
  return event["kind"] == "state" && event["to"] == state;
}

Json ErrorForTransient(Interception&, Json& event) {
  if (!IsChangeTo(event, "TRANSIENT_ERROR")) return nullptr;
  return {{"kind", "error"}, {"job", event["job"]}};
}

// A job comes to ERROR by way of TRANSIENT_ERROR.
Json ErrorByTransient(Interception&, Json& event) {
  if (!IsChangeTo(event, "ERROR") || event["from"] == "TRANSIENT_ERROR") return nullptr;
  Json next = event;
  next["from"] = event["to"] = "TRANSIENT_ERROR";
  return next;
}

// Notifications of these kinds come twice.
Json Again(Json& event, std::string_view kind) { return event["kind"] == kind ? event : Json(); }

// The flags that reach the manager are `change` of those that were given.
void ChangeFlags(Mutation& m, std::function<std::uint64_t(std::uint64_t)> change) {
  m.PassOnAs("job.setNotifyFlags", "job.getNotifyFlags", "value",
             [change = std::move(change)](const Json& given) {
               return given.is_number_unsigned() ? Json(change(given.get<std::uint64_t>())) : given;
             });
}

// Registering an interface after TRANSFERRED or ERROR was entered comes too late for that
// notification.
void HearNothingLate(Mutation& m) {
  const auto missed = m.PerCase<std::set<std::string>>();  // job and kind
  m.Before("job.setNotifyInterface", [missed](Interception& call) {
    if (call.params.value("registered", Json()) != true) return;
    const std::string state = call.State();
    if (state == "TRANSFERRED") missed->insert(call.job() + " transferred");
    if (state == "ERROR") missed->insert(call.job() + " error");
  });
  DropEvents(m, [missed](const Json& event) {
    return missed->contains(event["job"].get<std::string>() + " " +
                            event["kind"].get<std::string>());
  });
}

// Of each job only the first event of a kind is heard.
void HearOnlyTheFirst(Mutation& m, const std::string& kind) {
  const auto heard = m.PerCase<std::map<std::string, Json>>();  // job -> sequence
  DropEvents(m, [heard, kind](const Json& event) {
    if (event["kind"] != kind) return false;
    const auto it = heard->emplace(event["job"], event["sequence"]).first;
    return it->second != event["sequence"];
  });
}

bool IsState(const std::string& cause) {
  return std::isupper(static_cast<unsigned char>(cause[0])) != 0;
}

// Modifications that have no other causes than those that `is_forgotten` holds for are not told.
void ForgetCauses(Mutation& m, bool (*is_forgotten)(const std::string& cause)) {
  const auto told = [is_forgotten](const Json& event) {
    Json causes = Json::array();
    for (const std::string cause : event["causes"]) {
      if (!is_forgotten(cause)) causes.push_back(cause);
    }
    return causes;
  };
  FollowEvents(m, [told](Interception&, Json& event) -> Json {
    if (event["kind"] == "modification") event["causes"] = told(event);
    return nullptr;
  });
  DropEvents(m, [told](const Json& event) {
    return event["kind"] == "modification" && told(event).empty();
  });
}

Json ModificationForOutcome(Interception&, Json& event) {
  if (!IsChangeTo(event, "ERROR") && !IsChangeTo(event, "TRANSFERRED")) return nullptr;
  return {{"kind", "modification"}, {"job", event["job"]}, {"causes", {event["to"]}}};
}

Json TransferredForConnected(Interception&, Json& event) {
  if (!IsChangeTo(event, "TRANSFERRING")) return nullptr;
  return {{"kind", "transferred"}, {"job", event["job"]}};
}

// JobError is dropped for jobs that came to ERROR from TRANSIENT_ERROR.
void HearNoExpiry(Mutation& m) {
  const auto expired = m.PerCase<std::set<std::string>>();
  HearEvents(m, [expired](Environment&, const JobEvent& event) {
    if (event.kind != JobEvent::Kind::kStateChange || event.to != JobState::kError) return;
    if (event.from == JobState::kTransientError) expired->insert(event.job.ToString());
  });
  DropEvents(m, [expired](const Json& event) {
    return event["kind"] == "error" && expired->contains(event["job"]);
  });
}

// The object that was registered first is called as well.
void CallBoth(Mutation& m) {
  const auto first = m.PerCase<std::map<std::string, Json>>();  // by job
  m.Before("job.setNotifyInterface", [first](Interception& call) {
    if (call.params.contains("callback")) first->emplace(call.job(), call.params["callback"]);
  });
  FollowEvents(m, [first](Interception&, Json& event) -> Json {
    const auto it = first->find(event["job"]);
    if (!event.contains("callback") || it == first->end() || it->second == event["callback"])
      return nullptr;
    Json next = event;
    next["callback"] = it->second;
    return next;
  });
}

// All calls of callback objects answer S_OK instead of what `is_changed` holds for.
void ChangeAnswers(Mutation& m, bool (*is_changed)(const Json& answer), Json to) {
  m.Before("callback.create", [is_changed, to = std::move(to)](Interception& call) {
    if (!call.params.contains("answers")) return;
    for (Json& answer : call.params["answers"]) {
      if (is_changed(answer)) answer = to;
    }
  });
}

// Notifications of users that nobody registered for first are not told while any are under way.
void CountAllUsers(Mutation& m) {
  const auto first = m.PerCase<std::string>();
  DropEvents(m, [first](const Json& event) {
    if (!event.contains("user")) return false;
    if (first->empty()) *first = event["user"];
    return event["user"] != *first;
  });
}

// What was held back when four were under way is never told.
void LoseHeldBack(Mutation& m) {
  const auto released = m.PerCase<bool>();
  m.Before("callback.release", [released](Interception&) { *released = true; });
  DropEvents(m, [released](const Json& event) {
    return *released && event["kind"] == "transferred" && event.value("callback", "") == "busy";
  });
}

// A job of which a client has gone lets nobody else register.
void NobodyAfterExit(Mutation& m) {
  const auto gone = m.PerCase<bool>();
  m.Before("client.exit", [gone](Interception&) { *gone = true; });
  m.Ignore("job.setNotifyInterface", [gone](Interception&) { return *gone; });
}

// A notification counts as taken by a client that has gone.
void DeadClientsTake(Mutation& m) {
  const auto gone = m.PerCase<bool>();
  m.Before("client.exit", [gone](Interception&) { *gone = true; });
  DropEvents(
      m, [gone](const Json& event) { return *gone && event.value("callback", "") == "second"; });
}

void TellOwnersOnly(Mutation& m) {
  const auto owners = m.PerCase<std::map<std::string, std::string>>();  // SID by job
  m.AfterSuccess("job.takeOwnership", [owners](Interception& call, Json&) {
    (*owners)[call.job()] = call.caller().sid;
  });
  FollowEvents(m, [owners](Interception&, Json& event) -> Json {
    const auto it = owners->find(event["job"]);
    if (it != owners->end() && event.contains("user")) event["user"] = it->second;
    return nullptr;
  });
}

void AnswerNullOutputs(Mutation& m, HResult (*answer)(Interception&)) {
  m.Intercept("nullOutput.call", [answer](Interception& call) {
    return Answer(call.booked() == nullptr ? hresult::BG_E_NOT_FOUND : answer(call));
  });
}

// Files are told behind the outcome of their job.
Json FilesLast(Interception&, Json& event) {
  if (event["kind"] == "file-transferred") {
    event = {{"sequence", event["sequence"]}, {"kind", "modification"}, {"job", event["job"]}};
    return nullptr;
  }
  if (event["kind"] != "transferred" && event["kind"] != "error") return nullptr;
  return {{"kind", "file-transferred"}, {"job", event["job"]}, {"index", 0}};
}

// Files are told when their job comes to its outcome.
Json FilesWithTheJob(Interception&, Json& event) {
  if (event["kind"] == "file-transferred") {
    event = {{"sequence", event["sequence"]}, {"kind", "modification"}, {"job", event["job"]}};
    return nullptr;
  }
  if (event["kind"] != "transferred" && event["kind"] != "error") return nullptr;
  Json outcome = event;
  event = {{"sequence", event["sequence"]},
           {"kind", "file-transferred"},
           {"job", event["job"]},
           {"index", 0}};
  return outcome;
}

// A file that was told once is not told again.
void TellFilesOnce(Mutation& m) {
  const auto told = m.PerCase<std::map<std::string, std::uint64_t>>();  // job and file -> event
  DropEvents(m, [told](const Json& event) {
    if (event["kind"] != "file-transferred") return false;
    const std::string file = event["job"].get<std::string>() + event["index"].dump();
    const std::uint64_t number = event["sequence"].get<std::uint64_t>();
    return told->emplace(file, number).first->second != number;
  });
}

// Objects answer S_OK in place of `answer`.
void ChangeAnswers(Mutation& m, std::function<bool(const Json&)> applies) {
  m.Before("callback.create", [applies = std::move(applies)](Interception& call) {
    for (Json& answer : call.params["answers"]) {
      if (applies(answer)) answer = ToHex(hresult::S_OK);
    }
  });
}

constexpr MutantRow kRows[] = {
    {"callbacks.files-after-the-job", "CB2-FILE-04", "files are told after their job",
     [](Mutation& m) { FollowEvents(m, FilesLast); }},
    {"callbacks.files-all-as-first", "CB2-FILE-01", "every file is told as the first",
     [](Mutation& m) {
       m.After("events.wait", [](Interception&, Json& result) {
         for (Json& event : result["events"]) {
           if (event["kind"] == "file-transferred") event["index"] = 0;
         }
       });
     }},
    {"callbacks.files-side-by-side", "CB2-FILE-03",
     "a file is told while the one before is not taken yet",
     [](Mutation& m) { ChangeAnswers(m, [](const Json& answer) { return answer == "block"; }); }},
    {"callbacks.files-told-once", "CB2-FILE-02", "a file that was refused is not told again",
     [](Mutation& m) {
       ChangeAnswers(m, [](const Json& answer) { return answer != ToHex(hresult::S_OK); });
     }},
    {"callbacks.files-told-once-for-all", "CB2-FILE-01",
     "a file that is transferred again is not told again", TellFilesOnce},
    {"callbacks.files-told-twice", "CB2-FILE-01", "each file is told twice",
     [](Mutation& m) {
       FollowEvents(m, [](Interception&, Json& event) { return Again(event, "file-transferred"); });
     }},
    {"callbacks.files-untold", "CB2-FILE-01", "no file is told",
     [](Mutation& m) { DropKind(m, "file-transferred"); }},
    {"callbacks.files-with-the-job", "CB2-FILE-01",
     "files are told when their job comes to its outcome",
     [](Mutation& m) { FollowEvents(m, FilesWithTheJob); }},
    {"callbacks.files-without-flag", "CB2-FILE-01", "files are told without the flag",
     [](Mutation& m) { ChangeFlags(m, [](auto flags) { return flags | 0x10; }); }},
    {"callbacks.first-file-only", "CB2-FILE-01", "the first file of a job is told, and no other",
     [](Mutation& m) {
       DropEvents(m, [](const Json& event) {
         return event["kind"] == "file-transferred" && event["index"] != 0;
       });
     }},
    {"events.end-untold", "ST-31", "nothing tells that a job is ACKNOWLEDGED",
     [](Mutation& m) {
       DropEvents(m, [](const Json& event) { return IsChangeTo(event, "ACKNOWLEDGED"); });
     }},
    {"events.errors-untold", "CORE-LIFE-09", "nothing tells that a job is in ERROR",
     [](Mutation& m) {
       DropEvents(m, [](const Json& event) { return IsChangeTo(event, "ERROR"); });
     }},
    {"events.from-suspended", "ST-15", "every change of state is told as one from SUSPENDED",
     [](Mutation& m) {
       FollowEvents(m, [](Interception&, Json& event) -> Json {
         if (event["kind"] == "state") event["from"] = "SUSPENDED";
         return nullptr;
       });
     }},
    {"notifications.both-hear", "NT-12", "the object that was registered first is called as well",
     CallBoth},
    {"notifications.calls-inside-refused", "CORE-CB-13",
     "what a callback calls from inside does nothing",
     [](Mutation& m) {
       ChangeAnswers(
           m, [](const Json& answer) { return answer.is_object(); }, "0x00000000");
     }},
    {"notifications.dead-client-is-enough", "NT-07",
     "a notification counts as taken by a client that has gone", DeadClientsTake},
    {"notifications.dead-objects-called", "NT-11", "objects outlive the process of their client",
     [](Mutation& m) {
       m.Intercept("client.exit", [](Interception&) { return Reply::Result(Json::object()); });
     }},
    {"notifications.disable-ignored", "CORE-NFLAG-03", "DISABLE does not disable",
     [](Mutation& m) { ChangeFlags(m, [](auto flags) { return flags & ~kDisable; }); }},
    {"notifications.error-for-complete", "CORE-CB-02", "JobError is called for Complete",
     [](Mutation& m) {
       FollowEvents(m, [](Interception&, Json& event) -> Json {
         if (!IsChangeTo(event, "ACKNOWLEDGED")) return nullptr;
         return {{"kind", "error"}, {"job", event["job"]}};
       });
     }},
    {"notifications.error-for-suspended", "CORE-CB-02", "JobError is called for Suspend",
     [](Mutation& m) {
       FollowEvents(m, [](Interception&, Json& event) -> Json {
         if (!IsChangeTo(event, "SUSPENDED")) return nullptr;
         return {{"kind", "error"}, {"job", event["job"]}};
       });
     }},
    {"notifications.transferred-for-cancelled", "CORE-CB-01", "JobTransferred is called for Cancel",
     [](Mutation& m) {
       FollowEvents(m, [](Interception&, Json& event) -> Json {
         if (!IsChangeTo(event, "CANCELLED")) return nullptr;
         return {{"kind", "transferred"}, {"job", event["job"]}};
       });
     }},
    {"notifications.error-missing", "CORE-CB-02", "JobError is never called",
     [](Mutation& m) { DropKind(m, "error"); }},
    {"notifications.error-missing-at-expiry", "CORE-NOPROG-04",
     "JobError is not called when the no-progress timeout ends", HearNoExpiry},
    {"notifications.error-on-transient", "CORE-CB-02", "JobError is called for transient errors",
     [](Mutation& m) { FollowEvents(m, ErrorForTransient); }},
    {"notifications.error-twice", "NT-08", "JobError is called again after it succeeded",
     [](Mutation& m) {
       FollowEvents(m, [](Interception&, Json& event) { return Again(event, "error"); });
     }},
    {"notifications.exit-for-good", "CORE-NIFACE-04",
     "after its client has gone a job lets nobody register", NobodyAfterExit},
    {"notifications.first-hears", "CORE-NIFACE-02", "the object that was registered first stays",
     [](Mutation& m) {
       const auto first = m.PerCase<std::set<std::string>>();
       m.Ignore("job.setNotifyInterface", [first](Interception& call) {
         return call.params.contains("callback") && !first->insert(call.job()).second;
       });
     }},
    {"notifications.flags-ignored", "CORE-CB-12", "every event is delivered whatever the flags",
     [](Mutation& m) { ChangeFlags(m, [](auto flags) { return (flags | kHeard) & ~kDisable; }); }},
    {"notifications.four-for-everybody", "NT-10",
     "the notifications of one user stall those of others", CountAllUsers},
    {"notifications.held-back-lost", "NT-10", "what is held back is never told", LoseHeldBack},
    {"notifications.late-is-silent", "CORE-NIFACE-03",
     "an interface registered after the event hears nothing", HearNothingLate},
    {"notifications.modification-for-outcomes", "CORE-CB-04",
     "JobModification is called for ERROR and TRANSFERRED",
     [](Mutation& m) { FollowEvents(m, ModificationForOutcome); }},
    {"notifications.modification-missing", "CORE-CB-03", "JobModification is never called",
     [](Mutation& m) { DropKind(m, "modification"); }},
    {"notifications.modification-not-for-bytes", "NT-03", "bytes bring no JobModification",
     [](Mutation& m) {
       ForgetCauses(m, [](const std::string& cause) { return cause == "bytes"; });
     }},
    {"notifications.modification-not-for-files", "CORE-ADD-11", "files bring no JobModification",
     [](Mutation& m) {
       ForgetCauses(m, [](const std::string& cause) { return cause == "files"; });
     }},
    {"notifications.modification-not-for-properties", "CORE-CB-03",
     "setters bring no JobModification",
     [](Mutation& m) {
       ForgetCauses(m, [](const std::string& cause) { return cause == "property"; });
     }},
    {"notifications.modification-not-for-states", "NT-03",
     "changes of state bring no JobModification", [](Mutation& m) { ForgetCauses(m, IsState); }},
    {"notifications.modification-once", "CORE-CB-03", "JobModification is called once for a job",
     [](Mutation& m) { HearOnlyTheFirst(m, "modification"); }},
    {"notifications.modification-unasked", "NT-01", "JobModification needs no flag",
     [](Mutation& m) {
       ChangeFlags(m, [](auto flags) { return (flags & kDisable) != 0 ? flags : flags | 0x08; });
     }},
    {"notifications.not-repeated", "CORE-CB-06", "a notification that fails is not repeated",
     [](Mutation& m) {
       ChangeAnswers(
           m, [](const Json& answer) { return answer != "block"; }, "0x00000000");
     }},
    {"notifications.null-ignored", "CORE-NIFACE-01", "SetNotifyInterface(NULL) changes nothing",
     [](Mutation& m) {
       m.Ignore("job.setNotifyInterface",
                [](Interception& call) { return call.params["registered"] == false; });
     }},
    {"notifications.take-drops-interface", "CORE-TAKE-06", "TakeOwnership clears the interface",
     [](Mutation& m) {
       m.AfterSuccess("job.takeOwnership", [](Interception& call, Json&) {
         static_cast<void>(
             call.book.Ask("job.setNotifyInterface",
                           {{"as", call.as()}, {"job", call.job()}, {"registered", false}}));
       });
     }},
    {"notifications.transferred-early", "NT-02", "JobTransferred is called when the server answers",
     [](Mutation& m) { FollowEvents(m, TransferredForConnected); }},
    {"notifications.transferred-missing", "CORE-CB-01", "JobTransferred is never called",
     [](Mutation& m) { DropKind(m, "transferred"); }},
    {"notifications.transferred-twice", "CORE-CB-06",
     "JobTransferred is called again after it succeeded",
     [](Mutation& m) {
       FollowEvents(m, [](Interception&, Json& event) { return Again(event, "transferred"); });
     }},
    {"notifications.unbounded", "CORE-CB-10", "any number of notifications is under way",
     [](Mutation& m) {
       ChangeAnswers(
           m, [](const Json& answer) { return answer == "block"; }, "0x00000000");
     }},
    {"notifications.user-is-owner", "CORE-CB-15", "callbacks come in the name of the owner",
     TellOwnersOnly},
    {"null-outputs.accepted", "CORE-GET-01", "getters take a NULL output pointer",
     [](Mutation& m) { AnswerNullOutputs(m, [](Interception&) { return hresult::S_OK; }); }},
    {"null-outputs.create-accepted", "CORE-CREATE-05", "CreateJob takes NULL for the id",
     [](Mutation& m) {
       AnswerNullOutputs(m, [](Interception& call) {
         return call.Text("method") == "manager.createJob" ? hresult::S_OK : hresult::E_INVALIDARG;
       });
     }},
    {"null-outputs.id-accepted", "CORE-GET-02", "GetId takes a NULL output pointer",
     [](Mutation& m) {
       AnswerNullOutputs(m, [](Interception& call) {
         return call.Text("method") == "job.getId" ? hresult::S_OK : hresult::E_INVALIDARG;
       });
     }},
    {"null-outputs.next-refused", "CORE-ENUM-03", "Next never takes NULL for the number of items",
     [](Mutation& m) {
       AnswerNullOutputs(m, [](Interception&) { return hresult::E_INVALIDARG; });
     }},
    {"retry.zero-timeout-transient", "ST-20",
     "with a no-progress timeout of 0 a job passes through TRANSIENT_ERROR",
     [](Mutation& m) { FollowEvents(m, ErrorByTransient); }},
};

}  // namespace

std::span<const MutantRow> NotificationMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
