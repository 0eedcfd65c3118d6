#include "conformance/run/capability_probe.h"

#include <array>
#include <string_view>

#include "conformance/protocol/message_forms.h"
#include "conformance/scenario/vocabulary.h"
#include "reference/base/hresult.h"

namespace bitsproof::conformance {
namespace {

constexpr char kNoJob[] = "{00000000-0000-0000-0000-000000000000}";
constexpr std::string_view kVirtualClock = "a virtual clock";

enum class Probed {
  kAlways,
  kOnJob,          // on a job that does not exist
  kOnlyForRefusal  // not harmless where it is declared
};

struct Probe {
  std::string_view capability;
  std::string_view method;
  Probed how;
  const char* params = "{}";  // beside `as` and `job`
};

constexpr auto kProbes = std::to_array<Probe>({
    {"job.create", "manager.getJob", Probed::kOnJob},
    {"job.enumerate", "manager.enumJobs", Probed::kAlways, R"({"flags": 0})"},
    {"job.cancel", "job.cancel", Probed::kOnJob},
    {"job.files", "job.enumFiles", Probed::kOnJob},
    {"job.properties", "job.getDisplayName", Probed::kOnJob},
    {"job.notify-interface", "job.getNotifyInterface", Probed::kOnJob},
    {"job.ownership", "job.takeOwnership", Probed::kOnJob},
    {"job.errors", "job.getErrorCount", Probed::kOnJob},
    {"enumerators", "enumerator.files", Probed::kOnJob},
    {"interfaces", "job.queryInterface", Probed::kOnJob, R"({"interface": "IBackgroundCopyJob2"})"},
    {"policy", "environment.set", Probed::kAlways, R"({"policy": {"MaxJobsPerUser": 60}})"},
    {"bandwidth", "environment.set", Probed::kAlways,
     R"({"policy": {"EnableBITSMaxBandwidth": 0}})"},
    {"environment.network", "environment.set", Probed::kAlways, R"({"connected": true})"},
    {"environment.sessions", "environment.set", Probed::kAlways, R"({"loggedOn": {}})"},
    {"environment.disk", "environment.set", Probed::kAlways, R"({"diskFree": null})"},
    {"environment.clock", "environment.set", Probed::kAlways, R"({"wallClock": "0s"})"},
    {"environment.store", "environment.set", Probed::kOnlyForRefusal, R"({"store": "spoiled"})"},
    {"callbacks", "callback.create", Probed::kOnlyForRefusal,
     R"({"client": "nobody", "name": "nothing"})"},
    {"client.exit", "client.exit", Probed::kOnlyForRefusal, R"({"client": "nobody"})"},
    {"null-outputs", "nullOutput.call", Probed::kOnJob,
     R"({"method": "job.getState", "outputs": ["state"]})"},
    {"events", "events.wait", Probed::kAlways, R"({"after": 0, "timeout": "0s"})"},
    {"service.restart", "service.restart", Probed::kOnlyForRefusal, R"({"how": "graceful"})"},
    {"log", "subject.log", Probed::kAlways},
    {kVirtualClock, "clock.advance", Probed::kAlways, R"({"by": "0s"})"},
    {"job2", "job.getNotifyCmdLine", Probed::kOnJob},
    {"job3", "job.getFileACLFlags", Probed::kOnJob},
    {"job4", "job.getPeerCachingFlags", Probed::kOnJob},
    {"job5", "job.getProperty", Probed::kOnJob, R"({"property": "ID_COST_FLAGS"})"},
    {"file2", "file.getFileRanges", Probed::kOnJob, R"({"index": 0})"},
    {"file3", "file.getValidationState", Probed::kOnJob, R"({"index": 0})"},
    {"file4", "file.getPeerDownloadStats", Probed::kOnJob, R"({"index": 0})"},
    {"file5", "file.getProperty", Probed::kOnJob,
     R"({"index": 0, "property": "HTTP_RESPONSE_HEADERS"})"},
    {"file6", "file.getFilledFileRanges", Probed::kOnJob, R"({"index": 0})"},
    {"http-options", "httpOptions.getSecurityFlags", Probed::kOnJob},
    {"http-options2", "httpOptions.getHttpMethod", Probed::kOnJob},
    {"http-options3", "httpOptions.makeCustomHeadersWriteOnly", Probed::kOnJob},
    {"client-certificates", "httpOptions.removeClientCertificate", Probed::kOnJob},
    {"server-certificate-validation", "httpOptions.setServerCertificateValidationInterface",
     Probed::kOnJob, R"({"answer": null})"},
    {"token-options", "tokenOptions.getHelperTokenFlags", Probed::kOnJob},
    {"peer-cache", "peerCache.getMaximumCacheSize", Probed::kAlways},
});

[[noreturn]] void Refuse(const std::string& sentence) {
  throw HarnessError("the handshake failed: " + sentence);
}

// One principal of each kind that the subject can act as, named after it, and a second user where
// that makes a difference.
Json Principals(const SubjectInfo& info) {
  Json principals = Json::object();
  for (const std::string& kind : info.principals) principals[kind] = kind;
  if (info.Has("principals.distinct")) principals["second"] = "standard";
  return principals;
}

void BeginCase(Subject& subject, const SubjectInfo& info, const std::string& work_directory) {
  const Json principals = Principals(info);
  const Json params{{"case", "handshake"},
                    {"seed", 1},
                    {"policy", Json::object()},
                    {"principals", principals},
                    {"workDirectory", work_directory}};
  const Reply reply = subject.Call("subject.reset", params);
  if (reply.kind != Reply::Kind::kResult) {
    Refuse("subject.reset is not carried out: " + reply.text());
  }
  if (const auto wrong = WrongResult("subject.reset", reply.value)) {
    Refuse("subject.reset gets a malformed answer: " + *wrong);
  }
  const Json& sids = reply.value["principals"];
  for (auto it = principals.begin(); it != principals.end(); ++it) {
    if (!sids.contains(it.key())) Refuse("subject.reset gives the principal no SID: " + it.key());
  }
  if (info.Has("principals.distinct") && sids.value("standard", "") == sids.value("second", "")) {
    Refuse("the subject declares principals.distinct, but two standard users have the same SID, " +
           sids["second"].dump());
  }
}

Json ParamsOf(const Probe& probe, const SubjectInfo& info) {
  Json params = Json::object();
  if (FindMethod(probe.method)->takes_as) params["as"] = info.principals.front();
  if (probe.how == Probed::kOnJob) params["job"] = kNoJob;
  params.update(Json::parse(probe.params));
  return params;
}

void RequireOffered(const Probe& probe, const Reply& reply) {
  const std::string method(probe.method);
  const std::string declared = "the subject declares " + std::string(probe.capability) + ", but ";
  if (reply.kind == Reply::Kind::kError && reply.code == kMethodNotFound) {
    Refuse(declared + "does not know " + method);
  }
  if (reply.kind == Reply::Kind::kError) {
    Refuse(declared + method + " answers error " + std::to_string(reply.code) + ": " +
           reply.text());
  }
  if (const auto wrong = WrongResult(probe.method, reply.value)) {
    Refuse(declared + method + " gets a malformed answer: " + *wrong);
  }
  if (probe.how != Probed::kOnJob) return;
  const auto code = ParseHResult(reply.value["hresult"].get_ref<const std::string&>());
  if (code && code->succeeded())
    Refuse(declared + method + " succeeds on a job that does not exist");
}

// environment.set belongs to several capabilities: where only some are declared it is known, and
// what is wrong is the parameter.
void RequireRefused(const Probe& probe, const Reply& reply) {
  const bool is_shared = probe.method == "environment.set";
  if (reply.kind == Reply::Kind::kError &&
      (reply.code == kMethodNotFound || (is_shared && reply.code == kInvalidParams))) {
    return;
  }
  Refuse("the subject does not refuse " + std::string(probe.method) +
         " with error -32601, although it does not declare " + std::string(probe.capability));
}

}  // namespace

void ProbeCapabilities(Subject& subject, const SubjectInfo& info,
                       const std::string& work_directory) {
  BeginCase(subject, info, work_directory);
  for (const Probe& probe : kProbes) {
    const bool is_declared =
        probe.capability == kVirtualClock ? info.mode == Mode::kSim : info.Has(probe.capability);
    if (is_declared && probe.how == Probed::kOnlyForRefusal) continue;
    const Reply reply = subject.Call(probe.method, ParamsOf(probe, info));
    if (reply.kind == Reply::Kind::kFault) {
      Refuse("the subject did not survive " + std::string(probe.method) + ": " + reply.text());
    }
    is_declared ? RequireOffered(probe, reply) : RequireRefused(probe, reply);
  }
}

}  // namespace bitsproof::conformance
