// IBackgroundCopyJob: files, life cycle and information.
#include "conformance/subjects/dispatch.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kTypes[] = {"download", "upload", "upload-reply"};
constexpr std::string_view kContexts[] = {
    "NONE",       "UNKNOWN",     "GENERAL_QUEUE_MANAGER", "QUEUE_MANAGER_NOTIFICATION",
    "LOCAL_FILE", "REMOTE_FILE", "GENERAL_TRANSPORT",     "REMOTE_APPLICATION"};

template <HResult (Job::*Verb)(const Principal&)>
Json CallVerb(const MethodCall& call, Job& job) {
  return Outcome((job.*Verb)(call.caller));
}

Json AddFile(const MethodCall& call, Job& job) {
  const auto remote = call.params.TextOrNull("remoteUrl");
  const auto local = call.params.TextOrNull("localName");
  return Outcome(job.AddFile(call.caller, remote, local));
}

Json AddFileSet(const MethodCall& call, Job& job) {
  const Json& files = call.params.Require("files");
  if (!files.is_array()) throw ParamError("Parameter 'files' must be an array.");
  std::vector<FileNames> names;
  for (const Json& file : files) {
    const Params pair(file);
    names.push_back({pair.TextOrNull("remoteUrl"), pair.TextOrNull("localName")});
  }
  return Outcome(job.AddFileSet(call.caller, names));
}

Json EnumFiles(const MethodCall& call, Job& job) {
  const Result<std::size_t> count = job.GetFileCount(call.caller);
  if (!count) return Outcome(count.error());
  Json files = Json::array();
  for (std::size_t i = 0; i < *count; ++i) {
    Result<Json> file = FileToJson(job, call.caller, i);
    if (!file) return Outcome(file.error());
    files.push_back(*std::move(file));
  }
  Json json = Outcome(hresult::S_OK);
  json.emplace("files", std::move(files));
  return json;
}

Json GetId(const MethodCall&, Job& job) {
  Json json = Outcome(hresult::S_OK);
  json.emplace("jobId", job.id().ToString());
  return json;
}

Json GetType(const MethodCall&, Job& job) {
  Json json = Outcome(hresult::S_OK);
  json.emplace("type", kTypes[static_cast<std::size_t>(job.type())]);
  return json;
}

Json GetState(const MethodCall& call, Job& job) {
  const Result<JobState> state = job.GetState(call.caller);
  Json json = Outcome(CodeOf(state));
  if (state) json.emplace("state", ToString(*state));
  return json;
}

Json GetProgress(const MethodCall& call, Job& job) {
  const Result<JobProgress> progress = job.GetProgress(call.caller);
  Json json = Outcome(CodeOf(progress));
  if (!progress) return json;
  json.emplace("bytesTotal", SizeToJson(progress->bytes_total));
  json.emplace("bytesTransferred", progress->bytes_transferred);
  json.emplace("filesTotal", progress->files_total);
  json.emplace("filesTransferred", progress->files_transferred);
  return json;
}

Json GetTimes(const MethodCall& call, Job& job) {
  const Result<JobTimes> times = job.GetTimes(call.caller);
  Json json = Outcome(CodeOf(times));
  if (!times) return json;
  json.emplace("creation", TimeToJson(times->created));
  json.emplace("modification", TimeToJson(times->modified));
  json.emplace("transferCompletion", TimeToJson(times->transfer_completed));
  return json;
}

Json GetError(const MethodCall& call, Job& job) {
  const Result<JobError> error = job.GetError(call.caller);
  Json json = Outcome(CodeOf(error));
  if (!error) return json;
  json.emplace("code", ToHex(error->code));
  json.emplace("context", kContexts[static_cast<std::size_t>(error->context)]);
  return json;
}

Json GetErrorCount(const MethodCall& call, Job& job) {
  return Outcome(job.GetErrorCount(call.caller), "count");
}

Json GetOwner(const MethodCall& call, Job& job) {
  return Outcome(job.GetOwner(call.caller), "owner");
}

Json QueryInterface(const MethodCall& call, Job& job) {
  return Outcome(job.QueryInterface(call.caller, call.params.Text("interface")));
}

constexpr Method kMethods[] = {
    {"job.addFile", OnJob<AddFile>},
    {"job.addFileSet", OnJob<AddFileSet>},
    {"job.enumFiles", OnJob<EnumFiles>},
    {"job.suspend", OnJob<CallVerb<&Job::Suspend>>},
    {"job.resume", OnJob<CallVerb<&Job::Resume>>},
    {"job.cancel", OnJob<CallVerb<&Job::Cancel>>},
    {"job.complete", OnJob<CallVerb<&Job::Complete>>},
    {"job.takeOwnership", OnJob<CallVerb<&Job::TakeOwnership>>},
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

}  // namespace bitsproof::conformance
