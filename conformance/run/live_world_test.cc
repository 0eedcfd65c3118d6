#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "conformance/run/world.h"
#include "fakes/body.h"

namespace bitsproof::conformance {
namespace {

namespace fs = std::filesystem;

class LiveWorldTest : public ::testing::Test {
 protected:
  std::unique_ptr<World> world_ = MakeLiveWorld(::testing::TempDir());
};

TEST_F(LiveWorldTest, HasAnEmptyWorkDirectoryThatGoesWithIt) {
  const std::string path = world_->work_directory();
  EXPECT_TRUE(fs::path(path).is_absolute());
  EXPECT_TRUE(fs::is_empty(path));
  world_->WriteFile(path + "/a", {{"text", "x"}});
  world_.reset();
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(LiveWorldTest, GivesEachWorldADirectoryOfItsOwn) {
  EXPECT_NE(MakeLiveWorld(::testing::TempDir())->work_directory(), world_->work_directory());
}

TEST_F(LiveWorldTest, RefusesARootThatDoesNotExist) {
  EXPECT_THROW(MakeLiveWorld(world_->work_directory() + "/none"), HarnessError);
}

TEST_F(LiveWorldTest, DescribesFiles) {
  const std::string path = world_->work_directory() + "/a";
  EXPECT_EQ(world_->Stat(path), Json::parse(R"({"exists": false})"));
  world_->WriteFile(path, {{"seed", 42}, {"bytes", 3'000'000}});
  const Json info = world_->Stat(path);
  EXPECT_EQ(info["exists"], true);
  EXPECT_EQ(info["directory"], false);
  EXPECT_EQ(info["bytes"], 3'000'000);
  EXPECT_EQ(info["sha256"], fakes::Body::FromSeed(42, 3'000'000).Sha256());
  EXPECT_EQ(info["modified"].get<std::string>().size(), 28u);
}

TEST_F(LiveWorldTest, ListsNamesInOrder) {
  const std::string& root = world_->work_directory();
  world_->MakeDirectory(root + "/b");
  world_->WriteFile(root + "/c", {{"text", ""}});
  world_->WriteFile(root + "/a", {{"text", ""}});
  EXPECT_EQ(world_->List(root), Json::parse(R"(["a", "b", "c"])"));
  EXPECT_EQ(world_->Stat(root + "/b")["directory"], true);
}

TEST_F(LiveWorldTest, StartsOriginsOnTheLoopbackInterface) {
  const std::string url =
      world_->StartOrigin("web", Json::parse(R"({"resources": {"/a": {"body": {"text": "x"}}}})"));
  EXPECT_TRUE(url.starts_with("http://127.0.0.1:")) << url;
  EXPECT_EQ(world_->Journal("web")["connections"], 0);
  EXPECT_THROW(world_->Journal("net"), HarnessError);
}

TEST_F(LiveWorldTest, LetsRealTimePass) {
  const Duration before = world_->Elapsed();
  world_->Advance(std::chrono::milliseconds(2));
  EXPECT_GE(world_->Elapsed() - before, std::chrono::milliseconds(2));
}

TEST_F(LiveWorldTest, NeverWaitsBeyondTheLimit) {
  const Duration before = world_->Elapsed();
  world_->AwaitChange(Duration(1), Until::kAnything, 1000);
  EXPECT_GE(world_->Elapsed(), before);
}

}  // namespace
}  // namespace bitsproof::conformance
