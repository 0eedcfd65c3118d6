#include "reference/platform/posix_programs.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "reference/platform/run_loop.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::platform {
namespace {

class PosixProgramsTest : public testing::Test {
 protected:
  // A shell script, as a program.
  std::string Make(const std::string& name, const std::string& script) {
    const std::string path = folder_.path() + "/" + name;
    std::ofstream(path) << "#!/bin/sh\n" << script;
    ::chmod(path.c_str(), 0700);
    return path;
  }

  // How the program ends.
  std::optional<int> Run(const CommandLine& command) {
    std::optional<int> code;
    bool ended = false;
    const auto run = programs_.Start(command, [&](std::optional<int> exit_code) {
      code = exit_code;
      ended = true;
    });
    EXPECT_FALSE(ended) << "from inside Start";
    while (!ended) loop_.RunOnce(std::chrono::seconds(1));
    return code;
  }

  std::string Read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder_.path() + "/" + name).rdbuf();
    return text.str();
  }

  const TemporaryDirectory folder_{""};
  RunLoop loop_;
  PosixPrograms programs_{loop_, loop_};
};

TEST_F(PosixProgramsTest, TellsTheExitCode) {
  EXPECT_EQ(Run({Make("ok", "exit 0"), "", ""}), 0);
  EXPECT_EQ(Run({Make("bad", "exit 7"), "", ""}), 7);
  EXPECT_EQ(Run({Make("killed", "kill -9 $$"), "", ""}), std::nullopt);
}

TEST_F(PosixProgramsTest, StartsNothingThatIsNotThere) {
  EXPECT_EQ(Run({folder_.path() + "/none", "", ""}), std::nullopt);
  EXPECT_EQ(Run({"true", "", ""}), std::nullopt) << "nothing is searched";
  EXPECT_EQ(Run({"./true", "", ""}), std::nullopt);
  EXPECT_EQ(Run({Make("quote", "exit 0"), "quote \"", ""}), std::nullopt);
}

TEST_F(PosixProgramsTest, GivesTheArgumentsAsTheyAre) {
  const std::string program =
      Make("args", "for a in \"$@\"; do echo \"[$a]\"; done > \"$1\"; exit 0");
  const std::string out = folder_.path() + "/out";
  EXPECT_EQ(Run({program, "args '" + out + "' $HOME \"a b\" %PATH% *", ""}), 0);
  EXPECT_EQ(Read("out"), "[" + out + "]\n[$HOME]\n[a b]\n[%PATH%]\n[*]\n");
}

TEST_F(PosixProgramsTest, LetsAForgottenProgramGoOn) {
  const std::string out = folder_.path() + "/out";
  const std::string program = Make("late", "echo done > \"$1.part\"; mv \"$1.part\" \"$1\"");
  programs_.Start({program, "late " + out, ""}, [](std::optional<int>) { FAIL(); }).reset();
  while (Read("out").empty()) loop_.RunOnce(std::chrono::milliseconds(10));
  EXPECT_EQ(Run({Make("ok", "exit 0"), "", ""}), 0);
}

}  // namespace
}  // namespace bitsproof::platform
