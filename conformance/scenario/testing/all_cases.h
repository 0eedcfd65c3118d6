// Every case of the project's scenarios, for tests that put something through the whole suite.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "conformance/scenario/matrix.h"
#include "conformance/scenario/scenario_parser.h"

namespace bitsproof::conformance::testing {

// In the order of the files' names. REQUIRES: BITSPROOF_SOURCE_DIR.
inline std::vector<Case> AllCases() {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  for (const auto& topic : fs::directory_iterator(BITSPROOF_SOURCE_DIR "/scenarios")) {
    const std::string name = topic.path().filename().string();
    if (!topic.is_directory() || name == "preparations" || name == "requirements" ||
        name == "schema") {
      continue;
    }
    for (const auto& file : fs::directory_iterator(topic)) {
      if (file.path().extension() == ".json") files.push_back(file.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Case> cases;
  for (const std::string& file : files) {
    auto scenario = std::make_shared<Scenario>();
    for (const Problem& problem : ParseScenarioFile(file, scenario.get())) {
      ADD_FAILURE() << ToString(problem);
    }
    for (Case& test_case : Expand(scenario)) cases.push_back(std::move(test_case));
  }
  return cases;
}

}  // namespace bitsproof::conformance::testing
