#include "conformance/run/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <stdexcept>
#include <vector>

namespace bitsproof::conformance {
namespace {

TEST(ParallelFor, DoesEveryItemOnce) {
  std::vector<std::atomic<int>> times(1000);
  ParallelFor(times.size(), 8, [&](std::size_t, std::size_t item) { ++times[item]; });
  for (const auto& count : times) EXPECT_EQ(count, 1);
}

TEST(ParallelFor, RunsWorkersAtTheSameTime) {
  std::barrier all_there(4);
  ParallelFor(4, 4, [&](std::size_t, std::size_t) { all_there.arrive_and_wait(); });
}

TEST(ParallelFor, GivesEachWorkerItsOwnNumber) {
  std::barrier all_there(3);
  std::vector<std::atomic<int>> seen(3);
  ParallelFor(3, 3, [&](std::size_t worker, std::size_t) {
    ++seen[worker];
    all_there.arrive_and_wait();
  });
  for (const auto& count : seen) EXPECT_EQ(count, 1);
}

TEST(ParallelFor, DoesNothingWithoutItems) {
  ParallelFor(0, 4, [](std::size_t, std::size_t) { FAIL(); });
}

TEST(ParallelFor, PassesAnExceptionOnAndStops) {
  std::atomic<int> done{0};
  const auto work = [&](std::size_t, std::size_t item) {
    if (item == 3) throw std::runtime_error("three");
    ++done;
  };
  EXPECT_THROW(ParallelFor(1000, 1, work), std::runtime_error);
  EXPECT_EQ(done, 3);
}

}  // namespace
}  // namespace bitsproof::conformance
