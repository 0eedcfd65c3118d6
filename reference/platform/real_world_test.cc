#include "reference/platform/real_world.h"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "reference/env/testing/job_store_contract.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::platform {
namespace {

TEST(RealWorld, KeepsJobsInItsFile) {
  const TemporaryDirectory directory;
  for (const std::size_t present : {0u, 1u}) {
    RealWorld world({.store_path = directory / "jobs.db"});
    JobStore& store = world.environment().store;
    EXPECT_EQ(store.Load()->size(), present);
    store.PutJob(FullJobRecord(1));
    EXPECT_EQ(store.Commit(), hresult::S_OK);
  }
}

TEST(RealWorld, ForgetsJobsWithoutAFile) {
  for (int i = 0; i < 2; ++i) {
    RealWorld world;
    EXPECT_TRUE(world.store().Load()->empty());
    world.store().PutJob(FullJobRecord(1));
    EXPECT_EQ(world.store().Commit(), hresult::S_OK);
    EXPECT_EQ(world.environment().store.Load()->size(), 1u);
  }
}

TEST(RealWorld, RefusesAFileThatIsNotAStore) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "jobs.db") << std::string(5000, 'x');
  EXPECT_THROW(RealWorld({.store_path = directory / "jobs.db"}), std::invalid_argument);
  EXPECT_THROW(RealWorld({.store_path = directory / "none/jobs.db"}), std::invalid_argument);
}

TEST(RealWorld, GivesEachManagerItsOwnChance) {
  RealWorld world;
  EXPECT_NE(world.environment().random.Next(), world.environment().random.Next());
}

TEST(RealWorld, TellsEventsToItsCallback) {
  RealWorld world;
  EXPECT_EQ(world.environment().events.OnEvent({}), Delivery::kRefused) << "nobody listens";
  world.events().set_callback([](const JobEvent&) { return true; });
  EXPECT_EQ(world.environment().events.OnEvent({}), Delivery::kTaken);
}

}  // namespace
}  // namespace bitsproof::platform
