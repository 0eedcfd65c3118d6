// The runner against the reference: scenarios that must pass, and scenarios that must fail for
// their reason.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "conformance/command/subject_factory.h"
#include "conformance/run/runner.h"
#include "conformance/scenario/matrix.h"
#include "conformance/scenario/scenario_parser.h"

namespace bitsproof::conformance {
namespace {

const std::string kTestData = BITSPROOF_SOURCE_DIR "/conformance/testdata/";

const char* NameOf(Verdict verdict) {
  static constexpr const char* kNames[] = {"pass", "fail", "inconclusive", "skipped",
                                           "harness-error"};
  return kNames[static_cast<int>(verdict)];
}

// {name: {verdict, step, message}} of a folder.
Json ExpectedIn(const std::string& folder) {
  std::ifstream stream(kTestData + folder + "/expected.json");
  return Json::parse(stream);
}

std::vector<Case> CasesOf(const std::string& folder, const std::string& name) {
  auto scenario = std::make_shared<Scenario>();
  for (const Problem& problem :
       ParseScenarioFile(kTestData + folder + "/engine/" + name + ".json", scenario.get())) {
    ADD_FAILURE() << ToString(problem);
  }
  return Expand(scenario);
}

std::string FirstMessage(const CaseResult& result) {
  if (!result.skip_reason.empty()) return result.skip_reason;
  return result.failures.empty() ? "" : Message(result.failures[0].mismatch);
}

class RunnerScenarios : public ::testing::TestWithParam<Mode> {
 protected:
  RunnerScenarios() : subject_(MakeSubject("reference", GetParam())), info_(Handshake(*subject_)) {
    options_.work_root = ::testing::TempDir();
  }

  CaseResult Run(const Case& test_case) { return RunCase(*subject_, info_, test_case, options_); }

  std::unique_ptr<Subject> subject_;
  SubjectInfo info_;
  RunOptions options_;
};

TEST_P(RunnerScenarios, PassWhatIsMeantToPass) {
  const Json expected = ExpectedIn("valid_pass");
  for (auto it = expected.begin(); it != expected.end(); ++it) {
    for (const Case& test_case : CasesOf("valid_pass", it.key())) {
      const CaseResult result = Run(test_case);
      EXPECT_STREQ(NameOf(result.verdict), "pass") << test_case.id << ": " << FirstMessage(result);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(BothModes, RunnerScenarios, ::testing::Values(Mode::kSim, Mode::kLive),
                         [](const auto& mode) { return std::string(ToString(mode.param)); });

class FailingScenarios : public RunnerScenarios {};

TEST_P(FailingScenarios, FailForTheirReason) {
  const Json expected = ExpectedIn("valid_fail");
  for (auto it = expected.begin(); it != expected.end(); ++it) {
    const CaseResult result = Run(CasesOf("valid_fail", it.key()).front());
    const std::string message = FirstMessage(result);
    EXPECT_EQ(NameOf(result.verdict), (*it)["verdict"]) << it.key() << ": " << message;
    EXPECT_NE(message.find((*it)["message"].get<std::string>()), std::string::npos)
        << it.key() << ": " << message;
    if (it->contains("step") && !result.failures.empty()) {
      EXPECT_EQ(result.failures[0].step, (*it)["step"]) << it.key();
      EXPECT_FALSE(result.failures[0].last_events.empty()) << it.key();
    }
  }
}

TEST_P(FailingScenarios, RunAlikeEachTime) {
  options_.keep_events = true;
  for (const char* folder : {"valid_fail", "valid_pass"}) {
    const Json expected = ExpectedIn(folder);
    for (auto it = expected.begin(); it != expected.end(); ++it) {
      const Case test_case = CasesOf(folder, it.key()).front();
      EXPECT_EQ(Run(test_case).events, Run(test_case).events) << test_case.id;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Simulated, FailingScenarios, ::testing::Values(Mode::kSim),
                         [](const auto& mode) { return std::string(ToString(mode.param)); });

}  // namespace
}  // namespace bitsproof::conformance
