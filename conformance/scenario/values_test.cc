#include "conformance/scenario/values.h"

#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

ValueContext Context() {
  ValueContext context;
  context.binding =
      Json::parse(R"({"type": "upload", "limit": {"name": "low", "count": 2, "a/b": 3}})");
  context.constants = {{"quiet", "1h"}};
  context.variables["job"] = "{1}";
  context.variables["jobs"] = {"{1}", "{2}"};
  context.variables["result"] = Json::parse(R"({"files": [{"index": 7}]})");
  context.urls["web"] = "http://web.test";
  context.sids["alice"] = "S-1-5-1";
  context.work_directory = "/case";
  return context;
}

Json Bound(const char* text) { return Bind(Json::parse(text), Context()); }

TEST(Bind, LeavesLiteralsAsTheyAre) {
  EXPECT_EQ(Bound(R"({"a": [1, null, {"b": "x"}]})"),
            Json::parse(R"({"a": [1, null, {"b": "x"}]})"));
}

TEST(Bind, ReplacesFormsAnywhere) {
  EXPECT_EQ(Bound(R"({"a": [{"$var": "job"}], "b": {"c": {"$mode": "quiet"}}})"),
            Json::parse(R"({"a": ["{1}"], "b": {"c": "1h"}})"));
}

TEST(Bind, SelectsFromVariables) {
  EXPECT_EQ(Bound(R"({"$var": "jobs"})"), Json::parse(R"(["{1}", "{2}"])"));
  EXPECT_EQ(Bound(R"({"$var": "jobs", "index": 1})"), "{2}");
  EXPECT_EQ(Bound(R"({"index": 1, "$var": "jobs"})"), "{2}");
  EXPECT_EQ(Bound(R"({"$var": "result", "pointer": "/files/0/index"})"), 7);
}

TEST(Bind, SelectsFromAxes) {
  EXPECT_EQ(Bound(R"({"$axis": "type"})"), "upload");
  EXPECT_EQ(Bound(R"({"$axis": "limit", "pointer": "/count"})"), 2);
  EXPECT_EQ(Bound(R"({"$axis": "limit", "pointer": "/a~1b"})"), 3);
}

TEST(Bind, MakesUrlsPathsAndSids) {
  EXPECT_EQ(Bound(R"({"$url": "web/a/b"})"), "http://web.test/a/b");
  EXPECT_EQ(Bound(R"({"$url": "web"})"), "http://web.test");
  EXPECT_EQ(Bound(R"({"$url": "web/a", "scheme": "HTTP"})"), "HTTP://web.test/a");
  EXPECT_EQ(Bound(R"({"$path": "a.bin"})"), "/case/a.bin");
  EXPECT_EQ(Bound(R"({"$path": "."})"), "/case");
  EXPECT_EQ(Bound(R"({"$sid": "alice"})"), "S-1-5-1");
}

TEST(Bind, KnowsTheTurnOfALoop) {
  ValueContext context = Context();
  context.index = 1;
  EXPECT_EQ(Bind(Json::parse(R"({"$index": true})"), context), 1);
  EXPECT_EQ(Bind(Json::parse(R"({"$var": "jobs", "index": {"$index": true}})"), context), "{2}");
  EXPECT_EQ(Bind(Json::parse(R"({"$path": {"$concat": ["f", {"$index": true}]}})"), context),
            "/case/f1");
}

TEST(Bind, SpellsPathsAsTheSubjectDoes) {
  ValueContext context = Context();
  context.paths.Add("/=Z:\\");
  EXPECT_EQ(Bind(Json::parse(R"({"$path": "a/b"})"), context), "Z:\\case\\a\\b");
  EXPECT_EQ(Bind(Json::parse(R"({"$path": "."})"), context), "Z:\\case");
  EXPECT_EQ(PathInWorkDirectory("a/b", context), "/case/a/b");
}

TEST(Bind, LeavesOfAQuotaWhatTheJobsOfOthersDoNotTake) {
  ValueContext context = Context();
  const auto quota = [&](const char* text) { return Bind(Json::parse(text), context); };
  EXPECT_EQ(quota(R"({"$quota": 60})"), 60u);
  context.foreign_jobs = 3;
  EXPECT_EQ(quota(R"({"$quota": 60})"), 57u);
  EXPECT_EQ(quota(R"({"$quota": {"$axis": "limit", "pointer": "/count"}})"), 0u);
  EXPECT_THROW(quota(R"({"$quota": "x"})"), BindError);
}

TEST(Bind, RepeatsAnItemOfAList) {
  const Json form = Json::parse(R"({"$list": {"repeat": {"at": {"$index": true}}, "count": 3}})");
  EXPECT_EQ(Bind(form, ValueContext()), Json::parse(R"([{"at": 0}, {"at": 1}, {"at": 2}])"));
  EXPECT_FALSE(UsesIndex(form));
}

TEST(Bind, RepeatsAndJoinsTexts) {
  EXPECT_EQ(Bound(R"({"$text": {"repeat": "ab", "count": 3}})"), "ababab");
  EXPECT_EQ(
      Bound(R"({"$text": {"repeat": "a", "count": {"$axis": "limit", "pointer": "/count"}}})"),
      "aa");
  EXPECT_EQ(Bound(R"({"$concat": ["a", 1, {"$axis": "type"}]})"), "a1upload");
}

TEST(Bind, BlamesTheScenarioForNamesThatDoNotExist) {
  for (const char* text : {R"({"$var": "x"})", R"({"$axis": "x"})", R"({"$mode": "x"})",
                           R"({"$url": "x/y"})", R"({"$sid": "x"})", R"({"$index": true})"}) {
    try {
      Bound(text);
      ADD_FAILURE() << text;
    } catch (const BindError& error) {
      EXPECT_FALSE(error.from_result()) << text;
    }
  }
}

TEST(Bind, BlamesTheResultForElementsThatAreMissing) {
  for (const char* text : {R"({"$var": "jobs", "index": 2})", R"({"$var": "job", "index": 0})",
                           R"({"$var": "result", "pointer": "/files/1"})"}) {
    try {
      Bound(text);
      ADD_FAILURE() << text;
    } catch (const BindError& error) {
      EXPECT_TRUE(error.from_result()) << text;
    }
  }
}

TEST(UsesIndex, FindsItAnywhere) {
  EXPECT_TRUE(UsesIndex(Json::parse(R"({"a": [{"$concat": ["x", {"$index": true}]}]})")));
  EXPECT_FALSE(UsesIndex(Json::parse(R"({"a": [{"index": 1, "$var": "x"}]})")));
}

TEST(HasValueForm, FindsItAnywhere) {
  EXPECT_TRUE(HasValueForm(Json::parse(R"([{"a": {"$axis": "x"}}])")));
  EXPECT_FALSE(HasValueForm(Json::parse(R"([{"a": {"$gte": 1}}])")));
}

TEST(At, FollowsAPointerOrFindsNothing) {
  const Json value = Json::parse(R"({"a": [{"b": 1}], "": 2, "x~y": 3})");
  EXPECT_EQ(At(value, ""), &value);
  EXPECT_EQ(*At(value, "/a/0/b"), 1);
  EXPECT_EQ(*At(value, "/"), 2);
  EXPECT_EQ(*At(value, "/x~0y"), 3);
  for (const char* pointer :
       {"/b", "/a/1", "/a/x", "/a/-1", "/a/0/b/c", "/a/99999999999999999999"}) {
    EXPECT_EQ(At(value, pointer), nullptr) << pointer;
  }
}

}  // namespace
}  // namespace bitsproof::conformance
