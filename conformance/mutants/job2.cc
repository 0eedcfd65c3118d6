// Mutants of IBackgroundCopyJob2: command lines, credentials, replies.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"
#include "reference/base/text.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kSetCommand[] = "job.setNotifyCmdLine";
constexpr char kGetCommand[] = "job.getNotifyCmdLine";
constexpr char kSetCredentials[] = "job.setCredentials";
constexpr char kRemove[] = "job.removeCredentials";
constexpr char kSetName[] = "job.setReplyFileName";
constexpr char kGetName[] = "job.getReplyFileName";
constexpr char kProgram[] = "program";
constexpr char kParameters[] = "parameters";
constexpr char kUser[] = "userName";
constexpr char kPassword[] = "password";
constexpr char kAuthorization[] = "Authorization";
constexpr char kProxyAuthorization[] = "Proxy-Authorization";
constexpr char kRightAnswer[] = "Basic YWxpY2U6c2VjcmV0";  // to the servers of the scenarios
constexpr const char* kTargets[] = {"SERVER", "PROXY"};
constexpr const char* kSchemes[] = {"BASIC", "DIGEST", "NTLM", "NEGOTIATE", "PASSPORT"};

// --- Lengths ---

bool IsLongerThan(const Interception& call, const char* name, std::size_t most) {
  return Utf16Length(call.Text(name)) > most;
}

// A text is refused that is longer than `most`, too short a limit.
void RefuseLonger(Mutation& m, const char* method, const char* name, std::size_t most,
                  HResult code) {
  m.Refuse(method, code,
           [name, most](Interception& call) { return IsLongerThan(call, name, most); });
}

// A text is said to be taken that is as long as `most`, too long a limit.
void TakeLonger(Mutation& m, const char* method, const char* name, std::size_t most, HResult code) {
  m.After(method, [name, most, code](Interception& call, Json& result) {
    if (Is(result, code) && !IsLongerThan(call, name, most)) result = Outcome(hresult::S_OK);
  });
}

// --- Command lines ---

// The command lines that were set, by job; what a client is told is taken from the manager.
using Commands = std::shared_ptr<std::map<std::string, CommandLine>>;
Commands NoteCommands(Mutation& m) {
  const auto noted = m.PerCase<std::map<std::string, CommandLine>>();
  m.AfterSuccess(kSetCommand, [noted](Interception& call, Json&) {
    (*noted)[call.job()] = {call.Text(kProgram), call.Text(kParameters), call.caller().sid};
  });
  return noted;
}

// Starts the command line of a job beside the manager.
void RunBeside(Mutation& m, std::function<bool(const JobEvent&)> when) {
  const Commands noted = NoteCommands(m);
  const auto runs = m.PerCase<std::vector<std::shared_ptr<ProgramRun>>>();
  HearEvents(m, [noted, runs, when = std::move(when)](Environment& world, const JobEvent& event) {
    const auto it = noted->find(event.job.ToString());
    if (it != noted->end() && when(event))
      runs->push_back(world.programs.Start(it->second, [](std::optional<int>) {}));
  });
}

bool IsChangeTo(const JobEvent& event, JobState state) {
  return event.kind == JobEvent::Kind::kStateChange && event.to == state;
}

// Programs run as `change` says.
void ChangeCommands(Mutation& m, std::function<void(CommandLine&)> change) {
  ChangePrograms(m, [change = std::move(change)](Programs& inside, CommandLine command,
                                                 Programs::Observer observer) {
    change(command);
    return inside.Start(command, std::move(observer));
  });
}

// Programs end with `change` of their exit code.
void ChangeExits(Mutation& m, std::function<int(int)> change) {
  ChangePrograms(m, [change = std::move(change)](Programs& inside, const CommandLine& command,
                                                 const Programs::Observer& observer) {
    return inside.Start(command, [change, observer](std::optional<int> code) {
      observer(code ? change(*code) : std::optional<int>());
    });
  });
}

// Programs are not run, and said to have succeeded, when `applies`.
void RunNothing(Mutation& m, std::function<bool()> applies) {
  ChangePrograms(m, [applies = std::move(applies)](Programs& inside, const CommandLine& command,
                                                   const Programs::Observer& observer) {
    const CommandLine nothing{"", "", command.user};
    return inside.Start(applies() ? nothing : command,
                        [observer](std::optional<int> code) { observer(code.value_or(0)); });
  });
}

// Programs are not run for jobs that come to `state`.
void RunNothingFor(Mutation& m, JobState state) {
  const auto last = m.PerCase<JobState>();
  HearEvents(m, [last](Environment&, const JobEvent& event) {
    if (event.kind == JobEvent::Kind::kStateChange) *last = event.to;
  });
  RunNothing(m, [last, state] { return *last == state; });
}

// A program that fails is started again at once.
class EagerRun final : public ProgramRun, public std::enable_shared_from_this<EagerRun> {
 public:
  EagerRun(Programs& programs, CommandLine command, Programs::Observer observer)
      : programs_(programs), command_(std::move(command)), observer_(std::move(observer)) {}

  void Start() {
    run_ = programs_.Start(command_, [this](std::optional<int> code) {
      if (code && *code != 0 && ++starts_ < 3) return Start();
      const Programs::Observer observer = observer_;
      observer(code);
    });
  }

 private:
  Programs& programs_;
  const CommandLine command_;
  const Programs::Observer observer_;
  std::unique_ptr<ProgramRun> run_;
  int starts_ = 0;
};

void RunAtOnce(Mutation& m) {
  ChangePrograms(m, [](Programs& inside, const CommandLine& command, Programs::Observer observer) {
    auto run = std::make_unique<EagerRun>(inside, command, std::move(observer));
    run->Start();
    return run;
  });
}

// The manager knows nothing of the command line, which is run once when its object is called.
void CallObjectAgain(Mutation& m) {
  const auto noted = m.PerCase<std::map<std::string, CommandLine>>();
  m.Intercept(kSetCommand, [noted](Interception& call) {
    (*noted)[call.job()] = {call.Text(kProgram), call.Text(kParameters), call.caller().sid};
    return Answer(hresult::S_OK);
  });
  const auto runs = m.PerCase<std::vector<std::shared_ptr<ProgramRun>>>();
  HearEvents(m, [noted, runs](Environment& world, const JobEvent& event) {
    const auto it = noted->find(event.job.ToString());
    if (event.kind != JobEvent::Kind::kJobTransferred || it == noted->end() || !runs->empty())
      return;
    runs->push_back(world.programs.Start(it->second, [](std::optional<int>) {}));
  });
}

void KeepCommandOverTakeover(Mutation& m) {
  const Commands noted = NoteCommands(m);
  m.AfterSuccess("job.takeOwnership", [noted](Interception& call, Json&) {
    const auto it = noted->find(call.job());
    if (it == noted->end()) return;
    static_cast<void>(
        call.book.AskOwner(*call.booked(), kSetCommand,
                           {{kProgram, it->second.program}, {kParameters, it->second.parameters}}));
  });
}

void RunAfterTheEnd(Mutation& m) {
  const Commands noted = NoteCommands(m);
  const auto runs = m.PerCase<std::vector<std::shared_ptr<ProgramRun>>>();
  m.AfterSuccess("job.complete job.cancel", [noted, runs](Interception& call, Json&) {
    if (const auto it = noted->find(call.job()); it != noted->end())
      runs->push_back(call.book.world().programs.Start(it->second, [](std::optional<int>) {}));
  });
}

// --- Credentials ---

Json PairOf(const Interception& call) {
  return {{"target", call.params["target"]}, {"scheme", call.params["scheme"]}};
}

// Those that were set last, by job.
using Noted = std::shared_ptr<std::map<std::string, std::vector<Json>>>;
Noted NoteCredentials(Mutation& m) {
  const auto noted = m.PerCase<std::map<std::string, std::vector<Json>>>();
  m.AfterSuccess(kSetCredentials, [noted](Interception& call, Json&) {
    Json set = PairOf(call);
    set[kUser] = call.params[kUser];
    set[kPassword] = call.params[kPassword];
    (*noted)[call.job()].push_back(std::move(set));
  });
  return noted;
}

// Removes all that a job has, but `kept`.
void RemoveAll(Interception& call, const Json& kept = nullptr) {
  for (const char* const target : kTargets) {
    for (const char* const scheme : kSchemes) {
      const Json pair{{"target", target}, {"scheme", scheme}};
      if (pair != kept) static_cast<void>(call.book.AskOwner(*call.booked(), kRemove, pair));
    }
  }
}

// What is set twice has to be removed twice.
void AddUpCredentials(Mutation& m) {
  const auto counts = m.PerCase<std::map<std::string, int>>();
  m.AfterSuccess(kSetCredentials, [counts](Interception& call, Json&) {
    ++(*counts)[call.job() + PairOf(call).dump()];
  });
  m.Intercept(kRemove, [counts](Interception& call) {
    int& count = (*counts)[call.job() + PairOf(call).dump()];
    return count > 1 && count-- > 1 ? Answer(hresult::S_OK) : call.PassOn();
  });
}

// What an administrator sets is the owner's; the administrator is told so, or is refused.
void SetByAdministrators(Mutation& m, bool told) {
  m.After(kSetCredentials, [told](Interception& call, Json& result) {
    if (!Is(result, hresult::E_ACCESSDENIED) || call.caller().is_standard()) return;
    if (told) result = Outcome(hresult::S_OK);
    Json set = PairOf(call);
    set[kUser] = call.params[kUser];
    set[kPassword] = call.params[kPassword];
    static_cast<void>(call.book.AskOwner(*call.booked(), kSetCredentials, set));
  });
}

void KeepCredentialsOverTakeover(Mutation& m) {
  const Noted noted = NoteCredentials(m);
  m.AfterSuccess("job.takeOwnership", [noted](Interception& call, Json&) {
    for (const Json& set : (*noted)[call.job()])
      static_cast<void>(call.book.AskOwner(*call.booked(), kSetCredentials, set));
  });
}

// What is set for one job holds for all, later ones too.
void ShareCredentials(Mutation& m) {
  const auto last = m.PerCase<Json>();
  m.AfterSuccess(kSetCredentials, [last](Interception& call, Json&) {
    *last = PairOf(call);
    (*last)[kUser] = call.params[kUser];
    (*last)[kPassword] = call.params[kPassword];
  });
  m.AfterSuccess("manager.createJob", [last](Interception& call, Json& result) {
    if (!last->is_null())
      static_cast<void>(
          call.book.AskOwner(*call.book.Find(result["jobId"]), kSetCredentials, *last));
  });
}

void SetForBothTargets(Mutation& m) {
  m.AfterSuccess(kSetCredentials, [](Interception& call, Json&) {
    for (const char* const target : kTargets) {
      if (call.params["target"] == target) continue;
      static_cast<void>(call.book.AskOwner(*call.booked(), kSetCredentials,
                                           {{"target", target},
                                            {"scheme", call.params["scheme"]},
                                            {kUser, call.params[kUser]},
                                            {kPassword, call.params[kPassword]}}));
    }
  });
}

void DropHeader(Mutation& m, const char* name,
                std::function<bool(const TransportRequest&)> applies) {
  ChangeRequests(m, [name, applies = std::move(applies)](TransportRequest& request) {
    if (applies(request)) request.headers = WithoutField(request.headers, name);
  });
}

// Once a job has credentials, every request carries them.
void SendUnasked(Mutation& m) {
  const auto was_set = m.PerCase<bool>();
  m.AfterSuccess(kSetCredentials, [was_set](Interception&, Json&) { *was_set = true; });
  ChangeRequests(m, [was_set](TransportRequest& request) {
    if (!*was_set) return;
    for (const char* const name : {kAuthorization, kProxyAuthorization}) {
      if (!request.headers.Get(name)) request.headers.Add(name, kRightAnswer);
    }
  });
}

// Credentials that were sent once are sent with every request that follows.
void SendEverywhere(Mutation& m) {
  const auto sent = m.PerCase<std::string>();
  ChangeRequests(m, [sent](TransportRequest& request) {
    if (const auto own = request.headers.Get(kAuthorization)) {
      *sent = *own;
    } else if (!sent->empty()) {
      request.headers.Add(kAuthorization, *sent);
    }
  });
}

void ReplaceCodes(Mutation& m, const char* to) {
  for (const char* const from : {"0x80190191", "0x80190197"})
    m.Replace("job.getError", "code", from, to);
}

// --- Replies ---

// `method` of jobs that have no reply answers `result`.
void AnswerAll(Mutation& m, const char* method, const Json& result) {
  m.After(method, [result](Interception&, Json& answer) {
    if (!Is(answer, hresult::E_NOTIMPL)) return;
    answer = result;
    answer["hresult"] = ToHex(hresult::S_OK);
  });
}

bool IsNoName(const Interception& call) {
  return call.params["value"].is_null() || call.params["value"] == "";
}

constexpr MutantRow kRows[] = {
    {"job2.both-failing-ends-it", "J2-CMDLINE-12",
     "a job whose object and program have failed is not told again",
     [](Mutation& m) { ChangeExits(m, [](int) { return 0; }); }},
    {"job2.command-after-final", "J2-CMDLINE-05", "a finished job is said to take a command line",
     [](Mutation& m) { m.Rewrite(kSetCommand, hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"job2.command-first-stays", "J2-CMDLINE-02", "the first command line of a job stays",
     [](Mutation& m) {
       const Marks marked = MarkAfter(m, kSetCommand, hresult::S_OK);
       m.Ignore(kSetCommand, [marked](Interception& call) { return marked->contains(call.job()); });
     }},
    {"job2.command-forgotten", "J2-CMDLINE-02", "SetNotifyCmdLine succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kSetCommand); }},
    {"job2.command-lost-in-restart", "J2-CMDLINE-06", "command lines do not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.command_line.reset(); });
     }},
    {"job2.command-none-fails", "J2-CMDLINE-17",
     "GetNotifyCmdLine fails when there is no command line",
     [](Mutation& m) {
       m.AfterSuccess(kGetCommand, [](Interception&, Json& result) {
         if (result[kProgram] == "") result = Outcome(hresult::E_FAIL);
       });
     }},
    {"job2.command-none-is-null", "J2-CMDLINE-17",
     "GetNotifyCmdLine tells NULL when there is no command line",
     [](Mutation& m) {
       m.Replace(kGetCommand, kProgram, "", nullptr);
       m.Replace(kGetCommand, kParameters, "", nullptr);
     }},
    {"job2.command-null-ignored", "J2-CMDLINE-03",
     "SetNotifyCmdLine with NULL succeeds and changes nothing",
     [](Mutation& m) {
       m.Ignore(kSetCommand, [](Interception& call) { return call.params[kProgram].is_null(); });
     }},
    {"job2.command-null-refused", "J2-CMDLINE-03", "SetNotifyCmdLine refuses NULL",
     [](Mutation& m) {
       m.Refuse(kSetCommand, hresult::E_INVALIDARG,
                [](Interception& call) { return call.params[kProgram].is_null(); });
     }},
    {"job2.command-survives-takeover", "J2-CMDLINE-16",
     "a job that is taken over keeps its command line", KeepCommandOverTakeover},
    {"job2.credentials-add-up", "J2-CRED-05",
     "credentials that were set twice have to be removed twice", AddUpCredentials},
    {"job2.credentials-by-administrators", "J2-CRED-07",
     "administrators may set the credentials of any job",
     [](Mutation& m) { SetByAdministrators(m, true); }},
    {"job2.credentials-first-stay", "J2-CRED-11", "the first credentials of a job stay",
     [](Mutation& m) {
       const Marks marked = MarkAfter(m, kSetCredentials, hresult::S_OK);
       m.Ignore(kSetCredentials,
                [marked](Interception& call) { return marked->contains(call.job()); });
     }},
    {"job2.credentials-follow-redirects", "J2-CRED-09",
     "the server that a redirect names gets the credentials too", SendEverywhere},
    {"job2.credentials-forgotten", "J2-CRED-05", "SetCredentials succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kSetCredentials); }},
    {"job2.credentials-in-secret", "J2-CRED-07",
     "an administrator who sets credentials is refused, and they are set",
     [](Mutation& m) { SetByAdministrators(m, false); }},
    {"job2.credentials-lost-in-restart", "J2-CRED-06", "credentials do not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.credentials.clear(); });
     }},
    {"job2.credentials-never-sent", "HT-45", "credentials are not sent",
     [](Mutation& m) {
       DropHeader(m, kAuthorization, [](const TransportRequest&) { return true; });
     }},
    {"job2.credentials-not-for-proxies", "HT-45", "credentials are not sent to proxies",
     [](Mutation& m) {
       DropHeader(m, kProxyAuthorization, [](const TransportRequest&) { return true; });
     }},
    {"job2.credentials-of-all-jobs", "J2-CRED-05", "the credentials of one job serve all",
     ShareCredentials},
    {"job2.credentials-of-any-scheme", "J2-CRED-10",
     "Digest credentials are sent in clear text to a server that asks for Basic",
     [](Mutation& m) {
       m.Before(kSetCredentials, [](Interception& call) {
         if (call.params["scheme"] == "DIGEST") call.params["scheme"] = "BASIC";
       });
     }},
    {"job2.credentials-of-any-target", "J2-CRED-10",
     "credentials for servers serve proxies, and the other way round", SetForBothTargets},
    {"job2.credentials-one-at-a-time", "J2-CRED-05",
     "credentials take the place of those of other targets and schemes",
     [](Mutation& m) {
       m.AfterSuccess(kSetCredentials,
                      [](Interception& call, Json&) { RemoveAll(call, PairOf(call)); });
     }},
    {"job2.credentials-one-for-both-targets", "J2-CRED-05",
     "credentials for proxies take the place of those for servers",
     [](Mutation& m) {
       m.Before(std::string(kSetCredentials) + " " + kRemove, [](Interception& call) {
         if (call.params["target"] == "PROXY") call.params["target"] = "SERVER";
       });
     }},
    {"job2.credentials-sent-unasked", "J2-CRED-09", "credentials are sent with every request",
     SendUnasked},
    {"job2.credentials-stay", "J2-RMCRED-01", "RemoveCredentials succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kRemove); }},
    {"job2.credentials-survive-takeover", "J2-CRED-08",
     "a job that is taken over keeps its credentials", KeepCredentialsOverTakeover},
    {"job2.credentials-used-up", "J2-CRED-06", "credentials are sent for the first file only",
     [](Mutation& m) {
       DropHeader(m, kAuthorization, [](const TransportRequest& request) {
         return !request.url.ends_with("pkg.bin");
       });
     }},
    {"job2.digest-as-basic", "HT-45", "a server that asks for Digest gets the password",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) {
         if (request.headers.Get(kAuthorization))
           request.headers = WithField(request.headers, kAuthorization, kRightAnswer);
       });
     }},
    {"job2.digest-of-another-password", "HT-45", "a digest is made of another password",
     [](Mutation& m) {
       m.Before(kSetCredentials, [](Interception& call) {
         if (call.params["scheme"] == "DIGEST" && call.params[kPassword].is_string())
           call.params[kPassword] = call.Text(kPassword) + " ";
       });
     }},
    {"job2.failure-ends-it", "NT-17", "a program that has failed is not run again",
     [](Mutation& m) { ChangeExits(m, [](int) { return 0; }); }},
    {"job2.flags-ignored", "NT-14", "the program runs whatever the flags are",
     [](Mutation& m) {
       m.PassOnAs("job.setNotifyFlags", "job.getNotifyFlags", "value",
                  [](const Json&) { return Json(3); });
     }},
    {"job2.implicit-refused", "J2-CRED-12", "NULL for the user who is logged on is refused",
     [](Mutation& m) {
       m.Refuse(kSetCredentials, hresult::E_INVALIDARG,
                [](Interception& call) { return call.params[kUser].is_null(); });
     }},
    {"job2.late-ignored", "J2-CMDLINE-07",
     "a command line that is set after the outcome is not run",
     [](Mutation& m) {
       m.Ignore(kSetCommand, [](Interception& call) {
         return call.State() == "TRANSFERRED" || call.State() == "ERROR";
       });
     }},
    {"job2.missing-parts-kept", "J2-CRED-04",
     "credentials with a missing part are refused, and kept with an empty one",
     [](Mutation& m) {
       m.After(kSetCredentials, [](Interception& call, Json& result) {
         if (!Is(result, hresult::E_INVALIDARG)) return;
         Json set = PairOf(call);
         set[kUser] = call.Text(kUser);
         set[kPassword] = call.Text(kPassword);
         static_cast<void>(call.book.AskOwner(*call.booked(), kSetCredentials, set));
       });
     }},
    {"job2.missing-parts-taken", "J2-CRED-04",
     "credentials with a missing part are said to be taken",
     [](Mutation& m) { m.Rewrite(kSetCredentials, hresult::E_INVALIDARG, hresult::S_OK); }},
    {"job2.name-299", "J2-CRED-02", "a name of 300 characters is too long",
     [](Mutation& m) {
       RefuseLonger(m, kSetCredentials, kUser, 299, hresult::BG_E_USERNAME_TOO_LARGE);
     }},
    {"job2.name-301", "J2-CRED-02", "a name of 301 characters is not too long",
     [](Mutation& m) {
       TakeLonger(m, kSetCredentials, kUser, 301, hresult::BG_E_USERNAME_TOO_LARGE);
     }},
    {"job2.never-runs", "J2-CMDLINE-06", "no program is ever run",
     [](Mutation& m) { RunNothing(m, [] { return true; }); }},
    {"job2.not-after-a-lost-object", "NT-15",
     "the program of a job whose object is gone is not run",
     [](Mutation& m) {
       const auto is_gone = m.PerCase<bool>();
       m.After("client.exit", [is_gone](Interception&, Json&) { *is_gone = true; });
       RunNothing(m, [is_gone] { return *is_gone; });
     }},
    {"job2.not-after-the-object", "J2-CMDLINE-11",
     "the program of a job that had an object is not run",
     [](Mutation& m) {
       const auto has_object = m.PerCase<bool>();
       m.AfterSuccess("job.setNotifyInterface",
                      [has_object](Interception&, Json&) { *has_object = true; });
       RunNothing(m, [has_object] { return *has_object; });
     }},
    {"job2.not-for-errors", "J2-CMDLINE-06", "the program is not run for an error",
     [](Mutation& m) { RunNothingFor(m, JobState::kError); }},
    {"job2.not-for-transferred", "J2-CMDLINE-06", "the program is not run for a transferred job",
     [](Mutation& m) { RunNothingFor(m, JobState::kTransferred); }},
    {"job2.object-called-again", "CORE-CB-07",
     "the object that failed is called again although the program ran", CallObjectAgain},
    {"job2.old-versions-repeat", "J2-CMDLINE-10",
     "a program of BITS 1.5 runs again until it exits with 0",
     [](Mutation& m) {
       m.Before("subject.reset", [](Interception& call) {
         if (call.Text("profile") == "1.5") call.params["profile"] = "2.0";
       });
     }},
    {"job2.outcome-lost-in-restart", "J2-CMDLINE-09",
     "a restart forgets that nobody has taken the outcome",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.notification_pending = false; });
     }},
    {"job2.parameters-3999", "J2-CMDLINE-02", "parameters of 4,000 characters are too long",
     [](Mutation& m) {
       RefuseLonger(m, kSetCommand, kParameters, 3999, hresult::BG_E_STRING_TOO_LONG);
     }},
    {"job2.parameters-4001", "J2-CMDLINE-02", "parameters of 4,001 characters are not too long",
     [](Mutation& m) {
       m.After(kSetCommand, [](Interception& call, Json& result) {
         if (Is(result, hresult::BG_E_STRING_TOO_LONG) && IsLongerThan(call, kParameters, 4000) &&
             !IsLongerThan(call, kParameters, 4001))
           result = Outcome(hresult::S_OK);
       });
     }},
    {"job2.parameters-alone-taken", "J2-CMDLINE-04",
     "parameters without a program are said to be taken",
     [](Mutation& m) { m.Rewrite(kSetCommand, hresult::E_INVALIDARG, hresult::S_OK); }},
    {"job2.parameters-expanded", "J2-CMDLINE-14", "variables in the parameters are expanded",
     [](Mutation& m) {
       ChangeCommands(m, [](CommandLine& command) {
         const std::string variable = "$HOME";
         if (const auto at = command.parameters.find(variable); at != std::string::npos)
           command.parameters.replace(at, variable.size(), "/root");
       });
     }},
    {"job2.parameters-required", "J2-CMDLINE-02", "a program needs parameters",
     [](Mutation& m) {
       m.Refuse(kSetCommand, hresult::E_INVALIDARG, [](Interception& call) {
         return call.params[kParameters].is_null() && !call.params[kProgram].is_null();
       });
     }},
    {"job2.parameters-trimmed", "J2-CMDLINE-02", "blanks at the end of the parameters are lost",
     [](Mutation& m) {
       m.AfterSuccess(kGetCommand, [](Interception&, Json& result) {
         const auto text = result[kParameters].get<std::string>();
         result[kParameters] = text.substr(0, text.find_last_not_of(' ') + 1);
       });
     }},
    {"job2.passport-implicit", "J2-CRED-13",
     "Passport is said to take NULL for the user who is logged on",
     [](Mutation& m) {
       m.After(kSetCredentials, [](Interception& call, Json& result) {
         if (Is(result, hresult::E_INVALIDARG) && call.params["scheme"] == "PASSPORT")
           result = Outcome(hresult::S_OK);
       });
     }},
    {"job2.password-299", "J2-CRED-03a", "a password of 300 characters is too long",
     [](Mutation& m) {
       RefuseLonger(m, kSetCredentials, kPassword, 299, hresult::BG_E_PASSWORD_TOO_LARGE);
     }},
    {"job2.password-blank-refused", "J2-CRED-03a", "a blank password is refused",
     [](Mutation& m) {
       m.Refuse(kSetCredentials, hresult::E_INVALIDARG,
                [](Interception& call) { return call.params[kPassword] == ""; });
     }},
    {"job2.password-endless", "J2-CRED-03a", "no password is too long",
     [](Mutation& m) {
       m.Rewrite(kSetCredentials, hresult::BG_E_PASSWORD_TOO_LARGE, hresult::S_OK);
     }},
    {"job2.program-259", "J2-CMDLINE-01", "a program of 260 characters is too long",
     [](Mutation& m) {
       RefuseLonger(m, kSetCommand, kProgram, 259, hresult::BG_E_STRING_TOO_LONG);
     }},
    {"job2.program-261", "J2-CMDLINE-01", "a program of 261 characters is not too long",
     [](Mutation& m) {
       m.After(kSetCommand, [](Interception& call, Json& result) {
         if (Is(result, hresult::BG_E_STRING_TOO_LONG) && IsLongerThan(call, kProgram, 260) &&
             !IsLongerThan(call, kProgram, 261))
           result = Outcome(hresult::S_OK);
       });
     }},
    {"job2.program-searched", "J2-CMDLINE-14", "a program is searched by its name",
     [](Mutation& m) {
       ChangeCommands(m, [&book = m.book()](CommandLine& command) {
         if (!command.program.starts_with('/'))
           command.program = book.work_directory() + "/" + command.program;
       });
     }},
    {"job2.removal-always-ok", "J2-RMCRED-02", "RemoveCredentials answers S_OK when there are none",
     [](Mutation& m) { m.Rewrite(kRemove, hresult::S_FALSE, hresult::S_OK); }},
    {"job2.removal-removes-all", "J2-CRED-05", "RemoveCredentials removes all credentials",
     [](Mutation& m) {
       m.AfterSuccess(kRemove, [](Interception& call, Json&) { RemoveAll(call); });
     }},
    {"job2.reply-data-at-once", "J2-RDATA-02a", "there are reply data in every state",
     [](Mutation& m) {
       m.After("job.getReplyData", [](Interception&, Json& result) {
         if (Is(result, hresult::BG_E_INVALID_STATE))
           result = {{"hresult", ToHex(hresult::S_OK)}, {"data", nullptr}};
       });
     }},
    {"job2.reply-data-of-all", "J2-RDATA-01", "every job has reply data",
     [](Mutation& m) {
       AnswerAll(m, "job.getReplyData", {{"data", nullptr}});
     }},
    {"job2.reply-name-first-stays", "J2-RNAME-08", "the first name of the reply stays",
     [](Mutation& m) {
       const Marks marked = MarkAfter(m, kSetName, hresult::S_OK);
       m.Ignore(kSetName, [marked](Interception& call) { return marked->contains(call.job()); });
     }},
    {"job2.reply-name-forgotten", "J2-RNAME-08", "SetReplyFileName succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kSetName); }},
    {"job2.reply-name-in-any-directory", "J2-RNAME-03",
     "the reply is said to go to a directory that the user cannot write to",
     [](Mutation& m) { m.Rewrite(kSetName, hresult::E_ACCESSDENIED, hresult::S_OK); }},
    {"job2.reply-name-lost-in-restart", "J2-RNAME-08",
     "the name of the reply does not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.reply_file_name.reset(); });
     }},
    {"job2.reply-name-of-all", "J2-RNAME-07", "every job has a name of the reply",
     [](Mutation& m) {
       AnswerAll(m, kGetName, {{"value", nullptr}});
     }},
    {"job2.reply-name-required", "J2-RNAME-01", "the reply needs a name",
     [](Mutation& m) { m.Refuse(kSetName, hresult::E_INVALIDARG, IsNoName); }},
    {"job2.reply-name-stays", "J2-RNAME-01", "the name of the reply cannot be taken away",
     [](Mutation& m) { m.Ignore(kSetName, IsNoName); }},
    {"job2.reply-name-unchecked", "J2-RNAME-02", "every name of the reply is said to be taken",
     [](Mutation& m) {
       m.Rewrite(kSetName, hresult::E_INVALIDARG, hresult::S_OK);
       m.Rewrite(kSetName, hresult::E_ACCESSDENIED, hresult::S_OK);
     }},
    {"job2.reply-null-taken", "J2-RPROG-02", "GetReplyProgress takes a NULL output pointer",
     [](Mutation& m) {
       m.After("nullOutput.call", [](Interception& call, Json& result) {
         if (call.Text("method") == "job.getReplyProgress") result = Outcome(hresult::S_OK);
       });
     }},
    {"job2.reply-progress-of-all", "J2-RPROG-01", "every job has a progress of the reply",
     [](Mutation& m) {
       AnswerAll(m, "job.getReplyProgress", {{"bytesTotal", 0}, {"bytesTransferred", 0}});
     }},
    {"job2.reply-size-zero", "J2-RPROG-03", "a reply that has not begun has no bytes",
     [](Mutation& m) { m.Replace("job.getReplyProgress", "bytesTotal", "unknown", 0); }},
    {"job2.runs-after-the-end", "J2-CMDLINE-09",
     "a program that failed runs again when the job has ended", RunAfterTheEnd},
    {"job2.runs-again-after-success", "J2-CMDLINE-09",
     "a program runs again and again, also when it exits with 0",
     [](Mutation& m) { ChangeExits(m, [](int) { return 1; }); }},
    {"job2.runs-again-at-once", "J2-CMDLINE-09", "a program that fails runs again at once",
     RunAtOnce},
    {"job2.runs-as-owner", "J2-CMDLINE-08", "a program runs as the owner of its job",
     [](Mutation& m) {
       ChangeCommands(m, [&book = m.book()](CommandLine& command) {
         command.user = book.principal("alice").sid;
       });
     }},
    {"job2.runs-as-service", "J2-CMDLINE-08", "a program runs as the service",
     [](Mutation& m) {
       ChangeCommands(m, [](CommandLine& command) { command.user = "S-1-5-18"; });
     }},
    {"job2.runs-beside-the-object", "CORE-CB-08",
     "the program runs although the object has taken the notification",
     [](Mutation& m) {
       RunBeside(
           m, [](const JobEvent& event) { return event.kind == JobEvent::Kind::kJobTransferred; });
     }},
    {"job2.runs-for-modifications", "CORE-NFLAG-04", "the program runs when bytes begin to move",
     [](Mutation& m) {
       RunBeside(m,
                 [](const JobEvent& event) { return IsChangeTo(event, JobState::kTransferring); });
     }},
    {"job2.runs-for-services", "J2-CMDLINE-13", "the program runs for the jobs of service accounts",
     [](Mutation& m) {
       const auto is_service = m.PerCase<bool>();
       m.Before(kSetCommand, [is_service](Interception& call) {
         *is_service = call.caller().kind == "service";
       });
       RunBeside(m, [is_service](const JobEvent& event) {
         return *is_service && IsChangeTo(event, JobState::kTransferred);
       });
     }},
    {"job2.runs-once-only", "J2-CMDLINE-09", "a program runs once, whatever its exit code",
     [](Mutation& m) { ChangeExits(m, [](int) { return 0; }); }},
    {"job2.runs-without-arguments", "J2-CMDLINE-06", "a program is run without its parameters",
     [](Mutation& m) {
       ChangeCommands(m, [](CommandLine& command) { command.parameters.clear(); });
     }},
    {"job2.takeover-still-runs", "NT-20",
     "the command line of the old owner is run for the new one", KeepCommandOverTakeover},
    {"job2.unauthorized-other-code", "J2-CRED-10", "a refusal of the server is told as 403",
     [](Mutation& m) { ReplaceCodes(m, "0x80190193"); }},
    {"job2.unauthorized-retried", "J2-CRED-10",
     "a job whose credentials are refused tries again later",
     [](Mutation& m) {
       ChangeStatus(m, {401, 407}, 503);
     }},
    {"job2.unknown-scheme-taken", "J2-CRED-01", "an unknown scheme is said to be taken",
     [](Mutation& m) {
       m.Rewrite(kSetCredentials, hresult::BG_E_INVALID_AUTH_SCHEME, hresult::S_OK);
     }},
    {"job2.unknown-target-taken", "J2-CRED-01", "an unknown target is said to be taken",
     [](Mutation& m) {
       m.Rewrite(kSetCredentials, hresult::BG_E_INVALID_AUTH_TARGET, hresult::S_OK);
     }},
};

}  // namespace

std::span<const MutantRow> Job2Mutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
