#include "conformance/report/report_junit.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "conformance/json/json_text.h"
#include "conformance/report/report_text.h"

namespace bitsproof::conformance {
namespace {

// `text` as XML 1.0 can carry it: valid UTF-8 without control characters other than tab and line
// ends.
std::string XmlText(const std::string& text) {
  std::string result;
  for (const char c : RepairedUtf8(text)) {
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

// What the elements of a suite say, counted.
struct Counts {
  std::uint64_t tests = 0;
  std::uint64_t failures = 0;
  std::uint64_t errors = 0;
  std::uint64_t skipped = 0;
  double seconds = 0;
};

// The first entry of the baseline that says what is not so; nullptr when there is none.
const BaselineNote* Complaint(const CaseResult& result) {
  for (const BaselineNote& note : result.baseline) {
    if (note.finding != BaselineNote::Finding::kExpected) return &note;
  }
  return nullptr;
}

enum class Element { kNone, kFailure, kError, kSkipped };

Element ElementOf(const CaseResult& result) {
  switch (result.verdict) {
    case Verdict::kHarnessError:
      return Element::kError;
    case Verdict::kSkipped:
      return Element::kSkipped;
    case Verdict::kExpectedFail:
      return Complaint(result) == nullptr ? Element::kSkipped : Element::kFailure;
    case Verdict::kPass:
      return Element::kNone;
    default:
      return Element::kFailure;
  }
}

void Count(Counts& counts, const CaseResult& result) {
  const Element element = ElementOf(result);
  ++counts.tests;
  counts.failures += element == Element::kFailure ? 1 : 0;
  counts.errors += element == Element::kError ? 1 : 0;
  counts.skipped += element == Element::kSkipped ? 1 : 0;
  counts.seconds += result.wall_seconds;
}

void SetCounts(pugi::xml_node node, const Counts& counts) {
  node.append_attribute("tests").set_value(counts.tests);
  node.append_attribute("failures").set_value(counts.failures);
  node.append_attribute("errors").set_value(counts.errors);
  node.append_attribute("skipped").set_value(counts.skipped);
  SetSeconds(node, counts.seconds);
}

std::string Details(const CaseResult& result, const Catalogue& catalogue) {
  std::string text;
  for (const Failure& failure : result.failures)
    text += DescribeFailure(result, failure, catalogue);
  for (const BaselineNote& note : result.baseline) {
    text += Labelled("baseline", DescribeNote(note));
  }
  return text;
}

// A case that failed otherwise than the baseline says is told by its failure, as without one.
std::string MessageOf(const CaseResult& result) {
  const BaselineNote* note = Complaint(result);
  if (note != nullptr && result.verdict != Verdict::kFail &&
      result.verdict != Verdict::kInconclusive) {
    return "the baseline is outdated: " + DescribeNote(*note);
  }
  return result.failures.empty() ? std::string(ToString(result.verdict))
                                 : Message(result.failures[0].mismatch);
}

void AddProblem(pugi::xml_node node, const char* element, const std::string& type,
                const CaseResult& result, const Catalogue& catalogue) {
  pugi::xml_node problem = node.append_child(element);
  SetText(problem, "type", type);
  SetText(problem, "message", MessageOf(result));
  problem.text().set(XmlText(Details(result, catalogue)).c_str());
}

// "CORE-CREATE-07/sixty-first-refused" for a failed check, else the verdict.
std::string FailureType(const CaseResult& result) {
  if (result.failures.empty() || !result.failures[0].check)
    return std::string(ToString(result.verdict));
  return result.failures[0].check->requirement + "/" + result.failures[0].check->id;
}

void AddSkip(pugi::xml_node node, const CaseResult& result) {
  if (result.verdict == Verdict::kSkipped) return SetText(node, "message", result.skip_reason);
  SetText(node, "type", std::string(ToString(result.verdict)));
  SetText(node, "message", DescribeNote(result.baseline.front()));
}

void AddCase(pugi::xml_node suite, const CaseResult& result, const Catalogue& catalogue) {
  pugi::xml_node node = suite.append_child("testcase");
  SetText(node, "classname", result.scenario_id);
  SetText(node, "name", CaseName(result));
  SetText(node, "file", result.file);
  SetSeconds(node, result.wall_seconds);
  switch (ElementOf(result)) {
    case Element::kNone:
      break;
    case Element::kFailure:
      AddProblem(node, "failure", FailureType(result), result, catalogue);
      break;
    case Element::kError:
      AddProblem(node, "error", FailureType(result), result, catalogue);
      break;
    case Element::kSkipped:
      AddSkip(node.append_child("skipped"), result);
      break;
  }
}

// A suite without tests, whose properties are the counts of the whole catalogue.
void AddRequirements(pugi::xml_node root, const RequirementCounts& requirements) {
  pugi::xml_node suite = root.append_child("testsuite");
  SetText(suite, "name", "requirements");
  SetCounts(suite, {});
  pugi::xml_node properties = suite.append_child("properties");
  const auto add = [&](const std::string& name, const std::string& value) {
    pugi::xml_node property = properties.append_child("property");
    SetText(property, "name", name);
    SetText(property, "value", value);
  };
  const Json counts = ToJson(requirements);
  for (const auto& [name, value] : counts.items()) {
    if (!value.is_object()) {
      add(name, value.dump());
      continue;
    }
    for (const auto& [reason, count] : value.items()) add(name + ": " + reason, count.dump());
  }
}

void AddStale(pugi::xml_node root, const std::vector<std::string>& stale) {
  if (stale.empty()) return;
  pugi::xml_node suite = root.append_child("testsuite");
  SetText(suite, "name", "baseline");
  SetCounts(suite, {stale.size(), stale.size(), 0, 0, 0});
  for (const std::string& entry : stale) {
    pugi::xml_node node = suite.append_child("testcase");
    SetText(node, "classname", "baseline");
    SetText(node, "name", entry);
    SetSeconds(node, 0);
    pugi::xml_node problem = node.append_child("failure");
    SetText(problem, "type", "stale");
    SetText(problem, "message", "the case of this baseline entry does not exist any more");
  }
}

}  // namespace

std::string WriteJUnit(const std::vector<CaseResult>& cases, const Catalogue& catalogue,
                       const RequirementCounts& requirements,
                       const std::vector<std::string>& stale) {
  struct TopicSuite {
    Counts counts;
    std::vector<const CaseResult*> cases;
  };
  std::map<std::string, TopicSuite> suites;
  TopicSuite total;
  for (const CaseResult& result : cases) {
    for (TopicSuite* suite : {&suites[result.topic], &total}) Count(suite->counts, result);
    suites[result.topic].cases.push_back(&result);
  }
  total.counts.tests += stale.size();
  total.counts.failures += stale.size();
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  SetText(root, "name", "bitsproof");
  SetCounts(root, total.counts);
  for (const auto& [topic, suite] : suites) {
    pugi::xml_node node = root.append_child("testsuite");
    SetText(node, "name", topic);
    SetCounts(node, suite.counts);
    for (const CaseResult* result : suite.cases) AddCase(node, *result, catalogue);
  }
  AddRequirements(root, requirements);
  AddStale(root, stale);
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

}  // namespace bitsproof::conformance
