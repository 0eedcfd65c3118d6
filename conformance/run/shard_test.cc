#include "conformance/run/shard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <stdexcept>

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

Variables Environment(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto it = values.find(name);
    if (it == values.end()) return std::nullopt;
    return it->second;
  };
}

template <typename F>
std::string ErrorOf(F f) {
  try {
    f();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

std::string ErrorIn(std::map<std::string, std::string> values) {
  return ErrorOf([&] { ChooseShard(std::nullopt, std::nullopt, Environment(std::move(values))); });
}

TEST(Shard, DealsEveryCaseToExactlyOneShard) {
  for (std::uint64_t item = 0; item < 50; ++item) {
    int takers = 0;
    for (std::uint64_t index = 1; index <= 7; ++index)
      takers += Shard{index, 7}.Takes(item) ? 1 : 0;
    EXPECT_EQ(takers, 1) << item;
  }
}

TEST(Shard, KeepsItsTextBothWays) {
  EXPECT_EQ(ParseShard("2/8"), (Shard{2, 8}));
  EXPECT_EQ(ToString(Shard{2, 8}), "2/8");
}

TEST(Shard, RefusesTextThatIsNoShard) {
  for (const char* text : {"", "2", "/", "a/b", "2/", "/8", "1/2/3", "-1/2", "1 /2"}) {
    EXPECT_THAT(ErrorOf([&] { (void)ParseShard(text); }), HasSubstr("a shard is written i/n"))
        << text;
  }
}

TEST(Shard, RefusesAnIndexOutsideItsNumber) {
  for (const char* text : {"0/4", "5/4", "0/0", "1/0"}) {
    EXPECT_THAT(ErrorOf([&] { (void)ParseShard(text); }), HasSubstr("counted from 1")) << text;
  }
}

TEST(ChooseShard, TakesTheWholeRunWhenNothingIsSaid) {
  EXPECT_EQ(ChooseShard(std::nullopt, std::nullopt, Environment({})).shard, (Shard{1, 1}));
}

TEST(ChooseShard, PrefersTheOptionToTheEnvironment) {
  const auto choice = ChooseShard(
      "3/4", std::nullopt, Environment({{"TEST_TOTAL_SHARDS", "9"}, {"TEST_SHARD_INDEX", "0"}}));
  EXPECT_EQ(choice.shard, (Shard{3, 4}));
  EXPECT_EQ(choice.origin, "--shard");
  EXPECT_EQ(choice.status_file, "");
}

TEST(ChooseShard, ReadsBazelsVariablesFromZero) {
  const auto choice = ChooseShard(std::nullopt, std::nullopt,
                                  Environment({{"TEST_TOTAL_SHARDS", "4"},
                                               {"TEST_SHARD_INDEX", "0"},
                                               {"TEST_SHARD_STATUS_FILE", "/tmp/status"}}));
  EXPECT_EQ(choice.shard, (Shard{1, 4}));
  EXPECT_EQ(choice.status_file, "/tmp/status");
}

TEST(ChooseShard, ReadsGitLabsVariablesFromOne) {
  const auto choice = ChooseShard(std::nullopt, std::nullopt,
                                  Environment({{"CI_NODE_INDEX", "4"}, {"CI_NODE_TOTAL", "4"}}));
  EXPECT_EQ(choice.shard, (Shard{4, 4}));
  EXPECT_EQ(choice.origin, "CI_NODE_INDEX");
}

TEST(ChooseShard, IgnoresAGitLabJobThatIsNotParallel) {
  EXPECT_TRUE(
      ChooseShard(std::nullopt, std::nullopt, Environment({{"CI_NODE_TOTAL", "1"}})).shard.whole());
}

TEST(ChooseShard, ReadsKubernetesIndexFromZeroWithTheNumberFromEitherPlace) {
  const auto index = Environment({{"JOB_COMPLETION_INDEX", "2"}});
  EXPECT_EQ(ChooseShard(std::nullopt, 5, index).shard, (Shard{3, 5}));
  const auto both = Environment({{"JOB_COMPLETION_INDEX", "2"}, {"JOB_COMPLETIONS", "3"}});
  EXPECT_EQ(ChooseShard(std::nullopt, std::nullopt, both).shard, (Shard{3, 3}));
}

TEST(ChooseShard, RefusesAKubernetesIndexWithoutANumber) {
  EXPECT_THAT(ErrorIn({{"JOB_COMPLETION_INDEX", "2"}}), HasSubstr("give --shard-count N"));
}

TEST(ChooseShard, RefusesANumberWithoutAnIndex) {
  EXPECT_THAT(ErrorOf([] { ChooseShard(std::nullopt, 4, Environment({})); }),
              HasSubstr("needs JOB_COMPLETION_INDEX"));
}

TEST(ChooseShard, NamesTheVariableThatIsWrong) {
  EXPECT_THAT(ErrorIn({{"TEST_TOTAL_SHARDS", "4"}}), HasSubstr("TEST_SHARD_INDEX is not set"));
  EXPECT_THAT(ErrorIn({{"TEST_TOTAL_SHARDS", "many"}, {"TEST_SHARD_INDEX", "0"}}),
              HasSubstr("TEST_TOTAL_SHARDS is 'many', not a number"));
  EXPECT_THAT(ErrorIn({{"CI_NODE_INDEX", "5"}, {"CI_NODE_TOTAL", "4"}}),
              HasSubstr("CI_NODE_INDEX asks for shard 5/4"));
}

}  // namespace
}  // namespace bitsproof::conformance
