// Mutants of Resume and Suspend.
#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kAdditions[] = "job.addFile job.addFileSet";

bool IsActive(const std::string& state) {
  return state == "QUEUED" || state == "CONNECTING" || state == "TRANSFERRING" ||
         state == "TRANSIENT_ERROR";
}

Mutation::Predicate InState(const char* state) {
  return [state](Interception& call) { return call.State() == state; };
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

void StateIsLate(Mutation& m) {
  const auto resumed = m.PerCase<std::set<std::string>>();
  m.AfterSuccess("job.resume",
                 [resumed](Interception& call, Json&) { resumed->insert(call.job()); });
  m.AfterSuccess("job.getState", [resumed](Interception& call, Json& result) {
    if (resumed->erase(call.job()) > 0) result["state"] = "SUSPENDED";
  });
}

void KeepTransferring(Mutation& m) {
  const auto shown = m.PerCase<std::set<std::string>>();  // as SUSPENDED
  m.Before("job.resume job.cancel job.complete",
           [shown](Interception& call) { shown->erase(call.job()); });
  m.Ignore("job.suspend", [shown](Interception& call) {
    return IsActive(call.State()) && shown->insert(call.job()).second;
  });
  m.AfterSuccess("job.getState", [shown](Interception& call, Json& result) {
    if (shown->contains(call.job())) result["state"] = "SUSPENDED";
  });
}

constexpr MutantRow kRows[] = {
    {"resume.after-final", "CORE-RESUME-03", "Resume succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite("job.resume", hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"resume.empty-accepted", "CORE-RESUME-02", "Resume succeeds on a job without files",
     [](Mutation& m) { m.Rewrite("job.resume", hresult::BG_E_EMPTY, hresult::S_OK); }},
    {"resume.empty-wrong-code", "CORE-RESUME-02", "Resume without files answers BG_E_INVALID_STATE",
     [](Mutation& m) {
       m.Rewrite("job.resume", hresult::BG_E_EMPTY, hresult::BG_E_INVALID_STATE);
     }},
    {"resume.error-refused", "CORE-RESUME-04", "Resume is refused in ERROR",
     [](Mutation& m) { m.Refuse("job.resume", hresult::BG_E_INVALID_STATE, InState("ERROR")); }},
    {"resume.head-before-resume", "CORE-RESUME-08", "the size is asked for when a file is added",
     [](Mutation& m) { m.AfterSuccess(kAdditions, AskForSize); }},
    {"resume.refetches-finished", "CORE-RESUME-11", "Resume fetches finished files again",
     FetchAgain},
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
     StateIsLate},
    {"resume.temporary-at-addfile", "CORE-XFER-01",
     "an empty temporary file appears when a file is added",
     [](Mutation& m) { m.AfterSuccess(kAdditions, MakeTemporary); }},
    {"resume.transferred-stays", "CORE-RESUME-07", "files added after TRANSFERRED never move",
     [](Mutation& m) { m.Ignore("job.resume", InState("TRANSFERRED")); }},
    {"resume.transient-waits", "CORE-RESUME-05",
     "Resume in TRANSIENT_ERROR does not shorten the wait",
     [](Mutation& m) { m.Ignore("job.resume", InState("TRANSIENT_ERROR")); }},
    {"suspend.after-final", "CORE-SUSP-03", "Suspend succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite("job.suspend", hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"suspend.keeps-transferring", "CORE-SUSP-01", "Suspend does not stop the transfer",
     KeepTransferring},
    {"suspend.transient-retries", "CORE-SUSP-01",
     "a job that is suspended in TRANSIENT_ERROR is retried all the same", RetrySuspended},
    {"suspend.twice-refused", "CORE-SUSP-02", "Suspend is refused on a SUSPENDED job",
     [](Mutation& m) {
       m.Refuse("job.suspend", hresult::BG_E_INVALID_STATE, InState("SUSPENDED"));
     }},
};

}  // namespace

std::span<const MutantRow> ResumeMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
