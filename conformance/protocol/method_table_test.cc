#include "conformance/protocol/method_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace bitsproof::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Protocol() {
  std::ifstream stream(BITSPROOF_SOURCE_DIR "/conformance/protocol.md");
  return {std::istreambuf_iterator<char>(stream), {}};
}

// What stands between backquotes in `text` and has the form `pattern`.
std::set<std::string> Quoted(const std::string& text, const std::string& pattern) {
  const std::regex quoted("`(" + pattern + ")`");
  std::set<std::string> words;
  for (std::sregex_iterator it(text.begin(), text.end(), quoted), end; it != end; ++it) {
    words.insert((*it)[1]);
  }
  return words;
}

TEST(Capabilities, AreThoseOfTheProtocol) {
  const std::string protocol = Protocol();
  const std::size_t start = protocol.find("## Capabilities");
  const std::string section = protocol.substr(start, protocol.find("\n## ", start) - start);
  std::set<std::string> documented;
  const std::regex promise("\n- ([^:]*):");  // what stands before the colon
  for (std::sregex_iterator it(section.begin(), section.end(), promise), end; it != end; ++it) {
    documented.merge(Quoted((*it)[1], "[a-z0-9.-]+"));
  }
  const std::set<std::string> known(Capabilities().begin(), Capabilities().end());
  EXPECT_EQ(known, documented);
}

TEST(Methods, BelongToCapabilitiesThatExist) {
  for (const MethodInfo& method : Methods()) {
    EXPECT_TRUE(method.capability.empty() ||
                std::ranges::count(Capabilities(), method.capability) == 1)
        << method.name;
  }
}

TEST(FindMethod, FindsByTheWholeName) {
  ASSERT_NE(FindMethod("job.resume"), nullptr);
  EXPECT_TRUE(FindMethod("job.resume")->takes_as);
  EXPECT_EQ(FindMethod("job.resum"), nullptr);
}

TEST(FindMethod, TellsTheNamesOfParametersAndResults) {
  const MethodInfo& create = *FindMethod("manager.createJob");
  EXPECT_EQ(create.capability, "job.create");
  EXPECT_THAT(create.parameters, ElementsAre("displayName", "type"));
  EXPECT_THAT(create.results, ElementsAre("jobId"));
  EXPECT_THAT(FindMethod("job.resume")->results, IsEmpty());
}

TEST(FindMethod, KnowsTheMembersOfEveryAlternative) {
  EXPECT_THAT(FindMethod("files.write")->parameters, ElementsAre("path", "seed", "bytes", "text"));
  EXPECT_THAT(FindMethod("files.stat")->results,
              ElementsAre("exists", "directory", "bytes", "sha256", "modified"));
}

TEST(FindMethod, TellsWhereAScenarioMayCallIt) {
  EXPECT_EQ(FindMethod("job.resume")->callable, CallableIn::kAnywhere);
  EXPECT_EQ(FindMethod("files.stat")->callable, CallableIn::kSim);
  EXPECT_EQ(FindMethod("clock.advance")->callable, CallableIn::kNowhere);
  EXPECT_FALSE(FindMethod("files.stat")->takes_as);
}

// A getter that is added to the protocol must be added to the scenario that compares what a job
// answers before and after a restart.
TEST(Getters, AreAllComparedOverARestart) {
  std::ifstream stream(BITSPROOF_SOURCE_DIR "/scenarios/persistence/restart-getters-agree.json");
  const std::string scenario(std::istreambuf_iterator<char>(stream), {});
  // A job at rest need not have an error, and the notify interface is forgotten (CORE-PERS-03).
  const std::set<std::string> others{"job.getError", "job.getNotifyInterface", "job.getState"};
  const std::set<std::string> capabilities{"job.create", "job.files", "job.properties",
                                           "job.notify-interface", "job.errors"};
  for (const MethodInfo& method : Methods()) {
    const bool is_getter =
        method.name.starts_with("job.get") || method.name.starts_with("file.get");
    if (!is_getter || !capabilities.contains(method.capability) || others.contains(method.name))
      continue;
    EXPECT_NE(scenario.find('"' + method.name + '"'), std::string::npos) << method.name;
  }
}

TEST(StateNames, AreTheWordsOfTheSchema) {
  EXPECT_THAT(StateNames(), testing::SizeIs(9));
  EXPECT_EQ(StateNames().front(), "QUEUED");
  EXPECT_THAT(PrincipalKinds(),
              ElementsAre("standard", "administrator", "service", "unelevated", "restricted"));
}

}  // namespace
}  // namespace bitsproof::conformance
