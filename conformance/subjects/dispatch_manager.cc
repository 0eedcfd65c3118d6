// IBackgroundCopyManager.
#include "conformance/subjects/dispatch.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kTypes[] = {"download", "upload", "upload-reply"};

Json WithId(const MethodCall& call, const Result<std::shared_ptr<Job>>& job) {
  Json json = Outcome(CodeOf(job));
  if (!job) return json;
  call.session.Keep(*job);
  json.emplace("jobId", (*job)->id().ToString());
  return json;
}

Json CreateJob(const MethodCall& call) {
  const auto name = call.params.TextOrNull("displayName");
  const std::int64_t type = call.params.Enumeration("type", kTypes);
  return WithId(call, call.session.manager().CreateJob(call.caller, name, type));
}

Json GetJob(const MethodCall& call) {
  return WithId(call, call.session.manager().GetJob(call.caller, call.params.Id("job")));
}

Json EnumJobs(const MethodCall& call) {
  const auto jobs = call.session.manager().EnumJobs(call.caller, call.params.Number32("flags"));
  Json json = Outcome(CodeOf(jobs));
  if (!jobs) return json;
  Json ids = Json::array();
  for (const std::shared_ptr<Job>& job : *jobs) ids.push_back(job->id().ToString());
  json.emplace("jobs", std::move(ids));
  return json;
}

Json GetErrorDescription(const MethodCall& call) {
  const HResult code = call.params.Code("code");
  return Outcome(
      call.session.manager().GetErrorDescription(code, call.params.Number32("languageId")), "text");
}

constexpr Method kMethods[] = {
    {"manager.createJob", CreateJob},
    {"manager.getJob", GetJob},
    {"manager.enumJobs", EnumJobs},
    {"manager.getErrorDescription", GetErrorDescription},
};

}  // namespace

std::span<const Method> ManagerMethods() { return kMethods; }

}  // namespace bitsproof::conformance
