#include "fakes/origin_script.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "reference/base/duration.h"

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
    {"ignore-range", FaultKind::kIgnoreRange},
    {"garbage", FaultKind::kGarbage},
    {"refuse", FaultKind::kRefuse},
    {"status", FaultKind::kStatus},
};

// A value of the script and where it stands.
class Node {
 public:
  Node(const Json& value, std::string pointer) : value_(&value), pointer_(std::move(pointer)) {}

  [[noreturn]] void Fail(const std::string& message) const {
    throw OriginScriptError(pointer_, message);
  }

  // REQUIRES of the following: the value is an object, see ExpectObject.
  bool Has(const char* key) const { return value_->contains(key); }
  Node Get(const char* key) const {
    const auto found = value_->find(key);
    if (found == value_->end()) Fail(std::string("\"") + key + "\" is missing");
    return Child(key, *found);
  }
  void ExpectObject(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, node] : Members()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) node.Fail("unknown key");
    }
  }

  std::vector<std::pair<std::string, Node>> Members() const {
    if (!value_->is_object()) Fail("must be an object");
    std::vector<std::pair<std::string, Node>> members;
    for (const auto& [key, value] : value_->items()) members.emplace_back(key, Child(key, value));
    return members;
  }
  std::vector<Node> Elements() const {
    if (!value_->is_array()) Fail("must be an array");
    std::vector<Node> elements;
    for (const Json& value : *value_) {
      elements.push_back(Child(std::to_string(elements.size()), value));
    }
    return elements;
  }

  std::string Text() const {
    if (!value_->is_string()) Fail("must be a string");
    return value_->get<std::string>();
  }
  bool Flag() const {
    if (!value_->is_boolean()) Fail("must be true or false");
    return value_->get<bool>();
  }
  std::uint64_t Count(std::uint64_t min = 0) const {
    if (!value_->is_number_unsigned()) Fail("must be a whole number, not negative");
    const auto count = value_->get<std::uint64_t>();
    if (count < min) Fail("must be at least " + std::to_string(min));
    return count;
  }
  std::int64_t Integer() const {
    if (!value_->is_number_integer()) Fail("must be a whole number");
    return value_->get<std::int64_t>();
  }
  int Status() const {
    const std::uint64_t status = Count();
    if (status < 200 || status > 599) Fail("must be an HTTP status from 200 to 599");
    return static_cast<int>(status);
  }
  Duration Time() const;

 private:
  Node Child(std::string_view key, const Json& value) const {
    return {value, pointer_ + (Json::json_pointer() / std::string(key)).to_string()};
  }

  const Json* value_;
  std::string pointer_;
};

Duration Node::Time() const {
  const auto duration = ParseDuration(Text());
  if (!duration) Fail("must be a duration such as \"100ms\", \"5s\", \"10m\" or \"1h\"");
  return *duration;
}

// A value for a header field: a line break in it would forge other fields.
std::string FieldValue(const Node& node) {
  std::string text = node.Text();
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; };
  if (std::any_of(text.begin(), text.end(), is_control)) node.Fail("must be a header field value");
  return text;
}

HeaderFields ParseHeaders(const Node& node) {
  HeaderFields headers;
  for (const auto& [name, value] : node.Members()) {
    if (name.empty() || name.find_first_of(": \t\r\n") != std::string::npos) {
      value.Fail("must have the name of a header field");
    }
    headers.Add(name, FieldValue(value));
  }
  return headers;
}

Body ParseBody(const Node& node, FileBodies file_bodies) {
  node.ExpectObject({"seed", "bytes", "text", "file"});
  const bool has_seed = node.Has("seed") || node.Has("bytes");
  if (has_seed + node.Has("text") + node.Has("file") != 1) {
    node.Fail("must be {\"seed\", \"bytes\"}, {\"text\"} or {\"file\"}");
  }
  if (has_seed) return Body::FromSeed(node.Get("seed").Count(), node.Get("bytes").Count());
  if (node.Has("text")) return Body::FromText(node.Get("text").Text());
  const Node file = node.Get("file");
  if (file_bodies == FileBodies::kRefused) file.Fail("is for real servers only");
  try {
    return Body::FromFile(file.Text());
  } catch (const std::system_error& error) {
    file.Fail(error.what());
  }
}

// Members that are left out keep the value that `content` has.
void ParseContent(const Node& node, FileBodies file_bodies, Content& content) {
  if (node.Has("body")) content.body = ParseBody(node.Get("body"), file_bodies);
  if (node.Has("etag")) content.etag = FieldValue(node.Get("etag"));
  if (!node.Has("lastModified")) return;
  const Node date = node.Get("lastModified");
  content.last_modified = FieldValue(date);
  if (!ParseHttpDate(*content.last_modified)) {
    date.Fail("must be a date such as \"Sun, 06 Nov 1994 08:49:37 GMT\"");
  }
}

Redirect ParseRedirect(const Node& node) {
  node.ExpectObject({"status", "location"});
  Redirect redirect;
  if (node.Has("status")) redirect.status = node.Get("status").Status();
  redirect.location = FieldValue(node.Get("location"));
  return redirect;
}

BasicAuth ParseAuth(const Node& node) {
  node.ExpectObject({"basic"});
  const Node basic = node.Get("basic");
  basic.ExpectObject({"user", "password"});
  return {basic.Get("user").Text(), basic.Get("password").Text()};
}

StatusRun ParseStatusRun(const Node& node) {
  node.ExpectObject({"status", "times", "method", "headers"});
  StatusRun run;
  run.status = node.Get("status").Status();
  if (node.Has("times")) run.times = node.Get("times").Count(1);
  if (node.Has("method")) run.method = node.Get("method").Text();
  if (node.Has("headers")) run.headers = ParseHeaders(node.Get("headers"));
  return run;
}

std::vector<Version> ParseVersions(const Node& node, FileBodies file_bodies, Content content) {
  std::vector<Version> versions;
  for (const Node& element : node.Elements()) {
    element.ExpectObject({"afterRequests", "body", "etag", "lastModified"});
    const Node after = element.Get("afterRequests");
    if (!versions.empty() && after.Count(1) <= versions.back().after_requests) {
      after.Fail("must be more than that of the version before");
    }
    ParseContent(element, file_bodies, content);
    versions.push_back({after.Count(1), content});
  }
  return versions;
}

Resource ParseResource(const Node& node, FileBodies file_bodies) {
  node.ExpectObject({"body", "etag", "lastModified", "ranges", "contentLength", "contentType",
                     "head", "headers", "auth", "statuses", "delay", "rate", "versions",
                     "redirect"});
  if (node.Has("body") == node.Has("redirect")) {
    node.Fail("must have exactly one of \"body\" and \"redirect\"");
  }
  Resource resource;
  ParseContent(node, file_bodies, resource.content);
  if (node.Has("redirect")) resource.redirect = ParseRedirect(node.Get("redirect"));
  if (node.Has("ranges")) resource.ranges = node.Get("ranges").Flag();
  if (node.Has("contentLength")) resource.content_length = node.Get("contentLength").Flag();
  if (node.Has("contentType")) resource.content_type = FieldValue(node.Get("contentType"));
  if (node.Has("head")) resource.head = node.Get("head").Flag();
  if (node.Has("headers")) resource.headers = ParseHeaders(node.Get("headers"));
  if (node.Has("auth")) resource.auth = ParseAuth(node.Get("auth"));
  if (node.Has("delay")) resource.delay = node.Get("delay").Time();
  if (node.Has("rate")) resource.rate_bytes_s = node.Get("rate").Count(1);
  if (node.Has("versions")) {
    resource.versions = ParseVersions(node.Get("versions"), file_bodies, resource.content);
  }
  if (node.Has("statuses")) {
    for (const Node& run : node.Get("statuses").Elements()) {
      resource.statuses.push_back(ParseStatusRun(run));
    }
  }
  return resource;
}

void ParseWhen(const Node& node, OriginFault& fault) {
  node.ExpectObject({"method", "path", "resourceOffset", "request"});
  if (node.Has("method")) fault.method = node.Get("method").Text();
  if (node.Has("path")) fault.path = node.Get("path").Text();
  if (node.Has("resourceOffset")) fault.resource_offset = node.Get("resourceOffset").Count();
  if (node.Has("request")) fault.request = node.Get("request").Count(1);
}

FaultKind ParseFaultKind(const Node& node) {
  const std::string text = node.Text();
  for (const auto& [name, kind] : kFaultKinds) {
    if (text == name) return kind;
  }
  std::string names;
  for (const auto& [name, kind] : kFaultKinds) names.append(names.empty() ? "" : ", ").append(name);
  node.Fail("must be one of " + names);
}

OriginFault ParseFault(const Node& node) {
  node.ExpectObject({"id", "times", "when", "do", "by", "status"});
  OriginFault fault;
  fault.id = node.Get("id").Text();
  if (fault.id.empty()) node.Get("id").Fail("must not be empty");
  if (node.Has("times")) fault.times = node.Get("times").Count(1);
  if (node.Has("when")) ParseWhen(node.Get("when"), fault);
  fault.kind = ParseFaultKind(node.Get("do"));
  if (fault.kind == FaultKind::kStatus) {
    fault.status = node.Get("status").Status();
  } else if (node.Has("status")) {
    node.Get("status").Fail("goes with \"do\": \"status\" only");
  }
  if (!node.Has("by")) return fault;
  const Node by = node.Get("by");
  fault.by = by.Integer();
  if (fault.kind == FaultKind::kWrongContentLength) {
    if (fault.by < 1) by.Fail("must be at least 1");
  } else if (fault.kind != FaultKind::kWrongContentRange) {
    by.Fail("goes with wrong-content-length and wrong-content-range only");
  }
  return fault;
}

}  // namespace

OriginScript ParseOriginScript(const Json& json, FileBodies file_bodies) {
  const Node root(json, "");
  root.ExpectObject({"resources", "faults"});
  OriginScript script;
  for (const auto& [path, node] : root.Get("resources").Members()) {
    if (path.empty() || path.front() != '/') node.Fail("must be a path that begins with \"/\"");
    script.resources.emplace(path, ParseResource(node, file_bodies));
  }
  if (!root.Has("faults")) return script;
  for (const Node& node : root.Get("faults").Elements()) {
    OriginFault fault = ParseFault(node);
    const auto has_its_id = [&](const OriginFault& other) { return other.id == fault.id; };
    if (std::any_of(script.faults.begin(), script.faults.end(), has_its_id)) {
      node.Get("id").Fail("is the id of another fault too");
    }
    script.faults.push_back(std::move(fault));
  }
  return script;
}

OriginScript ParseOriginScriptText(std::string_view text, FileBodies file_bodies) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw OriginScriptError("", error.what());
  }
  return ParseOriginScript(json, file_bodies);
}

}  // namespace bitsproof::fakes
