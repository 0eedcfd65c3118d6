// The conformance suite itself: scenario cases a second on the in-process reference, and the cost
// of reading scenarios.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "conformance/command/subject_factory.h"
#include "conformance/run/runner.h"
#include "conformance/run/suite.h"

namespace bitsproof::bench {
namespace {

using conformance::CaseResult;
using conformance::Mode;
using conformance::Suite;
using conformance::Verdict;

Suite TheSuite() {
  std::vector<conformance::Problem> problems;
  Suite suite = conformance::LoadSuite(BITSPROOF_SOURCE_DIR "/scenarios", problems);
  if (!problems.empty()) throw std::runtime_error("the scenarios have problems: bitsproof lint");
  return suite;
}

// Every simulated case, one after another on one thread. Goal: 1,000 cases a second.
void WholeSimulatedSuite(benchmark::State& state) {
  Suite suite = TheSuite();
  std::erase_if(suite.cases, [](const auto& one) { return one.mode != Mode::kSim; });
  const auto subject = conformance::MakeSubject("reference", Mode::kSim);
  const conformance::SubjectInfo info = conformance::Handshake(*subject);
  std::size_t failed = 0;
  for (auto _ : state) {
    failed = 0;
    for (const conformance::SuiteCase& one : suite.cases) {
      const CaseResult result = conformance::RunCase(*subject, info, one.test_case, {});
      if (result.verdict != Verdict::kPass && result.verdict != Verdict::kSkipped) ++failed;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(suite.cases.size()));
  state.counters["cases"] = static_cast<double>(suite.cases.size());
  state.counters["failed"] = static_cast<double>(failed);
}
BENCHMARK(WholeSimulatedSuite)->Unit(benchmark::kMillisecond);

void ReadEveryScenario(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(TheSuite());
}
BENCHMARK(ReadEveryScenario)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitsproof::bench

BENCHMARK_MAIN();
