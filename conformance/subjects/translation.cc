#include "conformance/subjects/translation.h"

#include <limits>

#include "reference/base/byte_range.h"

namespace bitsproof::conformance {
namespace {

// The words of an enumeration, in the order of its enumerators.
constexpr std::string_view kTypes[] = {"download", "upload", "upload-reply"};
constexpr std::string_view kPriorities[] = {"FOREGROUND", "HIGH", "NORMAL", "LOW"};
constexpr std::string_view kProxyUsages[] = {"PRECONFIG", "NO_PROXY", "OVERRIDE", "AUTODETECT"};
constexpr std::string_view kAuthTargets[] = {"", "SERVER", "PROXY"};
constexpr std::string_view kAuthSchemes[] = {"",     "BASIC",     "DIGEST",
                                             "NTLM", "NEGOTIATE", "PASSPORT"};
constexpr std::string_view kJobProperties[] = {"",
                                               "ID_COST_FLAGS",
                                               "NOTIFICATION_CLSID",
                                               "DYNAMIC_CONTENT",
                                               "HIGH_PERFORMANCE",
                                               "MAX_DOWNLOAD_SIZE",
                                               "",
                                               "USE_STORED_CREDENTIALS",
                                               "",
                                               "MINIMUM_NOTIFICATION_INTERVAL_MS",
                                               "ON_DEMAND_MODE"};
constexpr std::string_view kFileProperties[] = {"", "HTTP_RESPONSE_HEADERS"};  // none is 0
constexpr std::string_view kContexts[] = {"NONE",
                                          "UNKNOWN",
                                          "GENERAL_QUEUE_MANAGER",
                                          "QUEUE_MANAGER_NOTIFICATION",
                                          "LOCAL_FILE",
                                          "REMOTE_FILE",
                                          "GENERAL_TRANSPORT",
                                          "REMOTE_APPLICATION",
                                          "SERVER_CERTIFICATE_CALLBACK"};

template <typename Enum, std::size_t N>
Json WordOf(Enum value, const std::string_view (&words)[N]) {
  return words[static_cast<std::size_t>(value)];
}

// An integer that no enumerator can have stays one.
template <typename Enum>
void ReadWord(const Params& params, std::string_view name, std::span<const std::string_view> words,
              Enum& value) {
  constexpr std::int64_t kMax = std::numeric_limits<std::uint32_t>::max();
  const std::int64_t number = params.Enumeration(name, words);
  value = static_cast<Enum>(number < 0 || number > kMax ? kMax : number);
}

Json SizeToJson(std::uint64_t bytes) {
  if (bytes == kSizeUnknown) return "unknown";
  return bytes;
}

// "eof" stands for BG_LENGTH_TO_EOF.
Json PositionToJson(std::uint64_t position) {
  if (position == kLengthToEof) return "eof";
  return position;
}

std::uint64_t ReadPosition(const Params& range, std::string_view name) {
  return range.Require(name) == "eof" ? kLengthToEof : range.Number(name);
}

Json OrNull(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

std::string TextOf(const Result<std::string>& text) {
  if (!text) throw Refusal{text.error()};
  return *text;
}

}  // namespace

void Read(const Params& params, std::string_view name, std::uint32_t& value) {
  value = params.Number32(name);
}

void Read(const Params& params, std::string_view name, std::uint64_t& value) {
  value = params.Number(name);
}

void Read(const Params& params, std::string_view name, bool& value) {
  value = params.Boolean(name);
}

void Read(const Params& params, std::string_view name, HResult& value) {
  value = params.Code(name);
}

void Read(const Params& params, std::string_view name, Guid& value) { value = params.Id(name); }

void Read(const Params& params, std::string_view name, std::string_view& value) {
  value = params.Text(name);
}

void Read(const Params& params, std::string_view name, std::optional<std::string>& value) {
  value = params.TextOrNull(name);
}

void Read(const Params& params, std::string_view name, std::vector<FileNames>& value) {
  const Json& files = params.Require(name);
  if (!files.is_array())
    throw ParamError("Parameter '" + std::string(name) + "' must be an array.");
  for (const Json& file : files) {
    const Params pair(file);
    value.push_back({pair.TextOrNull("remoteUrl"), pair.TextOrNull("localName")});
  }
}

void Read(const Params& params, std::string_view name,
          std::optional<std::vector<ByteRange>>& value) {
  const Json& ranges = params.Require(name);
  if (ranges.is_null()) return;
  if (!ranges.is_array())
    throw ParamError("Parameter '" + std::string(name) + "' must be an array or null.");
  value.emplace();
  for (const Json& range : ranges) {
    const Params members(range);
    value->push_back({ReadPosition(members, "initialOffset"), ReadPosition(members, "length")});
  }
}

void Read(const Params& params, std::string_view name, JobType& value) {
  ReadWord(params, name, kTypes, value);
}

void Read(const Params& params, std::string_view name, JobPriority& value) {
  ReadWord(params, name, kPriorities, value);
}

void Read(const Params& params, std::string_view name, ProxyUsage& value) {
  ReadWord(params, name, kProxyUsages, value);
}

void Read(const Params& params, std::string_view name, AuthTarget& value) {
  ReadWord(params, name, kAuthTargets, value);
}

void Read(const Params& params, std::string_view name, AuthScheme& value) {
  ReadWord(params, name, kAuthSchemes, value);
}

void Read(const Params& params, std::string_view name, JobProperty& value) {
  ReadWord(params, name, kJobProperties, value);
}

JobPropertyValue ReadValue(const Params& params, std::string_view name, JobProperty property) {
  switch (property) {
    case JobProperty::kIdCostFlags:
    case JobProperty::kMinimumNotificationIntervalMs:
      return params.Number32(name);
    case JobProperty::kNotificationClsid:
      return params.Id(name);
    case JobProperty::kDynamicContent:
    case JobProperty::kHighPerformance:
    case JobProperty::kOnDemandMode:
      return params.Boolean(name);
    case JobProperty::kMaxDownloadSize:
      return params.Number(name);
    case JobProperty::kUseStoredCredentials: {
      AuthTarget target{};
      Read(params, name, target);
      return target;
    }
  }
  return std::uint32_t{0};  // of no property
}

void Read(const Params& params, std::string_view name, FileProperty& value) {
  ReadWord(params, name, kFileProperties, value);
}

Json Outcome(HResult code) {
  Json json = Json::object();
  json.emplace("hresult", ToHex(code));
  return json;
}

Json ToJson(const MethodCall&, const std::optional<std::string>& value) { return OrNull(value); }
Json ToJson(const MethodCall&, const Guid& value) { return value.ToString(); }
Json ToJson(const MethodCall&, JobType value) { return WordOf(value, kTypes); }
Json ToJson(const MethodCall&, JobState value) { return ToString(value); }
Json ToJson(const MethodCall&, JobPriority value) { return WordOf(value, kPriorities); }

Json ToJson(const MethodCall&, const JobPropertyValue& value) {
  if (const auto* id = std::get_if<Guid>(&value)) return id->ToString();
  if (const auto* target = std::get_if<AuthTarget>(&value)) {
    const auto number = static_cast<std::uint32_t>(*target);
    return number == 0 ? Json(0) : WordOf(*target, kAuthTargets);
  }
  if (const auto* enabled = std::get_if<bool>(&value)) return *enabled;
  if (const auto* size = std::get_if<std::uint64_t>(&value)) return *size;
  return std::get<std::uint32_t>(value);
}

Json ToJson(const MethodCall& call, const Job& value) {
  call.session.Keep(value);
  return value.id().ToString();
}

Json ToJson(const MethodCall& call, const JobFile& value) {
  Json json = Json::object();
  PutMembers(call, value, json);
  return json;
}

Json ItemsToJson(const MethodCall&, std::span<const Job> jobs) {
  Json ids = Json::array();
  for (const Job& job : jobs) ids.push_back(job.id().ToString());
  return ids;
}

Json ItemsToJson(const MethodCall& call, std::span<const JobFile> files) {
  Json objects = Json::array();
  for (const JobFile& file : files) objects.push_back(ToJson(call, file));
  return objects;
}

Json TimeToJson(WallTime time) {
  if (time.ticks == 0) return nullptr;
  return ToIso8601(time);
}

void PutMembers(const MethodCall&, const JobProgress& progress, Json& result) {
  result["bytesTotal"] = SizeToJson(progress.bytes_total);
  result["bytesTransferred"] = progress.bytes_transferred;
  result["filesTotal"] = progress.files_total;
  result["filesTransferred"] = progress.files_transferred;
}

void PutMembers(const MethodCall&, const FileRanges& ranges, Json& result) {
  result["hresult"] = ToHex(ranges.code);
  Json& list = result["ranges"] = Json::array();
  for (const ByteRange& range : ranges.ranges)
    list.push_back({{"initialOffset", PositionToJson(range.offset)},
                    {"length", PositionToJson(range.length)}});
}

void PutMembers(const MethodCall&, const CustomHeaders& headers, Json& result) {
  result["hresult"] = ToHex(headers.code);
  result["value"] = OrNull(headers.value);
}

void PutMembers(const MethodCall&, const PeerCacheNumber& number, Json& result) {
  result["hresult"] = ToHex(number.code);
  result["value"] = number.value;
}

void PutMembers(const MethodCall&, const NotifyCmdLine& command, Json& result) {
  result["program"] = command.program;
  result["parameters"] = command.parameters;
}

void PutMembers(const MethodCall&, const ReplyProgress& progress, Json& result) {
  result["bytesTotal"] = SizeToJson(progress.bytes_total);
  result["bytesTransferred"] = progress.bytes_transferred;
}

void PutMembers(const MethodCall&, const DownloadStats& stats, Json& result) {
  result["fromOrigin"] = stats.from_origin;
  result["fromPeers"] = stats.from_peers;
}

void PutMembers(const MethodCall&, const JobTimes& times, Json& result) {
  result["creation"] = TimeToJson(times.created);
  result["modification"] = TimeToJson(times.modified);
  result["transferCompletion"] = TimeToJson(times.transfer_completed);
}

void PutMembers(const MethodCall&, const ProxySettings& settings, Json& result) {
  result["usage"] = WordOf(settings.usage, kProxyUsages);
  result["proxyList"] = OrNull(settings.proxy_list);
  result["bypassList"] = OrNull(settings.bypass_list);
}

void PutMembers(const MethodCall&, const FileProgress& progress, Json& result) {
  result["bytesTotal"] = SizeToJson(progress.bytes_total);
  result["bytesTransferred"] = progress.bytes_transferred;
  result["completed"] = progress.completed;
}

void PutMembers(const MethodCall&, const JobError& error, Json& result) {
  result["code"] = ToHex(error.code());
  result["context"] = WordOf(error.context(), kContexts);
}

void PutMembers(const MethodCall& call, const JobFile& file, Json& result) {
  result["index"] = file.index();
  result["remoteName"] = TextOf(file.GetRemoteName(call.caller));
  result["localName"] = TextOf(file.GetLocalName(call.caller));
}

}  // namespace bitsproof::conformance
