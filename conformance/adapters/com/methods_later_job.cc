// IBackgroundCopyJob2 to 5.
#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

using Job2 = IBackgroundCopyJob2;
using Job3 = IBackgroundCopyJob3;
using Job4 = IBackgroundCopyJob4;
using Job5 = IBackgroundCopyJob5;

constexpr Word kTargets[] = {{"SERVER", 1}, {"PROXY", 2}};
constexpr Word kSchemes[] = {
    {"BASIC", 1}, {"DIGEST", 2}, {"NTLM", 3}, {"NEGOTIATE", 4}, {"PASSPORT", 5}};
constexpr Word kProperties[] = {{"ID_COST_FLAGS", 1},
                                {"NOTIFICATION_CLSID", 2},
                                {"DYNAMIC_CONTENT", 3},
                                {"HIGH_PERFORMANCE", 4},
                                {"MAX_DOWNLOAD_SIZE", 5},
                                {"USE_STORED_CREDENTIALS", 7},
                                {"MINIMUM_NOTIFICATION_INTERVAL_MS", 9},
                                {"ON_DEMAND_MODE", 10}};

// --- IBackgroundCopyJob2 ---

Json GetNotifyCmdLine(const MethodCall&, Job2& job) {
  TaskText program;
  TaskText parameters;
  const HRESULT code = job.GetNotifyCmdLine(program.Out(), parameters.Out());
  Json json = TextOutcome(code, "program", program);
  if (SUCCEEDED(code)) json["parameters"] = TextToJson(parameters);
  return json;
}

Json SetNotifyCmdLine(const MethodCall& call, Job2& job) {
  const WideText program = call.params.TextOrNull("program");
  const WideText parameters = call.params.TextOrNull("parameters");
  return Outcome(job.SetNotifyCmdLine(program.get(), parameters.get()));
}

Json GetReplyProgress(const MethodCall&, Job2& job) {
  BG_JOB_REPLY_PROGRESS progress{};
  const HRESULT code = job.GetReplyProgress(&progress);
  Json json = Outcome(code, "bytesTotal", SizeToJson(progress.BytesTotal));
  if (SUCCEEDED(code)) json["bytesTransferred"] = progress.BytesTransferred;
  return json;
}

Json GetReplyData(const MethodCall&, Job2& job) {
  TaskMemory<BYTE> data;
  UINT64 size = 0;
  const HRESULT code = job.GetReplyData(data.Out(), &size);
  if (FAILED(code)) return Outcome(code);
  const BYTE* const bytes = data.Keep();
  if (bytes == nullptr) return Outcome(code, "data", nullptr);
  return Outcome(code, "data", Base64(bytes, static_cast<std::size_t>(size)));
}

Json GetReplyFileName(const MethodCall&, Job2& job) {
  TaskText name;
  const HRESULT code = job.GetReplyFileName(name.Out());
  return TextOutcome(code, "value", name);
}

Json SetReplyFileName(const MethodCall& call, Job2& job) {
  return Outcome(job.SetReplyFileName(call.params.TextOrNull("value").get()));
}

Json SetCredentials(const MethodCall& call, Job2& job) {
  const WideText user = call.params.TextOrNull("userName");
  const WideText password = call.params.TextOrNull("password");
  BG_AUTH_CREDENTIALS credentials{};
  credentials.Target = static_cast<BG_AUTH_TARGET>(call.params.Enumeration("target", kTargets));
  credentials.Scheme = static_cast<BG_AUTH_SCHEME>(call.params.Enumeration("scheme", kSchemes));
  credentials.Credentials.Basic.UserName = const_cast<LPWSTR>(user.get());
  credentials.Credentials.Basic.Password = const_cast<LPWSTR>(password.get());
  return Outcome(job.SetCredentials(&credentials));
}

Json RemoveCredentials(const MethodCall& call, Job2& job) {
  const int target = call.params.Enumeration("target", kTargets);
  const int scheme = call.params.Enumeration("scheme", kSchemes);
  return Outcome(job.RemoveCredentials(static_cast<BG_AUTH_TARGET>(target),
                                       static_cast<BG_AUTH_SCHEME>(scheme)));
}

// --- IBackgroundCopyJob3 ---

Json ReplaceRemotePrefix(const MethodCall& call, Job3& job) {
  const WideText old_prefix = call.params.TextOrNull("oldPrefix");
  const WideText new_prefix = call.params.TextOrNull("newPrefix");
  return Outcome(job.ReplaceRemotePrefix(old_prefix.get(), new_prefix.get()));
}

Json AddFileWithRanges(const MethodCall& call, Job3& job) {
  const WideText remote = call.params.TextOrNull("remoteUrl");
  const WideText local = call.params.TextOrNull("localName");
  const bool null = call.params.Require("ranges").is_null();
  auto ranges = null ? std::vector<BG_FILE_RANGE>() : RangesOf(call.params.Require("ranges"));
  return Outcome(job.AddFileWithRanges(remote.get(), local.get(), static_cast<DWORD>(ranges.size()),
                                       null ? nullptr : ranges.data()));
}

// --- Numbers of IBackgroundCopyJob3 and 4 ---

template <typename Job, typename Value, HRESULT (STDMETHODCALLTYPE Job::*Getter)(Value*)>
Json Number(const MethodCall&, Job& job) {
  Value value = 0;
  const HRESULT code = (job.*Getter)(&value);
  return Outcome(code, "value", value);
}

template <typename Job, typename Value, HRESULT (STDMETHODCALLTYPE Job::*Setter)(Value)>
Json ChangeNumber(const MethodCall& call, Job& job) {
  return Outcome((job.*Setter)(call.params.Number32("value")));
}

Json GetOwnerElevationState(const MethodCall&, Job4& job) {
  BOOL elevated = FALSE;
  const HRESULT code = job.GetOwnerElevationState(&elevated);
  return Outcome(code, "value", elevated != FALSE);
}

// --- IBackgroundCopyJob5 ---

BITS_JOB_PROPERTY_VALUE ValueOf(const Params& params, int id) {
  BITS_JOB_PROPERTY_VALUE value{};
  switch (id) {
    case 2:
      value.ClsID = params.Id("value");
      break;
    case 3:
    case 4:
    case 10:
      value.Enable = params.Boolean("value") ? TRUE : FALSE;
      break;
    case 5:
      value.Uint64 = params.Number("value");
      break;
    case 7:
      value.Target = static_cast<BG_AUTH_TARGET>(params.Enumeration("value", kTargets));
      break;
    default:
      value.Dword = params.Number32("value");
  }
  return value;
}

Json ToJson(const BITS_JOB_PROPERTY_VALUE& value, int id) {
  switch (id) {
    case 2:
      return ToText(value.ClsID);
    case 3:
    case 4:
    case 10:
      return value.Enable != FALSE;
    case 5:
      return value.Uint64;
    case 7:
      return ToWord(value.Target, kTargets);
    default:
      return value.Dword;
  }
}

Json SetProperty(const MethodCall& call, Job5& job) {
  const int id = call.params.Enumeration("property", kProperties);
  const BITS_JOB_PROPERTY_VALUE value = ValueOf(call.params, id);
  return Outcome(job.SetProperty(static_cast<BITS_JOB_PROPERTY_ID>(id), value));
}

Json GetProperty(const MethodCall& call, Job5& job) {
  const int id = call.params.Enumeration("property", kProperties);
  BITS_JOB_PROPERTY_VALUE value{};
  const HRESULT code = job.GetProperty(static_cast<BITS_JOB_PROPERTY_ID>(id), &value);
  return Outcome(code, "value", ToJson(value, id));
}

constexpr Method kMethods[] = {
    {"job.getNotifyCmdLine", OnJobAs<Job2, GetNotifyCmdLine>},
    {"job.setNotifyCmdLine", OnJobAs<Job2, SetNotifyCmdLine>},
    {"job.getReplyProgress", OnJobAs<Job2, GetReplyProgress>},
    {"job.getReplyData", OnJobAs<Job2, GetReplyData>},
    {"job.getReplyFileName", OnJobAs<Job2, GetReplyFileName>},
    {"job.setReplyFileName", OnJobAs<Job2, SetReplyFileName>},
    {"job.setCredentials", OnJobAs<Job2, SetCredentials>},
    {"job.removeCredentials", OnJobAs<Job2, RemoveCredentials>},
    {"job.replaceRemotePrefix", OnJobAs<Job3, ReplaceRemotePrefix>},
    {"job.addFileWithRanges", OnJobAs<Job3, AddFileWithRanges>},
    {"job.getFileACLFlags", OnJobAs<Job3, Number<Job3, DWORD, &Job3::GetFileACLFlags>>},
    {"job.setFileACLFlags", OnJobAs<Job3, ChangeNumber<Job3, DWORD, &Job3::SetFileACLFlags>>},
    {"job.getPeerCachingFlags", OnJobAs<Job4, Number<Job4, DWORD, &Job4::GetPeerCachingFlags>>},
    {"job.setPeerCachingFlags",
     OnJobAs<Job4, ChangeNumber<Job4, DWORD, &Job4::SetPeerCachingFlags>>},
    {"job.getOwnerIntegrityLevel",
     OnJobAs<Job4, Number<Job4, ULONG, &Job4::GetOwnerIntegrityLevel>>},
    {"job.getOwnerElevationState", OnJobAs<Job4, GetOwnerElevationState>},
    {"job.getMaximumDownloadTime",
     OnJobAs<Job4, Number<Job4, ULONG, &Job4::GetMaximumDownloadTime>>},
    {"job.setMaximumDownloadTime",
     OnJobAs<Job4, ChangeNumber<Job4, ULONG, &Job4::SetMaximumDownloadTime>>},
    {"job.getProperty", OnJobAs<Job5, GetProperty>},
    {"job.setProperty", OnJobAs<Job5, SetProperty>},
};

}  // namespace

std::span<const Method> LaterJobMethods() { return kMethods; }

}  // namespace com_adapter
