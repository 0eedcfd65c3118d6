#include "conformance/scenario/matrix.h"

#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

std::shared_ptr<Scenario> WithAxes(std::vector<std::pair<std::string, Json>> axes) {
  auto scenario = std::make_shared<Scenario>();
  scenario->id = "topic.name";
  scenario->matrix = std::move(axes);
  return scenario;
}

TEST(Expand, MakesOneCaseWithoutAxes) {
  const auto cases = Expand(WithAxes({}));
  ASSERT_EQ(cases.size(), 1u);
  EXPECT_EQ(cases[0].id, "topic.name");
  EXPECT_EQ(cases[0].binding, Json::object());
}

TEST(Expand, CombinesAxesInTheOrderOfTheFile) {
  const auto cases = Expand(WithAxes({{"b", {"x", "y"}}, {"a", {1, true}}}));
  std::vector<std::string> ids;
  for (const Case& test_case : cases) ids.push_back(test_case.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"topic.name[b=x,a=1]", "topic.name[b=x,a=true]",
                                           "topic.name[b=y,a=1]", "topic.name[b=y,a=true]"}));
  EXPECT_EQ(cases[2].binding, Json::parse(R"({"b": "y", "a": 1})"));
}

TEST(Expand, NamesObjectsByTheirName) {
  const auto cases = Expand(WithAxes({{"limit", Json::parse(R"([{"name": "low", "count": 2}])")}}));
  EXPECT_EQ(cases[0].id, "topic.name[limit=low]");
  EXPECT_EQ(cases[0].binding["limit"]["count"], 2);
}

}  // namespace
}  // namespace bitsproof::conformance
