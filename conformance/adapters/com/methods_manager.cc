// IBackgroundCopyManager.
#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

// Handler of a method on the manager.
template <Json (*Handler)(const MethodCall& call, IBackgroundCopyManager& manager)>
Json OnManager(const MethodCall& call) {
  ComPtr<IBackgroundCopyManager> manager;
  const HRESULT code = call.agent.Manager(manager);
  return FAILED(code) ? Outcome(code) : Handler(call, *manager.get());
}

Json CreateJob(const MethodCall& call, IBackgroundCopyManager& manager) {
  const WideText name = call.params.TextOrNull("displayName");
  const auto type = static_cast<BG_JOB_TYPE>(call.params.Enumeration("type", kJobTypes));
  GUID id;
  Received<IBackgroundCopyJob> job;
  const HRESULT code = manager.CreateJob(name.get(), type, &id, job.Out());
  if (FAILED(code)) return Outcome(code);
  call.agent.Own(ToText(id));
  call.agent.Keep(id, job.Keep());
  return Outcome(code, "jobId", ToText(id));
}

Json GetJob(const MethodCall& call, IBackgroundCopyManager& manager) {
  Received<IBackgroundCopyJob> received;
  const HRESULT code = manager.GetJob(call.params.Id("job"), received.Out());
  if (FAILED(code)) return Outcome(code);
  const ComPtr<IBackgroundCopyJob> job = received.Keep();
  GUID id;
  const HRESULT known = job->GetId(&id);
  if (FAILED(known)) return Outcome(known);
  call.agent.Keep(id, job);
  return Outcome(code, "jobId", ToText(id));
}

Json EnumJobs(const MethodCall& call) {
  std::vector<std::string> ids;
  const HRESULT code = call.agent.ListAll(call.params.Number32("flags"), ids);
  if (FAILED(code)) return Outcome(code);
  Json shown = Json::array();
  for (std::string& id : ids) {
    if (!call.agent.IsHidden(id)) shown.push_back(std::move(id));
  }
  return Outcome(code, "jobs", std::move(shown));
}

Json GetErrorDescription(const MethodCall& call, IBackgroundCopyManager& manager) {
  const std::optional<HRESULT> asked = ParseCode(call.params.Require("code"));
  if (!asked) throw ParamError("Parameter 'code' is not a result code such as 0x80200001.");
  TaskText text;
  const HRESULT code =
      manager.GetErrorDescription(*asked, call.params.Number32("languageId"), text.Out());
  return TextOutcome(code, "text", text);
}

constexpr Method kMethods[] = {
    {"manager.createJob", OnManager<CreateJob>},
    {"manager.getJob", OnManager<GetJob>},
    {"manager.enumJobs", EnumJobs},
    {"manager.getErrorDescription", OnManager<GetErrorDescription>},
};

}  // namespace

std::span<const Method> ManagerMethods() { return kMethods; }

}  // namespace com_adapter
