#include "conformance/subjects/reference_subject.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kServiceSids[] = {"S-1-5-18", "S-1-5-19", "S-1-5-20"};
constexpr std::string_view kDomain = "S-1-5-21-1-2-3-";
constexpr int kFirstUser = 1001;

[[noreturn]] void RefusePolicy(const std::string& name) {
  throw ParamError("Parameter 'policy' names '" + name + "', which is not a policy.");
}

// The field called `name`, or nullptr.
template <typename Field>
const Field* Named(std::span<const Field> fields, std::string_view name) {
  const auto it = std::find_if(fields.begin(), fields.end(),
                               [&](const Field& field) { return field.name == name; });
  return it == fields.end() ? nullptr : &*it;
}

BandwidthSchedule ToSchedule(const Json& values, const std::string& key) {
  if (!values.is_object()) throw ParamError("Policy '" + key + "' must be an object.");
  BandwidthSchedule schedule;
  for (const auto& [name, value] : values.items()) {
    const auto* const field = Named(ScheduleFields(), name);
    if (field == nullptr) RefusePolicy(key + "." + name);
    schedule.*field->value = ToNumber32(value, name);
  }
  return schedule;
}

void Apply(const Json& changes, Policy& policy) {
  if (!changes.is_object()) throw ParamError("Parameter 'policy' must be an object.");
  for (const auto& [name, value] : changes.items()) {
    if (const auto* const field = Named(PolicyFields(), name)) {
      policy.*field->value = ToNumber32(value, name);
    } else if (const auto* const limit = Named(BandwidthFields(), name)) {
      policy.bandwidth.*limit->value = ToNumber32(value, name);
    } else if (const auto* const key = Named(BandwidthKeys(), name)) {
      policy.bandwidth.*key->schedule = ToSchedule(value, name);
    } else {
      RefusePolicy(name);
    }
  }
}

// How far the calendar is to jump at `from` so that a case begins when `params` say.
Duration JumpToStart(const Params& params, WallTime from) {
  if (params.Find("startsAt") == nullptr) return Duration{0};
  const auto start = ParseIso8601(params.Text("startsAt"));
  if (!start) throw ParamError("Parameter 'startsAt' must be a time such as 2026-01-31T12:00:00Z.");
  return std::chrono::seconds(ToUnixSeconds(*start) - ToUnixSeconds(from));
}

Principal::Kind ParseKind(const Json& kind, const std::string& name) {
  if (kind == "standard") return Principal::Kind::kStandardUser;
  if (kind == "administrator") return Principal::Kind::kAdministrator;
  if (kind == "service") return Principal::Kind::kService;
  throw ParamError("Parameter 'principals' gives '" + name + "' a kind that does not exist.");
}

// Another token of a user that the case has: that of its administrator without the rights of one,
// that of its standard user with restricting SIDs.
constexpr const char* kUnelevated = "unelevated";
constexpr const char* kRestricted = "restricted";

std::string SidOfFirst(const Session::Principals& principals, Principal::Kind kind) {
  for (const auto& [name, principal] : principals) {
    if (principal.kind == kind) return principal.sid;
  }
  throw ParamError("Parameter 'principals' has a token of a user who is not in it.");
}

// Users in the order of the parameters are 1001, 1002, ...; services are LocalSystem, LocalService
// and NetworkService.
Session::Principals MakePrincipals(const Json& kinds) {
  Session::Principals principals;
  int user = kFirstUser;
  std::size_t service = 0;
  for (const auto& [name, kind] : kinds.items()) {
    if (kind == kUnelevated || kind == kRestricted) continue;
    Principal principal{"", ParseKind(kind, name)};
    if (principal.kind != Principal::Kind::kService) {
      principal.sid = std::string(kDomain) + std::to_string(user++);
    } else if (service < std::size(kServiceSids)) {
      principal.sid = kServiceSids[service++];
    } else {
      throw ParamError("Parameter 'principals' has more services than there are service accounts.");
    }
    principals.emplace(name, std::move(principal));
  }
  for (const auto& [name, kind] : kinds.items()) {
    if (kind != kUnelevated && kind != kRestricted) continue;
    const auto same =
        kind == kUnelevated ? Principal::Kind::kAdministrator : Principal::Kind::kStandardUser;
    Principal principal{SidOfFirst(principals, same), Principal::Kind::kStandardUser};
    principal.is_restricted = kind == kRestricted;
    principals.emplace(name, std::move(principal));
  }
  return principals;
}

Json ToSids(const Session::Principals& principals) {
  Json sids = Json::object();
  for (const auto& [name, principal] : principals) sids[name] = principal.sid;
  return sids;
}

Profile RequestedProfile(const Params& params) {
  const Json* profile = params.Find("profile");
  if (profile == nullptr || profile->is_null()) return kNewestProfile;
  const std::optional<Profile> parsed = ParseProfile(params.Text("profile"));
  if (!parsed) throw ParamError("Parameter 'profile' is not a version of BITS.");
  return *parsed;
}

// An absent or null member counts as an empty object.
Json ObjectOr(const Params& params, std::string_view name) {
  const Json* value = params.Find(name);
  return value == nullptr || value->is_null() ? Json::object() : params.Object(name);
}

}  // namespace

Reply ReferenceSubject::Call(std::string_view method, const Json& params) {
  try {
    if (IsBitsMethod(method)) {
      CheckBegun();
      Reply reply;
      OnManagerThread([&] { reply = Dispatch(session_, method, params); });
      return reply;
    }
    std::optional<Json> result = CallSession(method, Params(params));
    if (result) return Reply::Result(*std::move(result));
    return Reply::Error(kMethodNotFound,
                        "The method '" + std::string(method) + "' does not exist.");
  } catch (const ParamError& error) {
    return Reply::Error(kInvalidParams, error.what());
  } catch (const std::exception& error) {
    return Reply::Error(kInternalError, error.what());
  }
}

void ReferenceSubject::CheckBegun() const {
  if (manager_ == nullptr) throw std::logic_error("No case has begun: subject.reset comes first.");
}

std::optional<Json> ReferenceSubject::CallSession(std::string_view method, const Params& params) {
  using Handler = Json (ReferenceSubject::*)(const Params&);
  static const auto* const kMethods = new std::unordered_map<std::string_view, Handler>{
      {"subject.hello", &ReferenceSubject::Hello},
      {"subject.reset", &ReferenceSubject::Reset},
      {"environment.set", &ReferenceSubject::SetEnvironment},
      {"service.restart", &ReferenceSubject::Restart},
      {"callback.create", &ReferenceSubject::CreateCallback},
      {"callback.release", &ReferenceSubject::ReleaseCallback},
      {"client.exit", &ReferenceSubject::ExitClient},
  };
  if (const auto it = kMethods->find(method); it != kMethods->end())
    return (this->*it->second)(params);
  return CallWorld(method, params);
}

Json ReferenceSubject::Hello(const Params& params) {
  const std::string& protocol = params.Text("protocol");
  if (!protocol.starts_with("1.")) {
    throw ParamError("This subject speaks protocol 1.0, not " + protocol + ".");
  }
  Json profiles = Json::array();
  for (int i = 0; i <= static_cast<int>(kNewestProfile); ++i)
    profiles.push_back(ToString(static_cast<Profile>(i)));
  Json hello{{"name", "bitsproof reference"},
             {"version", BITSPROOF_VERSION},
             {"profile", ToString(kNewestProfile)},
             {"profiles", std::move(profiles)},
             {"principals", {"standard", "administrator", "service", "unelevated", "restricted"}}};
  hello.update(HelloOfWorld());
  return hello;
}

Json ReferenceSubject::CommonCapabilities() {
  return {"job.create",
          "job.enumerate",
          "job.cancel",
          "job.files",
          "job.properties",
          "job.notify-interface",
          "job.ownership",
          "job.transfer.http",
          "job.transfer.https",
          "job.errors",
          "enumerators",
          "interfaces",
          "limits",
          "policy",
          "bandwidth",
          "principals.distinct",
          "profiles",
          "events",
          "events.state",
          "events.causes",
          "callbacks",
          "callbacks.user",
          "callbacks.files",
          "client.exit",
          "null-outputs",
          "environment.network",
          "environment.cost",
          "environment.sessions",
          "service.restart",
          "job2",
          "job3",
          "job4",
          "job5",
          "programs",
          "file2",
          "file3",
          "file4",
          "file5",
          "http-options",
          "http-options2",
          "token-options",
          "peer-cache",
          "http-options3",
          "server-certificate-validation"};
}

Json ReferenceSubject::Reset(const Params& params) {
  const std::uint64_t seed = params.Number("seed");
  const std::string& work_directory = params.Text("workDirectory");
  const Profile profile = RequestedProfile(params);
  Policy policy;
  Apply(ObjectOr(params, "policy"), policy);
  const Json trust = ObjectOr(params, "trust");
  Session::Principals principals = MakePrincipals(ObjectOr(params, "principals"));
  Json sids = ToSids(principals);

  policy_ = policy;
  profile_ = profile;
  trust_ = {trust.value("authorities", ""), trust.value("revocations", "")};
  world_.emplace(BuildWorld(seed, work_directory));
  OnManagerThread([&] {
    const Duration jump = JumpToStart(params, world_->clock.WallNow());
    if (jump != Duration{0}) MoveWallClock(jump);
    BeginCase(std::move(principals));
  });
  return Json{{"foreignJobs", ForeignJobs()}, {"principals", std::move(sids)}};
}

void ReferenceSubject::BeginCase(Session::Principals principals) {
  recorder_.Clear();
  clients_.Begin(world_->timers, world_->clock);
  starts_ = 0;
  extra_traffic_ = std::make_unique<ExtraTraffic>(world_->transport);
  const auto make = [this](const auto& factory) {
    return factory ? factory(*world_) : typename std::decay_t<decltype(factory)>::result_type();
  };
  decorations_ = {make(decorators_.timers), make(decorators_.transport),
                  make(decorators_.files),  make(decorators_.store),
                  make(decorators_.events), make(decorators_.programs)};
  StartService();
  session_.Begin(std::move(principals), *manager_);
}

void ReferenceSubject::StartService() {
  const auto decorated = [](const auto& decoration, auto& plain) -> decltype(auto) {
    return decoration ? *decoration : plain;
  };
  Environment& plain = *world_;
  store_ = std::make_unique<KillableStore>(decorated(decorations_.store, plain.store));
  // Every run of the service has its own stream: a restarted one must not give the same GUIDs
  // again.
  const Random random = plain.random.Fork("service-" + std::to_string(starts_++));
  const Environment environment{plain.clock,
                                decorated(decorations_.timers, plain.timers),
                                decorated(decorations_.transport, plain.transport),
                                decorated(decorations_.files, plain.files),
                                *store_,
                                plain.network,
                                plain.sessions,
                                decorated(decorations_.events, plain.events),
                                decorated(decorations_.programs, plain.programs),
                                random};
  manager_ = std::make_unique<JobManager>(environment, policy_, profile_);
}

void ReferenceSubject::EndCase() {
  session_.Clear();
  manager_.reset();
  clients_.OnServiceEnd();
  store_.reset();
  extra_traffic_.reset();
  decorations_ = {};
}

Json ReferenceSubject::SetEnvironment(const Params& params) {
  CheckBegun();
  Policy policy = policy_;
  Apply(ObjectOr(params, "policy"), policy);
  std::vector<std::pair<std::string, bool>> sessions;
  const Json logged_on_by_name = ObjectOr(params, "loggedOn");
  for (const auto& [name, logged_on] : logged_on_by_name.items()) {
    if (!logged_on.is_boolean())
      throw ParamError("Parameter 'loggedOn' must map principals to true or false.");
    sessions.emplace_back(session_.Find(name).sid, logged_on.get<bool>());
  }
  const bool has_network = params.Find("connected") != nullptr;
  const bool connected = params.Flag("connected");
  const std::optional<std::uint32_t> cost =
      params.Find("cost") == nullptr ? std::nullopt : std::optional(params.Number32("cost"));
  const Json* disk = params.Find("diskFree");
  const std::optional<std::uint64_t> disk_free =
      disk == nullptr || disk->is_null() ? std::nullopt : std::optional(params.Number("diskFree"));

  const Json* shift = params.Find("wallClock");
  const std::optional<Duration> wall_clock =
      shift == nullptr ? std::nullopt : std::optional(params.SignedSpan("wallClock"));
  const Json* store = params.Find("store");
  if (store != nullptr && *store != "spoiled")
    throw ParamError("Parameter 'store' must be 'spoiled'.");

  policy_ = policy;
  OnManagerThread([&] {
    manager_->SetPolicy(policy_);
    if (has_network) SetConnected(connected);
    if (cost) SetCost(*cost);
    for (const auto& [sid, logged_on] : sessions) SetLoggedOn(sid, logged_on);
    if (disk != nullptr) SetDiskFree(disk_free);
    if (wall_clock) MoveWallClock(*wall_clock);
    if (store != nullptr) SpoilStore();
  });
  return Json::object();
}

Json ReferenceSubject::Restart(const Params& params) {
  CheckBegun();
  const std::string& how = params.Text("how");
  if (how != "graceful" && how != "kill")
    throw ParamError("Parameter 'how' must be 'graceful' or 'kill'.");
  OnManagerThread([&] {
    session_.Detach();
    if (how == "kill") {
      store_->Kill();
      CrashStore();
    }
    manager_.reset();
    clients_.OnServiceEnd();
    StartService();
    session_.Attach(*manager_);
  });
  return Json::object();
}

// --- Clients ---

namespace {

// An element of `answers`: "take", "block", the code that is returned, or a call.
CallbackAnswer ToAnswer(const Json& json) {
  if (json == "block") return {CallbackAnswer::Kind::kBlock};
  if (json.is_object()) {
    const Params call(json);
    CallbackAnswer answer{CallbackAnswer::Kind::kCall, hresult::S_OK, call.Text("call")};
    const Json* with = call.Find("with");
    answer.params = with == nullptr ? Json::object() : call.Object("with");
    if (!answer.method.starts_with("job.") || !IsBitsMethod(answer.method)) {
      throw ParamError("Parameter 'answers' calls '" + answer.method +
                       "', which is not a method of a job.");
    }
    return answer;
  }
  const auto code = json.is_string() ? ParseHResult(json.get_ref<const std::string&>())
                                     : std::optional<HResult>();
  if (!code) {
    throw ParamError(
        "Parameter 'answers' has an element that is no result code, not \"block\" and no call.");
  }
  return {CallbackAnswer::Kind::kReturn, *code};
}

}  // namespace

Json ReferenceSubject::CreateCallback(const Params& params) {
  CheckBegun();
  const std::string& client = params.Text("client");
  const std::string& name = params.Text("name");
  static_cast<void>(session_.Find(client));
  std::vector<CallbackAnswer> answers;
  if (const Json* given = params.Find("answers"); given != nullptr) {
    for (const Json& answer : *given) answers.push_back(ToAnswer(answer));
  }
  if (answers.empty()) answers.emplace_back();
  OnManagerThread([&] { clients_.Create(client, name, std::move(answers)); });
  return Json::object();
}

Json ReferenceSubject::ReleaseCallback(const Params& params) {
  CheckBegun();
  const std::string& name = params.Text("name");
  OnManagerThread([&] {
    if (!clients_.Has(name))
      throw ParamError("Parameter 'name' is not the name of a callback object of this case.");
    clients_.Release(name);
  });
  return Json::object();
}

Json ReferenceSubject::ExitClient(const Params& params) {
  CheckBegun();
  const std::string& client = params.Text("client");
  static_cast<void>(session_.Find(client));
  OnManagerThread([&] { clients_.Exit(client); });
  return Json::object();
}

std::string ReferenceSubject::CarryOut(const std::string& method, const Json& params) {
  const Reply reply = Dispatch(session_, method, params);
  return reply.kind == Reply::Kind::kResult ? reply.value["hresult"].get<std::string>()
                                            : ToHex(hresult::E_INVALIDARG);
}

}  // namespace bitsproof::conformance
