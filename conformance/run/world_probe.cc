#include "conformance/run/world_probe.h"

#include <fstream>
#include <string>

#include "conformance/protocol/message_forms.h"
#include "fakes/http_server.h"
#include "fakes/origin_script.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::conformance {
namespace {

Json ProbeScript() {
  return Json::parse(R"({"resources": {"/probe": {"body": {"text": "bitsproof"}}}})");
}

std::string Detail(const Json& result) {
  const auto detail = result["detail"].get<std::string>();
  return detail.empty() ? "" : " (" + detail + ")";
}

// The result of subject.probe; null when it is not offered.
Json Ask(Subject& subject, const Json& params) {
  Reply reply = subject.Call("subject.probe", params);
  if (reply.kind == Reply::Kind::kError && reply.code == kMethodNotFound) return nullptr;
  if (reply.kind != Reply::Kind::kResult) {
    throw HarnessError("the subject did not carry out subject.probe: " + reply.text());
  }
  if (const auto wrong = WrongResult("subject.probe", reply.value)) {
    throw HarnessError("subject.probe gets a malformed answer: " + *wrong);
  }
  return std::move(reply.value);
}

}  // namespace

void ProbeWorld(Subject& subject, const PathMap& paths) {
  const platform::TemporaryDirectory directory;
  const std::string file = directory / "probe.txt";
  std::ofstream(file) << "bitsproof";
  const fakes::HttpServer server(
      fakes::ParseOriginScript(ProbeScript(), fakes::FileBodies::kAllowed));
  const std::string url = server.url() + "/probe";
  const std::string spelled = paths.ToSubject(file);
  const Json result = Ask(subject, {{"url", url}, {"file", spelled}});
  if (result.is_null()) return;
  if (!result["reachable"].get<bool>()) {
    throw HarnessError(
        "the subject cannot reach the harness's server " + url + Detail(result) +
        ": both must share the loopback interface (under WSL 2: mirrored networking, "
        "or WSL 1)");
  }
  if (!result["visible"].get<bool>()) {
    throw HarnessError("the subject cannot see the harness's file " + file +
                       (spelled == file ? "" : ", for it " + spelled) + Detail(result) +
                       ": point TMPDIR to a directory that both can reach and name it with "
                       "--path-map HARNESS=SUBJECT (under WSL: TMPDIR=/mnt/c/x --path-map "
                       "'/mnt/c/x=C:\\x')");
  }
}

}  // namespace bitsproof::conformance
