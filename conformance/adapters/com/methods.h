// The methods of the protocol on BITS, by object. One call of a method is one call of the API as
// far as it can be; failed calls leave their out-parameters unread.
#pragma once

#include <span>
#include <string_view>

#include "conformance/adapters/com/agent.h"
#include "conformance/adapters/com/files.h"
#include "conformance/adapters/com/params.h"

namespace com_adapter {

struct MethodCall {
  Agent& agent;
  const Params& params;
};

struct Method {
  std::string_view name;
  Json (*handler)(const MethodCall& call);
};

std::span<const Method> ManagerMethods();
std::span<const Method> JobMethods();
std::span<const Method> PropertyMethods();
std::span<const Method> FileMethods();
std::span<const Method> ErrorMethods();
std::span<const Method> EnumeratorMethods();
std::span<const Method> NullOutputMethods();
std::span<const Method> LaterJobMethods();
std::span<const Method> LaterFileMethods();
std::span<const Method> HttpOptionsMethods();
std::span<const Method> TokenMethods();
std::span<const Method> PeerCacheMethods();

// The method called `name`, or nullptr.
const Method* FindMethod(std::string_view name);

// --- For the handlers ---

inline constexpr Word kJobTypes[] = {
    {"download", BG_JOB_TYPE_DOWNLOAD},
    {"upload", BG_JOB_TYPE_UPLOAD},
    {"upload-reply", BG_JOB_TYPE_UPLOAD_REPLY},
};

// {"hresult": "0x........"}.
Json Outcome(HRESULT code);

// {"hresult": "0x00000000", `name`: value}, or the failure alone.
template <typename Value>
Json Outcome(HRESULT code, const char* name, Value&& value) {
  Json json = Outcome(code);
  if (SUCCEEDED(code)) json[name] = std::forward<Value>(value);
  return json;
}

// The text of a successful call, else the failure alone.
inline Json TextOutcome(HRESULT code, const char* name, TaskText& text) {
  Json json = Outcome(code);
  if (SUCCEEDED(code)) json[name] = TextToJson(text);
  return json;
}

// Handler of a method that names a job.
template <Json (*Handler)(const MethodCall& call, IBackgroundCopyJob& job)>
Json OnJob(const MethodCall& call) {
  ComPtr<IBackgroundCopyJob> job;
  const HRESULT code = call.agent.FindJob(call.params.Id("job"), job);
  return FAILED(code) ? Outcome(code) : Handler(call, *job.get());
}

// As above, on another interface of the job.
template <typename Interface, Json (*Handler)(const MethodCall& call, Interface& object)>
Json OnJobAs(const MethodCall& call) {
  ComPtr<IBackgroundCopyJob> job;
  HRESULT code = call.agent.FindJob(call.params.Id("job"), job);
  ComPtr<Interface> object;
  if (SUCCEEDED(code)) code = Query(*job.get(), object);
  if (FAILED(code)) return Outcome(code);
  call.agent.Hold(object);
  return Handler(call, *object.get());
}

// Handler of a method that names a file of a job.
template <typename Interface, Json (*Handler)(const MethodCall& call, Interface& object)>
Json OnFileAs(const MethodCall& call) {
  ComPtr<IBackgroundCopyJob> job;
  HRESULT code = call.agent.FindJob(call.params.Id("job"), job);
  ComPtr<IBackgroundCopyFile> file;
  if (SUCCEEDED(code)) code = FileAt(*job.get(), call.params.Number("index"), file);
  ComPtr<Interface> object;
  if (SUCCEEDED(code)) code = Query(*file.get(), object);
  if (FAILED(code)) return Outcome(code);
  call.agent.Hold(file);
  call.agent.Hold(object);
  return Handler(call, *object.get());
}

// job.queryInterface and file.queryInterface on their object.
Json QueryNamed(const MethodCall& call, IUnknown& object);

}  // namespace com_adapter
