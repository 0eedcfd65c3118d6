// IBackgroundCopyJob: files, life cycle and information.
#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

constexpr Word kStates[] = {
    {"QUEUED", BG_JOB_STATE_QUEUED},
    {"CONNECTING", BG_JOB_STATE_CONNECTING},
    {"TRANSFERRING", BG_JOB_STATE_TRANSFERRING},
    {"SUSPENDED", BG_JOB_STATE_SUSPENDED},
    {"ERROR", BG_JOB_STATE_ERROR},
    {"TRANSIENT_ERROR", BG_JOB_STATE_TRANSIENT_ERROR},
    {"TRANSFERRED", BG_JOB_STATE_TRANSFERRED},
    {"ACKNOWLEDGED", BG_JOB_STATE_ACKNOWLEDGED},
    {"CANCELLED", BG_JOB_STATE_CANCELLED},
};

constexpr Word kContexts[] = {
    {"NONE", BG_ERROR_CONTEXT_NONE},
    {"UNKNOWN", BG_ERROR_CONTEXT_UNKNOWN},
    {"GENERAL_QUEUE_MANAGER", BG_ERROR_CONTEXT_GENERAL_QUEUE_MANAGER},
    {"QUEUE_MANAGER_NOTIFICATION", BG_ERROR_CONTEXT_QUEUE_MANAGER_NOTIFICATION},
    {"LOCAL_FILE", BG_ERROR_CONTEXT_LOCAL_FILE},
    {"REMOTE_FILE", BG_ERROR_CONTEXT_REMOTE_FILE},
    {"GENERAL_TRANSPORT", BG_ERROR_CONTEXT_GENERAL_TRANSPORT},
    {"REMOTE_APPLICATION", BG_ERROR_CONTEXT_REMOTE_APPLICATION},
};

template <HRESULT (STDMETHODCALLTYPE IBackgroundCopyJob::*Verb)()>
Json CallVerb(const MethodCall&, IBackgroundCopyJob& job) {
  return Outcome((job.*Verb)());
}

Json AddFile(const MethodCall& call, IBackgroundCopyJob& job) {
  const WideText remote = call.params.TextOrNull("remoteUrl");
  const WideText local = call.params.TextOrNull("localName");
  return Outcome(job.AddFile(remote.get(), local.get()));
}

Json AddFileSet(const MethodCall& call, IBackgroundCopyJob& job) {
  std::vector<std::pair<WideText, WideText>> texts;
  for (const Json& file : call.params.Require("files")) {
    const Params names(file);
    texts.emplace_back(names.TextOrNull("remoteUrl"), names.TextOrNull("localName"));
  }
  std::vector<BG_FILE_INFO> files;
  for (const auto& [remote, local] : texts) {
    // The structure of the SDK is not const-correct; the API only reads.
    files.push_back({const_cast<LPWSTR>(remote.get()), const_cast<LPWSTR>(local.get())});
  }
  return Outcome(job.AddFileSet(static_cast<ULONG>(files.size()), files.data()));
}

Json EnumFiles(const MethodCall& call, IBackgroundCopyJob& job) {
  Received<IEnumBackgroundCopyFiles> received;
  const HRESULT code = job.EnumFiles(received.Out());
  if (FAILED(code)) return Outcome(code);
  const ComPtr<IEnumBackgroundCopyFiles> files = received.Keep();
  call.agent.Hold(files);
  ULONG count = 0;
  const HRESULT counted = files->GetCount(&count);
  if (FAILED(counted)) return Outcome(counted);
  Json list = Json::array();
  while (true) {
    Received<IBackgroundCopyFile> next;
    ULONG fetched = 0;
    const HRESULT got = files->Next(1, next.Out(), &fetched);
    if (FAILED(got)) return Outcome(got);
    if (fetched == 0) break;
    const ComPtr<IBackgroundCopyFile> file = next.Keep();
    call.agent.Hold(file);
    Json shown;
    const HRESULT read = FileToJson(*file.get(), IndexAt(list.size(), count), shown);
    if (FAILED(read)) return Outcome(read);
    list.push_back(std::move(shown));
  }
  return Outcome(code, "files", std::move(list));
}

Json GetId(const MethodCall&, IBackgroundCopyJob& job) {
  GUID id{};
  const HRESULT code = job.GetId(&id);
  return Outcome(code, "jobId", ToText(id));
}

Json GetType(const MethodCall&, IBackgroundCopyJob& job) {
  BG_JOB_TYPE type{};
  const HRESULT code = job.GetType(&type);
  return Outcome(code, "type", ToWord(type, kJobTypes));
}

Json GetState(const MethodCall&, IBackgroundCopyJob& job) {
  BG_JOB_STATE state{};
  const HRESULT code = job.GetState(&state);
  return Outcome(code, "state", ToWord(state, kStates));
}

Json GetProgress(const MethodCall&, IBackgroundCopyJob& job) {
  BG_JOB_PROGRESS progress{};
  const HRESULT code = job.GetProgress(&progress);
  Json json = Outcome(code);
  if (FAILED(code)) return json;
  json["bytesTotal"] = SizeToJson(progress.BytesTotal);
  json["bytesTransferred"] = progress.BytesTransferred;
  json["filesTotal"] = progress.FilesTotal;
  json["filesTransferred"] = progress.FilesTransferred;
  return json;
}

Json GetTimes(const MethodCall&, IBackgroundCopyJob& job) {
  BG_JOB_TIMES times{};
  const HRESULT code = job.GetTimes(&times);
  Json json = Outcome(code);
  if (FAILED(code)) return json;
  json["creation"] = TimeToJson(times.CreationTime);
  json["modification"] = TimeToJson(times.ModificationTime);
  json["transferCompletion"] = TimeToJson(times.TransferCompletionTime);
  return json;
}

Json GetError(const MethodCall& call, IBackgroundCopyJob& job) {
  Received<IBackgroundCopyError> received;
  const HRESULT code = job.GetError(received.Out());
  if (FAILED(code)) return Outcome(code);
  const ComPtr<IBackgroundCopyError> error = received.Keep();
  call.agent.Hold(error);
  BG_ERROR_CONTEXT context{};
  HRESULT failure = S_OK;
  const HRESULT read = error->GetError(&context, &failure);
  if (FAILED(read)) return Outcome(read);
  Json json = Outcome(code);
  json["code"] = HexOf(failure);
  json["context"] = ToWord(context, kContexts);
  return json;
}

Json GetErrorCount(const MethodCall&, IBackgroundCopyJob& job) {
  ULONG count = 0;
  const HRESULT code = job.GetErrorCount(&count);
  return Outcome(code, "count", count);
}

Json GetOwner(const MethodCall&, IBackgroundCopyJob& job) {
  TaskText owner;
  const HRESULT code = job.GetOwner(owner.Out());
  return TextOutcome(code, "owner", owner);
}

Json QueryInterface(const MethodCall& call, IBackgroundCopyJob& job) {
  return QueryNamed(call, job);
}

constexpr Method kMethods[] = {
    {"job.addFile", OnJob<AddFile>},
    {"job.addFileSet", OnJob<AddFileSet>},
    {"job.enumFiles", OnJob<EnumFiles>},
    {"job.suspend", OnJob<CallVerb<&IBackgroundCopyJob::Suspend>>},
    {"job.resume", OnJob<CallVerb<&IBackgroundCopyJob::Resume>>},
    {"job.cancel", OnJob<CallVerb<&IBackgroundCopyJob::Cancel>>},
    {"job.complete", OnJob<CallVerb<&IBackgroundCopyJob::Complete>>},
    {"job.takeOwnership", OnJob<CallVerb<&IBackgroundCopyJob::TakeOwnership>>},
    {"job.getId", OnJob<GetId>},
    {"job.getType", OnJob<GetType>},
    {"job.getState", OnJob<GetState>},
    {"job.getProgress", OnJob<GetProgress>},
    {"job.getTimes", OnJob<GetTimes>},
    {"job.getError", OnJob<GetError>},
    {"job.getErrorCount", OnJob<GetErrorCount>},
    {"job.getOwner", OnJob<GetOwner>},
    {"job.queryInterface", OnJob<QueryInterface>},
};

}  // namespace

std::span<const Method> JobMethods() { return kMethods; }

}  // namespace com_adapter
