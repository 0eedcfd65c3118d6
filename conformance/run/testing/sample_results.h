// A small result set, made by hand, that holds every kind of verdict: what the tests of the
// reporters work on.
#pragma once

#include <string>
#include <vector>

#include "conformance/run/case_result.h"
#include "conformance/scenario/catalogue.h"

namespace bitsproof::conformance {

inline Check SampleCheck(const std::string& id, const std::string& requirement,
                         Level level = Level::kMust) {
  return {id, requirement, level};
}

// Another result code than expected.
inline Mismatch SampleMismatch(const char* expected, const char* found) {
  Mismatch mismatch;
  mismatch.pointer = "/hresult";
  mismatch.expected = expected;
  mismatch.found = found;
  mismatch.is_code = true;
  return mismatch;
}

inline CheckResult SamplePassedCheck(const std::string& id, const std::string& requirement) {
  CheckResult result;
  result.check = SampleCheck(id, requirement);
  result.passed = true;
  result.step = "fill";
  result.pointer = "/steps/0";
  return result;
}

inline CaseResult SampleCase(const std::string& scenario, const std::string& topic,
                             Verdict verdict) {
  CaseResult result;
  result.case_id = scenario;
  result.scenario_id = scenario;
  result.topic = topic;
  result.file = "scenarios/" + topic + "/x.json";
  result.seed = 7;
  result.verdict = verdict;
  result.steps = 3;
  result.wall_seconds = 0.25;
  return result;
}

inline CaseResult SamplePass() {
  CaseResult result = SampleCase("limits.per-user", "limits", Verdict::kPass);
  result.case_id = "limits.per-user[jobType=download]";
  result.checks = {SamplePassedCheck("sixty-allowed", "CORE-CREATE-07")};
  return result;
}

inline CaseResult SampleFailure() {
  CaseResult result = SampleCase("limits.per-user", "limits", Verdict::kFail);
  result.case_id = "limits.per-user[jobType=upload]";
  CheckResult failed;
  failed.check = SampleCheck("sixty-first-refused", "CORE-CREATE-07");
  failed.step = "overflow";
  failed.pointer = "/steps/2";
  failed.expected = {{"hresult", "BG_E_TOO_MANY_JOBS_PER_USER"}};
  failed.actual = {{"hresult", "0x00000000"}};
  failed.mismatch = SampleMismatch("BG_E_TOO_MANY_JOBS_PER_USER", "0x00000000");
  result.checks = {SamplePassedCheck("sixty-allowed", "CORE-CREATE-07"), failed};
  Failure failure;
  failure.step = failed.step;
  failure.pointer = failed.pointer;
  failure.check = failed.check;
  failure.mismatch = *failed.mismatch;
  failure.expected = failed.expected;
  failure.actual = failed.actual;
  failure.last_events = {"0.000 create 1", "0.000 create 2"};
  result.failures = {failure};
  return result;
}

// An entry of a baseline for the check of SampleFailure, with another signature.
inline BaselineNote SampleNote(BaselineNote::Finding finding) {
  return {finding, "known", "check sixty-first-refused", "old signature", "it counts otherwise"};
}

inline CaseResult SampleExpectedFailure() {
  CaseResult result = SampleFailure();
  result.verdict = Verdict::kExpectedFail;
  result.baseline = {SampleNote(BaselineNote::Finding::kExpected)};
  return result;
}

inline CaseResult SampleInconclusive() {
  CaseResult result = SampleCase("resume.gate", "resume", Verdict::kInconclusive);
  result.mode = Mode::kLive;
  Failure failure;
  failure.pointer = "/evidence/journal/web/GET";
  failure.mismatch.kind = Mismatch::Kind::kEvidence;
  failure.mismatch.what = "the journal of web shows GET";
  failure.mismatch.expected = 2;
  failure.mismatch.found = 1;
  result.failures = {failure};
  return result;
}

inline CaseResult SampleSkip() {
  CaseResult result = SampleCase("resume.restart", "resume", Verdict::kSkipped);
  result.skip_reason = "needs capability service.restart";
  return result;
}

inline CaseResult SampleHarnessError() {
  CaseResult result = SampleCase("resume.broken", "resume", Verdict::kHarnessError);
  Failure failure;
  failure.step = "create";
  failure.pointer = "/steps/0";
  failure.mismatch.kind = Mismatch::Kind::kHarness;
  failure.mismatch.what = "the subject answered something that is not an object";
  result.failures = {failure};
  return result;
}

inline CaseResult SampleObservation() {
  CaseResult result = SampleCase("limits.machine", "limits", Verdict::kPass);
  CheckResult seen = SamplePassedCheck("administrator-passes-machine-limit", "CORE-CREATE-09");
  seen.passed = false;
  seen.observation = true;
  seen.expected = {{"hresult", "S_OK"}};
  seen.actual = {{"hresult", "0x80200050"}};
  seen.mismatch = SampleMismatch("S_OK", "0x80200050");
  result.checks = {seen};
  return result;
}

// One of each.
inline std::vector<CaseResult> SampleResults() {
  return {SamplePass(), SampleFailure(),      SampleInconclusive(),
          SampleSkip(), SampleHarnessError(), SampleObservation()};
}

// The rules that the sample's checks name, one that nothing covers, one that is excluded and one
// that waits for something.
inline Catalogue SampleCatalogue() {
  Catalogue catalogue;
  const auto add = [&](const char* id, const char* topic, Status status, const char* statement) {
    Requirement requirement;
    requirement.id = id;
    requirement.topic = topic;
    requirement.status = status;
    requirement.statement = statement;
    requirement.source = "page";
    requirement.file = "requirements/x.json";
    if (status == Status::kDisputed)
      requirement.readings = {"one page says yes", "one page says no"};
    if (std::string(id) == "CORE-RESUME-02") requirement.excluded = "needs two machines";
    if (std::string(id) == "CORE-RESUME-03") requirement.not_yet = "uploads";
    catalogue.Add(requirement, "Title");
  };
  add("CORE-CREATE-07", "limits", Status::kDocumented, "A standard user may have 60 jobs.");
  add("CORE-CREATE-09", "limits", Status::kDisputed, "Administrators pass the machine limit.");
  add("CORE-RESUME-01", "resume", Status::kDocumented, "No byte moves before Resume.");
  add("CORE-RESUME-02", "resume", Status::kDocumented, "Peers are found.");
  add("CORE-RESUME-03", "resume", Status::kDocumented, "An upload goes on.");
  return catalogue;
}

}  // namespace bitsproof::conformance
