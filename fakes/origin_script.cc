#include "fakes/origin_script.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "reference/base/duration.h"
#include "reference/base/http_date.h"
#include "reference/base/text.h"

namespace bitsproof::fakes {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::pair<std::string_view, FaultKind> kFaultKinds[] = {
    {"reset", FaultKind::kReset},
    {"truncate", FaultKind::kTruncate},
    {"stall", FaultKind::kStall},
    {"wrong-content-length", FaultKind::kWrongContentLength},
    {"wrong-content-range", FaultKind::kWrongContentRange},
    {"no-content-range", FaultKind::kNoContentRange},
    {"content-range", FaultKind::kContentRange},
    {"short-part", FaultKind::kShortPart},
    {"early-part", FaultKind::kEarlyPart},
    {"long-part", FaultKind::kLongPart},
    {"ignore-range", FaultKind::kIgnoreRange},
    {"garbage", FaultKind::kGarbage},
    {"refuse", FaultKind::kRefuse},
    {"status", FaultKind::kStatus},
};

// The member `key` as a T, or `fallback`.
template <typename T>
T Value(const Json& json, const char* key, T fallback) {
  const auto member = json.find(key);
  return member == json.end() ? std::move(fallback) : member->get<T>();
}

template <typename T>
std::optional<T> Find(const Json& json, const char* key) {
  const auto member = json.find(key);
  return member == json.end() ? std::nullopt : std::optional(member->get<T>());
}

HeaderFields ReadHeaders(const Json& json) {
  HeaderFields headers;
  const auto members = json.find("headers");
  if (members == json.end()) return headers;
  for (const auto& [name, value] : members->items()) headers.Add(name, value.get<std::string>());
  return headers;
}

Body ReadBody(const Json& json, const std::string& pointer, FileBodies file_bodies) {
  if (json.contains("zeros")) return Body::FromZeros(json["zeros"]);
  if (json.contains("seed")) return Body::FromSeed(json["seed"], json["bytes"]);
  if (json.contains("text")) return Body::FromText(json["text"]);
  if (file_bodies == FileBodies::kRefused) {
    throw OriginScriptError(pointer + "/file", "is for real servers only");
  }
  try {
    return Body::FromFile(json["file"].get<std::string>());
  } catch (const std::system_error& error) {
    throw OriginScriptError(pointer + "/file", error.what());
  }
}

// Members that are left out keep the value that `content` has.
void ReadContent(const Json& json, const std::string& pointer, FileBodies file_bodies,
                 Content& content) {
  if (json.contains("body")) content.body = ReadBody(json["body"], pointer + "/body", file_bodies);
  if (json.contains("etag")) content.etag = json["etag"];
  if (!json.contains("lastModified")) return;
  content.last_modified = json["lastModified"];
  if (IsHttpDate(*content.last_modified)) return;
  throw OriginScriptError(pointer + "/lastModified",
                          "must be a date such as \"Sun, 06 Nov 1994 08:49:37 GMT\", "
                          "\"Sunday, 06-Nov-94 08:49:37 GMT\" or \"Sun Nov  6 08:49:37 1994\"");
}

std::vector<Version> ReadVersions(const Json& json, const std::string& pointer,
                                  FileBodies file_bodies, Content content) {
  std::vector<Version> versions;
  for (const Json& version : json) {
    const std::string at = pointer + "/" + std::to_string(versions.size());
    const std::uint64_t after = version["afterRequests"];
    if (!versions.empty() && after <= versions.back().after_requests) {
      throw OriginScriptError(at + "/afterRequests",
                              "must be more than that of the version before");
    }
    ReadContent(version, at, file_bodies, content);
    versions.push_back({after, content});
  }
  return versions;
}

Duration ReadDelay(const Json& json, const std::string& pointer) {
  const auto delay = ParseDuration(Value<std::string>(json, "delay", "0s"));
  if (!delay) throw OriginScriptError(pointer + "/delay", "is too long");
  return *delay;
}

MethodChanges ReadMethod(const std::string& method, const Json& json, const std::string& pointer,
                         FileBodies file_bodies) {
  MethodChanges changes;
  if (json.contains("body")) changes.body = ReadBody(json["body"], pointer + "/body", file_bodies);
  const Json headers = Value(json, "headers", Json::object());
  for (const auto& [name, value] : headers.items()) {
    if (method == "GET" && (EqualsIgnoringCase(name, "Content-Length") ||
                            EqualsIgnoringCase(name, "Transfer-Encoding"))) {
      throw OriginScriptError((Json::json_pointer(pointer + "/headers") / name).to_string(),
                              "follows from the body; a wrong one is a fault");
    }
    changes.headers.emplace_back(
        name, value.is_null() ? std::nullopt : std::optional(value.get<std::string>()));
  }
  return changes;
}

OriginAuth ReadAuth(const Json& json) {
  OriginAuth auth;
  if (json.contains("basic")) {
    const Json& basic = json["basic"];
    auth.basic = BasicAuth{basic["user"], basic["password"]};
  }
  if (json.contains("digest")) {
    const Json& digest = json["digest"];
    auth.digest = DigestAuth{digest["user"], digest["password"],
                             Value<std::string>(digest, "algorithm", "MD5"),
                             Value<std::uint64_t>(digest, "nonceUses", 0)};
  }
  return auth;
}

Resource ReadResource(const Json& json, const std::string& pointer, FileBodies file_bodies) {
  Resource resource;
  ReadContent(json, pointer, file_bodies, resource.content);
  if (json.contains("redirect")) {
    const Json& redirect = json["redirect"];
    resource.redirect = Redirect{Value(redirect, "status", 302), redirect["location"]};
  }
  resource.ranges = Value(json, "ranges", true);
  resource.content_length = Value(json, "contentLength", true);
  resource.content_type = Value(json, "contentType", resource.content_type);
  resource.head = Value(json, "head", true);
  resource.headers = ReadHeaders(json);
  const Json methods = Value(json, "methods", Json::object());
  for (const auto& [method, changes] : methods.items()) {
    const std::string at = (Json::json_pointer(pointer + "/methods") / method).to_string();
    resource.methods.emplace(method, ReadMethod(method, changes, at, file_bodies));
  }
  if (json.contains("auth")) resource.auth = ReadAuth(json["auth"]);
  if (json.contains("proxyAuth")) resource.proxy_auth = ReadAuth(json["proxyAuth"]);
  resource.verbs = Value(json, "verbs", resource.verbs);
  resource.delay = ReadDelay(json, pointer);
  resource.rate_bytes_s = Value<std::uint64_t>(json, "rate", 0);
  if (json.contains("versions")) {
    resource.versions =
        ReadVersions(json["versions"], pointer + "/versions", file_bodies, resource.content);
  }
  for (const Json& run : Value(json, "statuses", Json::array())) {
    resource.statuses.push_back({run["status"], Value<std::uint64_t>(run, "times", 1),
                                 Value<std::string>(run, "method", ""), ReadHeaders(run)});
  }
  return resource;
}

OriginFault ReadFault(const Json& json) {
  OriginFault fault;
  fault.id = json["id"];
  fault.times = Value<std::uint64_t>(json, "times", 1);
  fault.by = Value<std::int64_t>(json, "by", 1);
  fault.status = Value(json, "status", 0);
  fault.text = Value<std::string>(json, "text", "");
  for (const auto& [name, kind] : kFaultKinds) {
    if (json["do"] == name) fault.kind = kind;
  }
  const Json when = Value(json, "when", Json::object());
  fault.method = Find<std::string>(when, "method");
  fault.path = Find<std::string>(when, "path");
  fault.resource_offset = Find<std::uint64_t>(when, "resourceOffset");
  fault.request = Find<std::uint64_t>(when, "request");
  return fault;
}

}  // namespace

OriginScript ParseOriginScript(const Json& json, FileBodies file_bodies) {
  OriginScript script;
  script.http_version = Value<std::string>(json, "httpVersion", "1.1") == "1.0" ? 10 : 11;
  script.header_names = Value(json, "headerNames", script.header_names);
  if (json.contains("tls"))
    script.tls = ParseCertificateKind(json["tls"]["certificate"].get<std::string>());
  for (const auto& [path, resource] : json["resources"].items()) {
    script.resources.emplace(
        path,
        ReadResource(resource, (Json::json_pointer("/resources") / path).to_string(), file_bodies));
  }
  for (const Json& element : Value(json, "faults", Json::array())) {
    OriginFault fault = ReadFault(element);
    const auto has_its_id = [&](const OriginFault& other) { return other.id == fault.id; };
    if (std::any_of(script.faults.begin(), script.faults.end(), has_its_id)) {
      throw OriginScriptError("/faults/" + std::to_string(script.faults.size()) + "/id",
                              "is the id of another fault too");
    }
    script.faults.push_back(std::move(fault));
  }
  return script;
}

OriginScript ParseOriginScriptText(std::string_view text, FileBodies file_bodies) {
  return ParseOriginScript(Json::parse(text), file_bodies);
}

}  // namespace bitsproof::fakes
