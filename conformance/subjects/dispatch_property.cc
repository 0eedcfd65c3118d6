// IBackgroundCopyJob: properties.
#include "conformance/subjects/dispatch.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kPriorities[] = {"FOREGROUND", "HIGH", "NORMAL", "LOW"};
constexpr std::string_view kProxyUsages[] = {"PRECONFIG", "NO_PROXY", "OVERRIDE", "AUTODETECT"};

using GetText = Result<std::string> (Job::*)(const Principal&) const;
using SetText = HResult (Job::*)(const Principal&, const std::optional<std::string>&);
using GetNumber = Result<std::uint32_t> (Job::*)(const Principal&) const;
using SetNumber = HResult (Job::*)(const Principal&, std::uint32_t);

constexpr char kValue[] = "value";
constexpr char kSeconds[] = "seconds";

template <GetText Getter>
Json Text(const MethodCall& call, Job& job) {
  return Outcome((job.*Getter)(call.caller), kValue);
}

template <SetText Setter>
Json ChangeText(const MethodCall& call, Job& job) {
  return Outcome((job.*Setter)(call.caller, call.params.TextOrNull(kValue)));
}

template <GetNumber Getter, const char* Name>
Json Number(const MethodCall& call, Job& job) {
  return Outcome((job.*Getter)(call.caller), Name);
}

template <SetNumber Setter, const char* Name>
Json ChangeNumber(const MethodCall& call, Job& job) {
  return Outcome((job.*Setter)(call.caller, call.params.Number32(Name)));
}

Json GetPriority(const MethodCall& call, Job& job) {
  const Result<JobPriority> priority = job.GetPriority(call.caller);
  Json json = Outcome(CodeOf(priority));
  if (priority) json.emplace(kValue, kPriorities[static_cast<std::size_t>(*priority)]);
  return json;
}

Json SetPriority(const MethodCall& call, Job& job) {
  return Outcome(job.SetPriority(call.caller, call.params.Enumeration(kValue, kPriorities)));
}

Json GetNotifyInterface(const MethodCall& call, Job& job) {
  return Outcome(job.GetNotifyInterface(call.caller), "registered");
}

Json SetNotifyInterface(const MethodCall& call, Job& job) {
  return Outcome(job.SetNotifyInterface(call.caller, call.params.Boolean("registered")));
}

Json OrNull(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

Json GetProxySettings(const MethodCall& call, Job& job) {
  const Result<ProxySettings> settings = job.GetProxySettings(call.caller);
  Json json = Outcome(CodeOf(settings));
  if (!settings) return json;
  json.emplace("usage", kProxyUsages[static_cast<std::size_t>(settings->usage)]);
  json.emplace("proxyList", OrNull(settings->proxy_list));
  json.emplace("bypassList", OrNull(settings->bypass_list));
  return json;
}

Json SetProxySettings(const MethodCall& call, Job& job) {
  const std::int64_t usage = call.params.Enumeration("usage", kProxyUsages);
  const auto proxies = call.params.TextOrNull("proxyList");
  const auto bypass = call.params.TextOrNull("bypassList");
  return Outcome(job.SetProxySettings(call.caller, usage, proxies, bypass));
}

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

}  // namespace bitsproof::conformance
