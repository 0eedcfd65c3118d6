// The conformance suite itself: scenario cases a second on the in-process reference, and the cost
// of reading scenarios.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "conformance/command/subject_factory.h"
#include "conformance/run/runner.h"
#include "conformance/scenario/matrix.h"
#include "conformance/scenario/scenario_parser.h"

namespace bitsproof::bench {
namespace {

using conformance::Case;
using conformance::CaseResult;
using conformance::Mode;
using conformance::Scenario;
using conformance::Verdict;

// The scenario files of the project: those in folders of topics.
std::vector<std::string> ScenarioFiles() {
  std::vector<std::string> files;
  const std::filesystem::path root = std::filesystem::path(BITSPROOF_SOURCE_DIR) / "scenarios";
  for (const auto& topic : std::filesystem::directory_iterator(root)) {
    const std::string name = topic.path().filename().string();
    if (!topic.is_directory() || name == "schema" || name == "requirements") continue;
    for (const auto& file : std::filesystem::directory_iterator(topic)) {
      if (file.path().extension() == ".json") files.push_back(file.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::shared_ptr<const Scenario> Parse(const std::string& file) {
  auto scenario = std::make_shared<Scenario>();
  const bool is_valid = conformance::ParseScenarioFile(file, scenario.get()).empty();
  return is_valid ? scenario : nullptr;
}

std::vector<Case> SimulatedCases() {
  std::vector<Case> cases;
  for (const std::string& file : ScenarioFiles()) {
    const std::shared_ptr<const Scenario> scenario = Parse(file);
    if (scenario == nullptr || !scenario->needs.sim) continue;
    for (Case& test_case : conformance::Expand(scenario)) cases.push_back(std::move(test_case));
  }
  return cases;
}

// Every simulated case, one after another on one thread. Goal: 1,000 cases a second.
void WholeSimulatedSuite(benchmark::State& state) {
  const std::vector<Case> cases = SimulatedCases();
  const auto subject = conformance::MakeSubject("reference", Mode::kSim);
  const conformance::SubjectInfo info = conformance::Handshake(*subject);
  std::size_t failed = 0;
  for (auto _ : state) {
    failed = 0;
    for (const Case& test_case : cases) {
      const CaseResult result = conformance::RunCase(*subject, info, test_case, {});
      if (result.verdict != Verdict::kPass && result.verdict != Verdict::kSkipped) ++failed;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(cases.size()));
  state.counters["cases"] = static_cast<double>(cases.size());
  state.counters["failed"] = static_cast<double>(failed);
}
BENCHMARK(WholeSimulatedSuite)->Unit(benchmark::kMillisecond);

void ParseAndExpandEveryScenario(benchmark::State& state) {
  const std::vector<std::string> files = ScenarioFiles();
  for (auto _ : state) {
    for (const std::string& file : files) {
      if (const auto scenario = Parse(file))
        benchmark::DoNotOptimize(conformance::Expand(scenario));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(files.size()));
}
BENCHMARK(ParseAndExpandEveryScenario)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitsproof::bench

BENCHMARK_MAIN();
