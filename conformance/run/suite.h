// Suite: all scenarios of a folder.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conformance/run/selection.h"
#include "conformance/scenario/catalogue.h"
#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// What a scenario folder holds.
struct Suite {
  std::vector<std::shared_ptr<const Scenario>> scenarios;  // in order of their paths
  Catalogue catalogue;                                     // of the folder requirements/
  std::vector<SuiteCase> cases;  // scenario by scenario, case by case, sim before live
  std::map<std::string, std::string> digests;  // scenario id -> digest of its file
  std::string digest;                          // of all of them

  // nullptr when there is none of that id.
  const Scenario* Find(const std::string& scenario_id) const;
};

// Reads every *.json under `folder` but preparations/, requirements/ and schema/. Everything that
// is wrong with any of the files is appended to `problems`; what is wrong is left out of the suite.
// A folder that does not exist or holds no scenario is a problem too.
Suite LoadSuite(const std::filesystem::path& folder, std::vector<Problem>& problems);

// The scenario files under `path` (a folder, or one file), sorted.
std::vector<std::filesystem::path> ScenarioFiles(const std::filesystem::path& path);

// The first 16 hexadecimal digits of the SHA-256 of `text`.
std::string DigestOf(const std::string& text);

}  // namespace bitsproof::conformance
