#include "conformance/run/handshake.h"

#include <algorithm>

#include "conformance/protocol/message_forms.h"
#include "conformance/scenario/vocabulary.h"

namespace bitsproof::conformance {
namespace {

Json Hello(Subject& subject) {
  Reply reply = subject.Call("subject.hello", {{"protocol", "1.0"}});
  switch (reply.kind) {
    case Reply::Kind::kResult:
      break;
    case Reply::Kind::kError:
      throw HarnessError("the subject answered subject.hello with error " +
                         std::to_string(reply.code) + ": " + reply.text());
    case Reply::Kind::kFault:
      throw HarnessError("the subject did not answer subject.hello: " + reply.text());
  }
  if (const auto wrong = WrongResult("subject.hello", reply.value)) {
    throw HarnessError("subject.hello gets a malformed answer: " + *wrong);
  }
  return std::move(reply.value);
}

// REQUIRES: of the form of the schema.
SubjectInfo Read(const Json& hello) {
  SubjectInfo info;
  info.name = hello["name"];
  info.version = hello["version"];
  info.profile = hello["profile"];
  info.profiles = hello["profiles"].get<std::vector<std::string>>();
  info.capabilities = hello["capabilities"].get<std::vector<std::string>>();
  info.principals = hello["principals"].get<std::vector<std::string>>();
  info.mode = hello["clock"] == "virtual" ? Mode::kSim : Mode::kLive;
  return info;
}

// What a schema cannot say of subject.hello.
void RequireSense(const SubjectInfo& info) {
  for (const std::string& word : info.capabilities) {
    if (Contains(Capabilities(), word)) continue;
    throw HarnessError("the subject declares the capability \"" + word +
                       "\", which protocol 1.0 does not have" + Suggestion(word, Capabilities()));
  }
  if (info.principals.empty()) {
    throw HarnessError(
        "the subject cannot act as any principal: \"principals\" of subject.hello is empty");
  }
  if (info.Has("profiles") && info.profiles.empty()) {
    throw HarnessError("the subject declares profiles, but names none in \"profiles\"");
  }
}

// A subject that accepts everything would pass for supporting everything.
void RequireRefusal(Subject& subject) {
  const Reply reply = subject.Call("subject.undeclared", Json::object());
  if (reply.kind == Reply::Kind::kFault) {
    throw HarnessError("the subject did not answer subject.undeclared: " + reply.text());
  }
  if (reply.kind == Reply::Kind::kError && reply.code == kMethodNotFound) return;
  throw HarnessError(
      "the subject does not refuse subject.undeclared, a method that no subject declares, "
      "with error "
      "-32601: it cannot say no");
}

}  // namespace

bool SubjectInfo::Has(std::string_view capability) const {
  return std::find(capabilities.begin(), capabilities.end(), capability) != capabilities.end();
}

SubjectInfo Handshake(Subject& subject) {
  SubjectInfo info = Read(Hello(subject));
  RequireSense(info);
  RequireRefusal(subject);
  return info;
}

}  // namespace bitsproof::conformance
