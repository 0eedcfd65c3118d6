#include <algorithm>

#include "conformance/run/runner.h"

namespace bitsproof::conformance {
namespace {

[[noreturn]] void OutOfForm(const std::string& detail) {
  throw HarnessError("subject.hello is answered out of form: " + detail);
}

Json ResultOf(Reply reply, const std::string& method) {
  switch (reply.kind) {
    case Reply::Kind::kResult:
      return std::move(reply.value);
    case Reply::Kind::kError:
      throw HarnessError("the subject answered " + method + " with error " +
                         std::to_string(reply.code) + ": " + reply.message);
    case Reply::Kind::kFault:
      throw HarnessError("the subject did not answer " + method + ": " + reply.message);
  }
  return nullptr;
}

std::string Text(const Json& hello, const char* name) {
  const auto it = hello.find(name);
  if (it == hello.end() || !it->is_string() || it->get_ref<const std::string&>().empty()) {
    OutOfForm(std::string("\"") + name + "\" must be a text");
  }
  return it->get<std::string>();
}

std::vector<std::string> Texts(const Json& hello, const char* name) {
  const auto it = hello.find(name);
  const bool texts =
      it != hello.end() && it->is_array() &&
      std::all_of(it->begin(), it->end(), [](const Json& v) { return v.is_string(); });
  if (!texts) OutOfForm(std::string("\"") + name + "\" must be a list of texts");
  return it->get<std::vector<std::string>>();
}

Mode ClockMode(const Json& hello) {
  const std::string clock = Text(hello, "clock");
  if (clock == "virtual") return Mode::kSim;
  if (clock == "real") return Mode::kLive;
  OutOfForm("\"clock\" must be \"real\" or \"virtual\", not \"" + clock + "\"");
}

// A subject that accepts everything would pass for supporting everything.
void RequireRefusal(Subject& subject) {
  const Reply reply = subject.Call("subject.undeclared", Json::object());
  if (reply.kind == Reply::Kind::kFault) {
    throw HarnessError("the subject did not answer subject.undeclared: " + reply.message);
  }
  if (reply.kind == Reply::Kind::kError && reply.code == kMethodNotFound) return;
  throw HarnessError(
      "the subject does not refuse subject.undeclared, a method that nobody declares, with error "
      "-32601: it cannot say no");
}

}  // namespace

bool SubjectInfo::Has(std::string_view capability) const {
  return std::find(capabilities.begin(), capabilities.end(), capability) != capabilities.end();
}

SubjectInfo Handshake(Subject& subject) {
  const Json hello =
      ResultOf(subject.Call("subject.hello", {{"protocol", "1.0"}}), "subject.hello");
  if (!hello.is_object()) OutOfForm("the result must be an object");
  SubjectInfo info;
  info.name = Text(hello, "name");
  info.version = Text(hello, "version");
  info.profile = Text(hello, "profile");
  info.profiles = Texts(hello, "profiles");
  info.capabilities = Texts(hello, "capabilities");
  info.principals = Texts(hello, "principals");
  info.mode = ClockMode(hello);
  RequireRefusal(subject);
  return info;
}

}  // namespace bitsproof::conformance
