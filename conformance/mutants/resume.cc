// Mutants of Resume and Suspend.
#include <set>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kAdditions[] = "job.addFile job.addFileSet";

bool IsActive(const std::string& state) {
  return state == "QUEUED" || state == "CONNECTING" || state == "TRANSFERRING" ||
         state == "TRANSIENT_ERROR";
}

// The files that a successful AddFile or AddFileSet has added.
std::vector<std::pair<std::string, std::string>> Added(Interception& call) {
  const auto names = [](const Json& file) {
    return std::pair<std::string, std::string>(file.at("remoteUrl"), file.at("localName"));
  };
  if (call.method == "job.addFile") return {names(call.params)};
  std::vector<std::pair<std::string, std::string>> files;
  for (const Json& file : call.params["files"]) files.push_back(names(file));
  return files;
}

void AskForSize(Interception& call, Json&) {
  for (const auto& [url, local] : Added(call)) call.book.Fetch({"HEAD", url, {}, std::nullopt});
}

void MakeTemporary(Interception& call, Json&) {
  for (const auto& [url, local] : Added(call)) {
    static_cast<void>(call.book.world().files.CreateTemporary(DirectoryOf(local)));
  }
}

void ResumeAfterAnHour(Interception& call, Json&) {
  CaseBook& book = call.book;
  const std::string job = call.job();
  Later(book, std::chrono::hours(1), [&book, job] {
    const BookedJob* waiting = book.Find(job);
    if (waiting == nullptr || book.State(job) != "SUSPENDED") return;
    static_cast<void>(book.AskOwner(*waiting, "job.resume"));
  });
}

// A job that is suspended while it waits for its retry is resumed when that is due.
Reply RetrySuspendedJob(Interception& call) {
  CaseBook& book = call.book;
  const std::string job = call.job();
  const bool waits = call.State() == "TRANSIENT_ERROR";
  Reply reply = call.PassOn();
  const BookedJob* suspended = book.Find(job);
  if (!waits || suspended == nullptr) return reply;
  const Json delay = book.AskOwner(*suspended, "job.getMinimumRetryDelay");
  Later(book, std::chrono::seconds(delay.value("seconds", 0)),
        [&book, job] { static_cast<void>(book.AskOwner(*book.Find(job), "job.resume")); });
  return reply;
}

void RetrySuspended(Mutation& m) { m.Intercept("job.suspend", RetrySuspendedJob); }

// Remembers each GET that was answered completely.
class Remember final : public ExchangeFilter {
 public:
  explicit Remember(std::shared_ptr<std::vector<TransportRequest>> finished)
      : finished_(std::move(finished)) {}

 private:
  void End() override {
    if (asked().method == "GET") finished_->push_back(asked());
    DeliverEnd();
  }

  const std::shared_ptr<std::vector<TransportRequest>> finished_;
};

void FetchAgain(Mutation& m) {
  const auto finished = m.PerCase<std::vector<TransportRequest>>();
  FilterExchanges(m,
                  [finished](TransportRequest&) { return std::make_shared<Remember>(finished); });
  m.AfterSuccess("job.resume", [finished](Interception& call, Json&) {
    for (const TransportRequest& request : *finished) call.book.Fetch(request);
  });
}

// The first state that is read after Resume.
void StateAfterResume(Mutation& m, const char* state) {
  const auto resumed = m.PerCase<std::set<std::string>>();
  m.AfterSuccess("job.resume",
                 [resumed](Interception& call, Json&) { resumed->insert(call.job()); });
  m.AfterSuccess("job.getState", [resumed, state](Interception& call, Json& result) {
    if (resumed->erase(call.job()) > 0) result["state"] = state;
  });
}

// After a call of `method` in the state `from` the job shows as `to` while it is there.
void ShowAfter(Mutation& m, const char* method, const char* from, const char* to) {
  ShowState(m, MarkAfter(m, method, hresult::S_OK, InState(from)), to, from);
}

// The files of a job are asked for before its turn comes.
void AskWhileQueued(Mutation& m) {
  m.AfterSuccess("job.resume", [](Interception& call, Json&) {
    if (call.booked() == nullptr) return;
    for (const auto& [url, local] : call.booked()->files)
      call.book.Fetch({"HEAD", url, {}, std::nullopt});
  });
}

// No job is ever in `state`: it shows as `instead`.
void HideState(Mutation& m, const std::string& state, const std::string& instead) {
  m.Replace("job.getState", "state", state, instead);
  m.After("events.wait", [state, instead](Interception&, Json& result) {
    Json told = Json::array();
    for (Json event : result.value("events", Json::array())) {
      if (event.value("to", "") == state) continue;
      if (event.value("from", "") == state) event["from"] = instead;
      told.push_back(event);
    }
    if (result.contains("events")) result["events"] = told;
  });
}

// Resume in TRANSIENT_ERROR takes effect ten minutes later.
void ResumeTakesItsTime(Mutation& m) {
  m.Ignore("job.resume", [](Interception& call) {
    if (call.State() != "TRANSIENT_ERROR") return false;
    CaseBook& book = call.book;
    const std::string job = call.job();
    static_cast<void>(book.Ask("job.suspend", call.params));
    Later(book, std::chrono::minutes(10), [&book, job] {
      if (const BookedJob* waiting = book.Find(job))
        static_cast<void>(book.AskOwner(*waiting, "job.resume"));
    });
    return true;
  });
}

void KeepTransferring(Mutation& m) {
  const auto shown = m.PerCase<std::set<std::string>>();  // as SUSPENDED
  m.Before("job.resume job.cancel job.complete",
           [shown](Interception& call) { shown->erase(call.job()); });
  m.Ignore("job.suspend", [shown](Interception& call) {
    return IsActive(call.State()) && shown->insert(call.job()).second;
  });
  ShowState(m, shown, "SUSPENDED");
}

constexpr MutantRow kRows[] = {
    {"resume.active-refused", "CORE-RESUME-06", "Resume is refused while bytes move",
     [](Mutation& m) { m.RefuseIn("job.resume", "TRANSFERRING"); }},
    {"resume.active-requeues", "ST-28", "Resume puts a moving job back into the queue",
     [](Mutation& m) { ShowAfter(m, "job.resume", "TRANSFERRING", "QUEUED"); }},
    {"resume.after-final", "CORE-RESUME-03", "Resume succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite("job.resume", hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"resume.asks-while-queued", "ST-05", "a QUEUED job asks the server for its files",
     AskWhileQueued},
    {"resume.empty-accepted", "CORE-RESUME-02", "Resume succeeds on a job without files",
     [](Mutation& m) { m.Rewrite("job.resume", hresult::BG_E_EMPTY, hresult::S_OK); }},
    {"resume.empty-is-an-error", "ST-03", "Resume without files puts the job in ERROR",
     [](Mutation& m) { ShowState(m, MarkAfter(m, "job.resume", hresult::BG_E_EMPTY), "ERROR"); }},
    {"resume.empty-wrong-code", "CORE-RESUME-02", "Resume without files answers BG_E_INVALID_STATE",
     [](Mutation& m) {
       m.Rewrite("job.resume", hresult::BG_E_EMPTY, hresult::BG_E_INVALID_STATE);
     }},
    {"resume.error-ignored", "ST-29", "Resume in ERROR does nothing",
     [](Mutation& m) { m.Ignore("job.resume", InState("ERROR")); }},
    {"resume.error-refused", "CORE-RESUME-04", "Resume is refused in ERROR",
     [](Mutation& m) { m.RefuseIn("job.resume", "ERROR"); }},
    {"resume.final-left", "ST-50", "Resume makes a finished job SUSPENDED",
     [](Mutation& m) {
       ShowState(m, MarkAfter(m, "job.resume", hresult::BG_E_INVALID_STATE), "SUSPENDED");
     }},
    {"resume.head-before-resume", "CORE-RESUME-08", "the size is asked for when a file is added",
     [](Mutation& m) { m.AfterSuccess(kAdditions, AskForSize); }},
    {"resume.keeps-modification", "CORE-RESUME-09", "Resume does not move ModificationTime",
     [](Mutation& m) { KeepModification(m, "job.resume"); }},
    {"resume.moving-shown-connecting", "ST-06", "a job whose bytes move shows as CONNECTING",
     [](Mutation& m) { HideState(m, "TRANSFERRING", "CONNECTING"); }},
    {"resume.new-job-queued", "ST-01", "a new job is QUEUED",
     [](Mutation& m) {
       m.AfterSuccess("job.getState", [](Interception& call, Json& result) {
         const bool is_new = call.booked() != nullptr && call.booked()->files.empty();
         if (is_new && result["state"] == "SUSPENDED") result["state"] = "QUEUED";
       });
     }},
    {"resume.refetches-finished", "HT-28b", "Resume fetches finished files again", FetchAgain},
    {"resume.refused-while-connecting", "CORE-RESUME-06", "Resume is refused while CONNECTING",
     [](Mutation& m) { m.RefuseIn("job.resume", "CONNECTING"); }},
    {"resume.refused-while-queued", "CORE-RESUME-06", "Resume is refused while QUEUED",
     [](Mutation& m) { m.RefuseIn("job.resume", "QUEUED"); }},
    {"resume.skips-connecting", "CORE-LIFE-02", "no job is ever CONNECTING",
     [](Mutation& m) { HideState(m, "CONNECTING", "QUEUED"); }},
    {"resume.starts-after-an-hour", "CORE-LIFE-01",
     "a SUSPENDED job with files starts by itself after an hour",
     [](Mutation& m) { m.AfterSuccess(kAdditions, ResumeAfterAnHour); }},
    {"resume.starts-at-addfile", "CORE-RESUME-08", "the transfer starts when a file is added",
     [](Mutation& m) {
       m.AfterSuccess(kAdditions, [](Interception& call, Json&) {
         static_cast<void>(call.book.Ask("job.resume", {{"as", call.as()}, {"job", call.job()}}));
       });
     }},
    {"resume.state-late", "CORE-RESUME-01", "the state is still SUSPENDED when Resume returns",
     [](Mutation& m) { StateAfterResume(m, "SUSPENDED"); }},
    {"resume.temporary-at-addfile", "CORE-XFER-01",
     "an empty temporary file appears when a file is added",
     [](Mutation& m) { m.AfterSuccess(kAdditions, MakeTemporary); }},
    {"resume.through-an-error", "ST-02", "a job is in TRANSIENT_ERROR when Resume returns",
     [](Mutation& m) { StateAfterResume(m, "TRANSIENT_ERROR"); }},
    {"resume.transferred-needs-two", "ST-30", "files added after TRANSFERRED need a second Resume",
     [](Mutation& m) {
       const auto ignored = m.PerCase<std::set<std::string>>();
       m.Ignore("job.resume", [ignored](Interception& call) {
         return call.State() == "TRANSFERRED" && ignored->insert(call.job()).second;
       });
     }},
    {"resume.transferred-stays", "CORE-RESUME-07", "files added after TRANSFERRED never move",
     [](Mutation& m) { m.Ignore("job.resume", InState("TRANSFERRED")); }},
    {"resume.transient-late", "ST-18", "Resume in TRANSIENT_ERROR takes ten minutes",
     ResumeTakesItsTime},
    {"resume.transient-waits", "CORE-RESUME-05",
     "Resume in TRANSIENT_ERROR does not shorten the wait",
     [](Mutation& m) { m.Ignore("job.resume", InState("TRANSIENT_ERROR")); }},
    {"suspend.after-final", "CORE-SUSP-03", "Suspend succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite("job.suspend", hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"suspend.bytes-lost", "ST-27", "Suspend throws away what has arrived",
     [](Mutation& m) {
       m.AfterSuccess("file.getProgress", [](Interception& call, Json& result) {
         if (call.State() == "SUSPENDED") result["bytesTransferred"] = 0;
       });
     }},
    {"suspend.inactive-refused", "CORE-SUSP-04", "Suspend is refused in ERROR",
     [](Mutation& m) { m.RefuseIn("job.suspend", "ERROR"); }},
    {"suspend.keeps-modification", "CORE-SUSP-05", "Suspend does not move ModificationTime",
     [](Mutation& m) { KeepModification(m, "job.suspend"); }},
    {"suspend.keeps-transferring", "CORE-SUSP-01", "Suspend does not stop the transfer",
     KeepTransferring},
    {"suspend.refused-while-queued", "CORE-SUSP-01", "Suspend is refused while QUEUED",
     [](Mutation& m) { m.RefuseIn("job.suspend", "QUEUED"); }},
    {"suspend.transient-retries", "CORE-SUSP-01",
     "a job that is suspended in TRANSIENT_ERROR is retried all the same", RetrySuspended},
    {"suspend.twice-refused", "CORE-SUSP-02", "Suspend is refused on a SUSPENDED job",
     [](Mutation& m) { m.RefuseIn("job.suspend", "SUSPENDED"); }},
    {"suspend.twice-resumes", "ST-04", "a second Suspend puts the job back into the queue",
     [](Mutation& m) { ShowAfter(m, "job.suspend", "SUSPENDED", "QUEUED"); }},
};

}  // namespace

std::span<const MutantRow> ResumeMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
