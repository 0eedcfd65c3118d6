// What the suite makes of adapters that misbehave: one case is blamed, and the run goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>

#include "conformance/command/subject_factory.h"
#include "conformance/run/suite.h"
#include "conformance/run/suite_run.h"

namespace bitsproof::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

// Long for any machine that is merely slow.
constexpr Duration kPatience = 60s;

const Suite& WholeSuite() {
  static const Suite suite = [] {
    std::vector<Problem> problems;
    Suite loaded = LoadSuite(BITSPROOF_SOURCE_DIR "/scenarios", problems);
    EXPECT_TRUE(problems.empty());
    return loaded;
  }();
  return suite;
}

class Misbehaviour : public ::testing::Test {
 protected:
  Misbehaviour() {
    ::signal(SIGPIPE, SIG_IGN);
    for (const SuiteCase& suite_case : WholeSuite().cases) {
      const bool fits = suite_case.mode == Mode::kSim &&
                        suite_case.test_case.scenario->topic == "cancel" && cases_.size() < 4;
      if (fits) cases_.push_back(suite_case);
    }
  }

  const std::string& Victim() const { return cases_.at(1).test_case.id; }

  // Runs the cases on adapters with `vice` in the victim's case.
  std::vector<CaseResult> Run(const std::string& vice, Duration patience = kPatience) {
    return RunWith(vice + " '" + Victim() + "'", patience);
  }

  std::vector<CaseResult> RunWith(const std::string& arguments, Duration patience = kPatience) {
    SuiteOptions options;
    options.is_external = true;
    options.make_subject = [this, arguments, patience](Mode mode, std::size_t worker) {
      ++starts_;
      SubjectOptions subject = SubjectNamed("stdio:" BITSPROOF_MISBEHAVING_ADAPTER " " + arguments);
      subject.message_timeout = patience;
      return MakeSubject(subject, mode, worker);
    };
    return RunSuite(cases_, options);
  }

  // The victim failed, with a message; the others passed; and one new process was started.
  std::string BlameOf(const std::vector<CaseResult>& results, int starts = 2) {
    EXPECT_EQ(starts_, starts);
    std::string message;
    for (const CaseResult& result : results) {
      const bool is_victim = result.case_id == Victim();
      EXPECT_EQ(result.verdict, is_victim ? Verdict::kFail : Verdict::kPass)
          << result.case_id << ": "
          << (result.failures.empty() ? "" : Message(result.failures[0].mismatch));
      if (is_victim && !result.failures.empty()) message = Message(result.failures[0].mismatch);
    }
    return message;
  }

  std::vector<SuiteCase> cases_;
  int starts_ = 0;
};

TEST_F(Misbehaviour, NoneLeavesAllCasesPassed) {
  for (const CaseResult& result : Run("none")) EXPECT_EQ(result.verdict, Verdict::kPass);
  EXPECT_EQ(starts_, 1);
}

TEST_F(Misbehaviour, DyingAtStartFailsTheFirstCasesAndThenIsTheHarnessesAffair) {
  const auto results = RunWith("dies-at-start");
  EXPECT_EQ(starts_, kFailedStartsMax);
  ASSERT_GT(results.size(), static_cast<std::size_t>(kFailedStartsMax));
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool tried = i < static_cast<std::size_t>(kFailedStartsMax);
    EXPECT_EQ(results[i].verdict, tried ? Verdict::kFail : Verdict::kHarnessError);
    EXPECT_THAT(Message(results[i].failures.at(0).mismatch),
                AllOf(HasSubstr("could not be started"), HasSubstr("exited with code 3"),
                      HasSubstr("the database is gone")));
  }
  EXPECT_THAT(Message(results.back().failures.at(0).mismatch), HasSubstr("3 times in a row"));
}

TEST_F(Misbehaviour, ACommandThatDoesNotExistIsToldAsThat) {
  SubjectOptions subject = SubjectNamed("stdio:no-such-adapter-anywhere --stdio");
  const auto process = MakeSubject(subject, Mode::kSim);
  EXPECT_TRUE(process->broken());
  try {
    Handshake(*process);
    ADD_FAILURE() << "greeted";
  } catch (const HarnessError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("'no-such-adapter-anywhere' cannot be started"),
                                    HasSubstr("PATH")));
  }
}

TEST_F(Misbehaviour, ExitingInAStepBlamesThatCaseWithCodeAndStderr) {
  EXPECT_THAT(BlameOf(Run("exits")), AllOf(HasSubstr("manager."), HasSubstr("exited with code 7"),
                                           HasSubstr("about to misbehave at")));
}

TEST_F(Misbehaviour, DyingOfASignalBlamesThatCaseWithTheSignal) {
  EXPECT_THAT(BlameOf(Run("is-killed")), HasSubstr("killed by signal 9 (SIGKILL)"));
}

TEST_F(Misbehaviour, NeverAnsweringBlamesThatCaseAfterTheTimeOfAMessage) {
  EXPECT_THAT(BlameOf(Run("hangs", 3s)), HasSubstr("no answer within 3s"));
}

TEST_F(Misbehaviour, NeverAnsweringAndIgnoringSigtermIsKilled) {
  EXPECT_THAT(BlameOf(Run("hangs-stubbornly", 3s)), HasSubstr("no answer within 3s"));
}

TEST_F(Misbehaviour, AnsweringTwiceBlamesThatCase) {
  EXPECT_THAT(BlameOf(Run("answers-twice")), HasSubstr("a second time"));
}

TEST_F(Misbehaviour, AnsweringWithTheWrongIdBlamesThatCase) {
  EXPECT_THAT(BlameOf(Run("answers-with-wrong-id")), HasSubstr("another id than"));
}

TEST_F(Misbehaviour, PrintingTextBeforeJsonBlamesThatCaseAndShowsTheText) {
  EXPECT_THAT(BlameOf(Run("prints")), AllOf(HasSubstr("not a message (no JSON)"),
                                            HasSubstr("\"Note: this is going to take a while\"")));
}

TEST_F(Misbehaviour, PrintingTextAtStartIsAFailedStart) {
  EXPECT_THAT(Message(RunWith("prints-at-start").at(0).failures.at(0).mismatch),
              AllOf(HasSubstr("could not be started"), HasSubstr("Welcome to the adapter!")));
}

TEST_F(Misbehaviour, ClosingStdoutBlamesThatCase) {
  EXPECT_THAT(BlameOf(Run("closes-stdout")), HasSubstr("closed its stdout"));
}

TEST_F(Misbehaviour, DyingWithinAnAnswerBlamesThatCase) {
  EXPECT_THAT(BlameOf(Run("answers-in-half")), HasSubstr("exited with code 9"));
}

TEST_F(Misbehaviour, SendingHundredMegabytesBlamesThatCase) {
  EXPECT_THAT(BlameOf(Run("sends-100-mb")), HasSubstr("more than 16 MiB"));
}

TEST_F(Misbehaviour, FloodingStderrDisturbsNothing) {
  for (const CaseResult& result : RunWith("floods-stderr")) {
    EXPECT_EQ(result.verdict, Verdict::kPass);
  }
  EXPECT_EQ(starts_, 1);
}

class HollowSubject : public Misbehaviour, public ::testing::WithParamInterface<const char*> {};

TEST_P(HollowSubject, ThatClaimsEverythingAndDoesNothingGetsNotOnePass) {
  cases_.clear();
  for (const SuiteCase& suite_case : WholeSuite().cases) {
    if (suite_case.mode == Mode::kSim) cases_.push_back(suite_case);
  }
  ASSERT_GT(cases_.size(), 300u);
  for (const CaseResult& result : RunWith(GetParam())) {
    // A refusal may be another reading of a rule that is not binding, which ends the case.
    EXPECT_TRUE(result.verdict == Verdict::kFail || result.verdict == Verdict::kSkipped)
        << result.case_id << " " << ToString(result.verdict);
    // It must not be for its form that it fails.
    for (const Failure& failure : result.failures) {
      EXPECT_THAT(Message(failure.mismatch), Not(HasSubstr("malformed"))) << result.case_id;
      EXPECT_THAT(Message(failure.mismatch), Not(HasSubstr("could not be started")))
          << result.case_id;
    }
  }
  EXPECT_EQ(starts_, 1);
}

INSTANTIATE_TEST_SUITE_P(Misbehaviour, HollowSubject, ::testing::Values("idle", "refuses-all"));

}  // namespace
}  // namespace bitsproof::conformance
