#include "conformance/mutants/mutation.h"

#include <gtest/gtest.h>

#include "conformance/mutants/mutant_subject.h"
#include "conformance/subjects/sim_subject.h"
#include "conformance/subjects/testing/subject_case.h"

namespace bitsproof::conformance::mutants {
namespace {

// A mutant in simulation, in a case.
class Mutated {
 public:
  explicit Mutated(void (*build)(Mutation&))
      : subject_(std::make_unique<SimReferenceSubject>(), MutantRow{"test", "", "", build}),
        test(subject_, "/case") {
    EXPECT_EQ(test.Reset().kind, Reply::Kind::kResult);
  }

 private:
  MutantSubject subject_;

 public:
  testing::Case test;
};

TEST(Mutation, RewritesOneCodeOfOneMethod) {
  Mutated m([](Mutation& mutation) {
    mutation.Rewrite("job.resume", hresult::BG_E_EMPTY, hresult::E_FAIL);
  });
  const std::string job = m.test.Create();
  EXPECT_EQ(m.test.Ask("job.resume", {{"job", job}})["hresult"], "0x80004005");
  m.test.Ask("job.cancel", {{"job", job}});
  EXPECT_EQ(m.test.Ask("job.resume", {{"job", job}})["hresult"], "0x80200002");
}

TEST(Mutation, MatchesMethodsByTheirBeginning) {
  Mutated m([](Mutation& mutation) { mutation.Ignore("job.set* job.resume"); });
  const std::string job = m.test.Create("old");
  EXPECT_EQ(m.test.Ask("job.setDisplayName", {{"job", job}, {"value", "new"}})["hresult"],
            "0x00000000");
  EXPECT_EQ(m.test.Ask("job.getDisplayName", {{"job", job}})["value"], "old");
  EXPECT_EQ(m.test.Ask("job.resume", {{"job", job}})["hresult"], "0x00000000");
}

TEST(Mutation, RefusesOnlyWhereItApplies) {
  Mutated m([](Mutation& mutation) {
    mutation.Refuse("job.cancel", hresult::E_FAIL, [](Interception& call) {
      return call.State() == "SUSPENDED" && call.as() == "alice";
    });
  });
  const std::string job = m.test.Create();
  EXPECT_EQ(m.test.Ask("job.cancel", {{"job", job}})["hresult"], "0x80004005");
  EXPECT_EQ(m.test.Ask("job.cancel", {{"as", "root"}, {"job", job}})["hresult"], "0x00000000");
}

TEST(Mutation, AnswersWhatWasSetThoughAnotherValueWasPassedOn) {
  Mutated m([](Mutation& mutation) {
    mutation.PassOnAs("job.setMinimumRetryDelay", "job.getMinimumRetryDelay", "seconds",
                      [](const Json&) { return Json(77); });
  });
  const std::string job = m.test.Create();
  m.test.Ask("job.setMinimumRetryDelay", {{"job", job}, {"seconds", 10}});
  EXPECT_EQ(m.test.Ask("job.getMinimumRetryDelay", {{"job", job}})["seconds"], 10);
  EXPECT_EQ(m.test.Ask("job.getMinimumRetryDelay", {{"job", m.test.Create()}})["seconds"], 600);
}

TEST(Mutation, ShowsAnotherDefaultUntilItIsSet) {
  Mutated m([](Mutation& mutation) {
    mutation.Default("job.setPriority", "job.getPriority", "value", "FOREGROUND");
  });
  const std::string job = m.test.Create();
  EXPECT_EQ(m.test.Ask("job.getPriority", {{"job", job}})["value"], "FOREGROUND");
  m.test.Ask("job.setPriority", {{"job", job}, {"value", "LOW"}});
  EXPECT_EQ(m.test.Ask("job.getPriority", {{"job", job}})["value"], "LOW");
}

TEST(Mutation, ChangesAPolicyAtResetAndLater) {
  Mutated m([](Mutation& mutation) {
    mutation.ChangePolicy("MaxJobsPerUser", [](std::uint64_t limit) { return limit - 1; });
  });
  m.test.Reset({{"policy", {{"MaxJobsPerUser", 2}}}});
  const Json job{{"displayName", "x"}, {"type", "download"}};
  m.test.Create();
  EXPECT_EQ(m.test.Ask("manager.createJob", job)["hresult"], "0x80200049");
  m.test.subject().Call("environment.set", {{"policy", {{"MaxJobsPerUser", 3}}}});
  m.test.Create();
  EXPECT_EQ(m.test.Ask("manager.createJob", job)["hresult"], "0x80200049");
}

TEST(Mutation, ForgetsWhatItKeptWhenACaseBegins) {
  Mutated m([](Mutation& mutation) {
    const auto count = mutation.PerCase<int>();
    mutation.AfterSuccess("manager.createJob",
                          [count](Interception&, Json& result) { result["count"] = ++*count; });
  });
  const Json job{{"displayName", "x"}, {"type", "download"}};
  m.test.Ask("manager.createJob", job);
  EXPECT_EQ(m.test.Ask("manager.createJob", job)["count"], 2);
  m.test.Reset();
  EXPECT_EQ(m.test.Ask("manager.createJob", job)["count"], 1);
}

TEST(Mutation, NestsInterceptorsInTheOrderOfTheTable) {
  Mutated m([](Mutation& mutation) {
    mutation.AfterSuccess("job.getType", [](Interception&, Json& result) {
      result["type"] = result["type"].get<std::string>() + " outer";
    });
    mutation.AfterSuccess("job.getType", [](Interception&, Json& result) {
      result["type"] = result["type"].get<std::string>() + " inner";
    });
  });
  EXPECT_EQ(m.test.Ask("job.getType", {{"job", m.test.Create()}})["type"], "download inner outer");
}

TEST(CaseBook, KnowsOwnersEndsAndFilesOfJobs) {
  Mutated m([](Mutation& mutation) {
    mutation.After("job.getId", [](Interception& call, Json& result) {
      const BookedJob& job = *call.booked();
      result["owner"] = job.owner;
      result["files"] = job.files.size();
      result["living"] = job.is_living();
    });
  });
  const std::string job = m.test.Create();
  m.test.Ask("job.addFile",
             {{"job", job}, {"remoteUrl", "http://web.test/a"}, {"localName", "/case/a"}});
  m.test.Ask("job.takeOwnership", {{"as", "root"}, {"job", job}});
  Json noted = m.test.Ask("job.getId", {{"as", "root"}, {"job", job}});
  EXPECT_EQ(noted["owner"], "root");
  EXPECT_EQ(noted["files"], 1);
  EXPECT_EQ(noted["living"], true);
  m.test.Ask("job.cancel", {{"as", "root"}, {"job", job}});
  EXPECT_EQ(m.test.Ask("job.getId", {{"as", "root"}, {"job", job}})["living"], false);
}

}  // namespace
}  // namespace bitsproof::conformance::mutants
