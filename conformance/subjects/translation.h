// How the values of the reference are written in the protocol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/json.h"
#include "conformance/subjects/params.h"
#include "conformance/subjects/session.h"
#include "reference/job/job_manager.h"

namespace bitsproof::conformance {

// One call on its way to the reference.
struct MethodCall {
  Session& session;
  const Principal& caller;  // who `as` names
  const Params& params;
};

// The result of a call is this failure alone. Thrown where a value cannot be written because the
// reference refuses to tell it.
struct Refusal {
  HResult code;
};

// --- Parameters: the member `name` as the type of `value`; ParamError when it is malformed ---

void Read(const Params& params, std::string_view name, std::uint32_t& value);
void Read(const Params& params, std::string_view name, std::uint64_t& value);
void Read(const Params& params, std::string_view name, bool& value);
void Read(const Params& params, std::string_view name, HResult& value);
void Read(const Params& params, std::string_view name, Guid& value);
void Read(const Params& params, std::string_view name, std::string_view& value);
void Read(const Params& params, std::string_view name, std::optional<std::string>& value);
void Read(const Params& params, std::string_view name, std::vector<FileNames>& value);
// A word, or an integer; one without an enumerator is passed on.
void Read(const Params& params, std::string_view name,
          std::optional<std::vector<ByteRange>>& value);
void Read(const Params& params, std::string_view name, JobType& value);
void Read(const Params& params, std::string_view name, JobPriority& value);
void Read(const Params& params, std::string_view name, ProxyUsage& value);
void Read(const Params& params, std::string_view name, FileProperty& value);
void Read(const Params& params, std::string_view name, AuthTarget& value);
void Read(const Params& params, std::string_view name, AuthScheme& value);
void Read(const Params& params, std::string_view name, JobProperty& value);
// Of the type that the property has.
JobPropertyValue ReadValue(const Params& params, std::string_view name, JobProperty property);

// --- Results of one member ---

Json Outcome(HResult code);  // {"hresult": "0x........"}

inline Json ToJson(const MethodCall&, std::uint32_t value) { return value; }
inline Json ToJson(const MethodCall&, bool value) { return value; }
inline Json ToJson(const MethodCall&, const std::string& value) { return value; }
Json ToJson(const MethodCall& call, const std::optional<std::string>& value);  // null without one
Json ToJson(const MethodCall& call, const Guid& value);
Json ToJson(const MethodCall& call, JobType value);
Json ToJson(const MethodCall& call, JobState value);
Json ToJson(const MethodCall& call, JobPriority value);
Json ToJson(const MethodCall& call, const JobPropertyValue& value);
Json ToJson(const MethodCall& call, const Job& value);      // its id; the session keeps the job
Json ToJson(const MethodCall& call, const JobFile& value);  // index, remoteName, localName

// Items of an enumerator: job ids, or file objects.
Json ItemsToJson(const MethodCall& call, std::span<const Job> jobs);
Json ItemsToJson(const MethodCall& call, std::span<const JobFile> files);

// Everything that is in a fresh enumerator.
template <typename Item>
Json ToJson(const MethodCall& call, Enumerator<Item> items) {
  return ItemsToJson(call, items.Next(items.count()).items);
}

// A time: ISO 8601, or null for zero.
Json TimeToJson(WallTime time);

// --- Results of several members ---

void PutMembers(const MethodCall& call, const JobProgress& progress, Json& result);
void PutMembers(const MethodCall& call, const JobTimes& times, Json& result);
void PutMembers(const MethodCall& call, const ProxySettings& settings, Json& result);
void PutMembers(const MethodCall& call, const FileProgress& progress, Json& result);
void PutMembers(const MethodCall& call, const FileRanges& ranges, Json& result);
void PutMembers(const MethodCall& call, const CustomHeaders& headers, Json& result);
void PutMembers(const MethodCall& call, const PeerCacheNumber& number, Json& result);
void PutMembers(const MethodCall& call, const NotifyCmdLine& command, Json& result);
void PutMembers(const MethodCall& call, const ReplyProgress& progress, Json& result);
void PutMembers(const MethodCall& call, const DownloadStats& stats, Json& result);
void PutMembers(const MethodCall& call, const JobError& error, Json& result);
void PutMembers(const MethodCall& call, const JobFile& file, Json& result);

}  // namespace bitsproof::conformance
