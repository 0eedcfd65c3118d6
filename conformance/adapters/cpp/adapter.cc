// An adapter for bitsproof: speaks the subject protocol on stdio for the little job manager in the
// upper half of this file. Replace it with calls to your own manager.
//
// One JSON-RPC message per line: requests on stdin, answers on stdout; stderr may carry any text.
// The protocol is described in conformance/protocol.md of bitsproof.

#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using Json = nlohmann::ordered_json;

// --- The manager: jobs without files, and their limits ------------------------------------------

using Hresult = std::uint32_t;
constexpr Hresult kNotImplemented = 0x80004001;     // E_NOTIMPL
constexpr Hresult kAccessDenied = 0x80070005;       // E_ACCESSDENIED
constexpr Hresult kInvalidArgument = 0x80070057;    // E_INVALIDARG
constexpr Hresult kNotFound = 0x80200001;           // BG_E_NOT_FOUND
constexpr Hresult kInvalidState = 0x80200002;       // BG_E_INVALID_STATE
constexpr Hresult kEmpty = 0x80200003;              // BG_E_EMPTY
constexpr Hresult kTooManyPerUser = 0x80200049;     // BG_E_TOO_MANY_JOBS_PER_USER
constexpr Hresult kTooManyPerMachine = 0x80200050;  // BG_E_TOO_MANY_JOBS_PER_MACHINE

constexpr std::size_t kJobsPerUser = 60;
constexpr std::size_t kJobsPerMachine = 300;
constexpr std::size_t kDisplayNameMax = 256;  // UTF-16 units

// A failure that the BITS API would return.
struct BitsError {
  Hresult code;
};

void Require(bool condition, Hresult code) {
  if (!condition) throw BitsError{code};
}

struct Principal {
  std::string sid;
  std::string kind;  // "standard", "administrator" or "service"

  bool IsExempt() const { return kind != "standard"; }
};

struct Job {
  std::string id;
  Principal owner;
  std::int64_t type = 0;
  std::string state = "SUSPENDED";

  bool IsFinal() const { return state == "CANCELLED" || state == "ACKNOWLEDGED"; }
};

// Characters of four bytes take two units, all others one.
std::size_t Utf16Length(const std::string& text) {
  std::size_t units = 0;
  for (const unsigned char c : text) units += (c & 0xC0) == 0x80 ? 0 : c >= 0xF0 ? 2 : 1;
  return units;
}

std::string NewGuid() {
  static std::mt19937_64 random{std::random_device{}()};
  const std::uint64_t a = random();
  const std::uint64_t b = random();
  char text[40];
  std::snprintf(text, sizeof text, "{%08X-%04X-4%03X-%04X-%012llX}", static_cast<unsigned>(a >> 32),
                static_cast<unsigned>(a >> 16 & 0xFFFF), static_cast<unsigned>(a & 0xFFF),
                static_cast<unsigned>(0x8000 | (b >> 48 & 0x3FFF)),
                static_cast<unsigned long long>(b & 0xFFFFFFFFFFFF));
  return text;
}

class Manager {
 public:
  Job& Create(const Principal& caller, const Json& display_name, std::int64_t type) {
    Require(display_name.is_string(), kInvalidArgument);
    Require(Utf16Length(display_name.get<std::string>()) <= kDisplayNameMax, kInvalidArgument);
    Require(type >= 0 && type <= 2, kNotImplemented);
    if (!caller.IsExempt()) CheckLimits(caller);
    jobs_.push_back({NewGuid(), caller, type});
    return jobs_.back();
  }

  // A finished job is no longer in the queue, but stays readable.
  Job& Find(const Principal& caller, const std::string& id, bool in_queue_only = false) {
    for (Job& job : jobs_) {
      if (job.id != id || (in_queue_only && job.IsFinal())) continue;
      Require(caller.sid == job.owner.sid || caller.kind == "administrator", kAccessDenied);
      return job;
    }
    throw BitsError{kNotFound};
  }

  std::vector<std::string> Enumerate(const Principal& caller, std::int64_t flags) const {
    Require(flags == 0 || flags == 1, kNotImplemented);
    Require(flags == 0 || caller.kind == "administrator", kAccessDenied);
    std::vector<std::string> ids;
    for (const Job& job : jobs_) {
      if (!job.IsFinal() && (flags == 1 || job.owner.sid == caller.sid)) ids.push_back(job.id);
    }
    return ids;
  }

 private:
  void CheckLimits(const Principal& caller) const {
    std::size_t of_user = 0;
    std::size_t of_machine = 0;
    for (const Job& job : jobs_) {
      if (job.IsFinal() || job.owner.IsExempt()) continue;
      ++of_machine;
      if (job.owner.sid == caller.sid) ++of_user;
    }
    Require(of_user < kJobsPerUser, kTooManyPerUser);
    Require(of_machine < kJobsPerMachine, kTooManyPerMachine);
  }

  std::vector<Job> jobs_;
};

// --- The protocol -------------------------------------------------------------------------------

constexpr const char* kProtocol = "1.0";

// What this manager can do, and nothing else: the suite skips the rest.
const Json kCapabilities = {"job.create", "job.enumerate", "job.cancel", "limits",
                            "principals.distinct"};

// A JSON-RPC error: the harness sent something wrong, or this adapter broke.
struct RpcError {
  int code;
  std::string message;
};

constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kInternalError = -32603;

// The state between one subject.reset and the next.
struct Session {
  Manager manager;
  std::map<std::string, Principal> principals;
};

const Json& Member(const Json& params, const char* name) {
  const auto it = params.find(name);
  if (it == params.end()) {
    throw RpcError{kInvalidParams, std::string("Parameter '") + name + "' is missing."};
  }
  return *it;
}

std::string Text(const Json& params, const char* name) {
  const Json& value = Member(params, name);
  if (!value.is_string()) {
    throw RpcError{kInvalidParams, std::string("Parameter '") + name + "' must be a text."};
  }
  return value.get<std::string>();
}

// Enumerations come as words, and as integers where invalid values are tried.
std::int64_t TypeNumber(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value == "download") return 0;
  if (value == "upload") return 1;
  if (value == "upload-reply") return 2;
  throw RpcError{kInvalidParams, "Parameter 'type' is not a type of job: " + value.dump()};
}

std::string Hexadecimal(Hresult code) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(code));
  return text;
}

Json Hello(const Json& params) {
  if (Text(params, "protocol") != kProtocol) {
    throw RpcError{kInvalidParams, std::string("This adapter speaks protocol ") + kProtocol + "."};
  }
  return {{"name", "my manager"},
          {"version", "1.0"},
          {"profile", "10.3"},
          {"profiles", Json::array()},
          {"capabilities", kCapabilities},
          {"principals", {"standard", "administrator", "service"}},
          {"clock", "real"}};
}

Json Reset(Session& session, const Json& params) {
  session = Session();
  Json sids = Json::object();
  int user = 1001;
  for (const auto& [name, kind] : Member(params, "principals").items()) {
    const std::string sid = "S-1-5-21-1-2-3-" + std::to_string(user++);
    session.principals[name] = {sid, kind.get<std::string>()};
    sids[name] = sid;
  }
  return {{"foreignJobs", 0}, {"principals", sids}};
}

// The methods of one job: the result besides `hresult`.
const std::map<std::string, std::function<Json(Job&)>> kJobMethods = {
    {"job.getId",
     [](Job& job) {
       return Json{{"jobId", job.id}};
     }},
    {"job.getState",
     [](Job& job) {
       return Json{{"state", job.state}};
     }},
    {"job.getType",
     [](Job& job) {
       static const char* const kWords[] = {"download", "upload", "upload-reply"};
       return Json{{"type", kWords[job.type]}};
     }},
    {"job.resume",
     [](Job& job) -> Json {
       Require(!job.IsFinal(), kInvalidState);
       throw BitsError{kEmpty};  // there are no files yet
     }},
    {"job.suspend",
     [](Job& job) {
       Require(!job.IsFinal(), kInvalidState);
       return Json::object();
     }},
    {"job.cancel",
     [](Job& job) {
       Require(!job.IsFinal(), kInvalidState);
       job.state = "CANCELLED";
       return Json::object();
     }},
    {"job.complete",
     [](Job& job) {
       Require(!job.IsFinal() && job.type == 0, kInvalidState);
       job.state = "ACKNOWLEDGED";
       return Json::object();
     }},
};

Json CallManager(Session& session, const std::string& method, const Json& params) {
  const auto principal = session.principals.find(Text(params, "as"));
  if (principal == session.principals.end()) {
    throw RpcError{kInvalidParams, "Parameter 'as' names no principal of this case."};
  }
  const Principal& caller = principal->second;
  if (method == "manager.createJob") {
    const std::int64_t type = TypeNumber(Member(params, "type"));
    return {{"jobId", session.manager.Create(caller, Member(params, "displayName"), type).id}};
  }
  if (method == "manager.enumJobs") {
    const auto flags = Member(params, "flags").get<std::int64_t>();
    return {{"jobs", session.manager.Enumerate(caller, flags)}};
  }
  const std::string id = Text(params, "job");
  if (method == "manager.getJob") return {{"jobId", session.manager.Find(caller, id, true).id}};
  return kJobMethods.at(method)(session.manager.Find(caller, id));
}

bool IsKnown(const std::string& method) {
  return method == "manager.createJob" || method == "manager.enumJobs" ||
         method == "manager.getJob" || kJobMethods.count(method) != 0;
}

Json Call(Session& session, const std::string& method, const Json& params) {
  if (method == "subject.hello") return Hello(params);
  if (method == "subject.reset") return Reset(session, params);
  if (!IsKnown(method)) throw RpcError{kMethodNotFound, "'" + method + "' is not supported."};
  Json result{{"hresult", Hexadecimal(0)}};
  try {
    result.update(CallManager(session, method, params));
  } catch (const BitsError& error) {  // an ordinary result
    result["hresult"] = Hexadecimal(error.code);
  }
  return result;
}

Json ErrorAnswer(const Json& id, const RpcError& error) {
  return {{"jsonrpc", "2.0"},
          {"id", id},
          {"error", {{"code", error.code}, {"message", error.message}}}};
}

Json Answer(Session& session, const Json& request) {
  if (request.is_array()) {  // calls that are to happen together
    Json answers = Json::array();
    for (const Json& one : request) answers.push_back(Answer(session, one));
    return answers;
  }
  if (!request.is_object() || !request.contains("id") || !request.contains("method")) {
    return ErrorAnswer(nullptr, {kInvalidRequest, "This is not a request."});
  }
  try {
    const Json result = Call(session, request["method"].get<std::string>(),
                             request.value("params", Json::object()));
    return {{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", result}};
  } catch (const RpcError& error) {
    return ErrorAnswer(request["id"], error);
  } catch (const Json::exception& error) {  // a member of another type
    return ErrorAnswer(request["id"], {kInvalidParams, error.what()});
  } catch (const std::exception& error) {
    return ErrorAnswer(request["id"], {kInternalError, error.what()});
  }
}

int main() {
  std::ios::sync_with_stdio(false);
  Session session;
  std::string line;
  while (std::getline(std::cin, line)) {  // ends when the harness closes it
    Json answer;
    try {
      answer = Answer(session, Json::parse(line));
    } catch (const Json::exception& error) {
      answer = ErrorAnswer(nullptr, {kParseError, error.what()});
    }
    std::cout << answer.dump(-1, ' ', true, Json::error_handler_t::replace) << std::endl;
  }
  return 0;
}
