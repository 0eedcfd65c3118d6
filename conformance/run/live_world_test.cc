#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

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

TEST_F(LiveWorldTest, NotesTheRunsOfPrograms) {
  const std::string path = world_->work_directory() + "/it's a program";
  world_->MakeProgram(path, {3, 0});
  EXPECT_EQ(world_->Runs(path), Json::array());
  const std::string command = '"' + path + "\" a 'b c'";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 3);
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 0);
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 0);
  const Json run = Json::parse(R"({"arguments": ["a", "b c"]})");
  EXPECT_EQ(world_->Runs(path), Json::array({run, run, run}));
}

// A child that another thread starts must not hold the program open for writing (ETXTBSY).
TEST_F(LiveWorldTest, MakesProgramsThatRunWhileOtherThreadsStartProcesses) {
  std::atomic<bool> enough{false};
  std::thread starter([&enough] {
    std::vector<pid_t> children;
    while (!enough) {
      const pid_t child = ::fork();
      if (child == 0) {
        ::usleep(100'000);  // it has what this process had open until it becomes its program
        ::_exit(0);
      }
      children.push_back(child);
      ::usleep(1'000);
    }
    for (const pid_t child : children) ::waitpid(child, nullptr, 0);
  });
  const std::vector<int> exits(20'000, 0);  // long to write
  int failures = 0;
  for (int i = 0; i < 5; ++i) {
    const std::string path = world_->work_directory() + "/program" + std::to_string(i);
    world_->MakeProgram(path, exits);
    if (std::system(path.c_str()) != 0) ++failures;
  }
  enough = true;
  starter.join();
  EXPECT_EQ(failures, 0);
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
