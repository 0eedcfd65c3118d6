#include "conformance/run/case_result.h"

#include <algorithm>
#include <array>
#include <utility>

#include "conformance/json/json_members.h"

namespace bitsproof::conformance {
namespace {

constexpr std::array<std::pair<Verdict, std::string_view>, 8> kVerdicts = {{
    {Verdict::kPass, "pass"},
    {Verdict::kFail, "fail"},
    {Verdict::kInconclusive, "inconclusive"},
    {Verdict::kSkipped, "skipped"},
    {Verdict::kHarnessError, "harness-error"},
    {Verdict::kExpectedFail, "expected-fail"},
    {Verdict::kUnexpectedPass, "unexpected-pass"},
    {Verdict::kChangedFail, "changed-fail"},
}};

constexpr std::array<std::pair<BaselineNote::Finding, std::string_view>, 4> kFindings = {{
    {BaselineNote::Finding::kExpected, "expected"},
    {BaselineNote::Finding::kUnexpectedPass, "unexpected-pass"},
    {BaselineNote::Finding::kChanged, "changed"},
    {BaselineNote::Finding::kStale, "stale"},
}};

void AddCheck(Json& json, const Check& check) {
  json["id"] = check.id;
  json["requirement"] = check.requirement;
  json["level"] = ToString(check.level);
}

Check ReadCheck(const JsonMembers& members) {
  Check check;
  check.id = members.Text("id");
  check.requirement = members.Text("requirement");
  const auto level = ParseLevel(members.Text("level"));
  if (!level) throw MemberError(members.PointerTo("level"), "must be must, should or may");
  check.level = *level;
  return check;
}

void AddMismatch(Json& json, const Mismatch& mismatch) {
  json["message"] = Message(mismatch);
  json["mismatch"] = ToJson(mismatch);
}

Mismatch ReadMismatch(const JsonMembers& members) {
  return MismatchFromJson(members.Get("mismatch"), members.PointerTo("mismatch"));
}

Json ValueOrNull(const JsonMembers& members, std::string_view key) {
  const Json* value = members.Find(key);
  return value == nullptr ? Json() : *value;
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

CheckResult ReadCheckResult(const JsonMembers& members) {
  CheckResult result;
  result.check = ReadCheck(members);
  if (members.Find("passed") == nullptr)
    throw MemberError(members.PointerTo("passed"), "is missing");
  result.passed = members.BoolOr("passed", false);
  result.observation = members.BoolOr("observation", false);
  result.step = members.Text("step");
  result.pointer = members.Text("pointer");
  result.expected = ValueOrNull(members, "expected");
  result.actual = ValueOrNull(members, "actual");
  if (members.Find("mismatch") != nullptr) result.mismatch = ReadMismatch(members);
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

Failure ReadFailure(const JsonMembers& members) {
  Failure failure;
  failure.step = members.Text("step");
  failure.pointer = members.Text("pointer");
  if (const Json* check = members.Find("check")) {
    failure.check = ReadCheck(JsonMembers(*check, members.PointerTo("check")));
  }
  failure.mismatch = ReadMismatch(members);
  failure.expected = ValueOrNull(members, "expected");
  failure.actual = ValueOrNull(members, "actual");
  if (members.Find("lastEvents") != nullptr) failure.last_events = members.Texts("lastEvents");
  return failure;
}

Json ToJson(const BaselineNote& note) {
  return {{"finding", ToString(note.finding)},
          {"kind", note.kind},
          {"place", note.place},
          {"signature", note.signature},
          {"reason", note.reason}};
}

BaselineNote ReadBaselineNote(const JsonMembers& members) {
  BaselineNote note;
  const std::string finding = members.Text("finding");
  const auto it = std::find_if(kFindings.begin(), kFindings.end(),
                               [&](const auto& known) { return known.second == finding; });
  if (it == kFindings.end()) {
    throw MemberError(members.PointerTo("finding"),
                      "must be expected, unexpected-pass, changed or stale");
  }
  note.finding = it->first;
  note.kind = members.Text("kind");
  note.place = members.Text("place");
  note.signature = members.Text("signature");
  note.reason = members.Text("reason");
  return note;
}

// Reads each element of the array `key` as an object.
template <typename T>
std::vector<T> ReadAll(const JsonMembers& members, std::string_view key,
                       T (*read)(const JsonMembers&)) {
  const Json& array = members.Array(key);
  std::vector<T> all;
  for (std::size_t i = 0; i < array.size(); ++i) {
    all.push_back(read(JsonMembers(array[i], Join(members.PointerTo(key), i))));
  }
  return all;
}

Mode ReadMode(const JsonMembers& members) {
  const std::string text = members.Text("mode");
  if (text == ToString(Mode::kSim)) return Mode::kSim;
  if (text == ToString(Mode::kLive)) return Mode::kLive;
  throw MemberError(members.PointerTo("mode"), "must be sim or live");
}

Verdict ReadVerdict(const JsonMembers& members) {
  const auto verdict = ParseVerdict(members.Text("verdict"));
  if (!verdict) {
    throw MemberError(members.PointerTo("verdict"),
                      "must be pass, fail, inconclusive, skipped, harness-error, expected-fail, "
                      "unexpected-pass or changed-fail");
  }
  return *verdict;
}

}  // namespace

std::string_view ToString(Verdict verdict) {
  for (const auto& [value, text] : kVerdicts) {
    if (value == verdict) return text;
  }
  return "unknown";
}

std::string_view ToString(BaselineNote::Finding finding) {
  for (const auto& [value, text] : kFindings) {
    if (value == finding) return text;
  }
  return "unknown";
}

std::optional<Verdict> ParseVerdict(std::string_view text) {
  for (const auto& [value, name] : kVerdicts) {
    if (name == text) return value;
  }
  return std::nullopt;
}

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
  const JsonMembers members(json, "");
  CaseResult result;
  result.case_id = members.Text("case");
  result.scenario_id = members.Text("scenario");
  result.topic = members.Text("topic");
  result.file = members.Text("file");
  result.mode = ReadMode(members);
  result.seed = members.Number("seed");
  result.verdict = ReadVerdict(members);
  result.skip_reason = members.TextOr("skipReason", "");
  result.steps = members.Number("steps");
  result.wall_seconds = members.Real("seconds");
  result.checks = ReadAll<CheckResult>(members, "checks", ReadCheckResult);
  result.failures = ReadAll<Failure>(members, "failures", ReadFailure);
  if (members.Find("baseline") != nullptr) {
    result.baseline = ReadAll<BaselineNote>(members, "baseline", ReadBaselineNote);
  }
  if (members.Find("events") != nullptr) result.events = members.Texts("events");
  return result;
}

}  // namespace bitsproof::conformance
