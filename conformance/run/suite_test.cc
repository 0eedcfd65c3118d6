#include "conformance/run/suite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "conformance/command/testing/command_bed.h"
#include "conformance/run/suite_run.h"

namespace bitsproof::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SuiteTest : public ::testing::Test, protected CommandBed {
 protected:
  Suite Load() {
    std::vector<Problem> problems;
    Suite suite = LoadSuite(Path("suite"), problems);
    EXPECT_THAT(problems, IsEmpty());
    return suite;
  }
};

TEST_F(SuiteTest, HoldsScenariosInOrderOfTheirPathsAndEachCaseInEachMode) {
  const Suite suite = Load();
  ASSERT_EQ(suite.scenarios.size(), 2u);
  EXPECT_EQ(suite.scenarios[0]->id, "limits.third-refused");
  EXPECT_EQ(suite.cases.size(), 4u);
  EXPECT_EQ(suite.cases[2].mode, Mode::kSim);
  EXPECT_EQ(suite.cases[3].mode, Mode::kLive);
  EXPECT_NE(suite.Find("names.first-accepted"), nullptr);
  EXPECT_EQ(suite.Find("names"), nullptr);
}

TEST_F(SuiteTest, DigestsChangeWithTheFileThatChangesAndOnlyThere) {
  const Suite before = Load();
  folder_.Write("suite/limits/third-refused.json", std::string(kThirdRefused) + " ");
  const Suite after = Load();
  EXPECT_NE(before.digest, after.digest);
  EXPECT_NE(before.digests.at("limits.third-refused"), after.digests.at("limits.third-refused"));
  EXPECT_EQ(before.digests.at("names.first-accepted"), after.digests.at("names.first-accepted"));
}

TEST_F(SuiteTest, DigestIsTheBeginningOfSha256) { EXPECT_EQ(DigestOf("abc"), "ba7816bf8f01cfea"); }

TEST_F(SuiteTest, LeavesSchemaAndRequirementsAside) {
  folder_.Write("suite/schema/scenario-1.0.json", "{}");
  EXPECT_EQ(Load().scenarios.size(), 2u);
}

TEST_F(SuiteTest, GivesEachWorkerASubjectOfItsOwn) {
  const Suite suite = Load();
  std::atomic<int> made{0};
  SuiteOptions options;
  options.make_subject = [&](Mode mode, std::size_t) {
    ++made;
    return MakeCountingSubject("reference", mode);
  };
  options.sim_jobs = 1;
  EXPECT_EQ(RunSuite(suite.cases, options).size(), 4u);
  EXPECT_EQ(made, 2);  // one for sim, one for live
}

TEST_F(SuiteTest, TakesANewSubjectAfterAFaultOfTheHarness) {
  const Suite suite = Load();
  std::atomic<int> made{0};
  SuiteOptions options;
  options.make_subject = [&](Mode mode, std::size_t) {
    return MakeCountingSubject(made++ == 0 ? "breaking" : "reference", mode);
  };
  const auto results = RunSuite(suite.cases, options);
  EXPECT_EQ(results[0].verdict, Verdict::kHarnessError);
  EXPECT_EQ(results[1].verdict, Verdict::kPass);
}

TEST_F(SuiteTest, CallsBackOnceForEachCaseOneAtATime) {
  const Suite suite = Load();
  std::atomic<int> inside{0};
  std::multiset<std::string> finished;
  SuiteOptions options;
  options.make_subject = [](Mode mode, std::size_t) {
    return MakeCountingSubject("reference", mode);
  };
  options.sim_jobs = 4;
  options.on_finish = [&](const CaseResult& result) {
    EXPECT_EQ(++inside, 1);
    finished.insert(result.case_id);
    --inside;
  };
  RunSuite(suite.cases, options);
  EXPECT_THAT(finished, ElementsAre("limits.third-refused[jobType=download]",
                                    "limits.third-refused[jobType=upload]", "names.first-accepted",
                                    "names.first-accepted"));
}

TEST_F(SuiteTest, GreetsOnlyInTheModesThatAreNeeded) {
  const Suite suite = Load();
  SuiteOptions options;
  options.make_subject = [](Mode mode, std::size_t) {
    return MakeCountingSubject("reference", mode);
  };
  EXPECT_EQ(Greet(suite.cases, options).size(), 2u);
  EXPECT_EQ(Greet({suite.cases[0]}, options).size(), 1u);
  options.make_subject = [](Mode mode, std::size_t) { return MakeCountingSubject("mute", mode); };
  EXPECT_THROW(Greet(suite.cases, options), HarnessError);
}

}  // namespace
}  // namespace bitsproof::conformance
