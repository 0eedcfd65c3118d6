// IBackgroundCopyFile and IBackgroundCopyError.
#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

using File = IBackgroundCopyFile;
using Error = IBackgroundCopyError;

template <HRESULT (STDMETHODCALLTYPE File::*Getter)(LPWSTR*)>
Json Name(const MethodCall&, File& file) {
  TaskText name;
  const HRESULT code = (file.*Getter)(name.Out());
  return TextOutcome(code, "value", name);
}

Json GetProgress(const MethodCall&, File& file) {
  BG_FILE_PROGRESS progress{};
  const HRESULT code = file.GetProgress(&progress);
  Json json = Outcome(code);
  if (FAILED(code)) return json;
  json["bytesTotal"] = SizeToJson(progress.BytesTotal);
  json["bytesTransferred"] = progress.BytesTransferred;
  json["completed"] = progress.Completed != FALSE;
  return json;
}

Json QueryInterface(const MethodCall& call, File& file) { return QueryNamed(call, file); }

// Handler of a method of the job's error object: there must be one first.
template <Json (*Handler)(const MethodCall& call, IBackgroundCopyJob& job, Error& error)>
Json OnError(const MethodCall& call, IBackgroundCopyJob& job) {
  Received<Error> received;
  const HRESULT code = job.GetError(received.Out());
  if (FAILED(code)) return Outcome(code);
  const ComPtr<Error> error = received.Keep();
  call.agent.Hold(error);
  return Handler(call, job, *error.get());
}

Json GetErrorFile(const MethodCall& call, IBackgroundCopyJob& job, Error& error) {
  Received<File> received;
  const HRESULT code = error.GetFile(received.Out());
  if (FAILED(code)) return Outcome(code);
  const ComPtr<File> file = received.Keep();
  call.agent.Hold(file);
  Json names;
  const HRESULT read = FileToJson(*file.get(), 0, names);
  if (FAILED(read)) return Outcome(read);
  const int index = IndexOf(job, *file.get());
  if (index >= 0) names["index"] = index;
  Json json = Outcome(code);
  json.update(names);
  return json;
}

Json GetErrorProtocol(const MethodCall&, IBackgroundCopyJob&, Error& error) {
  TaskText protocol;
  const HRESULT code = error.GetProtocol(protocol.Out());
  return TextOutcome(code, "protocol", protocol);
}

template <HRESULT (STDMETHODCALLTYPE Error::*Getter)(DWORD, LPWSTR*)>
Json GetErrorText(const MethodCall& call, IBackgroundCopyJob&, Error& error) {
  TaskText text;
  const HRESULT code = (error.*Getter)(call.params.Number32("languageId"), text.Out());
  return TextOutcome(code, "text", text);
}

constexpr Method kFileMethods[] = {
    {"file.getRemoteName", OnFileAs<File, Name<&File::GetRemoteName>>},
    {"file.getLocalName", OnFileAs<File, Name<&File::GetLocalName>>},
    {"file.getProgress", OnFileAs<File, GetProgress>},
    {"file.queryInterface", OnFileAs<File, QueryInterface>},
};

constexpr Method kErrorMethods[] = {
    {"error.getFile", OnJob<OnError<GetErrorFile>>},
    {"error.getProtocol", OnJob<OnError<GetErrorProtocol>>},
    {"error.getErrorDescription", OnJob<OnError<GetErrorText<&Error::GetErrorDescription>>>},
    {"error.getErrorContextDescription",
     OnJob<OnError<GetErrorText<&Error::GetErrorContextDescription>>>},
};

}  // namespace

std::span<const Method> FileMethods() { return kFileMethods; }
std::span<const Method> ErrorMethods() { return kErrorMethods; }

}  // namespace com_adapter
