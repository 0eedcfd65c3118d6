#include "conformance/run/capability_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "conformance/command/subject_factory.h"
#include "conformance/scenario/vocabulary.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

// The simulated reference, but for what a test makes it answer.
class DoctoredSubject final : public Subject {
 public:
  Reply Call(std::string_view method, const Json& params) override {
    ++calls;
    const auto it = answers.find(std::string(method));
    if (it != answers.end()) return it->second;
    Reply reply = subject_->Call(method, params);
    if (method == "subject.hello") reply.value.update(hello);
    return reply;
  }

  void Declare(const std::string& capability) {
    hello["capabilities"] = Declared();
    hello["capabilities"].push_back(capability);
  }

  void Conceal(const std::string& capability) {
    hello["capabilities"] = Json::array();
    const Json declared = Declared();
    for (const Json& word : declared) {
      if (word != capability) hello["capabilities"].push_back(word);
    }
  }

  std::map<std::string, Reply> answers;
  Json hello = Json::object();  // members that differ
  int calls = 0;

 private:
  Json Declared() {
    return subject_->Call("subject.hello", {{"protocol", "1.0"}}).value["capabilities"];
  }

  std::unique_ptr<Subject> subject_ = MakeSubject("reference", Mode::kSim);
};

// "" when the whole handshake succeeds.
std::string ErrorOf(Subject& subject) {
  try {
    ProbeCapabilities(subject, Handshake(subject), "/case");
  } catch (const HarnessError& error) {
    return error.what();
  }
  return "";
}

TEST(ProbeCapabilities, BelievesTheReferenceInBothWorlds) {
  EXPECT_EQ(ErrorOf(*MakeSubject("reference", Mode::kSim)), "");
  const platform::TemporaryDirectory directory;
  const auto live = MakeSubject("reference", Mode::kLive);
  EXPECT_NO_THROW(ProbeCapabilities(*live, Handshake(*live), directory.path()));
}

TEST(ProbeCapabilities, IsCheap) {
  DoctoredSubject subject;
  EXPECT_EQ(ErrorOf(subject), "");
  EXPECT_LT(subject.calls, 40);
}

TEST(ProbeCapabilities, RefusesADeclaredCapabilityWhoseMethodIsUnknown) {
  DoctoredSubject subject;
  subject.Declare("file6");
  EXPECT_EQ(ErrorOf(subject),
            "the handshake failed: the subject declares file6, but does not know "
            "file.getFilledFileRanges");
}

TEST(ProbeCapabilities, RefusesADeclaredCapabilityWhoseMethodBreaks) {
  DoctoredSubject subject;
  subject.answers["job.cancel"] = Reply::Error(kInternalError, "oh");
  EXPECT_THAT(ErrorOf(subject), HasSubstr("job.cancel, but job.cancel answers error -32603: oh"));
}

TEST(ProbeCapabilities, RefusesAnAnswerOutOfForm) {
  DoctoredSubject subject;
  subject.answers["job.enumFiles"] = Reply::Result(Json::object());
  EXPECT_THAT(ErrorOf(subject), HasSubstr("job.enumFiles gets a malformed answer: lacks"));
}

TEST(ProbeCapabilities, RefusesSuccessOnAJobThatDoesNotExist) {
  DoctoredSubject subject;
  subject.answers["job.cancel"] = Reply::Result({{"hresult", "0x00000000"}});
  EXPECT_THAT(ErrorOf(subject), HasSubstr("job.cancel succeeds on a job that does not exist"));
}

TEST(ProbeCapabilities, RefusesAMethodWhoseCapabilityIsNotDeclared) {
  for (const char* capability : {"job.cancel", "service.restart", "log", "events"}) {
    DoctoredSubject subject;
    subject.Conceal(capability);
    EXPECT_THAT(ErrorOf(subject), HasSubstr(std::string("does not declare ") + capability));
  }
}

TEST(ProbeCapabilities, RefusesAWorldOfItsOwnUnderARealClock) {
  DoctoredSubject subject;
  subject.hello["clock"] = "real";
  EXPECT_THAT(ErrorOf(subject), HasSubstr("clock.advance"));
}

TEST(ProbeCapabilities, RefusesUsersThatAreOneAndTheSame) {
  DoctoredSubject subject;
  const char* sid = "S-1-5-21-1001";
  subject.answers["subject.reset"] = Reply::Result({{"foreignJobs", 0},
                                                    {"principals",
                                                     {{"standard", sid},
                                                      {"administrator", "S-1-5-21-500"},
                                                      {"service", "S-1-5-18"},
                                                      {"unelevated", "S-1-5-21-500"},
                                                      {"restricted", sid},
                                                      {"second", sid}}}});
  EXPECT_THAT(ErrorOf(subject), HasSubstr("two standard users have the same SID"));
}

TEST(ProbeCapabilities, TellsWhatTheSubjectDidNotSurvive) {
  DoctoredSubject subject;
  subject.answers["job.takeOwnership"] = Reply::Fault("it ended");
  EXPECT_EQ(ErrorOf(subject),
            "the handshake failed: the subject did not survive job.takeOwnership: it ended");
}

TEST(Handshake, RefusesACapabilityThatTheProtocolDoesNotHave) {
  DoctoredSubject subject;
  subject.Declare("job.creation");
  EXPECT_EQ(ErrorOf(subject),
            "the subject declares the capability \"job.creation\", which protocol 1.0 does not "
            "have: did you mean \"job.create\"?");
}

TEST(Handshake, RefusesProfilesWithoutNames) {
  DoctoredSubject subject;
  subject.hello["profiles"] = Json::array();
  EXPECT_THAT(ErrorOf(subject), HasSubstr("declares profiles, but names none"));
}

TEST(Handshake, RefusesASubjectThatCanActAsNobody) {
  DoctoredSubject subject;
  subject.hello["principals"] = Json::array();
  EXPECT_THAT(ErrorOf(subject), HasSubstr("cannot act as any principal"));
}

// The reference moves no uploads and lacks some of the later interfaces; in the real world it
// cannot fill the disk, set the clock, spoil its store or start a program as another user.
// Everything else of the vocabulary is there to be tested.
TEST(Reference, DeclaresEveryCapabilityButAKnownFew) {
  const std::vector<std::string> nowhere{"job.upload", "file6", "client-certificates"};
  for (const Mode mode : {Mode::kSim, Mode::kLive}) {
    std::vector<std::string> missing;
    const SubjectInfo info = Handshake(*MakeSubject("reference", mode));
    for (const std::string_view word : Capabilities()) {
      if (!info.Has(word)) missing.emplace_back(word);
    }
    std::vector<std::string> expected = nowhere;
    if (mode == Mode::kLive) {
      expected.insert(expected.end(), {"environment.disk", "environment.clock", "environment.store",
                                       "log", "programs.user"});
    }
    EXPECT_THAT(missing, ::testing::UnorderedElementsAreArray(expected));
  }
}

}  // namespace
}  // namespace bitsproof::conformance
