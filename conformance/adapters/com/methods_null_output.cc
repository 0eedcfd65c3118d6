// Getters called with NULL in place of an output pointer.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

using Job = IBackgroundCopyJob;

template <auto Getter>
HRESULT WithNull(Job& job) {
  return (job.*Getter)(nullptr);
}

// The getters of one output.
struct Single {
  HRESULT (*call)(Job& job);
  std::string_view method;
};

constexpr Single kSingles[] = {
    {WithNull<&Job::EnumFiles>, "job.enumFiles"},
    {WithNull<&Job::GetId>, "job.getId"},
    {WithNull<&Job::GetType>, "job.getType"},
    {WithNull<&Job::GetProgress>, "job.getProgress"},
    {WithNull<&Job::GetTimes>, "job.getTimes"},
    {WithNull<&Job::GetState>, "job.getState"},
    {WithNull<&Job::GetError>, "job.getError"},
    {WithNull<&Job::GetErrorCount>, "job.getErrorCount"},
    {WithNull<&Job::GetOwner>, "job.getOwner"},
    {WithNull<&Job::GetDisplayName>, "job.getDisplayName"},
    {WithNull<&Job::GetDescription>, "job.getDescription"},
    {WithNull<&Job::GetPriority>, "job.getPriority"},
    {WithNull<&Job::GetNotifyFlags>, "job.getNotifyFlags"},
    {WithNull<&Job::GetNotifyInterface>, "job.getNotifyInterface"},
    {WithNull<&Job::GetMinimumRetryDelay>, "job.getMinimumRetryDelay"},
    {WithNull<&Job::GetNoProgressTimeout>, "job.getNoProgressTimeout"},
};

bool IsNull(const MethodCall& call, std::string_view output) {
  for (const Json& name : call.params.Require("outputs")) {
    if (name.get_ref<const std::string&>() == output) return true;
  }
  return false;
}

HRESULT GetProxySettings(const MethodCall& call, Job& job) {
  BG_JOB_PROXY_USAGE usage{};
  TaskText proxies;
  TaskText bypass;
  return job.GetProxySettings(IsNull(call, "usage") ? nullptr : &usage,
                              IsNull(call, "proxyList") ? nullptr : proxies.Out(),
                              IsNull(call, "bypassList") ? nullptr : bypass.Out());
}

HRESULT NextFiles(const MethodCall& call, Job& job) {
  Received<IEnumBackgroundCopyFiles> received;
  const HRESULT code = job.EnumFiles(received.Out());
  if (FAILED(code)) return code;
  const ComPtr<IEnumBackgroundCopyFiles> files = received.Keep();
  std::vector<IBackgroundCopyFile*> items(call.params.Number32("count"));
  const HRESULT got = files->Next(static_cast<ULONG>(items.size()), items.data(), nullptr);
  for (IBackgroundCopyFile* item : items) {
    if (SUCCEEDED(got) && item != nullptr) item->Release();
  }
  return got;
}

HRESULT CreateJob(const MethodCall& call) {
  ComPtr<IBackgroundCopyManager> manager;
  const HRESULT code = call.agent.Manager(manager);
  if (FAILED(code)) return code;
  GUID id{};
  Received<IBackgroundCopyJob> job;
  const HRESULT created = manager->CreateJob(L"null output", BG_JOB_TYPE_DOWNLOAD,
                                             IsNull(call, "jobId") ? nullptr : &id,
                                             IsNull(call, "job") ? nullptr : job.Out());
  if (SUCCEEDED(created) && !IsNull(call, "job")) job.Keep()->Cancel();
  return created;
}

Json CallWithNull(const MethodCall& call, Job& job) {
  const std::string method = call.params.Text("method");
  if (method == "manager.createJob") return Outcome(CreateJob(call));
  if (method == "enumerator.next") return Outcome(NextFiles(call, job));
  if (method == "job.getProxySettings") return Outcome(GetProxySettings(call, job));
  const auto single = std::find_if(std::begin(kSingles), std::end(kSingles),
                                   [&](const Single& known) { return known.method == method; });
  if (single == std::end(kSingles))
    throw ParamError("Parameter 'method' is not a method with output pointers.");
  return Outcome(single->call(job));
}

constexpr Method kMethods[] = {
    {"nullOutput.call", OnJob<CallWithNull>},
};

}  // namespace

std::span<const Method> NullOutputMethods() { return kMethods; }

}  // namespace com_adapter
