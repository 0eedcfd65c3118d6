#include "reference/model/file_ranges.h"

#include <gtest/gtest.h>

#include <vector>

namespace bitsproof {
namespace {

using Ranges = std::vector<ByteRange>;

TEST(FileRanges, MayComeInAnyOrderAndTouch) {
  EXPECT_EQ(CheckRanges(Ranges{{100, 100}, {900, kLengthToEof}, {200, 1}, {0, 100}}),
            hresult::S_OK);
  EXPECT_EQ(CheckRanges(Ranges{{0, 1}}), hresult::S_OK);
  EXPECT_EQ(CheckRanges(Ranges{{kLengthToEof - 5, 5}}), hresult::S_OK);
  EXPECT_EQ(CheckRanges(Ranges{{kLengthToEof - 1, kLengthToEof}}), hresult::S_OK);
}

TEST(FileRanges, MustNotShareAByte) {
  for (const Ranges& ranges :
       {Ranges{{0, 10}, {0, 10}}, Ranges{{0, 10}, {9, 1}}, Ranges{{9, 1}, {0, 10}},
        Ranges{{5, kLengthToEof}, {100, 1}}, Ranges{{0, 100}, {200, 5}, {99, 2}},
        Ranges{{100, 5}, {100, 0}}, Ranges{{8, kLengthToEof}, {9, kLengthToEof}}}) {
    EXPECT_EQ(CheckRanges(ranges), hresult::BG_E_OVERLAPPING_RANGES) << ranges[0].offset;
  }
}

TEST(FileRanges, MustBePossible) {
  for (const Ranges& ranges :
       {Ranges{{kLengthToEof, 1}}, Ranges{{kLengthToEof, kLengthToEof}}, Ranges{{5, 0}},
        Ranges{{kLengthToEof - 5, 6}}, Ranges{{1, kLengthToEof - 1}, {0, 0}}}) {
    EXPECT_EQ(CheckRanges(ranges), hresult::BG_E_INVALID_RANGE) << ranges[0].offset;
  }
}

TEST(FileRanges, AreStretchesOfAFile) {
  EXPECT_EQ(StretchesOf(Ranges{{900, kLengthToEof}, {0, 5}, {999, 1}}, 1000),
            (Ranges{{900, 100}, {0, 5}, {999, 1}}));
  EXPECT_EQ(StretchesOf({}, 1000), (Ranges{{0, 1000}}));
  EXPECT_EQ(StretchesOf(Ranges{{0, 5}, {1000, kLengthToEof}}, 1000), std::nullopt);
  EXPECT_EQ(StretchesOf(Ranges{{999, 2}}, 1000), std::nullopt);
  EXPECT_EQ(TotalOf(Ranges{{900, 100}, {0, 5}}), 105u);
}

}  // namespace
}  // namespace bitsproof
