#include "reference/job/enumerator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bitsproof {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Enumerator<std::string> Three() { return Enumerator<std::string>({"a", "b", "c"}); }

TEST(Enumerator, HandsOverExactlyWhatWasAskedFor) {
  auto cursor = Three();
  const auto batch = cursor.Next(2);
  EXPECT_EQ(batch.code, hresult::S_OK);
  EXPECT_THAT(batch.items, ElementsAre("a", "b"));
}

TEST(Enumerator, SaysFalseWhenFewerAreLeft) {
  auto cursor = Three();
  const auto rest = cursor.Next(5);
  EXPECT_EQ(rest.code, hresult::S_FALSE);
  EXPECT_THAT(rest.items, ElementsAre("a", "b", "c"));
  EXPECT_THAT(cursor.Next(1).items, IsEmpty());
}

TEST(Enumerator, IsContentWhenExactlyTheRestIsTaken) {
  auto cursor = Three();
  EXPECT_EQ(cursor.Next(3).code, hresult::S_OK);
}

TEST(Enumerator, SkipsWithinTheList) {
  auto cursor = Three();
  EXPECT_EQ(cursor.Skip(2), hresult::S_OK);
  EXPECT_THAT(cursor.Next(1).items, ElementsAre("c"));
}

TEST(Enumerator, StandsBehindTheLastItemAfterSkippingTooFar) {
  auto cursor = Three();
  EXPECT_EQ(cursor.Skip(4), hresult::S_FALSE);
  EXPECT_THAT(cursor.Next(1).items, IsEmpty());
}

TEST(Enumerator, StartsOverAfterReset) {
  auto cursor = Three();
  EXPECT_EQ(cursor.Skip(2), hresult::S_OK);
  cursor.Reset();
  EXPECT_THAT(cursor.Next(1).items, ElementsAre("a"));
}

TEST(Enumerator, CloneKeepsThePositionAndMovesOnItsOwn) {
  auto cursor = Three();
  EXPECT_EQ(cursor.Skip(1), hresult::S_OK);
  auto clone = cursor.Clone();
  EXPECT_THAT(clone.Next(2).items, ElementsAre("b", "c"));
  EXPECT_THAT(cursor.Next(1).items, ElementsAre("b"));
}

TEST(Enumerator, CountsTheWholeListWhereverTheCursorIs) {
  auto cursor = Three();
  EXPECT_EQ(cursor.Skip(9), hresult::S_FALSE);
  EXPECT_EQ(cursor.count(), 3u);
}

}  // namespace
}  // namespace bitsproof
