#include "conformance/scenario/generated_axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "conformance/protocol/message_forms.h"
#include "conformance/protocol/method_table.h"
#include "conformance/scenario/values.h"

namespace bitsproof::conformance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::Not;

struct Generated {
  Json values;
  std::vector<std::string> problems;

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const Json& value : values) names.push_back(value.is_string() ? value : value["name"]);
    return names;
  }
};

Generated Generate(const char* form) {
  Generated generated;
  generated.values = ValuesOfGeneratedAxis(
      Json::parse(form), [&](const std::string& pointer, const std::string& message) {
        generated.problems.push_back(pointer + ": " + message);
      });
  return generated;
}

TEST(StatesAxis, HasTheStatesOfTheProtocol) {
  EXPECT_EQ(Generate(R"({"$states": "all"})").values.size(), StateNames().size());
  EXPECT_THAT(Generate(R"({"$states": "final"})").names(),
              ElementsAre("ACKNOWLEDGED", "CANCELLED"));
  EXPECT_THAT(Generate(R"({"$states": "non-final"})").names(),
              ElementsAre("QUEUED", "CONNECTING", "TRANSFERRING", "SUSPENDED", "ERROR",
                          "TRANSIENT_ERROR", "TRANSFERRED"));
}

TEST(MethodsAxis, HasTheMethodsThatANameStandsFor) {
  const auto names = Generate(R"({"$methods": ["job.set*", "manager.getJob"]})").names();
  EXPECT_THAT(names, IsSupersetOf({"manager.getJob", "job.setPriority", "job.setProxySettings"}));
  EXPECT_THAT(names, Not(Contains("job.getPriority")));
  EXPECT_THAT(Generate(R"({"$methods": ["job.set*"], "but": ["job.setPriority"]})").names(),
              Not(Contains("job.setPriority")));
}

TEST(MethodsAxis, GivesParametersThatNameTheJobOfTheCase) {
  const Json values = Generate(R"({"$methods": ["job.setPriority", "file.getProgress"]})").values;
  EXPECT_EQ(values[0]["with"], Json::parse(R"({"job": {"$var": "job"}, "value": "LOW"})"));
  EXPECT_EQ(values[1]["with"], Json::parse(R"({"job": {"$var": "job"}, "index": 0})"));
}

TEST(MethodsAxis, TellsWhatShowsTheChange) {
  const Json values =
      Generate(R"({"$methods": ["job.setPriority", "job.resume", "job.getState"]})").values;
  EXPECT_EQ(values[0]["name"], "job.resume");
  EXPECT_EQ(values[0]["reader"], "job.getState");
  EXPECT_FALSE(values[0].contains("shows"));
  EXPECT_FALSE(values[1].contains("reader"));
  EXPECT_EQ(values[2]["reader"], "job.getPriority");
  EXPECT_EQ(values[2]["shows"], Json::parse(R"({"value": "LOW"})"));
}

// A setter that is added to the protocol must say in `x-reader` which getter shows its value. These
// have none, one for each property, and one of other jobs than downloads.
TEST(MethodsAxis, KnowsTheGetterOfEverySetter) {
  constexpr char kAllSetters[] =
      R"({"$methods": ["job.set*"], "but": ["job.setCredentials", "job.setProperty", "job.setReplyFileName"]})";
  for (const Json& value : Generate(kAllSetters).values)
    EXPECT_TRUE(value.contains("shows")) << value;
}

TEST(MethodsAxis, RefusesNamesOfNothing) {
  const Generated generated =
      Generate(R"({"$methods": ["job.*", "job.fly"], "but": ["jobs.*", "file.getFilledFileRanges"]})");
  EXPECT_THAT(
      generated.problems,
      ElementsAre(
          "/$methods/1: no method that has sample parameters is called \"job.fly\"",
          "/but/0: no method that has sample parameters is called \"jobs.*\"",
          "/but/1: no method that has sample parameters is called \"file.getFilledFileRanges\""));
}

// A method that is added to the protocol must bring a sample: `x-sample` in its schema.
TEST(Samples, AreValidParametersOfEveryMethod) {
  ValueContext context;
  context.variables["job"] = "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}";
  context.variables["enumerator"] = "e1";
  context.work_directory = "/case";
  const Generated generated =
      Generate(R"({"$methods": ["manager.*", "job.*", "file.*", "error.*", "enumerator.*"]})");
  ASSERT_GT(generated.values.size(), 50u);
  for (const Json& value : generated.values) {
    Json params = Bind(value["with"], context);
    params["as"] = "alice";
    EXPECT_EQ(WrongParams(value["name"].get<std::string>(), params).value_or(""), "") << value;
  }
}

}  // namespace
}  // namespace bitsproof::conformance
