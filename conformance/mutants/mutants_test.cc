#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "conformance/command/subject_factory.h"
#include "conformance/mutants/mutant_subject.h"
#include "conformance/subjects/testing/subject_case.h"

namespace bitsproof::conformance {
namespace {

TEST(MutantTables, NameEachMutantOnce) {
  std::set<std::string_view> names;
  for (const mutants::MutantRow* row : mutants::AllMutants()) {
    EXPECT_TRUE(names.insert(row->name).second) << row->name;
  }
  EXPECT_GT(names.size(), 200u);
}

// Each mutant, in both worlds, goes through an ordinary life of a job without an error of the
// adapter.
class EachMutant : public ::testing::TestWithParam<std::string> {
 protected:
  void LiveThrough(Mode mode) {
    const auto subject = MakeSubject("mutant:" + GetParam(), mode);
    EXPECT_EQ(subject->Call("subject.hello", {{"protocol", "1.0"}}).kind, Reply::Kind::kResult);
    EXPECT_EQ(subject->Call("subject.undeclared", Json::object()).code, kMethodNotFound);
    testing::Case test(*subject, ::testing::TempDir());
    for (const std::uint64_t seed : {1u, 2u}) {
      ASSERT_EQ(test.Reset({{"seed", seed}}).kind, Reply::Kind::kResult);
      UseOneJob(test);
    }
  }

  static void UseOneJob(testing::Case& test) {
    const Json created =
        test.Ask("manager.createJob", {{"displayName", "name"}, {"type", "download"}});
    ASSERT_TRUE(created.contains("jobId")) << created;
    const Json& job = created["jobId"];
    test.Ask("manager.enumJobs", {{"flags", 0}});
    test.Ask("manager.enumJobs", {{"as", "root"}, {"flags", 1}});
    const Json enumerator = test.Ask("enumerator.jobs", {{"flags", 0}})["enumerator"];
    for (const char* method : {"enumerator.clone", "enumerator.getCount", "enumerator.reset"}) {
      test.Ask(method, {{"enumerator", enumerator}});
    }
    for (const char* method : {"enumerator.next", "enumerator.skip"}) {
      test.Ask(method, {{"enumerator", enumerator}, {"count", 2}});
    }
    SetProperties(test, job);
    for (const char* name : {"a", "b"}) {
      test.Ask("job.addFile", {{"job", job},
                               {"remoteUrl", std::string("http://127.0.0.1:9/") + name},
                               {"localName", test.Path(name)}});
    }
    for (const char* method : {"job.resume", "job.suspend", "job.getState", "job.getProgress",
                               "job.getTimes", "job.getError", "job.getErrorCount", "job.getOwner",
                               "job.enumFiles", "job.getId", "job.getType", "job.resume"}) {
      test.Ask(method, {{"job", job}});
    }
    test.subject().Call("service.restart", {{"how", "graceful"}});
    test.subject().Call("environment.set", {{"connected", false}});
    test.subject().Call("environment.set",
                        {{"connected", true}, {"loggedOn", {{"svc", false}, {"alice", true}}}});
    test.subject().Call("clock.advance", {{"by", "2h"}});
    test.subject().Call("events.wait", {{"after", 0}, {"timeout", "0s"}});
    test.Ask("job.takeOwnership", {{"as", "root"}, {"job", job}});
    test.Ask("job.cancel", {{"job", job}});
    test.Ask("job.cancel", {{"as", "root"}, {"job", job}});
    test.Ask("manager.getJob", {{"job", job}});
  }

  static void SetProperties(testing::Case& test, const Json& job) {
    const std::vector<std::pair<const char*, Json>> values{
        {"job.setDisplayName", {{"value", "other"}}},
        {"job.setDescription", {{"value", "text"}}},
        {"job.setPriority", {{"value", "HIGH"}}},
        {"job.setNotifyFlags", {{"value", 3}}},
        {"job.setNotifyInterface", {{"registered", true}}},
        {"job.setMinimumRetryDelay", {{"seconds", 60}}},
        {"job.setNoProgressTimeout", {{"seconds", 600}}},
        {"job.setProxySettings",
         {{"usage", "NO_PROXY"}, {"proxyList", nullptr}, {"bypassList", nullptr}}}};
    for (auto [method, params] : values) {
      params["job"] = job;
      test.Ask(method, params);
      std::string getter = method;
      getter[4] = 'g';
      test.Ask(getter, {{"job", job}});
    }
  }
};

TEST_P(EachMutant, SurvivesTheLifeOfAJobInSimulation) { LiveThrough(Mode::kSim); }

TEST_P(EachMutant, SurvivesTheLifeOfAJobInTheRealWorld) { LiveThrough(Mode::kLive); }

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const mutants::MutantRow* row : mutants::AllMutants()) names.emplace_back(row->name);
  return names;
}

std::string TestName(const ::testing::TestParamInfo<std::string>& test) {
  std::string name = test.param;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Mutants, EachMutant, ::testing::ValuesIn(Names()), TestName);

}  // namespace
}  // namespace bitsproof::conformance
