// The scenario that docs/writing-scenarios.md shows works.
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "conformance/command/subject_factory.h"
#include "conformance/mutants/mutant_list.h"
#include "conformance/run/runner.h"
#include "conformance/run/suite.h"
#include "conformance/run/suite_rules.h"
#include "conformance/scenario/catalogue.h"
#include "conformance/scenario/matrix.h"
#include "conformance/scenario/scenario_parser.h"

namespace bitsproof::conformance {
namespace {

const std::string kRoot = BITSPROOF_SOURCE_DIR;
constexpr std::string_view kIndent = "    ";

// The example, without its indentation: from the brace before the first indented "$schema" to the
// brace that closes it. "" when there is none.
std::string Example() {
  std::ifstream page(kRoot + "/docs/writing-scenarios.md");
  std::ostringstream example;
  std::string before;
  bool is_inside = false;
  for (std::string line; std::getline(page, line); before = line) {
    if (!line.starts_with(kIndent)) continue;
    line.erase(0, kIndent.size());
    if (!is_inside && line.starts_with("  \"$schema\"")) {
      is_inside = true;
      example << before << "\n";
    }
    if (is_inside) example << line << "\n";
    if (is_inside && line == "}") return example.str();
  }
  return "";
}

class PageExample : public ::testing::Test {
 protected:
  // Where the text beside the example says that it belongs.
  PageExample() {
    for (const Problem& problem : ParseScenario(kRoot + "/scenarios/limits/policy-one-job.json",
                                                Example(), scenario_.get())) {
      ADD_FAILURE() << ToString(problem);
    }
  }

  // All its cases that run in `mode`, on the subject called `name`.
  std::vector<CaseResult> RunOn(const std::string& name, Mode mode) {
    const auto subject = MakeSubject(name, mode);
    const SubjectInfo info = Handshake(*subject);
    RunOptions options;
    options.work_root = ::testing::TempDir();
    std::vector<CaseResult> results;
    for (const Case& one : Expand(scenario_)) {
      results.push_back(RunCase(*subject, info, one, options));
    }
    return results;
  }

  std::shared_ptr<Scenario> scenario_ = std::make_shared<Scenario>();
};

TEST_F(PageExample, RefersOnlyToRequirementsAndMutantsThatExist) {
  ASSERT_FALSE(HasFailure());
  std::vector<Problem> problems;
  const Catalogue catalogue = LoadCatalogue(kRoot + "/scenarios/requirements", problems);
  CheckScenario(*scenario_, catalogue, Mutants(), problems);
  for (const Problem& problem : problems) ADD_FAILURE() << ToString(problem);
}

TEST_F(PageExample, PassesOnTheReferenceInBothModes) {
  ASSERT_FALSE(HasFailure());
  for (const Mode mode : {Mode::kSim, Mode::kLive}) {
    const std::vector<CaseResult> results = RunOn("reference", mode);
    ASSERT_FALSE(results.empty());
    for (const CaseResult& result : results) {
      EXPECT_EQ(result.verdict, Verdict::kPass)
          << (result.failures.empty() ? result.skip_reason : Message(result.failures[0].mismatch));
    }
  }
}

TEST_F(PageExample, CatchesTheMutantsThatItNames) {
  ASSERT_FALSE(HasFailure());
  ASSERT_FALSE(scenario_->kills.empty());
  for (const std::string& mutant : scenario_->kills) {
    for (const CaseResult& result : RunOn("mutant:" + mutant, Mode::kSim)) {
      EXPECT_EQ(result.verdict, Verdict::kFail) << mutant;
    }
  }
}

}  // namespace
}  // namespace bitsproof::conformance
