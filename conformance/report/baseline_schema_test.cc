// The JSON Schema that editors use for baselines, held against the reader.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "conformance/report/baseline.h"
#include "conformance/run/testing/sample_results.h"
#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

class BaselineSchema : public ::testing::Test {
 protected:
  BaselineSchema() {
    std::ifstream stream(BITSPROOF_SOURCE_DIR "/scenarios/schema/baseline-1.0.json");
    const nlohmann::json json = nlohmann::json::parse(stream);
    valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(json), schema_);
  }

  bool SchemaAccepts(const std::string& text) const {
    const nlohmann::json json = nlohmann::json::parse(text);
    valijson::Validator validator;
    return validator.validate(schema_, Adapter(json), nullptr);
  }

  static bool ReaderAccepts(const std::string& text) {
    TemporaryFolder folder;
    folder.Write("b.json", text);
    std::vector<Problem> problems;
    ReadBaseline(folder / "b.json", EmptyReason::kRefused, problems);
    return problems.empty();
  }

  valijson::Schema schema_;
};

TEST_F(BaselineSchema, AcceptsWhatTheProgramWrites) {
  Baseline baseline;
  baseline.description = "d";
  baseline.Update(SampleResults(), {});
  EXPECT_TRUE(SchemaAccepts(WriteBaseline(baseline)));
}

TEST_F(BaselineSchema, AgreesWithTheReaderAboutWhatIsWrong) {
  const std::string good =
      R"({"case": "a", "mode": "sim", "check": "c", "signature": "s", "kind": "known", "reason": "r"})";
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"", ""},
      {"\"a\"", "\"\""},
      {"\"a\"", "7"},
      {"sim", "both"},
      {"\"check\"", "\"step\""},
      {"\"check\"", "\"pointer\""},
      {"\"check\"", "\"at\""},
      {"\"check\": \"c\", ", ""},
      {"\"check\"", "\"step\": \"d\", \"check\""},
      {"\"s\"", "\"\""},
      {"known", "flaky"},
      {"known", "often"},
      {"\"r\"", "\" \""},
      {", \"reason\": \"r\"", ""},
  };
  for (const auto& [what, by] : changes) {
    std::string entry = good;
    entry.replace(entry.find(what), what.size(), by);
    const std::string text = "{\"format\": \"1.0\", \"entries\": [" + entry + "]}";
    EXPECT_EQ(SchemaAccepts(text), ReaderAccepts(text)) << text;
  }
  for (const char* const text :
       {"{}", "[]", R"({"format": "2.0", "entries": []})", R"({"format": "1.0"})",
        R"({"format": "1.0", "entries": {}})", R"({"format": "1.0", "entries": [], "x": 1})",
        R"({"format": "1.0", "description": "d", "entries": []})"}) {
    EXPECT_EQ(SchemaAccepts(text), ReaderAccepts(text)) << text;
  }
}

}  // namespace
}  // namespace bitsproof::conformance
