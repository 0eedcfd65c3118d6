#include "conformance/run/secrets.h"

#include <gtest/gtest.h>

#include <utility>

namespace bitsproof::conformance {
namespace {

Json Parsed(const char* text) { return Json::parse(text); }

TEST(WithoutSecrets, HidesPasswordsWhereverTheyAre) {
  const Json told =
      Parsed(R"json({"as": "alice", "password": "s", "deep": [{"password": "s"}]})json");
  const Json shown = Parsed(
      R"json({"as": "alice", "password": "(hidden)", "deep": [{"password": "(hidden)"}]})json");
  EXPECT_EQ(WithoutSecrets(told), shown);
}

TEST(WithoutSecrets, LeavesTheSchemeOfAnAuthorization) {
  const Json headers = Parsed(R"json({"authorization": "Basic c2VjcmV0",
      "proxy-authorization": {"$in": ["x", "Basic x"]}, "host": "web.test"})json");
  const Json shown = Parsed(R"json({"authorization": "Basic (hidden)",
      "proxy-authorization": {"$in": ["(hidden)", "Basic (hidden)"]}, "host": "web.test"})json");
  EXPECT_EQ(WithoutSecrets(headers), shown);
}

TEST(WithoutSecrets, LeavesWhatIsNoTextAsItIs) {
  const Json value = Parsed(R"({"password": null, "authorization": 3, "list": [1, "password"]})");
  EXPECT_EQ(WithoutSecrets(value), value);
  EXPECT_EQ(WithoutSecrets(Json("password")), "password");
}

TEST(WithoutSecrets, HidesWhatAMismatchQuotes) {
  Mismatch field{.pointer = "/requests/0/headers/authorization",
                 .expected = "Basic YQ==",
                 .found = "Basic Yg=="};
  field = WithoutSecrets(std::move(field));
  EXPECT_EQ(field.expected, Json("Basic (hidden)"));
  EXPECT_EQ(field.found, Json("Basic (hidden)"));
  Mismatch whole{.pointer = "", .expected = Json{{"password", "s3cret"}}, .found = "password"};
  whole = WithoutSecrets(std::move(whole));
  EXPECT_EQ(whole.expected, Json({{"password", "(hidden)"}}));
  EXPECT_EQ(whole.found, Json("password"));
}

}  // namespace
}  // namespace bitsproof::conformance
