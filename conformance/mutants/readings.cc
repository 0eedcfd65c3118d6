#include "conformance/mutants/readings.h"

#include <algorithm>
#include <map>
#include <set>

#include "conformance/mutants/blocking.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

// Access is checked when a client gets the object of a job, not at each call: who had it keeps it.
void OldOwnerKeepsObject(Mutation& m) {
  const auto creators = m.PerCase<std::map<std::string, std::string>>();  // by job
  m.AfterSuccess("manager.createJob", [creators](Interception& call, Json& result) {
    (*creators)[result["jobId"]] = call.as();
  });
  m.Before("job.* file.* error.*", [creators](Interception& call) {
    const BookedJob* job = call.booked();
    if (job != nullptr && (*creators)[job->id] == call.as()) call.params["as"] = job->owner;
  });
}

// The limit of the machine is a hard one: it binds everybody, and everybody's jobs count.
void MachineLimitBindsAll(Mutation& m) {
  m.Refuse("manager.createJob", hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE, [](Interception& call) {
    const std::string& profile = call.book.profile();
    const bool has_limits = profile.empty() || std::stoi(profile) >= 3;
    const std::size_t living = call.book.CountLiving([](const BookedJob&) { return true; });
    return has_limits && !call.caller().kind.empty() &&
           living >= call.book.policy("MaxJobsPerMachine");
  });
}

// Whether the network is there, in the view of the harness.
std::shared_ptr<bool> IsOffline(Mutation& m) {
  const auto offline = m.PerCase<bool>();
  m.Before("environment.set", [offline](Interception& call) {
    *offline = !call.params.value("connected", !*offline);
  });
  return offline;
}

// A job that is resumed while there is no network waits for it like one whose owner is away.
void ResumedOfflineStaysQueued(Mutation& m) {
  const auto offline = IsOffline(m);
  const auto waiting = m.PerCase<std::set<std::string>>();
  m.After("environment.set", [offline, waiting](Interception& call, Json&) {
    if (*offline) return;
    for (const std::string& id : std::exchange(*waiting, {})) {
      const BookedJob* job = call.book.Find(id);
      if (job != nullptr && job->is_living()) {
        static_cast<void>(call.book.AskOwner(*job, "job.resume"));
      }
    }
  });
  m.Intercept("job.resume", [offline, waiting](Interception& call) {
    const bool waits = *offline && call.State() == "SUSPENDED" && call.booked() != nullptr &&
                       !call.booked()->files.empty();
    if (!waits) return call.PassOn();
    waiting->insert(call.job());
    return Answer(hresult::S_OK);
  });
  m.AfterSuccess("job.suspend job.cancel job.complete",
                 [waiting](Interception& call, Json&) { waiting->erase(call.job()); });
  ShowState(m, waiting, "QUEUED");
}

// The loss of the network moves every job, as the table of result codes has it.
void LossMovesEveryJob(Mutation& m) {
  const auto offline = IsOffline(m);
  m.AfterSuccess("job.getState", [offline](Interception&, Json& result) {
    const bool is_final = result["state"] == "CANCELLED" || result["state"] == "ACKNOWLEDGED";
    if (*offline && !is_final) result["state"] = "TRANSIENT_ERROR";
  });
}

void EmptyNamesRefused(Mutation& m) {
  const auto is_empty = [](const char* name) {
    return [name](Interception& call) {
      return call.params.contains(name) && call.params[name] == "";
    };
  };
  m.Refuse("manager.createJob", hresult::E_INVALIDARG, is_empty("displayName"));
  m.Refuse("job.setDisplayName", hresult::E_INVALIDARG, [is_empty](Interception& call) {
    const std::string state = call.State();
    return is_empty("value")(call) && state != "CANCELLED" && state != "ACKNOWLEDGED";
  });
}

// An empty body has no size to speak of.
void EmptyFilesFail(Mutation& m) {
  ChangeHeads(m, [](const TransportRequest& asked, ResponseHead& head) {
    if (asked.method != "HEAD" || NumberOf(head, "content-length") != 0u) return;
    head.headers = WithoutField(head.headers, "content-length");
  });
}

// Before the query, where an asterisk is a character like any other.
bool IsBarred(const std::string& url) {
  return url.substr(0, url.find('?')).find_first_of(" *") != std::string::npos;
}

// A remote name with a character that is barred is found out when the job runs.
void BarredNamesAcceptedAtFirst(Mutation& m) {
  const auto given = m.PerCase<std::map<std::string, std::string>>();  // by what is passed on
  const auto pass_on = [given](Json& file) {
    if (!file.contains("remoteUrl") || !file["remoteUrl"].is_string()) return;
    const std::string url = file["remoteUrl"];
    if (!IsBarred(url)) return;
    std::string passed;
    for (const char c : url) passed += c == ' ' ? "%20" : c == '*' ? "%2A" : std::string(1, c);
    (*given)[passed] = url;
    file["remoteUrl"] = passed;
  };
  m.Before("job.addFile", [pass_on](Interception& call) { pass_on(call.params); });
  m.Before("job.addFileSet", [pass_on](Interception& call) {
    for (Json& file : call.params["files"]) pass_on(file);
  });
  m.AfterSuccess("file.getRemoteName", [given](Interception&, Json& result) {
    const auto it = given->find(result.value("value", ""));
    if (it != given->end()) result["value"] = it->second;
  });
}

void BarredNamesRefusedOtherwise(Mutation& m) {
  m.Refuse("job.addFile", hresult::E_FAIL, [](Interception& call) {
    const BookedJob* job = call.booked();
    return job != nullptr && job->is_living() && job->owner == call.as() &&
           (IsBarred(call.Text("remoteUrl")) || IsBarred(call.Text("localName")));
  });
}

// Of a finished job an object has nothing left but its state.
void FinishedObjectsTellNothing(Mutation& m) {
  m.Intercept("job.get* job.enumFiles file.* error.*", [](Interception& call) {
    const BookedJob* job = call.booked();
    const bool is_gone = job != nullptr && !job->is_living() && call.method != "job.getState";
    return is_gone ? Answer(hresult::BG_E_NOT_FOUND) : call.PassOn();
  });
}

bool IsAtRest(const std::string& state) { return state == "ERROR" || state == "TRANSFERRED"; }

void ListBackwards(Mutation& m) {
  m.AfterSuccess("manager.enumJobs", [](Interception&, Json& result) {
    std::reverse(result["jobs"].begin(), result["jobs"].end());
  });
}

// The lists that OVERRIDE once had are told with every usage.
void ProxyListsStay(Mutation& m) {
  const auto given = m.PerCase<std::map<std::string, Json>>();  // by job
  m.AfterSuccess("job.setProxySettings", [given](Interception& call, Json&) {
    if (!call.params["proxyList"].is_null()) (*given)[call.job()] = call.params;
  });
  m.AfterSuccess("job.getProxySettings", [given](Interception& call, Json& result) {
    const auto it = given->find(call.job());
    if (it == given->end()) return;
    for (const char* list : {"proxyList", "bypassList"}) result[list] = it->second[list];
  });
}

constexpr MutantRow kRows[] = {
    {"reading.barred-names-later", "CORE-NAME-12",
     "a space or an asterisk in a URL is no fault of AddFile", BarredNamesAcceptedAtFirst},
    {"reading.barred-names-other-code", "CORE-NAME-12",
     "a space or an asterisk in a name is refused with a code of its own",
     BarredNamesRefusedOtherwise},
    {"reading.empty-files-fail", "CORE-XFER-08", "a file of no bytes has no size to be found",
     EmptyFilesFail},
    {"reading.empty-names-refused", "CORE-NAMEP-04", "a display name has a character at least",
     EmptyNamesRefused},
    {"reading.finished-objects-tell-nothing", "CORE-GET-03",
     "of a finished job only the state can be read", FinishedObjectsTellNothing},
    {"reading.listed-backwards", "CORE-ENUMJ-05", "jobs are listed in another order",
     ListBackwards},
    {"reading.loss-moves-every-job", "SC-25", "the loss of the network moves every job",
     LossMovesEveryJob},
    {"reading.machine-limit-binds-all", "GP-03",
     "the limit of the machine binds administrators and services too", MachineLimitBindsAll},
    {"reading.old-owner-keeps-object", "SE-11",
     "the object that the old owner holds works on after TakeOwnership", OldOwnerKeepsObject},
    {"reading.proxy-lists-stay", "CORE-PROXY-11", "the lists of OVERRIDE stay with other usages",
     ProxyListsStay},
    {"reading.resumed-offline-stays-queued", "CORE-LIFE-06",
     "a job that is resumed without network stays QUEUED", ResumedOfflineStaysQueued},
    {"reading.server-errors-fatal", "CORE-LIFE-24",
     "of the HTTP statuses only 503 is a transient failure of a download",
     [](Mutation& m) {
       ChangeStatus(m, {408, 409, 500, 502, 504}, 410);
     }},
    {"reading.suspend-leaves-rest", "CORE-SUSP-04",
     "Suspend leaves a job in ERROR or TRANSFERRED as it is",
     [](Mutation& m) {
       m.Ignore("job.suspend", [](Interception& call) {
         // Who may not read the state may not suspend either.
         const Json seen = call.book.Ask(
             "job.getState", {{"job", call.job()}, {"as", call.params.value("as", "")}});
         return seen.contains("state") && IsAtRest(call.State());
       });
     }},
    {"reading.suspended-holds-queue", "SC-03a",
     "a job of higher priority that is suspended holds back lower ones",
     [](Mutation& m) { BlockLower(m, {"SUSPENDED"}); }},
    {"reading.transient-error-holds-queue", "SC-03a",
     "a job of higher priority in TRANSIENT_ERROR holds back lower ones",
     [](Mutation& m) { BlockLower(m, {"TRANSIENT_ERROR"}); }},
};

}  // namespace

std::span<const MutantRow> Readings() { return kRows; }

}  // namespace bitsproof::conformance::mutants
