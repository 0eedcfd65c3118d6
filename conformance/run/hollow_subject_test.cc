// Subjects that claim everything and do nothing: no case may fall for them.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "conformance/protocol/message_forms.h"
#include "conformance/run/capability_probe.h"
#include "conformance/run/parallel.h"
#include "conformance/run/runner.h"
#include "conformance/scenario/testing/all_cases.h"
#include "conformance/scenario/vocabulary.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::conformance {
namespace {

// The emptiest value of a form: zeros, empty lists, the first word of an enumeration.
Json Emptiest(const Form& form) {
  if (!form.values.empty()) return form.values.front();
  if (!form.any_of.empty()) return Emptiest(*form.any_of.front());
  if (form.types == Form::kObject) {
    Json object = Json::object();
    for (const Form::Member& member : form.members) {
      if (member.required) object[member.name] = Emptiest(*member.form);
    }
    return object;
  }
  static const Json kPlain = Json::parse(R"([null, false, 0, "", [], "0x00000000", "S-1-5-18", "0s",
      "10.3", "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}", "2026-01-01T00:00:00.0000000Z",
      "0000000000000000000000000000000000000000000000000000000000000000"])");
  for (const Json& value : kPlain) {
    if (HasForm(form, value)) return value;
  }
  ADD_FAILURE() << "no sample is " << form.title;
  return nullptr;
}

Json ClaimOfEverything(Mode mode) {
  Json hello{{"name", "hollow"},
             {"version", "1"},
             {"profile", "10.3"},
             {"profiles",
              {"1.0", "1.2", "1.5", "2.0", "2.5", "3.0", "4.0", "5.0", "10.1", "10.2", "10.3"}},
             {"capabilities", Json::array()},
             {"principals", {"standard", "administrator", "service"}},
             {"clock", mode == Mode::kSim ? "virtual" : "real"}};
  for (const std::string_view word : Capabilities()) hello["capabilities"].push_back(word);
  return hello;
}

// Claims everything, and says no only where the handshake is known to ask for it.
class HollowSubject final : public Subject {
 public:
  enum class Answers { kNothing, kSuccess, kTheForm };

  explicit HollowSubject(Answers answers, Mode mode = Mode::kSim)
      : answers_(answers), mode_(mode) {}

  Reply Call(std::string_view method, const Json& params) override {
    if (method == "subject.undeclared") return Reply::Error(kMethodNotFound, "no");
    if (method == "subject.hello") return Reply::Result(ClaimOfEverything(mode_));
    if (answers_ == Answers::kNothing) return Reply::Result(Json::object());
    if (answers_ == Answers::kSuccess) return Reply::Result({{"hresult", "0x00000000"}});
    return Reply::Result(InForm(method, params));
  }

 private:
  static Json InForm(std::string_view method, const Json& params) {
    Json result = Emptiest(*FormsOf(method).result);
    if (method == "clock.advance") result = {{"advanced", params["by"]}, {"idle", true}};
    if (method == "origin.start") result["url"] = "http://web.test";
    if (method == "enumerator.jobs" || method == "enumerator.files") result["enumerator"] = "1";
    if (method == "subject.reset") {
      int user = 1001;
      for (auto it = params["principals"].begin(); it != params["principals"].end(); ++it) {
        result["principals"][it.key()] = "S-1-5-21-" + std::to_string(user++);
      }
    }
    return result;
  }

  const Answers answers_;
  const Mode mode_;
};

class HollowSubjectTest : public ::testing::TestWithParam<HollowSubject::Answers> {};

TEST_P(HollowSubjectTest, DoesNotGetPastTheProbe) {
  HollowSubject subject(GetParam());
  EXPECT_THROW(ProbeCapabilities(subject, Handshake(subject), "/case"), HarnessError);
}

TEST_P(HollowSubjectTest, GetsNoPassWhereNobodyProbes) {
  HollowSubject subject(GetParam());
  const SubjectInfo info = Handshake(subject);
  std::map<Verdict, int> count;
  for (const Case& test_case : testing::AllCases()) {
    const CaseResult result = RunCase(subject, info, test_case, {});
    EXPECT_NE(result.verdict, Verdict::kPass) << result.case_id;
    ++count[result.verdict];
  }
  EXPECT_GT(count[Verdict::kFail], 500);
}

// Cases with little time: all that a hollow subject does with more is to let it go by.
std::vector<Case> ShortCases() {
  std::vector<Case> cases = testing::AllCases();
  for (Case& test_case : cases) {
    auto scenario = std::make_shared<Scenario>(*test_case.scenario);
    scenario->within_live = std::chrono::seconds(3);
    test_case.scenario = std::move(scenario);
  }
  return cases;
}

TEST_P(HollowSubjectTest, GetsNoPassOnARealClock) {
  constexpr std::size_t kAtOnce = 128;
  const std::vector<Case> cases = ShortCases();
  const platform::TemporaryDirectory work;
  RunOptions options;
  options.work_root = work.path();
  std::vector<CaseResult> results(cases.size());
  ParallelFor(cases.size(), kAtOnce, [&](std::size_t, std::size_t i) {
    HollowSubject subject(GetParam(), Mode::kLive);
    results[i] = RunCase(subject, Handshake(subject), cases[i], options);
  });
  int failed = 0;
  for (const CaseResult& result : results) {
    EXPECT_NE(result.verdict, Verdict::kPass) << result.case_id;
    failed += result.verdict == Verdict::kFail ? 1 : 0;
  }
  EXPECT_GT(failed, 300);
}

std::string NameOf(const ::testing::TestParamInfo<HollowSubject::Answers>& answers) {
  static constexpr const char* kNames[] = {"Nothing", "Success", "TheForm"};
  return kNames[static_cast<int>(answers.param)];
}

INSTANTIATE_TEST_SUITE_P(Answering, HollowSubjectTest,
                         ::testing::Values(HollowSubject::Answers::kNothing,
                                           HollowSubject::Answers::kSuccess,
                                           HollowSubject::Answers::kTheForm),
                         NameOf);

}  // namespace
}  // namespace bitsproof::conformance
