// OriginScript: what a scripted HTTP server serves and how it misbehaves, see origin_script.md.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/body.h"
#include "fakes/certificate_kind.h"
#include "fakes/origin_auth.h"
#include "reference/base/time.h"
#include "reference/env/transport.h"

namespace bitsproof::fakes {

// The bytes of a resource and the validators that name them.
struct Content {
  Body body;
  std::optional<std::string> etag;
  std::optional<std::string> last_modified;  // an HTTP-date
};

// A resource that is somewhere else.
struct Redirect {
  int status = 302;
  std::string location;
};

// Statuses that are answered before the resource is served.
struct StatusRun {
  int status = 0;
  std::uint64_t times = 1;
  std::string method;  // "" for any
  HeaderFields headers;
};

// The content from the time on when the path has been answered `after_requests` times.
struct Version {
  std::uint64_t after_requests = 0;
  Content content;
};

// What is different about the answers to requests of one method.
struct MethodChanges {
  std::optional<Body> body;
  // In place of the fields of these names; nullopt takes a field away.
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
};

// What is served under one path.
struct Resource {
  Content content;
  std::optional<Redirect> redirect;  // takes the place of `content`
  bool ranges = true;
  bool content_length = true;
  bool head = true;
  std::string content_type = "application/octet-stream";
  HeaderFields headers;
  std::map<std::string, MethodChanges> methods;
  std::vector<std::string> verbs;  // methods that are answered as GET is
  std::optional<OriginAuth> auth;
  std::optional<OriginAuth> proxy_auth;
  std::vector<StatusRun> statuses;
  Duration delay{0};               // before the answer
  std::uint64_t rate_bytes_s = 0;  // 0: no limit
  std::vector<Version> versions;   // in order of after_requests
};

// What a fault does, in the words of origin_script.md.
enum class FaultKind {
  kReset,
  kTruncate,
  kStall,
  kWrongContentLength,
  kWrongContentRange,
  kNoContentRange,
  kContentRange,
  kShortPart,
  kEarlyPart,
  kLongPart,
  kIgnoreRange,
  kGarbage,
  kRefuse,
  kStatus,
};

// One scripted misbehaviour.
struct OriginFault {
  std::string id;
  std::uint64_t times = 1;
  FaultKind kind = FaultKind::kReset;
  std::int64_t by = 1;  // kWrongContentLength, kWrongContentRange and the kinds of parts
  int status = 0;       // kStatus
  std::string text;     // kContentRange: with "{first}", "{last}" and "{total}" for the numbers
  // When it fires; what is absent matches everything.
  std::optional<std::string> method;
  std::optional<std::string> path;
  std::optional<std::uint64_t> resource_offset;
  std::optional<std::uint64_t> request;  // the n-th of the path, from 1
};

// The whole script.
struct OriginScript {
  int http_version = 11;                      // 10 or 11: in which it answers
  std::optional<CertificateKind> tls;         // it speaks HTTPS and shows such a certificate
  std::vector<std::string> header_names;      // how fields of these names are spelled
  std::map<std::string, Resource> resources;  // by path, or by URL as a proxy is asked for it
  std::vector<OriginFault> faults;
};

// A script that does not hold together, though it has the form of its schema. what() is
// "pointer: message".
class OriginScriptError : public std::invalid_argument {
 public:
  OriginScriptError(std::string pointer, std::string message)
      : std::invalid_argument(pointer + ": " + message),
        pointer_(std::move(pointer)),
        message_(std::move(message)) {}

  const std::string& pointer() const { return pointer_; }  // JSON pointer in the script
  const std::string& message() const { return message_; }

 private:
  std::string pointer_;
  std::string message_;
};

// Whether bodies may come from files of the machine: only where a real server plays the script.
enum class FileBodies { kAllowed, kRefused };

// REQUIRES: `json` has the form of scenarios/schema/origin-1.0.json. Throws OriginScriptError for
// what a schema cannot say: an id or a version that is out of order, a date that does not exist, a
// file that cannot be read.
OriginScript ParseOriginScript(const nlohmann::ordered_json& json, FileBodies file_bodies);

// The same from text. REQUIRES: it is JSON of that form.
OriginScript ParseOriginScriptText(std::string_view text, FileBodies file_bodies);

}  // namespace bitsproof::fakes
