// IBackgroundCopyJob: properties.
#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

constexpr Word kPriorities[] = {
    {"FOREGROUND", BG_JOB_PRIORITY_FOREGROUND},
    {"HIGH", BG_JOB_PRIORITY_HIGH},
    {"NORMAL", BG_JOB_PRIORITY_NORMAL},
    {"LOW", BG_JOB_PRIORITY_LOW},
};

constexpr Word kProxyUsages[] = {
    {"PRECONFIG", BG_JOB_PROXY_USAGE_PRECONFIG},
    {"NO_PROXY", BG_JOB_PROXY_USAGE_NO_PROXY},
    {"OVERRIDE", BG_JOB_PROXY_USAGE_OVERRIDE},
    {"AUTODETECT", BG_JOB_PROXY_USAGE_AUTODETECT},
};

constexpr char kValue[] = "value";
constexpr char kSeconds[] = "seconds";

using GetText = HRESULT (STDMETHODCALLTYPE IBackgroundCopyJob::*)(LPWSTR*);
using SetText = HRESULT (STDMETHODCALLTYPE IBackgroundCopyJob::*)(LPCWSTR);
using GetNumber = HRESULT (STDMETHODCALLTYPE IBackgroundCopyJob::*)(ULONG*);
using SetNumber = HRESULT (STDMETHODCALLTYPE IBackgroundCopyJob::*)(ULONG);

template <GetText Getter>
Json Text(const MethodCall&, IBackgroundCopyJob& job) {
  TaskText text;
  const HRESULT code = (job.*Getter)(text.Out());
  return TextOutcome(code, kValue, text);
}

template <SetText Setter>
Json ChangeText(const MethodCall& call, IBackgroundCopyJob& job) {
  return Outcome((job.*Setter)(call.params.TextOrNull(kValue).get()));
}

template <GetNumber Getter, const char* Name>
Json Number(const MethodCall&, IBackgroundCopyJob& job) {
  ULONG number = 0;
  const HRESULT code = (job.*Getter)(&number);
  return Outcome(code, Name, number);
}

template <SetNumber Setter, const char* Name>
Json ChangeNumber(const MethodCall& call, IBackgroundCopyJob& job) {
  return Outcome((job.*Setter)(call.params.Number32(Name)));
}

Json GetPriority(const MethodCall&, IBackgroundCopyJob& job) {
  BG_JOB_PRIORITY priority{};
  const HRESULT code = job.GetPriority(&priority);
  return Outcome(code, kValue, ToWord(priority, kPriorities));
}

Json SetPriority(const MethodCall& call, IBackgroundCopyJob& job) {
  const int priority = call.params.Enumeration(kValue, kPriorities);
  return Outcome(job.SetPriority(static_cast<BG_JOB_PRIORITY>(priority)));
}

Json GetNotifyInterface(const MethodCall&, IBackgroundCopyJob& job) {
  Received<IUnknown> received;
  const HRESULT code = job.GetNotifyInterface(received.Out());
  if (FAILED(code)) return Outcome(code);
  return Outcome(code, "registered", static_cast<bool>(received.Keep()));
}

Json SetNotifyInterface(const MethodCall& call, IBackgroundCopyJob& job) {
  if (!call.params.Boolean("registered")) return Outcome(job.SetNotifyInterface(nullptr));
  const ComPtr<IBackgroundCopyCallback> callback(
      MakeCallback(ToText(call.params.Id("job")), call.agent.events()));
  return Outcome(job.SetNotifyInterface(callback.get()));
}

Json GetProxySettings(const MethodCall&, IBackgroundCopyJob& job) {
  BG_JOB_PROXY_USAGE usage{};
  TaskText proxies;
  TaskText bypass;
  const HRESULT code = job.GetProxySettings(&usage, proxies.Out(), bypass.Out());
  Json json = Outcome(code);
  if (FAILED(code)) return json;
  json["usage"] = ToWord(usage, kProxyUsages);
  json["proxyList"] = TextToJson(proxies);
  json["bypassList"] = TextToJson(bypass);
  return json;
}

Json SetProxySettings(const MethodCall& call, IBackgroundCopyJob& job) {
  const int usage = call.params.Enumeration("usage", kProxyUsages);
  const WideText proxies = call.params.TextOrNull("proxyList");
  const WideText bypass = call.params.TextOrNull("bypassList");
  return Outcome(
      job.SetProxySettings(static_cast<BG_JOB_PROXY_USAGE>(usage), proxies.get(), bypass.get()));
}

using Job = IBackgroundCopyJob;

constexpr Method kMethods[] = {
    {"job.getDisplayName", OnJob<Text<&Job::GetDisplayName>>},
    {"job.setDisplayName", OnJob<ChangeText<&Job::SetDisplayName>>},
    {"job.getDescription", OnJob<Text<&Job::GetDescription>>},
    {"job.setDescription", OnJob<ChangeText<&Job::SetDescription>>},
    {"job.getPriority", OnJob<GetPriority>},
    {"job.setPriority", OnJob<SetPriority>},
    {"job.getNotifyFlags", OnJob<Number<&Job::GetNotifyFlags, kValue>>},
    {"job.setNotifyFlags", OnJob<ChangeNumber<&Job::SetNotifyFlags, kValue>>},
    {"job.getNotifyInterface", OnJob<GetNotifyInterface>},
    {"job.setNotifyInterface", OnJob<SetNotifyInterface>},
    {"job.getMinimumRetryDelay", OnJob<Number<&Job::GetMinimumRetryDelay, kSeconds>>},
    {"job.setMinimumRetryDelay", OnJob<ChangeNumber<&Job::SetMinimumRetryDelay, kSeconds>>},
    {"job.getNoProgressTimeout", OnJob<Number<&Job::GetNoProgressTimeout, kSeconds>>},
    {"job.setNoProgressTimeout", OnJob<ChangeNumber<&Job::SetNoProgressTimeout, kSeconds>>},
    {"job.getProxySettings", OnJob<GetProxySettings>},
    {"job.setProxySettings", OnJob<SetProxySettings>},
};

}  // namespace

std::span<const Method> PropertyMethods() { return kMethods; }

}  // namespace com_adapter
