// The method tables of the COM adapter, which is a program for Windows: read as text, so that a
// build without a cross compiler notices a method that they lack.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "conformance/protocol/method_table.h"

namespace bitsproof::conformance {
namespace {

// The names in the rows of all tables: {"job.addFile", ...
std::vector<std::string> MethodRows() {
  static const std::regex row(R"re(\{"([a-zA-Z]+\.[a-zA-Z]+)",)re");
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(BITSPROOF_SOURCE_DIR "/conformance/adapters/com")) {
    if (!entry.path().filename().string().starts_with("methods_")) continue;
    std::ifstream file(entry.path());
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (auto it = std::sregex_iterator(text.begin(), text.end(), row);
         it != std::sregex_iterator(); ++it) {
      names.push_back((*it)[1]);
    }
  }
  return names;
}

TEST(ComAdapter, HasOneRowForEachMethodOfBits) {
  std::vector<std::string> methods;
  for (const MethodInfo& method : Methods()) {
    if (method.takes_as) methods.emplace_back(method.name);
  }
  EXPECT_THAT(MethodRows(), testing::UnorderedElementsAreArray(methods));
}

}  // namespace
}  // namespace bitsproof::conformance
