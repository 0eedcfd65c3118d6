#include "conformance/report/report_junit.h"

#include <fmt/format.h>

#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "conformance/report/report_text.h"
#include "conformance/run/ledger.h"

namespace bitsproof::conformance {
namespace {

// `text` as XML 1.0 can carry it: valid UTF-8 without control characters other than tab and line
// ends.
std::string XmlText(const std::string& text) {
  // The JSON library's writer replaces bytes that are not UTF-8; reading it back undoes its
  // escapes.
  const std::string clean =
      Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace))
          .get<std::string>();
  std::string result;
  for (const char c : clean) {
    const auto byte = static_cast<unsigned char>(c);
    const bool carried = byte >= 0x20 || c == '\t' || c == '\n' || c == '\r';
    result += carried ? std::string(1, c) : std::string("\xEF\xBF\xBD");
  }
  return result;
}

void SetText(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(XmlText(value).c_str());
}

void SetSeconds(pugi::xml_node node, double seconds) {
  node.append_attribute("time").set_value(fmt::format("{:.3f}", seconds).c_str());
}

void SetCounts(pugi::xml_node node, const Tally& tally, double seconds) {
  node.append_attribute("tests").set_value(tally.cases);
  node.append_attribute("failures").set_value(tally.failed + tally.inconclusive);
  node.append_attribute("errors").set_value(tally.harness_errors);
  node.append_attribute("skipped").set_value(tally.skipped);
  SetSeconds(node, seconds);
}

std::string Details(const CaseResult& result, const Catalogue& catalogue) {
  std::string text;
  for (const Failure& failure : result.failures)
    text += DescribeFailure(result, failure, catalogue);
  return text;
}

void AddProblem(pugi::xml_node node, const char* element, const std::string& type,
                const CaseResult& result, const Catalogue& catalogue) {
  pugi::xml_node problem = node.append_child(element);
  const std::string message =
      result.failures.empty() ? std::string(ToString(result.verdict)) : result.failures[0].message;
  SetText(problem, "type", type);
  SetText(problem, "message", message);
  problem.text().set(XmlText(Details(result, catalogue)).c_str());
}

// "CORE-CREATE-07/sixty-first-refused" for a failed check, else the verdict.
std::string FailureType(const CaseResult& result) {
  if (result.failures.empty() || !result.failures[0].check)
    return std::string(ToString(result.verdict));
  return result.failures[0].check->requirement + "/" + result.failures[0].check->id;
}

void AddCase(pugi::xml_node suite, const CaseResult& result, const Catalogue& catalogue) {
  pugi::xml_node node = suite.append_child("testcase");
  SetText(node, "classname", result.scenario_id);
  SetText(node, "name", CaseName(result));
  SetText(node, "file", result.file);
  SetSeconds(node, result.wall_seconds);
  switch (result.verdict) {
    case Verdict::kPass:
      break;
    case Verdict::kFail:
    case Verdict::kInconclusive:
      AddProblem(node, "failure", FailureType(result), result, catalogue);
      break;
    case Verdict::kHarnessError:
      AddProblem(node, "error", FailureType(result), result, catalogue);
      break;
    case Verdict::kSkipped:
      SetText(node.append_child("skipped"), "message", result.skip_reason);
      break;
  }
}

}  // namespace

std::string WriteJUnit(const std::vector<CaseResult>& cases, const Catalogue& catalogue) {
  struct Suite {
    Tally tally;
    double seconds = 0;
    std::vector<const CaseResult*> cases;
  };
  std::map<std::string, Suite> suites;
  Suite total;
  for (const CaseResult& result : cases) {
    for (Suite* suite : {&suites[result.topic], &total}) {
      suite->tally.Add(result);
      suite->seconds += result.wall_seconds;
    }
    suites[result.topic].cases.push_back(&result);
  }
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  SetText(root, "name", "bitsproof");
  SetCounts(root, total.tally, total.seconds);
  for (const auto& [topic, suite] : suites) {
    pugi::xml_node node = root.append_child("testsuite");
    SetText(node, "name", topic);
    SetCounts(node, suite.tally, suite.seconds);
    for (const CaseResult* result : suite.cases) AddCase(node, *result, catalogue);
  }
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

}  // namespace bitsproof::conformance
