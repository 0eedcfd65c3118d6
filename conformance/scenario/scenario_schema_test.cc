// The JSON Schema that editors use, held against the parser.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace bitsproof::conformance {
namespace {

namespace fs = std::filesystem;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

const std::string kSource = BITSPROOF_SOURCE_DIR;

nlohmann::json Load(const fs::path& file) {
  std::ifstream stream(file);
  return nlohmann::json::parse(stream);
}

class ScenarioSchema : public ::testing::Test {
 protected:
  ScenarioSchema() {
    const nlohmann::json json = Load(kSource + "/scenarios/schema/scenario-1.0.json");
    valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(json), schema_);
  }

  // "" when `json` holds to the schema, else what does not.
  std::string ViolationOf(const nlohmann::json& json) const {
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema_, Adapter(json), &results)) return "";
    std::string text;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
      for (const std::string& part : error.context) text += part;
      text += ": " + error.description + "\n";
    }
    return text.empty() ? "violated" : text;
  }

  void ExpectAllValid(const fs::path& folder, std::size_t count_min) const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".json") continue;
      EXPECT_EQ(ViolationOf(Load(entry.path())), "") << entry.path();
      ++count;
    }
    EXPECT_GE(count, count_min) << folder;
  }

  valijson::Schema schema_;
};

TEST_F(ScenarioSchema, AcceptsTheScenariosOfTheRunnersTests) {
  ExpectAllValid(kSource + "/conformance/testdata/valid_pass/engine", 10);
  ExpectAllValid(kSource + "/conformance/testdata/valid_fail/engine", 15);
}

TEST_F(ScenarioSchema, AcceptsEveryScenario) {
  for (const auto& topic : fs::directory_iterator(kSource + "/scenarios")) {
    const std::string name = topic.path().filename().string();
    if (topic.is_directory() && name != "preparations" && name != "requirements" &&
        name != "schema") {
      ExpectAllValid(topic.path(), 0);
    }
  }
}

TEST_F(ScenarioSchema, RefusesWhatAnEditorCanSee) {
  for (const char* name :
       {"unknown-key", "unknown-verb", "two-verbs", "unknown-state", "unknown-mode",
        "unknown-level", "await-without-within", "check-without-requirement",
        "duration-without-unit", "kills-no-texts"}) {
    const fs::path file = kSource + "/conformance/testdata/invalid/engine/" + name + ".json";
    EXPECT_NE(ViolationOf(Load(file)), "") << name;
  }
}

}  // namespace
}  // namespace bitsproof::conformance
