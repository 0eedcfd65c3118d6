#include "reference/model/job_state.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace bitsproof {
namespace {

JobState StateOf(int number) { return static_cast<JobState>(number); }

TEST(JobState, HasTheOfficialNumbersAndNames) {
  std::string text;
  for (int i = 0; i < kJobStateCount; ++i) {
    text += std::to_string(i) + " " + std::string(ToString(StateOf(i))) + "\n";
  }
  EXPECT_EQ(text,
            "0 QUEUED\n1 CONNECTING\n2 TRANSFERRING\n3 SUSPENDED\n4 ERROR\n5 TRANSIENT_ERROR\n"
            "6 TRANSFERRED\n7 ACKNOWLEDGED\n8 CANCELLED\n");
}

// Every pair of states. Columns in the order of the rows.
TEST(JobState, MovesExactlyAsTheMatrixSays) {
  std::string matrix;
  for (int from = 0; from < kJobStateCount; ++from) {
    std::string row(ToString(StateOf(from)));
    row.resize(16, ' ');
    for (int to = 0; to < kJobStateCount; ++to) {
      row += IsLegalTransition(StateOf(from), StateOf(to)) ? " x" : " .";
    }
    matrix += row + "\n";
  }
  EXPECT_EQ(matrix,
            //                Q C T S E t D A X
            "QUEUED           . x . x x x . x x\n"
            "CONNECTING       x . x x x x x x x\n"
            "TRANSFERRING     x . . x x x x x x\n"
            "SUSPENDED        x . . . x . . x x\n"
            "ERROR            x . . . . . . x x\n"
            "TRANSIENT_ERROR  x . . x x . . x x\n"
            "TRANSFERRED      x . . . x . . x x\n"
            "ACKNOWLEDGED     . . . . . . . . .\n"
            "CANCELLED        . . . . . . . . .\n");
}

TEST(JobState, NothingLeavesAFinalState) {
  for (int from = 0; from < kJobStateCount; ++from) {
    if (!IsFinal(StateOf(from))) continue;
    for (int to = 0; to < kJobStateCount; ++to) {
      EXPECT_FALSE(IsLegalTransition(StateOf(from), StateOf(to)));
    }
  }
}

TEST(JobState, EveryOtherStateCanBeCancelled) {
  for (int from = 0; from < kJobStateCount; ++from) {
    EXPECT_EQ(IsLegalTransition(StateOf(from), JobState::kCancelled), !IsFinal(StateOf(from)));
  }
}

TEST(JobState, NoStateMovesToItself) {
  for (int i = 0; i < kJobStateCount; ++i) EXPECT_FALSE(IsLegalTransition(StateOf(i), StateOf(i)));
}

TEST(JobState, EveryStateCanBeReachedFromSuspended) {
  std::set<int> reached = {static_cast<int>(JobState::kSuspended)};
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const int from : std::set<int>(reached)) {
      for (int to = 0; to < kJobStateCount; ++to) {
        if (IsLegalTransition(StateOf(from), StateOf(to))) reached.insert(to);
      }
    }
  }
  EXPECT_EQ(reached.size(), static_cast<std::size_t>(kJobStateCount));
}

TEST(JobState, KnowsWhichAreFinalAndWhichAreActive) {
  std::string text;
  for (int i = 0; i < kJobStateCount; ++i) {
    text += IsFinal(StateOf(i)) ? 'F' : IsActive(StateOf(i)) ? 'A' : '-';
  }
  EXPECT_EQ(text, "-AA----FF");
}

}  // namespace
}  // namespace bitsproof
