#include "conformance/run/suite.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "conformance/scenario/matrix.h"
#include "conformance/scenario/scenario_parser.h"

namespace bitsproof::conformance {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  return content.str();
}

// Whether `file` is under a folder of `root` that holds no scenarios.
bool IsAside(const fs::path& file, const fs::path& root) {
  const fs::path relative = file.lexically_relative(root);
  return !relative.empty() &&
         (*relative.begin() == "requirements" || *relative.begin() == "schema" ||
          *relative.begin() == "preparations");
}

void AddCases(const std::shared_ptr<const Scenario>& scenario, std::vector<SuiteCase>& cases) {
  for (const Case& test_case : Expand(scenario)) {
    if (scenario->needs.sim) cases.push_back({test_case, Mode::kSim});
    if (scenario->needs.live) cases.push_back({test_case, Mode::kLive});
  }
}

void AddScenario(const fs::path& file, Suite& suite, std::vector<Problem>& problems) {
  auto scenario = std::make_shared<Scenario>();
  const auto wrong = ParseScenarioFile(file.string(), scenario.get());
  problems.insert(problems.end(), wrong.begin(), wrong.end());
  if (!wrong.empty()) return;
  if (const Scenario* first = suite.Find(scenario->id)) {
    problems.push_back(
        {file.string(), "/id", "the id " + scenario->id + " is taken by " + first->file});
    return;
  }
  suite.digests[scenario->id] = DigestOf(ReadAll(file));
  AddCases(scenario, suite.cases);
  suite.scenarios.push_back(std::move(scenario));
}

}  // namespace

const Scenario* Suite::Find(const std::string& scenario_id) const {
  const auto it = std::find_if(scenarios.begin(), scenarios.end(),
                               [&](const auto& scenario) { return scenario->id == scenario_id; });
  return it == scenarios.end() ? nullptr : it->get();
}

std::vector<fs::path> ScenarioFiles(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(path, ignored)) {
    const fs::path& file = entry.path();
    if (file.extension() == ".json" && !IsAside(file, path)) files.push_back(file);
  }
  std::sort(files.begin(), files.end());
  return files;
}

Suite LoadSuite(const fs::path& folder, std::vector<Problem>& problems) {
  Suite suite;
  if (!fs::is_directory(folder)) {
    problems.push_back({folder.string(), "", "there is no such scenario folder"});
    return suite;
  }
  suite.catalogue = LoadCatalogue(folder / "requirements", problems);
  const auto files = ScenarioFiles(folder);
  if (files.empty()) problems.push_back({folder.string(), "", "the folder holds no scenario"});
  for (const fs::path& file : files) AddScenario(file, suite, problems);
  std::string all;
  for (const auto& [id, digest] : suite.digests) all += id + " " + digest + "\n";
  suite.digest = DigestOf(all);
  return suite;
}

std::string DigestOf(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), bytes.data(), &length, EVP_sha256(), nullptr);
  std::string digits;
  for (unsigned i = 0; i < 8 && i < length; ++i) digits += fmt::format("{:02x}", bytes[i]);
  return digits;
}

}  // namespace bitsproof::conformance
