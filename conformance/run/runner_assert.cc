#include <algorithm>
#include <optional>
#include <variant>

#include "conformance/run/journal_view.h"
#include "conformance/run/matcher.h"
#include "conformance/run/resource_digest.h"
#include "conformance/run/runner_steps.h"

namespace bitsproof::conformance {
namespace {

// A real server notes the end of a response a little after the client has seen it.
constexpr int kJournalRetriesMax = 200;

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

// What each kind of assert sees; `expected` is what it must be.
struct Viewer {
  CaseRun& run;
  const Json& expected;

  Json operator()(const Value& value) const { return value.Bind(run.values); }

  Json operator()(const AssertJournal& asserted) const {
    const std::string origin = asserted.filter.origin.Bind(run.values);
    const Json filter = BindMembers(run, asserted.filter.members);
    for (int retries = 0;; ++retries) {
      const Json journal = run.world->Journal(origin);
      Json view = JournalView(journal, filter);
      const bool may_change = !run.is_sim() && HasOpenRequests(journal);
      if (!may_change || retries >= kJournalRetriesMax || !Match(expected, view)) return view;
      run.world->AwaitChange(std::chrono::milliseconds(5), Until::kAnything, retries);
    }
  }

  Json operator()(const AssertFile& asserted) const {
    Json view = run.world->Stat(PathOf(asserted.name));
    CompareBytes(run, expected, view);
    return view;
  }

  Json operator()(const AssertDirectory& asserted) const {
    const std::string path = PathOf(asserted.name);
    const Json info = run.world->Stat(path);
    if (!info.value("exists", false)) return {{"exists", false}};
    const Json names = run.world->List(path);
    return {{"exists", true}, {"names", names}, {"count", names.size()}};
  }

  Json operator()(const AssertProgram& asserted) const {
    return ProgramView(run.world->Runs(PathOf(asserted.name)));
  }

  Json operator()(const AssertCalls& asserted) const {
    const auto it = run.calls.find(asserted.method.Bind(run.values));
    const Evidence::Calls calls = it == run.calls.end() ? Evidence::Calls{} : it->second;
    return {{"succeeded", calls.succeeded},
            {"failed", calls.failed},
            {"count", calls.succeeded + calls.failed}};
  }

  Json operator()(const AssertEvents& asserted) const {
    const Json job = asserted.job.Bind(run.values);
    const auto kind = asserted.kind ? std::optional(asserted.kind->Bind(run.values)) : std::nullopt;
    run.events.Update();
    Json events = Json::array();
    for (const Json& event : run.events.events()) {
      if (event.value("job", Json()) != job) continue;
      if (kind && event.value("kind", Json()) != *kind) continue;
      events.push_back(event);
    }
    const std::size_t count = events.size();
    return {{"events", std::move(events)}, {"count", count}};
  }

  std::string PathOf(const Expression<std::string>& name) const {
    return PathInWorkDirectory(name.Bind(run.values), run.values);
  }
};

}  // namespace

void ExecuteAssert(CaseRun& run, const AssertStep& command) {
  const Json expected = run.step->expect->Bind(run.values);
  const Json view = std::visit(Viewer{run, expected}, command.what);
  run.log.Add(run.step->id + ": assert " + Logged(command.written.written()) + " -> " +
              Logged(view));
  if (Judge(run, expected, view)) RecordPass(run);
  Collect(run, view);
}

}  // namespace bitsproof::conformance
