#include "conformance/subjects/params.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kWords[] = {"zero", "one"};

std::string ErrorOf(const std::function<void()>& read) {
  try {
    read();
  } catch (const ParamError& error) {
    return error.what();
  }
  return "";
}

TEST(Params, NamesTheParameterThatIsMissing) {
  const Json json = Json::object();
  EXPECT_EQ(ErrorOf([&] { static_cast<void>(Params(json).Text("job")); }),
            "Parameter 'job' is missing.");
}

TEST(Params, RefusesParametersThatAreNoObject) {
  const Json json = Json::array();
  EXPECT_THAT(ErrorOf([&] { Params{json}; }), HasSubstr("must be an object"));
}

TEST(Params, TakesNullForAStringThatMayBeNull) {
  const Json json{{"a", nullptr}, {"b", "x"}};
  EXPECT_EQ(Params(json).TextOrNull("a"), std::nullopt);
  EXPECT_EQ(Params(json).TextOrNull("b"), "x");
}

TEST(Params, RefusesNullForAStringThatMustBeThere) {
  const Json json{{"a", nullptr}};
  EXPECT_EQ(ErrorOf([&] { static_cast<void>(Params(json).Text("a")); }),
            "Parameter 'a' must be a string.");
}

TEST(Params, TakesEveryNumberOf32Bits) {
  const Json json{{"low", 0}, {"high", 4294967295u}};
  EXPECT_EQ(Params(json).Number32("low"), 0u);
  EXPECT_EQ(Params(json).Number32("high"), 4294967295u);
}

TEST(Params, RefusesNumbersOfMoreThan32Bits) {
  for (const Json& value : {Json(-1), Json(4294967296u), Json(1.5), Json("1")}) {
    const Json json{{"n", value}};
    EXPECT_THAT(ErrorOf([&] { static_cast<void>(Params(json).Number32("n")); }), HasSubstr("'n'"))
        << value;
  }
}

TEST(Params, ReadsEnumerationsByWord) {
  const Json json{{"e", "one"}};
  EXPECT_EQ(Params(json).Enumeration("e", kWords), 1);
}

TEST(Params, PassesIntegersOfEnumerationsOnAsTheyAre) {
  const Json json{{"e", -7}, {"f", 99}};
  EXPECT_EQ(Params(json).Enumeration("e", kWords), -7);
  EXPECT_EQ(Params(json).Enumeration("f", kWords), 99);
}

TEST(Params, RefusesWordsThatAnEnumerationDoesNotHave) {
  const Json json{{"e", "two"}};
  EXPECT_THAT(ErrorOf([&] { static_cast<void>(Params(json).Enumeration("e", kWords)); }),
              HasSubstr("'e'"));
}

TEST(Params, ReadsCodesByNameByHexadecimalAndByNumber) {
  const Json json{{"a", "BG_E_NOT_FOUND"}, {"b", "0x80200001"}, {"c", 0x80200001u}};
  for (const char* name : {"a", "b", "c"})
    EXPECT_EQ(Params(json).Code(name), hresult::BG_E_NOT_FOUND);
}

TEST(Params, ReadsSpansWithTheirUnit) {
  const Json json{{"a", "250ms"}, {"b", "90d"}};
  EXPECT_EQ(Params(json).Span("a"), std::chrono::milliseconds(250));
  EXPECT_EQ(Params(json).Span("b"), std::chrono::hours(24 * 90));
}

TEST(Params, RefusesSpansWithoutUnit) {
  const Json json{{"a", "250"}};
  EXPECT_THAT(ErrorOf([&] { static_cast<void>(Params(json).Span("a")); }), HasSubstr("unit"));
}

TEST(Params, RefusesIdsThatAreNoGuid) {
  const Json json{{"job", "{1234}"}};
  EXPECT_EQ(ErrorOf([&] { static_cast<void>(Params(json).Id("job")); }),
            "Parameter 'job' must be a GUID.");
}

TEST(Params, TakesAMissingFlagForFalse) {
  const Json json{{"on", true}};
  EXPECT_TRUE(Params(json).Flag("on"));
  EXPECT_FALSE(Params(json).Flag("off"));
}

}  // namespace
}  // namespace bitsproof::conformance
