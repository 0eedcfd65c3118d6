#include "fakes/scripted_programs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/event_loop.h"

namespace bitsproof::fakes {
namespace {

using ::testing::ElementsAre;

TEST(ScriptedPrograms, NoteTheirRunsAndExitAsTheScriptSays) {
  EventLoop loop(FromUnixSeconds(0));
  ScriptedPrograms programs(loop, loop);
  programs.Make("/bin/note", {3, 0});
  std::vector<std::optional<int>> exits;
  const auto run = [&](const CommandLine& command) {
    const auto running =
        programs.Start(command, [&](std::optional<int> code) { exits.push_back(code); });
    loop.RunUntil(loop.Now() + ScriptedPrograms::kRunTime);
  };
  run({"/bin/note", "note 'a b'", "S-1"});
  run({"/bin/note", "", "S-2"});
  run({"/bin/note", "note", "S-2"});
  run({"/bin/none", "none", "S-2"});
  EXPECT_THAT(exits, ElementsAre(3, 0, 0, std::nullopt));
  ASSERT_EQ(programs.RunsOf("/bin/note").size(), 3u);
  EXPECT_THAT(programs.RunsOf("/bin/note")[0].arguments, ElementsAre("note", "a b"));
  EXPECT_EQ(programs.RunsOf("/bin/note")[0].user, "S-1");
  EXPECT_THAT(programs.RunsOf("/bin/note")[1].arguments, ElementsAre("/bin/note"));
}

TEST(ScriptedPrograms, TellNobodyOfARunThatIsForgotten) {
  EventLoop loop(FromUnixSeconds(0));
  ScriptedPrograms programs(loop, loop);
  programs.Make("/bin/note", {0});
  programs.Start({"/bin/note", "", ""}, [](std::optional<int>) { FAIL(); }).reset();
  loop.RunUntil(loop.Now() + std::chrono::seconds(1));
  EXPECT_EQ(programs.RunsOf("/bin/note").size(), 1u);
}

}  // namespace
}  // namespace bitsproof::fakes
