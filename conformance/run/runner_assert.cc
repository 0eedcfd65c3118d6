#include <algorithm>

#include "conformance/run/journal_view.h"
#include "conformance/run/matcher.h"
#include "conformance/run/resource_digest.h"
#include "conformance/run/runner_steps.h"

namespace bitsproof::conformance {
namespace {

// A real server notes the end of a response a little after the client has seen it.
constexpr int kJournalRetriesMax = 200;

std::string PathOf(CaseRun& run, const Json& name) {
  return PathInWorkDirectory(name.get<std::string>(), run.values);
}

Json ViewOfJournal(CaseRun& run, const Json& assertion, const Json& expected) {
  const auto origin = assertion["journal"].get<std::string>();
  for (int retries = 0;; ++retries) {
    const Json journal = run.world->Journal(origin);
    Json view = JournalView(journal, assertion);
    const bool may_change = !run.is_sim() && HasOpenRequests(journal);
    if (!may_change || retries >= kJournalRetriesMax || !Match(expected, view)) return view;
    run.world->AwaitChange(std::chrono::milliseconds(5), Until::kAnything, retries);
  }
}

// Answers `sameBytesAs` of an expectation in `view`: what is expected if the bytes are the same,
// else what was found.
void CompareBytes(CaseRun& run, const Json& expected, Json& view) {
  if (!expected.is_object() || !expected.contains("sameBytesAs")) return;
  const auto name = expected["sameBytesAs"].get<std::string>();
  const std::size_t slash = std::min(name.find('/'), name.size());
  const Digest wanted = DigestOfResource(run.scripts[name.substr(0, slash)], name.substr(slash));
  if (!view.value("exists", false)) return;
  const bool same = view.value("sha256", "") == wanted.sha256;
  view["sameBytesAs"] =
      same ? name
           : "other bytes: " + std::to_string(view.value("bytes", std::uint64_t{0})) + " of " +
                 std::to_string(wanted.bytes);
}

Json ViewOfFile(CaseRun& run, const Json& assertion, const Json& expected) {
  Json view = run.world->Stat(PathOf(run, assertion["file"]));
  CompareBytes(run, expected, view);
  return view;
}

Json ViewOfDirectory(CaseRun& run, const Json& assertion) {
  const std::string path = PathOf(run, assertion["directory"]);
  const Json info = run.world->Stat(path);
  if (!info.value("exists", false)) return {{"exists", false}};
  const Json names = run.world->List(path);
  return {{"exists", true}, {"names", names}, {"count", names.size()}};
}

Json ViewOfCalls(const CaseRun& run, const Json& assertion) {
  const auto it = run.calls.find(assertion["calls"].get<std::string>());
  const Evidence::Calls calls = it == run.calls.end() ? Evidence::Calls{} : it->second;
  return {{"succeeded", calls.succeeded},
          {"failed", calls.failed},
          {"count", calls.succeeded + calls.failed}};
}

Json ViewOfEvents(CaseRun& run, const Json& assertion) {
  run.events.Update();
  Json events = Json::array();
  for (const Json& event : run.events.events()) {
    if (event.value("job", Json()) != assertion["events"]) continue;
    if (assertion.contains("kind") && event.value("kind", Json()) != assertion["kind"]) continue;
    events.push_back(event);
  }
  const std::size_t count = events.size();
  return {{"events", std::move(events)}, {"count", count}};
}

Json View(CaseRun& run, const Json& form, const Json& expected) {
  const auto is = [&](const char* key) { return form.is_object() && form.contains(key); };
  Json assertion = Bind(form, run.values);
  if (is("journal")) return ViewOfJournal(run, assertion, expected);
  if (is("file")) return ViewOfFile(run, assertion, expected);
  if (is("directory")) return ViewOfDirectory(run, assertion);
  if (is("calls")) return ViewOfCalls(run, assertion);
  if (is("events")) return ViewOfEvents(run, assertion);
  return assertion;
}

}  // namespace

void ExecuteAssert(CaseRun& run) {
  const Json expected = Bind(run.step->body["expect"], run.values);
  const Json view = View(run, run.step->body["assert"], expected);
  run.log.Add(run.step->id + ": assert " + Abbreviated(run.step->body["assert"]) + " -> " +
              Abbreviated(view));
  if (Judge(run, expected, view)) RecordPass(run);
  Collect(run, view);
}

}  // namespace bitsproof::conformance
