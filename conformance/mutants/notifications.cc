// Mutants of notifications.
#include "conformance/mutants/mutation.h"

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

// Adds an error notification to each change to TRANSIENT_ERROR. Real events have even numbers;
// asked for what came after an added one, the event before it is the last that was seen.
void ReportTransientErrors(Mutation& m) {
  m.Intercept("events.wait", [](Interception& call) {
    call.params["after"] = call.Number("after") / 2;
    Reply reply = call.PassOn();
    if (reply.kind != Reply::Kind::kResult) return reply;
    Json events = Json::array();
    for (Json event : reply.value["events"]) {
      const std::uint64_t number = event["sequence"].get<std::uint64_t>() * 2;
      event["sequence"] = number;
      events.push_back(event);
      if (event["kind"] != "state" || event["to"] != "TRANSIENT_ERROR") continue;
      events.push_back({{"sequence", number + 1}, {"kind", "error"}, {"job", event["job"]}});
    }
    reply.value["events"] = events;
    return reply;
  });
}

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

constexpr MutantRow kRows[] = {
    {"notifications.disable-ignored", "CORE-NFLAG-03", "DISABLE does not disable",
     [](Mutation& m) { ChangeFlags(m, [](auto flags) { return flags & ~kDisable; }); }},
    {"notifications.error-missing", "CORE-CB-02", "JobError is never called",
     [](Mutation& m) { DropKind(m, "error"); }},
    {"notifications.error-on-transient", "CORE-CB-02", "JobError is called for transient errors",
     ReportTransientErrors},
    {"notifications.flags-ignored", "CORE-CB-12", "every event is delivered whatever the flags",
     [](Mutation& m) { ChangeFlags(m, [](auto flags) { return (flags | kHeard) & ~kDisable; }); }},
    {"notifications.late-is-silent", "CORE-NIFACE-03",
     "an interface registered after the event hears nothing", HearNothingLate},
    {"notifications.modification-missing", "CORE-CB-03", "JobModification is never called",
     [](Mutation& m) { DropKind(m, "modification"); }},
    {"notifications.transferred-missing", "CORE-CB-01", "JobTransferred is never called",
     [](Mutation& m) { DropKind(m, "transferred"); }},
};

}  // namespace

std::span<const MutantRow> NotificationMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
