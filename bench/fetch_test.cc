// The program bitsproof_fetch, as it is called.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bench/child_process.h"
#include "fakes/http_server.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::bench {
namespace {

class FetchTest : public testing::Test {
 protected:
  // Fetches the targets from a server that plays `script`.
  int Fetch(const std::string& script, const std::vector<std::string>& targets,
            std::vector<std::string> options = {}) {
    fakes::HttpServer server(fakes::ParseOriginScriptText(script, fakes::FileBodies::kRefused));
    Command command{{BITSPROOF_FETCH, "--to", directory_.path()}, output_};
    for (const std::string& target : targets) command.arguments.push_back(server.url() + target);
    command.arguments.insert(command.arguments.end(), options.begin(), options.end());
    return RunCommand(command).exit_code;
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string Output() const {
    std::ifstream file(output_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const platform::TemporaryDirectory directory_;
  const platform::TemporaryDirectory elsewhere_;
  const std::string output_ = elsewhere_ / "output";
};

TEST_F(FetchTest, NamesAFileByItsPathWithoutTheQuery) {
  EXPECT_EQ(Fetch(R"({"resources": {"/a/b.bin?x=../c/d": {"body": {"text": "hello"}}}})",
                  {"/a/b.bin?x=../c/d"}),
            0)
      << Output();
  EXPECT_EQ(Names(), std::vector<std::string>{"b.bin"});
}

TEST_F(FetchTest, TellsTheErrorOfTheJobAndLeavesNothing) {
  EXPECT_EQ(Fetch(R"({"resources": {"/a": {"body": {"text": "hello"}}}})", {"/a", "/none"}), 1);
  EXPECT_NE(Output().find("BG_E_HTTP_ERROR_404"), std::string::npos) << Output();
  EXPECT_NE(Output().find("/none"), std::string::npos) << Output();
  EXPECT_EQ(Names(), std::vector<std::string>());
}

TEST_F(FetchTest, CancelsWhatItGivesUp) {
  EXPECT_EQ(Fetch(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}}},
                      "faults": [{"id": "cut", "times": 100, "when": {"resourceOffset": 50000}, "do": "reset"}]})",
                  {"/a"}, {"--limit", "1"}),
            1);
  EXPECT_NE(Output().find("not finished in 1 s: BG_E_CONNECTION_CLOSED"), std::string::npos)
      << Output();
  EXPECT_EQ(Names(), std::vector<std::string>());
}

TEST_F(FetchTest, RefusesTwoFilesOfOneName) {
  EXPECT_EQ(Fetch(R"({"resources": {}})", {"/a?1", "/a?2"}), 1);
  EXPECT_NE(Output().find("would both become"), std::string::npos) << Output();
}

}  // namespace
}  // namespace bitsproof::bench
