// IBackgroundCopyFile and IBackgroundCopyError.
#include "conformance/subjects/dispatch.h"
#include "reference/base/url.h"

namespace bitsproof::conformance {
namespace {

using GetName = Result<std::string> (Job::*)(const Principal&, std::size_t) const;

template <GetName Getter>
Json Name(const MethodCall& call, Job& job) {
  return Outcome((job.*Getter)(call.caller, call.params.Number("index")), "value");
}

Json GetProgress(const MethodCall& call, Job& job) {
  const Result<FileProgress> progress =
      job.GetFileProgress(call.caller, call.params.Number("index"));
  Json json = Outcome(CodeOf(progress));
  if (!progress) return json;
  json.emplace("bytesTotal", SizeToJson(progress->bytes_total));
  json.emplace("bytesTransferred", progress->bytes_transferred);
  json.emplace("completed", progress->completed);
  return json;
}

Json QueryInterface(const MethodCall& call, Job& job) {
  const std::string& name = call.params.Text("interface");
  const Result<std::string> file = job.GetLocalName(call.caller, call.params.Number("index"));
  if (!file) return Outcome(file.error());
  const InterfaceInfo* info = FindInterface(name);
  const bool offered = info != nullptr && info->of == InterfaceOf::kFile &&
                       info->since <= call.session.manager().profile();
  return Outcome(offered ? hresult::S_OK : hresult::E_NOINTERFACE);
}

// Handler of a method of the job's error object: there must be one first.
template <Json (*Handler)(const MethodCall& call, const Job& job, const JobError& error)>
Json OnError(const MethodCall& call, Job& job) {
  const Result<JobError> error = job.GetError(call.caller);
  return error ? Handler(call, job, *error) : Outcome(error.error());
}

Json GetErrorFile(const MethodCall& call, const Job& job, const JobError& error) {
  if (!error.file_index) return Outcome(hresult::BG_E_FILE_NOT_AVAILABLE);
  const Result<Json> file = FileToJson(job, call.caller, *error.file_index);
  Json json = Outcome(CodeOf(file));
  if (file) json.update(*file);
  return json;
}

bool IsHttp(const std::string& name) {
  const auto url = Url::Parse(name);
  return url && url->is_http();
}

// "http" for HTTP and HTTPS, "file" for everything else (CORE-ERR-04).
Json GetErrorProtocol(const MethodCall& call, const Job& job, const JobError& error) {
  if (!error.protocol_related) return Outcome(hresult::BG_E_PROTOCOL_NOT_AVAILABLE);
  const Result<std::string> url = job.GetRemoteName(call.caller, error.file_index.value_or(0));
  Json json = Outcome(CodeOf(url));
  if (url) json.emplace("protocol", IsHttp(*url) ? "http" : "file");
  return json;
}

Json GetErrorText(const MethodCall& call, const Job&, const JobError& error) {
  const std::uint32_t language = call.params.Number32("languageId");
  return Outcome(call.session.manager().GetErrorDescription(error.code, language), "text");
}

Json GetErrorContextText(const MethodCall& call, const Job&, const JobError& error) {
  return Outcome(DescribeErrorContext(error.context, call.params.Number32("languageId")), "text");
}

constexpr Method kFileMethods[] = {
    {"file.getRemoteName", OnJob<Name<&Job::GetRemoteName>>},
    {"file.getLocalName", OnJob<Name<&Job::GetLocalName>>},
    {"file.getProgress", OnJob<GetProgress>},
    {"file.queryInterface", OnJob<QueryInterface>},
};

constexpr Method kErrorMethods[] = {
    {"error.getFile", OnJob<OnError<GetErrorFile>>},
    {"error.getProtocol", OnJob<OnError<GetErrorProtocol>>},
    {"error.getErrorDescription", OnJob<OnError<GetErrorText>>},
    {"error.getErrorContextDescription", OnJob<OnError<GetErrorContextText>>},
};

}  // namespace

std::span<const Method> FileMethods() { return kFileMethods; }
std::span<const Method> ErrorMethods() { return kErrorMethods; }

}  // namespace bitsproof::conformance
