#include "conformance/adapters/com/session.h"

#include <algorithm>
#include <unordered_map>

#include "conformance/adapters/com/files.h"
#include "conformance/adapters/com/methods.h"
#include "conformance/adapters/com/probe.h"
#include "conformance/adapters/com/service.h"
#include "conformance/adapters/com/token.h"
#include "conformance/adapters/com/version.h"
#include "conformance/adapters/com/watchdog.h"
#include "conformance/adapters/com/wine_queue.h"
#include "reference/base/duration.h"

namespace com_adapter {
namespace {

constexpr char kProtocolMajor[] = "1.";
// The capabilities of every version.
constexpr const char* kOfEveryVersion[] = {"job.create",     "job.enumerate",
                                           "job.cancel",     "job.files",
                                           "job.properties", "job.notify-interface",
                                           "job.ownership",  "job.transfer.http",
                                           "job.upload",     "job.errors",
                                           "enumerators",    "interfaces",
                                           "limits",         "events",
                                           "null-outputs"};
constexpr DWORD kAllUsers = BG_JOB_ENUM_ALL_USERS;
// For the first answers of a service that has just started; long enough for a busy machine.
constexpr DWORD kAnswerMs = 12'000;
constexpr int kAttemptsMax = 4;

}  // namespace

Session::Session()
    : BitsServer([this](Json event) { events_.Push(std::move(event)); }, Role::kMain),
      administrator_(IsAdministrator()),
      wine_(WineVersion()) {}

Session::~Session() {
  try {
    if (wine_.empty()) CancelOwnJobs();
  } catch (const std::exception&) {
    // The helper has died; its jobs stay.
  }
  agent().Abandon(Agent::Objects::kDead);  // the end of the process is release enough
}

Json Session::Carry(const std::string& method, const Json& params) {
  using Handler = Json (Session::*)(const Params&);
  static const std::unordered_map<std::string, Handler> kMethods{
      {"subject.hello", &Session::Hello},
      {"subject.probe", &Session::Probe},
      {"subject.reset", &Session::Reset},
      {"events.wait", &Session::Wait},
      {"environment.set", &Session::SetEnvironment},
      {"service.restart", &Session::Restart},
  };
  if (const auto it = kMethods.find(method); it != kMethods.end()) {
    return (this->*it->second)(Params(params));
  }
  return BitsServer::Carry(method, params);
}

Subject* Session::ElsewhereFor(const std::string& method, const Json& params) {
  if (FindMethod(method) == nullptr) return nullptr;
  const std::string& as = Params(params).Text("as");
  if (!begun_) {
    throw RpcError(bitsproof::conformance::kInternalError,
                   "No case has begun: subject.reset comes first.");
  }
  const auto it = principals_.find(as);
  if (it == principals_.end())
    throw ParamError("Parameter 'as' names '" + as + "', which is not a principal of this case.");
  if (both_kinds_) ShowToOthers(method, params);
  // What the subject does not offer is refused here.
  return UsesHelper(it->second) && Offers(method) ? helper_.get() : nullptr;
}

void Session::ShowToOthers(const std::string& method, const Json& params) {
  if (method != "job.cancel" && method != "job.complete") return;
  helper_->Ask("agent.keep", params);
  ComPtr<IBackgroundCopyJob> job;
  agent().FindJob(Params(params).Id("job"), job);
}

// --- Handshake ---

Json Session::Hello(const Params& params) {
  if (!params.Text("protocol").starts_with(kProtocolMajor))
    throw ParamError("This adapter speaks version 1.0 of the protocol.");
  Offered();
  Json principals = Json::array({"standard"});
  if (administrator_) principals.push_back("administrator");
  const std::string& profile = Offered().profile;
  return {{"name", wine_.empty() ? "BITS of Windows" : "BITS of Wine"},
          {"version", wine_.empty() ? WindowsVersion() : wine_},
          {"profile", profile},
          {"profiles", Json::array({profile})},
          {"capabilities", capabilities()},
          {"principals", principals},
          {"clock", "real"}};
}

Json Session::Probe(const Params& params) {
  return ProbeMachine(params.Text("url"), params.Text("file"));
}

const Offer& Session::Offered() {
  if (offer_ == nullptr) {
    offer_ = std::make_unique<Offer>(ProbeInterfaces(agent()));
    SetFilesListedBackwards(offer_->files_backwards);
    may_restart_ = administrator_ && MayRestart();
    std::vector<std::string> words(std::begin(kOfEveryVersion), std::end(kOfEveryVersion));
    if (administrator_) words.emplace_back("policy");
    if (may_restart_) words.emplace_back("service.restart");
    words.insert(words.end(), offer_->interfaces.begin(), offer_->interfaces.end());
    set_capabilities(std::move(words));
  }
  return *offer_;
}

// --- Cases ---

Json Session::Reset(const Params& params) {
  const Json* const profile = params.Find("profile");
  if (profile != nullptr && *profile != Offered().profile)
    throw ParamError("Parameter 'profile' must be the subject's own, " + Offered().profile + ".");
  const Json& policy = params.Require("policy");
  const std::map<std::string, Kind> kinds = KindsOf(params.Require("principals"));

  begun_ = false;
  principals_ = kinds;
  const auto is_helped = [this](const auto& entry) { return UsesHelper(entry.second); };
  const bool helped = std::any_of(kinds.begin(), kinds.end(), is_helped);
  both_kinds_ = helped && !std::all_of(kinds.begin(), kinds.end(), is_helped);
  if (administrator_) policy_.Apply(policy, true);
  if (helped) ReviveHelper();
  EndCase();
  std::set<std::string> foreign;
  if (!Reach(foreign)) throw std::runtime_error("BITS does not answer");
  agent().Hide(foreign);
  if (helper_ != nullptr) {
    helper_->Ask("agent.begin",
                 {{"hidden", foreign}, {"filesBackwards", Offered().files_backwards}});
  }
  events_.Clear();
  begun_ = true;

  Json sids = Json::object();
  for (const auto& [name, kind] : principals_) sids[name] = UserSid();
  return {{"foreignJobs", foreign.size()}, {"principals", sids}};
}

std::map<std::string, Session::Kind> Session::KindsOf(const Json& principals) const {
  std::map<std::string, Kind> kinds;
  for (const auto& [name, kind] : principals.items()) {
    if (kind == "standard") {
      kinds[name] = Kind::kStandard;
    } else if (kind == "administrator" && administrator_) {
      kinds[name] = Kind::kAdministrator;
    } else {
      throw ParamError("Parameter 'principals': this subject has no principal of kind " +
                       kind.dump() + ".");
    }
  }
  return kinds;
}

void Session::ReviveHelper() {
  if (helper_ != nullptr && helper_->IsAlive()) return;
  helper_.reset();
  helper_ = std::make_unique<Helper>([this](Json event) { events_.Push(std::move(event)); });
}

// The jobs of Wine do not outlive its service: where nothing else empties the queue, a new one
// does.
void Session::EndCase() {
  if (wine_.empty()) CancelOwnJobs();
  if (wine_.empty() || EmptyQueue()) {
    AbandonAll(Agent::Objects::kAlive);
    return;
  }
  StopService(End::kGraceful);
  AbandonAll(Agent::Objects::kDead);
  StartBits();
}

bool Session::EmptyQueue() {
  const Watchdog watchdog(kAnswerMs, [] { StopService(End::kKill); });
  return EmptyQueueOfWine(agent());
}

void Session::CancelOwnJobs() {
  std::set<std::string> owned = agent().owned();
  if (helper_ != nullptr) {
    for (const Json& job : helper_->Ask("agent.owned", Json::object())["jobs"]) owned.insert(job);
  }
  for (const std::string& id : owned) {
    ComPtr<IBackgroundCopyJob> job;
    const std::optional<GUID> guid = ParseGuid(id);
    if (guid && SUCCEEDED(agent().FindJob(*guid, job))) job->Cancel();
  }
}

void Session::AbandonAll(Agent::Objects objects) {
  agent().Abandon(objects);
  if (helper_ == nullptr) return;
  helper_->Ask("agent.abandon", {{"dead", objects == Agent::Objects::kDead}});
}

bool Session::Reach(std::set<std::string>& jobs) {
  for (int attempt = 1; attempt <= kAttemptsMax; ++attempt) {
    if (TryToReach(jobs)) return true;
    if (wine_.empty()) return false;
    AbandonAll(Agent::Objects::kDead);
    if (attempt == 1) continue;  // a second look is often enough
    StopService(End::kKill);
    StartBits();
  }
  return false;
}

bool Session::TryToReach(std::set<std::string>& jobs) {
  // Under Wine a service that hangs is ended; then the calls that hang in it fail.
  const Watchdog watchdog(wine_.empty() ? INFINITE : kAnswerMs, [] { StopService(End::kKill); });
  std::vector<std::string> ids;
  if (FAILED(agent().ListAll(administrator_ ? kAllUsers : 0, ids))) return false;
  jobs = {ids.begin(), ids.end()};
  if (helper_ == nullptr) return true;
  return helper_->Ask("agent.list", Json::object())["hresult"] == HexOf(S_OK);
}

// --- The world ---

Json Session::Wait(const Params& params) {
  const auto timeout = bitsproof::ParseDuration(params.Text("timeout"));
  if (!timeout) throw ParamError("Parameter 'timeout' must be a duration, such as \"600s\".");
  return {{"events", events_.After(params.Number("after"), *timeout)}};
}

Json Session::SetEnvironment(const Params& params) {
  for (const char* name : {"connected", "loggedOn", "diskFree", "wallClock", "store"}) {
    if (params.Find(name) != nullptr)
      throw Unsupported(std::string("This subject cannot change '") + name + "'.");
  }
  if (!administrator_) throw Unsupported("This process may not change policies.");
  if (const Json* policy = params.Find("policy")) policy_.Apply(*policy, false);
  return Json::object();
}

Json Session::Restart(const Params& params) {
  const std::string& how = params.Text("how");
  if (!may_restart_) throw Unsupported("This process may not restart the service.");
  if (!StopService(how == "kill" ? End::kKill : End::kGraceful))
    throw std::runtime_error("the service BITS does not end");
  AbandonAll(Agent::Objects::kDead);
  StartBits();
  std::set<std::string> jobs;
  Reach(jobs);  // whatever it answers now is the subject's
  return Json::object();
}

}  // namespace com_adapter
