#include "conformance/run/case_result.h"

#include <utility>

#include "conformance/json/words.h"

namespace bitsproof::conformance {
namespace {

constexpr std::pair<Verdict, std::string_view> kVerdicts[] = {
    {Verdict::kPass, "pass"},
    {Verdict::kFail, "fail"},
    {Verdict::kInconclusive, "inconclusive"},
    {Verdict::kSkipped, "skipped"},
    {Verdict::kHarnessError, "harness-error"},
    {Verdict::kExpectedFail, "expected-fail"},
    {Verdict::kUnexpectedPass, "unexpected-pass"},
    {Verdict::kChangedFail, "changed-fail"},
};

constexpr std::pair<BaselineNote::Finding, std::string_view> kFindings[] = {
    {BaselineNote::Finding::kExpected, "expected"},
    {BaselineNote::Finding::kUnexpectedPass, "unexpected-pass"},
    {BaselineNote::Finding::kChanged, "changed"},
    {BaselineNote::Finding::kStale, "stale"},
};

void AddCheck(Json& json, const Check& check) {
  json["id"] = check.id;
  json["requirement"] = check.requirement;
  json["level"] = ToString(check.level);
}

Check ReadCheck(const Json& json) {
  return {json.at("id"), json.at("requirement"), *ParseLevel(json.at("level").get<std::string>())};
}

void AddMismatch(Json& json, const Mismatch& mismatch) {
  json["message"] = Message(mismatch);
  json["mismatch"] = ToJson(mismatch);
}

Json ToJson(const CheckResult& result) {
  Json json = Json::object();
  AddCheck(json, result.check);
  json["passed"] = result.passed;
  if (result.observation) json["observation"] = true;
  json["step"] = result.step;
  json["pointer"] = result.pointer;
  if (!result.expected.is_null()) json["expected"] = result.expected;
  if (!result.actual.is_null()) json["actual"] = result.actual;
  if (result.mismatch) AddMismatch(json, *result.mismatch);
  return json;
}

CheckResult ReadCheckResult(const Json& json) {
  CheckResult result;
  result.check = ReadCheck(json);
  result.passed = json.at("passed");
  ReadIfThere(json, "observation", result.observation);
  result.step = json.at("step");
  result.pointer = json.at("pointer");
  ReadIfThere(json, "expected", result.expected);
  ReadIfThere(json, "actual", result.actual);
  if (json.contains("mismatch")) result.mismatch = MismatchFromJson(json.at("mismatch"));
  return result;
}

Json ToJson(const Failure& failure) {
  Json json = Json::object();
  json["step"] = failure.step;
  json["pointer"] = failure.pointer;
  if (failure.check) {
    json["check"] = Json::object();
    AddCheck(json["check"], *failure.check);
  }
  AddMismatch(json, failure.mismatch);
  if (!failure.expected.is_null()) json["expected"] = failure.expected;
  if (!failure.actual.is_null()) json["actual"] = failure.actual;
  if (!failure.last_events.empty()) json["lastEvents"] = failure.last_events;
  return json;
}

Failure ReadFailure(const Json& json) {
  Failure failure;
  failure.step = json.at("step");
  failure.pointer = json.at("pointer");
  if (json.contains("check")) failure.check = ReadCheck(json.at("check"));
  failure.mismatch = MismatchFromJson(json.at("mismatch"));
  ReadIfThere(json, "expected", failure.expected);
  ReadIfThere(json, "actual", failure.actual);
  ReadIfThere(json, "lastEvents", failure.last_events);
  return failure;
}

Json ToJson(const BaselineNote& note) {
  return {{"finding", ToString(note.finding)},
          {"kind", note.kind},
          {"place", note.place},
          {"signature", note.signature},
          {"reason", note.reason}};
}

BaselineNote ReadBaselineNote(const Json& json) {
  return {*ValueOf(json.at("finding").get<std::string>(), kFindings), json.at("kind"),
          json.at("place"), json.at("signature"), json.at("reason")};
}

// Reads each element of the array `key`, which may be absent.
template <typename T>
void ReadAll(const Json& json, const char* key, T (*read)(const Json&), std::vector<T>& all) {
  const auto it = json.find(key);
  if (it == json.end()) return;
  for (const Json& element : *it) all.push_back(read(element));
}

}  // namespace

std::string_view ToString(Verdict verdict) { return WordFor(verdict, kVerdicts); }

std::string_view ToString(BaselineNote::Finding finding) { return WordFor(finding, kFindings); }

std::optional<Verdict> ParseVerdict(std::string_view text) { return ValueOf(text, kVerdicts); }

Json ToJson(const CaseResult& result) {
  Json json = Json::object();
  json["case"] = result.case_id;
  json["scenario"] = result.scenario_id;
  json["topic"] = result.topic;
  json["file"] = result.file;
  json["mode"] = ToString(result.mode);
  json["seed"] = result.seed;
  json["verdict"] = ToString(result.verdict);
  if (!result.skip_reason.empty()) json["skipReason"] = result.skip_reason;
  if (!result.first_look.empty()) json["firstLook"] = result.first_look;
  json["steps"] = result.steps;
  json["seconds"] = result.wall_seconds;
  json["checks"] = Json::array();
  for (const CheckResult& check : result.checks) json["checks"].push_back(ToJson(check));
  json["failures"] = Json::array();
  for (const Failure& failure : result.failures) json["failures"].push_back(ToJson(failure));
  for (const BaselineNote& note : result.baseline) json["baseline"].push_back(ToJson(note));
  if (!result.events.empty()) json["events"] = result.events;
  return json;
}

CaseResult CaseResultFromJson(const Json& json) {
  CaseResult result;
  result.case_id = json.at("case");
  result.scenario_id = json.at("scenario");
  result.topic = json.at("topic");
  result.file = json.at("file");
  result.mode = ModeNamed(json.at("mode").get<std::string>());
  result.seed = json.at("seed");
  result.verdict = *ParseVerdict(json.at("verdict").get<std::string>());
  ReadIfThere(json, "skipReason", result.skip_reason);
  ReadIfThere(json, "firstLook", result.first_look);
  result.steps = json.at("steps");
  result.wall_seconds = json.at("seconds");
  ReadAll(json, "checks", ReadCheckResult, result.checks);
  ReadAll(json, "failures", ReadFailure, result.failures);
  ReadAll(json, "baseline", ReadBaselineNote, result.baseline);
  ReadIfThere(json, "events", result.events);
  return result;
}

}  // namespace bitsproof::conformance
