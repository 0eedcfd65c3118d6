#include "conformance/subjects/sim_subject.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "conformance/scenario/origin_script.h"
#include "fakes/body.h"
#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

// A wait for an event looks up after so many things that were none, so that a subject that is busy
// without end is found out.
constexpr int kStepsMax = 100;

// The world could not do what the harness asked for.
void Require(HResult code, const std::string& path) {
  if (code.failed()) throw std::runtime_error("'" + path + "': " + ToString(code));
}

std::vector<std::byte> ContentOf(const Params& params) {
  fakes::Body body;
  if (params.Find("text") != nullptr) {
    body = fakes::Body::FromText(params.Text("text"));
  } else {
    body = fakes::Body::FromSeed(params.Number("seed"), params.Number("bytes"));
  }
  std::vector<std::byte> content(body.size());
  body.Read(0, content);
  return content;
}

std::string Line(const JobEvent& event) {
  const std::string job = "job " + event.job.ToString() + " ";
  switch (event.kind) {
    case JobEvent::Kind::kJobTransferred:
      return job + "notifies: transferred";
    case JobEvent::Kind::kJobError:
      return job + "notifies: error";
    case JobEvent::Kind::kJobModification:
      return job + "notifies: modification";
    case JobEvent::Kind::kFileTransferred:
      return job + "notifies: file " + std::to_string(event.file_index) + " transferred";
    case JobEvent::Kind::kServerCertificate:
      return job + "asks about the server of file " + std::to_string(event.file_index);
    case JobEvent::Kind::kStateChange:
      return job + std::string(ToString(event.from)) + " -> " + std::string(ToString(event.to));
  }
  return job;
}

}  // namespace

Delivery SimReferenceSubject::LoggedEvents::OnEvent(const JobEvent& event) {
  log.Append(Line(event));
  return clients.OnEvent(event);
}

std::optional<HResult> SimReferenceSubject::LoggedEvents::OnServerCertificate(
    const JobEvent& event, const ServerCertificate& certificate) {
  log.Append(Line(event));
  return clients.OnServerCertificate(event, certificate);
}

std::optional<Json> SimReferenceSubject::CallWorld(std::string_view method, const Params& params) {
  static constexpr Method kMethods[] = {
      {"subject.log", &SimReferenceSubject::Log},
      {"events.wait", &SimReferenceSubject::WaitForEvents},
      {"clock.advance", &SimReferenceSubject::Advance},
      {"origin.start", &SimReferenceSubject::StartOrigin},
      {"origin.journal", &SimReferenceSubject::Journal},
      {"files.write", &SimReferenceSubject::WriteFile},
      {"files.stat", &SimReferenceSubject::StatFile},
      {"files.list", &SimReferenceSubject::ListFiles},
      {"files.makeDirectory", &SimReferenceSubject::MakeDirectory},
      {"files.protect", &SimReferenceSubject::Protect},
      {"program.create", &SimReferenceSubject::CreateProgram},
      {"program.runs", &SimReferenceSubject::Runs},
  };
  for (const Method& known : kMethods) {
    if (known.name != method) continue;
    CheckBegun();
    return (this->*known.handler)(params);
  }
  return std::nullopt;
}

Json SimReferenceSubject::HelloOfWorld() const {
  Json capabilities = CommonCapabilities();
  capabilities.push_back("programs.user");
  capabilities.push_back("environment.disk");
  capabilities.push_back("environment.clock");
  capabilities.push_back("environment.store");
  capabilities.push_back("log");
  return Json{{"capabilities", std::move(capabilities)}, {"clock", "virtual"}};
}

Environment SimReferenceSubject::BuildWorld(std::uint64_t seed, const std::string& work_directory) {
  EndCase();
  sim_ = std::make_unique<fakes::SimWorld>(seed);
  Require(sim_->files().MakeDirectory(work_directory), work_directory);
  events_.emplace(sim_->log(), clients());
  return {sim_->loop(),
          sim_->loop(),
          sim_->transport(),
          sim_->files(),
          sim_->store(),
          sim_->conditions().network,
          sim_->conditions().sessions,
          *events_,
          sim_->programs(),
          sim_->Fork("service")};
}

Json SimReferenceSubject::Log(const Params&) { return Json{{"lines", sim_->log().lines()}}; }

Json SimReferenceSubject::WaitForEvents(const Params& params) {
  const std::uint64_t after = params.Number("after");
  const Instant limit = sim_->loop().Now() + params.Span("timeout");
  while (recorder().last_sequence() <= after && sim_->loop().Step(limit)) {
  }
  return Json{{"events", recorder().After(after)}};
}

Json SimReferenceSubject::Advance(const Params& params) {
  fakes::EventLoop& loop = sim_->loop();
  const Instant start = loop.Now();
  const Instant limit = start + params.Span("by");
  bool idle = loop.next_due() > limit;
  if (params.Find("until") == nullptr) {
    loop.RunUntil(limit);
  } else {
    const std::uint64_t noted = recorder().last_sequence();
    int steps_left = params.Text("until") == "event" ? kStepsMax : 1;
    do {
      idle = !loop.Step(limit);
    } while (!idle && --steps_left > 0 && recorder().last_sequence() == noted);
  }
  return Json{{"advanced", FormatDuration(loop.Now() - start)}, {"idle", idle}};
}

Json SimReferenceSubject::StartOrigin(const Params& params) {
  const std::string& name = params.Text("name");
  std::string wrong;
  auto script =
      ReadOriginScript(params.Object("script"), fakes::FileBodies::kRefused,
                       [&](const std::string& pointer, const std::string& message) {
                         wrong += " " + ToString(Problem{"script", pointer, message}) + ".";
                       });
  if (!script) throw ParamError("Parameter 'script' is not an origin script:" + wrong);
  return Json{{"url", sim_->StartOrigin(name, std::move(*script))}};
}

Json SimReferenceSubject::Journal(const Params& params) {
  const std::string& name = params.Text("name");
  if (!sim_->HasOrigin(name))
    throw ParamError("Parameter 'name' is not the name of an origin of this case.");
  return sim_->Journal(name);
}

Json SimReferenceSubject::WriteFile(const Params& params) {
  const std::string& path = params.Text("path");
  Require(sim_->files().Write(path, ContentOf(params)), path);
  return Json::object();
}

Json SimReferenceSubject::StatFile(const Params& params) {
  const std::string& path = params.Text("path");
  const Result<FileInfo> info = sim_->files().Stat(path);
  if (!info) return Json{{"exists", false}};
  Json json{{"exists", true},
            {"directory", info->is_directory},
            {"modified", TimeToJson(info->modified)}};
  if (info->is_directory) return json;
  const auto content = sim_->files().Read(path);
  Require(CodeOf(content), path);
  json["bytes"] = info->size_bytes;
  json["sha256"] = fakes::Sha256Of(*content);
  return json;
}

Json SimReferenceSubject::ListFiles(const Params& params) {
  const std::string& path = params.Text("path");
  const auto names = sim_->files().List(path);
  Require(CodeOf(names), path);
  return Json{{"names", *names}};
}

Json SimReferenceSubject::MakeDirectory(const Params& params) {
  const std::string& path = params.Text("path");
  Require(sim_->files().MakeDirectory(path), path);
  return Json::object();
}

Json SimReferenceSubject::Protect(const Params& params) {
  using Access = fakes::MemoryFileSystem::Access;
  const std::string& path = params.Text("path");
  const std::string& access = params.Text("access");
  if (access != "full" && access != "read-only") {
    throw ParamError("Parameter 'access' must be 'full' or 'read-only'.");
  }
  Require(sim_->files().Protect(path, access == "full" ? Access::kFull : Access::kReadOnly), path);
  return Json::object();
}

Json SimReferenceSubject::CreateProgram(const Params& params) {
  const Json& exits = params.Require("exits");
  const auto is_code = [](const Json& code) { return code.is_number_integer(); };
  if (!exits.is_array() || exits.empty() || !std::all_of(exits.begin(), exits.end(), is_code))
    throw ParamError("Parameter 'exits' must be a list of exit codes.");
  sim_->programs().Make(params.Text("path"), exits.get<std::vector<int>>());
  return Json::object();
}

Json SimReferenceSubject::Runs(const Params& params) {
  const std::string& path = params.Text("path");
  if (!sim_->programs().Has(path))
    throw ParamError("Parameter 'path' is not the path of a program of this case.");
  Json runs = Json::array();
  for (const fakes::ScriptedPrograms::Run& run : sim_->programs().RunsOf(path)) {
    Json arguments = run.arguments;
    arguments.erase(0);  // the name of the program, which a real one may not see
    runs.push_back({{"arguments", std::move(arguments)}, {"user", run.user}});
  }
  return Json{{"runs", std::move(runs)}};
}

}  // namespace bitsproof::conformance
