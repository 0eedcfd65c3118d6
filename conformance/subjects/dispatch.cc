#include "conformance/subjects/dispatch.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "conformance/subjects/dispatch_row.h"

namespace bitsproof::conformance {
namespace {

// --- Enumerators: the session holds them by handles ---

template <typename Item>
Json WithHandle(const MethodCall& call, const Result<Enumerator<Item>>& enumerator) {
  Json json = Outcome(CodeOf(enumerator));
  if (enumerator) json.emplace("enumerator", call.session.Keep(*enumerator));
  return json;
}

Json EnumerateJobs(const MethodCall& call) {
  return WithHandle(call,
                    call.session.manager().EnumJobs(call.caller, call.params.Number32("flags")));
}

Json EnumerateFiles(const MethodCall& call) {
  return WithHandle(call, JobOf(call).EnumFiles(call.caller));
}

// Calls `act` with the enumerator that the call names.
template <typename Act>
Json OnEnumerator(const MethodCall& call, Act act) {
  return std::visit(act, call.session.FindEnumerator(call.params.Text("enumerator")));
}

Json Next(const MethodCall& call) {
  return OnEnumerator(call, [&](auto& enumerator) {
    const auto batch = enumerator.Next(call.params.Number32("count"));
    Json json = Outcome(batch.code);
    json.emplace("items", ItemsToJson(call, batch.items));
    return json;
  });
}

Json Skip(const MethodCall& call) {
  return OnEnumerator(call, [&](auto& enumerator) {
    return Outcome(enumerator.Skip(call.params.Number32("count")));
  });
}

Json Reset(const MethodCall& call) {
  return OnEnumerator(call, [](auto& enumerator) {
    enumerator.Reset();
    return Outcome(hresult::S_OK);
  });
}

Json Release(const MethodCall& call) {
  call.session.ReleaseEnumerator(call.params.Text("enumerator"));
  return Outcome(hresult::S_OK);
}

Json Clone(const MethodCall& call) {
  return OnEnumerator(call, [&](auto& enumerator) {
    Json json = Outcome(hresult::S_OK);
    json.emplace("enumerator", call.session.Keep(enumerator.Clone()));
    return json;
  });
}

Json GetCount(const MethodCall& call) {
  return OnEnumerator(call, [&](auto& enumerator) {
    Json json = Outcome(hresult::S_OK);
    json.emplace("count", enumerator.count());
    return json;
  });
}

// --- The notify interface: an object of the client who calls ---

// The object that is to be registered: one that callback.create has made, or a fresh one.
std::string CallbackOf(const MethodCall& call) {
  Clients& clients = call.session.clients();
  if (call.params.Find("callback") == nullptr)
    return clients.CreateNameless(call.params.Text("as"));
  const std::string& name = call.params.Text("callback");
  if (!clients.Has(name))
    throw ParamError("Parameter 'callback' is not the name of a callback object of this case.");
  return name;
}

Json SetNotifyInterface(const MethodCall& call) {
  Job& job = JobOf(call);
  const bool registered = call.params.Boolean("registered");
  return Outcome(job.SetNotifyInterface(
      call.caller, registered ? std::optional(CallbackOf(call)) : std::nullopt));
}

Json GetNotifyInterface(const MethodCall& call) {
  const auto callback = JobOf(call).GetNotifyInterface(call.caller);
  Json json = Outcome(CodeOf(callback));
  if (!callback) return json;
  json.emplace("registered", callback->has_value());
  if (*callback && !(*callback)->starts_with(kNameless)) json.emplace("callback", **callback);
  return json;
}

// --- NULL in place of an output pointer ---

Json CallWithNull(const MethodCall& call);

// What a job object tells whoever holds it. A stranger, who can name the job but gets no object of
// it, is refused.
template <auto kMember, Name kResult>
Json ToHolders(const MethodCall& call) {
  const Job& job = JobOf(call);
  const auto state = job.GetState(call.caller);
  return state ? Invoke<kMember, kResult>(call, job) : Outcome(state.error());
}

constexpr Name kHttpOptions("IBackgroundCopyJobHttpOptions");
constexpr Name kHttpOptions2("IBackgroundCopyJobHttpOptions2");
constexpr Name kHttpOptions3("IBackgroundCopyJobHttpOptions3");
constexpr Name kJob2("IBackgroundCopyJob2");
constexpr Name kJob3("IBackgroundCopyJob3");
constexpr Name kJob4("IBackgroundCopyJob4");
constexpr Name kJob5("IBackgroundCopyJob5");
constexpr Name kTokenOptions("IBitsTokenOptions");
constexpr Name kFile2("IBackgroundCopyFile2");
constexpr Name kFile3("IBackgroundCopyFile3");
constexpr Name kFile4("IBackgroundCopyFile4");
constexpr Name kFile5("IBackgroundCopyFile5");

Json SetServerCertificateValidationInterface(const MethodCall& call) {
  Job& job = JobOf(call);
  const HResult offered = job.QueryInterface(call.caller, kHttpOptions3);
  if (offered.failed()) return Outcome(offered);
  const Json& answer = call.params.Require("answer");
  std::optional<std::string> callback;
  if (!answer.is_null()) {
    const auto code = ParseHResult(call.params.Text("answer"));
    if (!code) throw ParamError("Parameter 'answer' is not a result code.");
    callback = call.session.clients().CreateNameless(call.params.Text("as"), *code);
  }
  return Outcome(job.SetServerCertificateValidationInterface(call.caller, callback));
}

Json SetProperty(const MethodCall& call) {
  Job& job = JobOf(call);
  const HResult offered = job.QueryInterface(call.caller, kJob5);
  if (offered.failed()) return Outcome(offered);
  JobProperty property{};
  Read(call.params, "property", property);
  return Outcome(job.SetProperty(call.caller, property, ReadValue(call.params, "value", property)));
}

// --- Peer caching: there are neither records nor peers ---

template <auto kMethod, Name... kNames>
Json OnPeerCache(const MethodCall& call) {
  return Invoke<kMethod, kNames...>(call, call.session.manager().peer_cache());
}

// The same, for a method whose result has the member `kEmpty`, which is `empty`.
template <auto kMethod, Name kEmpty, Name... kNames>
Json WithNothing(const MethodCall& call, const Json& empty) {
  Json json = OnPeerCache<kMethod, kNames...>(call);
  if (ParseHResult(json["hresult"].get_ref<const std::string&>())->succeeded())
    json[std::string(kEmpty)] = empty;
  return json;
}

Json EnumRecords(const MethodCall& call) {
  return WithNothing<&PeerCache::EnumRecords, "records">(call, Json::array());
}

Json EnumPeers(const MethodCall& call) {
  return WithNothing<&PeerCache::EnumPeers, "peers">(call, Json::array());
}

Json GetRecord(const MethodCall& call) {
  return WithNothing<&PeerCache::GetRecord, "record", "id">(call, nullptr);
}

// A row names the method, the member function behind it, the names of its parameters, and the name
// of its result when that is one member.
constexpr Method kMethods[] = {
    {"manager.createJob", OnManager<&JobManager::CreateJob, "displayName", "type", "jobId">},
    {"manager.getJob", OnManager<&JobManager::GetJob, "job", "jobId">},
    {"manager.enumJobs", OnManager<&JobManager::EnumJobs, "flags", "jobs">},
    {"manager.getErrorDescription",
     OnManager<&JobManager::GetErrorDescription, "code", "languageId", "text">},

    {"job.addFile", OnJob<&Job::AddFile, "remoteUrl", "localName">},
    {"job.addFileSet", OnJob<&Job::AddFileSet, "files">},
    {"job.enumFiles", OnJob<&Job::EnumFiles, "files">},
    {"job.suspend", OnJob<&Job::Suspend>},
    {"job.resume", OnJob<&Job::Resume>},
    {"job.cancel", OnJob<&Job::Cancel>},
    {"job.complete", OnJob<&Job::Complete>},
    {"job.takeOwnership", OnJob<&Job::TakeOwnership>},
    {"job.getId", ToHolders<&Job::id, "jobId">},
    {"job.getType", ToHolders<&Job::type, "type">},
    {"job.getState", OnJob<&Job::GetState, "state">},
    {"job.getProgress", OnJob<&Job::GetProgress>},
    {"job.getTimes", OnJob<&Job::GetTimes>},
    {"job.getError", OnJob<&Job::GetError>},
    {"job.getErrorCount", OnJob<&Job::GetErrorCount, "count">},
    {"job.getOwner", OnJob<&Job::GetOwner, "owner">},
    {"job.queryInterface", OnJob<&Job::QueryInterface, "interface">},
    {"job.getDisplayName", OnJob<&Job::GetDisplayName, "value">},
    {"job.setDisplayName", OnJob<&Job::SetDisplayName, "value">},
    {"job.getDescription", OnJob<&Job::GetDescription, "value">},
    {"job.setDescription", OnJob<&Job::SetDescription, "value">},
    {"job.getPriority", OnJob<&Job::GetPriority, "value">},
    {"job.setPriority", OnJob<&Job::SetPriority, "value">},
    {"job.getNotifyFlags", OnJob<&Job::GetNotifyFlags, "value">},
    {"job.setNotifyFlags", OnJob<&Job::SetNotifyFlags, "value">},
    {"job.getNotifyInterface", GetNotifyInterface},
    {"job.setNotifyInterface", SetNotifyInterface},
    {"job.getMinimumRetryDelay", OnJob<&Job::GetMinimumRetryDelay, "seconds">},
    {"job.setMinimumRetryDelay", OnJob<&Job::SetMinimumRetryDelay, "seconds">},
    {"job.getNoProgressTimeout", OnJob<&Job::GetNoProgressTimeout, "seconds">},
    {"job.setNoProgressTimeout", OnJob<&Job::SetNoProgressTimeout, "seconds">},
    {"job.getProxySettings", OnJob<&Job::GetProxySettings>},
    {"job.setProxySettings", OnJob<&Job::SetProxySettings, "usage", "proxyList", "bypassList">},

    {"job.getNotifyCmdLine", OnJobAs<kJob2, &Job::GetNotifyCmdLine>},
    {"job.setNotifyCmdLine", OnJobAs<kJob2, &Job::SetNotifyCmdLine, "program", "parameters">},
    {"job.setCredentials",
     OnJobAs<kJob2, &Job::SetCredentials, "target", "scheme", "userName", "password">},
    {"job.removeCredentials", OnJobAs<kJob2, &Job::RemoveCredentials, "target", "scheme">},
    {"job.getReplyProgress", OnJobAs<kJob2, &Job::GetReplyProgress>},
    {"job.getReplyData", OnJobAs<kJob2, &Job::GetReplyData, "data">},
    {"job.getReplyFileName", OnJobAs<kJob2, &Job::GetReplyFileName, "value">},
    {"job.setReplyFileName", OnJobAs<kJob2, &Job::SetReplyFileName, "value">},

    {"httpOptions.getCustomHeaders", OnJobAs<kHttpOptions, &Job::GetCustomHeaders>},
    {"httpOptions.setCustomHeaders", OnJobAs<kHttpOptions, &Job::SetCustomHeaders, "value">},
    {"httpOptions.makeCustomHeadersWriteOnly",
     OnJobAs<kHttpOptions3, &Job::MakeCustomHeadersWriteOnly>},
    {"httpOptions.getSecurityFlags", OnJobAs<kHttpOptions, &Job::GetSecurityFlags, "value">},
    {"httpOptions.setSecurityFlags", OnJobAs<kHttpOptions, &Job::SetSecurityFlags, "value">},
    {"httpOptions.setServerCertificateValidationInterface",
     SetServerCertificateValidationInterface},
    {"httpOptions.getHttpMethod", OnJobAs<kHttpOptions2, &Job::GetHttpMethod, "value">},
    {"httpOptions.setHttpMethod", OnJobAs<kHttpOptions2, &Job::SetHttpMethod, "value">},

    {"job.replaceRemotePrefix",
     OnJobAs<kJob3, &Job::ReplaceRemotePrefix, "oldPrefix", "newPrefix">},
    {"job.addFileWithRanges",
     OnJobAs<kJob3, &Job::AddFileWithRanges, "remoteUrl", "localName", "ranges">},
    {"job.getFileACLFlags", OnJobAs<kJob3, &Job::GetFileACLFlags, "value">},
    {"job.setFileACLFlags", OnJobAs<kJob3, &Job::SetFileACLFlags, "value">},

    {"job.getPeerCachingFlags", OnJobAs<kJob4, &Job::GetPeerCachingFlags, "value">},
    {"job.setPeerCachingFlags", OnJobAs<kJob4, &Job::SetPeerCachingFlags, "value">},
    {"job.getOwnerIntegrityLevel", OnJobAs<kJob4, &Job::GetOwnerIntegrityLevel, "value">},
    {"job.getOwnerElevationState", OnJobAs<kJob4, &Job::GetOwnerElevationState, "value">},
    {"job.getMaximumDownloadTime", OnJobAs<kJob4, &Job::GetMaximumDownloadTime, "value">},
    {"job.setMaximumDownloadTime", OnJobAs<kJob4, &Job::SetMaximumDownloadTime, "value">},

    {"job.getProperty", OnJobAs<kJob5, &Job::GetProperty, "property", "value">},
    {"job.setProperty", SetProperty},

    {"tokenOptions.getHelperTokenFlags",
     OnJobAs<kTokenOptions, &Job::GetHelperTokenFlags, "value">},
    {"tokenOptions.setHelperTokenFlags",
     OnJobAs<kTokenOptions, &Job::SetHelperTokenFlags, "value">},
    {"tokenOptions.setHelperToken", OnJobAs<kTokenOptions, &Job::SetHelperToken>},
    {"tokenOptions.clearHelperToken", OnJobAs<kTokenOptions, &Job::ClearHelperToken>},
    {"tokenOptions.getHelperTokenSid", OnJobAs<kTokenOptions, &Job::GetHelperTokenSid, "value">},

    {"file.getRemoteName", OnFile<&JobFile::GetRemoteName, "value">},
    {"file.getLocalName", OnFile<&JobFile::GetLocalName, "value">},
    {"file.getProgress", OnFile<&JobFile::GetProgress>},
    {"file.queryInterface", OnFile<&JobFile::QueryInterface, "interface">},

    {"file.getFileRanges", OnFileAs<kFile2, &JobFile::GetFileRanges>},
    {"file.setRemoteName", OnFileAs<kFile2, &JobFile::SetRemoteName, "value">},
    {"file.getTemporaryName", OnFileAs<kFile3, &JobFile::GetTemporaryName, "value">},
    {"file.getValidationState", OnFileAs<kFile3, &JobFile::GetValidationState, "value">},
    {"file.setValidationState", OnFileAs<kFile3, &JobFile::SetValidationState, "value">},
    {"file.isDownloadedFromPeer", OnFileAs<kFile3, &JobFile::IsDownloadedFromPeer, "value">},
    {"file.getPeerDownloadStats", OnFileAs<kFile4, &JobFile::GetPeerDownloadStats>},
    {"file.getProperty", OnFileAs<kFile5, &JobFile::GetProperty, "property", "value">},
    {"file.setProperty", OnFileAs<kFile5, &JobFile::SetProperty, "property", "value">},

    {"error.getFile", OnError<&JobError::GetFile>},
    {"error.getProtocol", OnError<&JobError::GetProtocol, "protocol">},
    {"error.getErrorDescription", OnError<&JobError::GetErrorDescription, "languageId", "text">},
    {"error.getErrorContextDescription",
     OnError<&JobError::GetErrorContextDescription, "languageId", "text">},

    {"enumerator.jobs", EnumerateJobs},
    {"enumerator.files", EnumerateFiles},
    {"enumerator.next", Next},
    {"enumerator.skip", Skip},
    {"enumerator.reset", Reset},
    {"enumerator.release", Release},
    {"enumerator.clone", Clone},
    {"enumerator.getCount", GetCount},

    {"peerCache.getMaximumCacheSize", OnPeerCache<&PeerCache::GetMaximumCacheSize>},
    {"peerCache.setMaximumCacheSize", OnPeerCache<&PeerCache::SetMaximumCacheSize, "value">},
    {"peerCache.getMaximumContentAge", OnPeerCache<&PeerCache::GetMaximumContentAge>},
    {"peerCache.setMaximumContentAge", OnPeerCache<&PeerCache::SetMaximumContentAge, "value">},
    {"peerCache.getConfigurationFlags", OnPeerCache<&PeerCache::GetConfigurationFlags>},
    {"peerCache.setConfigurationFlags", OnPeerCache<&PeerCache::SetConfigurationFlags, "value">},
    {"peerCache.enumRecords", EnumRecords},
    {"peerCache.getRecord", GetRecord},
    {"peerCache.clearRecords", OnPeerCache<&PeerCache::ClearRecords>},
    {"peerCache.deleteRecord", OnPeerCache<&PeerCache::DeleteRecord, "id">},
    {"peerCache.deleteUrl", OnPeerCache<&PeerCache::DeleteUrl, "url">},
    {"peerCache.enumPeers", EnumPeers},
    {"peerCache.clearPeers", OnPeerCache<&PeerCache::ClearPeers>},
    {"peerCache.discoverPeers", OnPeerCache<&PeerCache::DiscoverPeers>},

    {"nullOutput.call", CallWithNull},
};

using MethodTable = std::unordered_map<std::string_view, Json (*)(const MethodCall&)>;

const MethodTable& Table() {
  static const auto* const table = [] {
    auto* methods = new MethodTable;
    for (const Method& method : kMethods) methods->emplace(method.name, method.handler);
    return methods;
  }();
  return *table;
}

// The reference returns values, and this border writes them where its caller wants them: so a NULL
// in that place is refused here, by a getter that has something to write, and by CreateJob before
// it makes anything.
Json CallWithNull(const MethodCall& call) {
  const std::string& method = call.params.Text("method");
  if (method == "manager.createJob") return Outcome(hresult::E_INVALIDARG);
  if (method == "enumerator.next") {
    const Result<Enumerator<JobFile>> files = JobOf(call).EnumFiles(call.caller);
    if (!files) return Outcome(files.error());
    const std::uint32_t count = call.params.Number32("count");
    if (count > 1) return Outcome(hresult::E_INVALIDARG);  // UNSPECIFIED: which code (CORE-ENUM-03)
    return Outcome(Enumerator<JobFile>(*files).Next(count).code);
  }
  const bool is_getter = method.starts_with("job.get") || method.starts_with("httpOptions.get");
  if (!is_getter && method != "job.enumFiles")
    throw ParamError("Parameter 'method' is not a method with output pointers.");
  const Json result = Table().at(method)(call);
  for (const Json& output : call.params.Require("outputs")) {
    if (result.contains(output.get_ref<const std::string&>()))
      return Outcome(hresult::E_INVALIDARG);
  }
  return result;
}

}  // namespace

std::span<const Method> BitsMethods() { return kMethods; }

bool IsBitsMethod(std::string_view method) { return Table().contains(method); }

Reply Dispatch(Session& session, std::string_view method, const Json& params) {
  const auto it = Table().find(method);
  if (it == Table().end()) {
    return Reply::Error(kMethodNotFound,
                        "The method '" + std::string(method) + "' does not exist.");
  }
  try {
    const Params reader(params);
    const MethodCall call{session, session.Find(reader.Text("as")), reader};
    return Reply::Result(it->second(call));
  } catch (const Refusal& refusal) {
    return Reply::Result(Outcome(refusal.code));
  } catch (const ParamError& error) {
    return Reply::Error(kInvalidParams, error.what());
  }
}

}  // namespace bitsproof::conformance
