// Getters called with NULL in place of an output pointer.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

using Job = IBackgroundCopyJob;
using Job2 = IBackgroundCopyJob2;
using Job3 = IBackgroundCopyJob3;
using Job4 = IBackgroundCopyJob4;
using Options = IBackgroundCopyJobHttpOptions;

template <typename Interface, auto Getter>
HRESULT WithNull(Job& job) {
  ComPtr<Interface> object;
  const HRESULT code = Query(job, object);
  return FAILED(code) ? code : (object.get()->*Getter)(nullptr);
}

// The getters of one output.
struct Single {
  HRESULT (*call)(Job& job);
  std::string_view method;
};

constexpr Single kSingles[] = {
    {WithNull<Job, &Job::EnumFiles>, "job.enumFiles"},
    {WithNull<Job, &Job::GetId>, "job.getId"},
    {WithNull<Job, &Job::GetType>, "job.getType"},
    {WithNull<Job, &Job::GetProgress>, "job.getProgress"},
    {WithNull<Job, &Job::GetTimes>, "job.getTimes"},
    {WithNull<Job, &Job::GetState>, "job.getState"},
    {WithNull<Job, &Job::GetError>, "job.getError"},
    {WithNull<Job, &Job::GetErrorCount>, "job.getErrorCount"},
    {WithNull<Job, &Job::GetOwner>, "job.getOwner"},
    {WithNull<Job, &Job::GetDisplayName>, "job.getDisplayName"},
    {WithNull<Job, &Job::GetDescription>, "job.getDescription"},
    {WithNull<Job, &Job::GetPriority>, "job.getPriority"},
    {WithNull<Job, &Job::GetNotifyFlags>, "job.getNotifyFlags"},
    {WithNull<Job, &Job::GetNotifyInterface>, "job.getNotifyInterface"},
    {WithNull<Job, &Job::GetMinimumRetryDelay>, "job.getMinimumRetryDelay"},
    {WithNull<Job, &Job::GetNoProgressTimeout>, "job.getNoProgressTimeout"},
    {WithNull<Job2, &Job2::GetReplyProgress>, "job.getReplyProgress"},
    {WithNull<Job2, &Job2::GetReplyFileName>, "job.getReplyFileName"},
    {WithNull<Job3, &Job3::GetFileACLFlags>, "job.getFileACLFlags"},
    {WithNull<Job4, &Job4::GetPeerCachingFlags>, "job.getPeerCachingFlags"},
    {WithNull<Job4, &Job4::GetOwnerIntegrityLevel>, "job.getOwnerIntegrityLevel"},
    {WithNull<Job4, &Job4::GetOwnerElevationState>, "job.getOwnerElevationState"},
    {WithNull<Job4, &Job4::GetMaximumDownloadTime>, "job.getMaximumDownloadTime"},
    {WithNull<Options, &Options::GetCustomHeaders>, "httpOptions.getCustomHeaders"},
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

HRESULT GetNotifyCmdLine(const MethodCall& call, Job& job) {
  ComPtr<Job2> object;
  const HRESULT code = Query(job, object);
  if (FAILED(code)) return code;
  TaskText program;
  TaskText parameters;
  return object->GetNotifyCmdLine(IsNull(call, "program") ? nullptr : program.Out(),
                                  IsNull(call, "parameters") ? nullptr : parameters.Out());
}

HRESULT GetReplyData(Job& job) {
  ComPtr<Job2> object;
  const HRESULT code = Query(job, object);
  return FAILED(code) ? code : object->GetReplyData(nullptr, nullptr);
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
  if (method == "job.getNotifyCmdLine") return Outcome(GetNotifyCmdLine(call, job));
  if (method == "job.getReplyData") return Outcome(GetReplyData(job));
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
