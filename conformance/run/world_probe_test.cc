#include "conformance/run/world_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <filesystem>
#include <fstream>

#include "conformance/run/testing/scripted_subject.h"

namespace bitsproof::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class WorldProbeTest : public ::testing::Test {
 protected:
  std::string ErrorOf(const PathMap& paths = {}) {
    try {
      ProbeWorld(subject_, paths);
    } catch (const HarnessError& error) {
      return error.what();
    }
    return "";
  }

  ScriptedSubject subject_;
};

// Does what an adapter is to do.
Reply Probe(const Json& params) {
  const auto url = params["url"].get<std::string>();
  const std::size_t slash = url.find('/', 7);
  const auto response = httplib::Client(url.substr(0, slash)).Get(url.substr(slash));
  std::ifstream file(params["file"].get<std::string>());
  return Reply::Result(
      {{"reachable", response && response->status == 200 && !response->body.empty()},
       {"visible", file.get() != std::ifstream::traits_type::eof()},
       {"detail", ""}});
}

TEST_F(WorldProbeTest, IsContentWhenTheSubjectSeesTheServerAndTheFile) {
  subject_.On("subject.probe", Probe);
  EXPECT_EQ(ErrorOf(), "");
  EXPECT_EQ(subject_.CallsOf("subject.probe").size(), 1u);
}

TEST_F(WorldProbeTest, TakesASubjectThatDoesNotOfferItAtItsWord) { EXPECT_EQ(ErrorOf(), ""); }

TEST_F(WorldProbeTest, TellsThatTheServerIsOutOfReach) {
  subject_.Answer("subject.probe",
                  {{"reachable", false}, {"visible", true}, {"detail", "refused"}});
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("cannot reach the harness's server http://127.0.0.1:"),
                               HasSubstr("(refused)"), HasSubstr("WSL")));
}

TEST_F(WorldProbeTest, TellsThatTheFileIsOutOfSightInBothSpellings) {
  subject_.Answer("subject.probe", {{"reachable", true}, {"visible", false}, {"detail", ""}});
  PathMap paths;
  paths.Add("/=Z:\\");
  EXPECT_THAT(ErrorOf(paths),
              AllOf(HasSubstr("cannot see the harness's file /"), HasSubstr("for it Z:\\"),
                    HasSubstr("--path-map"), HasSubstr("TMPDIR")));
  EXPECT_THAT(subject_.CallsOf("subject.probe").at(0)["file"].get<std::string>(),
              HasSubstr("Z:\\"));
}

TEST_F(WorldProbeTest, RefusesAnswersOutOfForm) {
  subject_.Answer("subject.probe", {{"reachable", "yes"}});
  EXPECT_THAT(ErrorOf(), HasSubstr("malformed"));
  subject_.On("subject.probe", [](const Json&) { return Reply::Fault("it died"); });
  EXPECT_THAT(ErrorOf(), HasSubstr("it died"));
}

}  // namespace
}  // namespace bitsproof::conformance
