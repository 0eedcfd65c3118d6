// Our reading of the protocol's schema held against valijson's, over the messages of the whole
// simulated suite and over broken variants of them.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "conformance/command/subject_factory.h"
#include "conformance/protocol/message_forms.h"
#include "conformance/protocol/method_table.h"
#include "conformance/run/runner.h"
#include "conformance/scenario/testing/all_cases.h"

namespace bitsproof::conformance {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

// One side of a method, "job.addFile/properties/params" below $defs, and messages for it, as text.
using Messages = std::map<std::string, std::set<std::string>>;

std::string ParamsOf(std::string_view method) { return std::string(method) + "/properties/params"; }
std::string ResultOf(std::string_view method) { return std::string(method) + "/properties/result"; }

const Form& FormOf(const std::string& definition) {
  const std::string method = definition.substr(0, definition.find('/'));
  return definition == ParamsOf(method) ? *FormsOf(method).params : *FormsOf(method).result;
}

// `value` with the digits of its texts and numbers alike, so that messages of one shape are one.
Json Shape(const Json& value) {
  if (value.is_number_integer()) return 7;
  if (value.is_string() && value.get_ref<const std::string&>().starts_with("http")) return "http";
  if (value.is_string() && value.get_ref<const std::string&>().starts_with("{")) return "{}";
  if (!value.is_structured()) return value;
  Json shape = value;
  for (Json& part : shape) part = Shape(part);
  if (shape.is_array() && shape.size() > 2) shape.erase(shape.begin() + 2, shape.end());
  return shape;
}

// Notes one message of each shape.
class Recorder final : public Subject {
 public:
  Reply Call(std::string_view method, const Json& params) override {
    Reply reply = subject_->Call(method, params);
    if (FindMethod(method) == nullptr) return reply;
    Note(ParamsOf(method), params);
    if (reply.kind == Reply::Kind::kResult) Note(ResultOf(method), reply.value);
    return reply;
  }

  Messages messages;

 private:
  void Note(const std::string& definition, const Json& message) {
    if (messages[definition].size() > 200) return;
    // The variants of a long list are many, and say no more than those of a short one.
    if (message.dump().size() > kLongestMessage) return;
    if (shapes_.insert(definition + Shape(message).dump()).second) {
      messages[definition].insert(message.dump());
    }
  }

  static constexpr std::size_t kLongestMessage = 2000;  // bytes

  std::unique_ptr<Subject> subject_ = MakeSubject("reference", Mode::kSim);
  std::set<std::string> shapes_;
};

// valijson on one definition.
class OtherValidator {
 public:
  explicit OtherValidator(const std::string& definition) {
    nlohmann::json document = Document();
    document["allOf"] = {{{"$ref", "#/$defs/" + definition}}};
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(Adapter(document), schema_);
  }

  bool Accepts(const Json& message) const {
    const auto plain = nlohmann::json::parse(message.dump());
    valijson::Validator validator;
    return validator.validate(schema_, Adapter(plain), nullptr);
  }

 private:
  static const nlohmann::json& Document() {
    static const auto* const document = new nlohmann::json([] {
      std::ifstream stream(BITSPROOF_SOURCE_DIR "/scenarios/schema/protocol-1.0.json");
      return nlohmann::json::parse(stream);
    }());
    return *document;
  }

  valijson::Schema schema_;
};

// `value` and everything in it replaced, taken away or added to, one at a time.
std::vector<Json> BrokenVariants(const Json& value) {
  std::vector<Json> variants = {nullptr,      true,        -1,    7.5,           4294967296,
                                "",           "QUEUED",    "0x0", Json::array(), Json::object(),
                                "0x80070005", "0x00000001"};
  if (value.is_object()) {
    Json more = value;
    more["unknown"] = 1;
    variants.push_back(std::move(more));
    for (const auto& member : value.items()) {
      Json less = value;
      less.erase(member.key());
      variants.push_back(std::move(less));
    }
  }
  if (value.is_structured()) {
    for (const auto& member : value.items()) {
      for (Json& part : BrokenVariants(member.value())) {
        Json changed = value;
        if (value.is_array()) {
          changed[std::stoul(member.key())] = std::move(part);
        } else {
          changed[member.key()] = std::move(part);
        }
        variants.push_back(std::move(changed));
      }
    }
  }
  return variants;
}

Messages MessagesOfTheSuite() {
  Recorder recorder;
  const SubjectInfo info = Handshake(recorder);
  for (const Case& test_case : testing::AllCases()) {
    const CaseResult result = RunCase(recorder, info, test_case, {});
    EXPECT_TRUE(result.verdict == Verdict::kPass || result.verdict == Verdict::kSkipped)
        << result.case_id;
  }
  return std::move(recorder.messages);
}

TEST(ProtocolSchema, IsReadAsAnotherValidatorReadsIt) {
  std::size_t broken = 0;
  std::size_t refused = 0;
  const Messages messages = MessagesOfTheSuite();
  EXPECT_GT(messages.size(), 110u);
  for (const auto& [definition, texts] : messages) {
    const OtherValidator other(definition);
    const Form& form = FormOf(definition);
    std::set<std::string> seen;
    for (const std::string& text : texts) {
      const Json message = Json::parse(text);
      EXPECT_EQ(WrongForm(form, message), "") << definition << " " << text;
      EXPECT_TRUE(other.Accepts(message)) << definition << " " << text;
      for (const Json& variant : BrokenVariants(message)) {
        if (seen.size() > 300 || !seen.insert(Shape(variant).dump()).second) continue;
        ++broken;
        const bool accepted = HasForm(form, variant);
        refused += accepted ? 0 : 1;
        EXPECT_EQ(accepted, other.Accepts(variant)) << definition << " " << variant;
      }
    }
  }
  EXPECT_GT(broken, 5000u);
  EXPECT_GT(refused, broken / 2);
}

// The methods that no scenario calls yet are compared by messages made from the schema.
TEST(ProtocolSchema, DescribesEveryMethodForAnotherValidatorToo) {
  for (const MethodInfo& method : Methods()) {
    for (const std::string& definition : {ParamsOf(method.name), ResultOf(method.name)}) {
      const OtherValidator other(definition);
      const Form& form = FormOf(definition);
      for (const Json& variant : BrokenVariants({{"hresult", "0x80070005"}, {"as", "alice"}})) {
        EXPECT_EQ(HasForm(form, variant), other.Accepts(variant)) << definition << " " << variant;
      }
    }
  }
}

}  // namespace
}  // namespace bitsproof::conformance
