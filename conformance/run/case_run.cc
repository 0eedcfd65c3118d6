#include "conformance/run/case_run.h"

#include <algorithm>

#include "conformance/run/matcher.h"
#include "conformance/run/secrets.h"
#include "reference/base/duration.h"
#include "reference/base/hresult.h"

namespace bitsproof::conformance {
namespace {

// The text of a member, or "".
std::string TextOf(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

bool IsObservation(const CaseRun& run, const Check& check) {
  static const Catalogue kNone;
  const Catalogue* catalogue = run.options.catalogue;
  return !(catalogue == nullptr ? kNone : *catalogue).IsJudged(check);
}

// Each check is recorded once, however many turns its step takes; a mismatch outweighs.
void Record(CaseRun& run, CheckResult check) {
  for (CheckResult& known : run.result.checks) {
    if (known.check.id != check.check.id) continue;
    if (known.passed && !check.passed) known = std::move(check);
    return;
  }
  run.result.checks.push_back(std::move(check));
}

CheckResult NewCheckResult(const CaseRun& run, bool passed) {
  CheckResult result;
  result.check = *run.step->check;
  result.passed = passed;
  result.observation = IsObservation(run, result.check);
  result.step = run.step->id;
  result.pointer = run.step->pointer;
  return result;
}

}  // namespace

CaseRun::CaseRun(Subject& the_subject, const SubjectInfo& the_info, const Case& the_case,
                 const RunOptions& the_options)
    : info(the_info),
      test_case(the_case),
      options(the_options),
      subject(the_subject),
      port(the_subject, the_info),
      log(the_options.keep_events),
      events(port),
      random(Random(the_options.seed).Fork(the_case.id)) {
  values.binding = test_case.binding;
  values.constants = scenario().constants(info.mode);
  if (info.mode == Mode::kLive) values.paths = options.path_map;
}

void CaseRun::Fail(Mismatch mismatch, Json expected, Json actual, const std::string& below) {
  Failure failure;
  if (step != nullptr) {
    failure.step = step->id;
    failure.pointer = step->pointer + below;
    failure.check = step->check;
  }
  failure.mismatch = WithoutSecrets(std::move(mismatch));
  failure.expected = WithoutSecrets(std::move(expected));
  failure.actual = WithoutSecrets(std::move(actual));
  if (failure.check) {
    CheckResult check = NewCheckResult(*this, false);
    check.pointer = failure.pointer;
    check.expected = failure.expected;
    check.actual = failure.actual;
    check.mismatch = failure.mismatch;
    Record(*this, std::move(check));
  }
  throw StepFailed(std::move(failure));
}

void CaseRun::CheckLimit() {
  if (world->Elapsed() > limit) {
    Fail({.kind = Mismatch::Kind::kTimeLimit, .account = " of " + FormatDuration(limit)});
  }
  if (std::chrono::steady_clock::now() - began > options.case_limit) {
    Fail({.kind = Mismatch::Kind::kTimeLimit,
          .account = " of " + FormatDuration(options.case_limit) + " of real time"});
  }
}

void CaseRun::NoteCall(const std::string& method, const Json& params, const Json& result_object) {
  const std::string code_text = TextOf(result_object, "hresult");
  const auto code = ParseHResult(code_text);
  const bool succeeded = !code || code->succeeded();
  Evidence::Calls& count = calls[method];
  ++(succeeded ? count.succeeded : count.failed);
  if (!succeeded) return;
  if (method == "manager.createJob") owners[TextOf(result_object, "jobId")] = TextOf(params, "as");
  if (method == "job.takeOwnership") owners[TextOf(params, "job")] = TextOf(params, "as");
}

std::string CaseRun::ReaderOf(const Json& job) const {
  const auto owner = owners.find(job.is_string() ? job.get<std::string>() : "");
  if (owner != owners.end()) return owner->second;
  const auto& principals = scenario().setup.principals;
  return principals.empty() ? "" : principals.front().first;
}

bool Judge(CaseRun& run, const Json& expected, const Json& actual, const Mismatch::Moment& moment) {
  auto mismatch = Match(expected, actual);
  if (!mismatch) return true;
  mismatch->moment = moment;
  if (!run.step->check || !IsObservation(run, *run.step->check)) {
    run.Fail(*std::move(mismatch), expected, actual, "/expect");
  }
  CheckResult check = NewCheckResult(run, false);
  check.pointer += "/expect";
  check.expected = expected;
  check.actual = actual;
  run.log.Add(run.step->id + ": observed: " + Message(*mismatch));
  check.mismatch = std::move(mismatch);
  Record(run, std::move(check));
  if (run.step->check->ends_otherwise) throw ReadOtherwise(run.step->check->requirement);
  return false;
}

void FailToCollect(CaseRun& run, const std::string& pointer, const Json& result) {
  Mismatch mismatch{
      .kind = Mismatch::Kind::kNotCollected, .is_code = true, .what = Json(pointer).dump()};
  if (const Json* code = At(result, "/hresult")) mismatch.found = *code;
  run.Fail(std::move(mismatch), nullptr, result);
}

void RecordPass(CaseRun& run) {
  if (run.step->check) Record(run, NewCheckResult(run, true));
}

bool JudgeStep(CaseRun& run, const Json& actual, bool matched) {
  const auto& expect = run.step->expect;
  if (expect) matched = Judge(run, expect->Bind(run.values), actual) && matched;
  if (matched) RecordPass(run);
  return matched;
}

void Collect(CaseRun& run, const Json& result) {
  for (const Collection& collection : run.step->collect) {
    const Json* part = At(result, collection.pointer);
    if (part == nullptr) FailToCollect(run, collection.pointer, result);
    Json& variable = run.values.variables[collection.variable];
    if (collection.appends) {
      variable.push_back(*part);
    } else {
      variable = *part;
    }
  }
}

Json BindMembers(const CaseRun& run, const NamedValues& values) {
  Json object = Json::object();
  for (const auto& [name, value] : values) object[name] = value.Bind(run.values);
  return object;
}

}  // namespace bitsproof::conformance
