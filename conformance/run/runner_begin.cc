#include <algorithm>

#include "conformance/run/applicability.h"
#include "conformance/run/runner_steps.h"

namespace bitsproof::conformance {
namespace {

// JSON numbers are exact only up to here in many languages.
constexpr std::uint64_t kSeedMask = (std::uint64_t{1} << 53) - 1;

// Whether some await looks at the states between two looks.
bool WatchesWay(const Scenario& scenario) {
  bool watches = false;
  ForEachStep(scenario.steps, [&](const Step& step) {
    const auto* await = std::get_if<AwaitStep>(&step.command);
    const auto* state = await == nullptr ? nullptr : std::get_if<AwaitState>(&await->what);
    watches = watches || (state != nullptr && (state->may_pass || await->through));
  });
  return watches;
}

void Reset(CaseRun& run, Random chance) {
  const auto& setup = run.scenario().setup;
  Json params{{"case", run.test_case.id}, {"seed", chance.Next() & kSeedMask}};
  params["policy"] = setup.policy.Bind(run.values);
  if (setup.starts_at) params["startsAt"] = setup.starts_at->Bind(run.values);
  // A subject of one version is what it is.
  const std::string profile = ProfileOf(run.test_case);
  if (!profile.empty() && run.info.Has("profiles")) params["profile"] = profile;
  params["principals"] = Json::object();
  for (const auto& [name, kind] : setup.principals) {
    params["principals"][name] = kind.Bind(run.values);
  }
  params["workDirectory"] = run.values.paths.ToSubject(run.world->work_directory());
  const Json trust = run.info.Has("job.transfer.https") ? run.world->Trust() : Json();
  if (!trust.is_null()) params["trust"] = trust;
  const Json result = run.port.Call("subject.reset", params);
  params.erase("workDirectory");
  params.erase("trust");  // pages of PEM
  run.log.AddCall("reset", "subject.reset", params, result);
  run.values.work_directory = run.world->work_directory();
  const auto foreign = result.find("foreignJobs");
  if (foreign != result.end() && foreign->is_number_integer() && *foreign >= 0) {
    run.values.foreign_jobs = foreign->get<std::uint64_t>();
  }
  const auto sids = result.find("principals");
  if (sids == result.end() || !sids->is_object()) return;
  for (auto it = sids->begin(); it != sids->end(); ++it) {
    if (it->is_string()) run.values.sids[it.key()] = it->get<std::string>();
  }
}

void SetUp(CaseRun& run) {
  const auto& setup = run.scenario().setup;
  const std::string root = run.world->work_directory() + "/";
  for (const std::string& name : setup.directories) run.world->MakeDirectory(root + name);
  for (const auto& [name, content] : setup.files) run.world->WriteFile(root + name, content);
  for (const auto& [name, exits] : setup.programs) run.world->MakeProgram(root + name, exits);
  for (const auto& [name, origin] : setup.origins) {
    Json& script = run.scripts[name] = origin.Bind(run.values);
    run.values.urls[name] = run.world->StartOrigin(name, script);
    run.log.Add("origin " + name);
  }
  run.watches_way = run.info.Has("events.state") && WatchesWay(run.scenario());
}

}  // namespace

void BeginCase(CaseRun& run, const Random& chance) {
  run.port.Flush();
  run.events = EventFeed(run.port);
  run.way_begin = 0;
  run.owners.clear();
  Reset(run, chance);
  SetUp(run);
}

}  // namespace bitsproof::conformance
