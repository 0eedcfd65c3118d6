#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <variant>

#include "conformance/run/journal_view.h"
#include "conformance/run/matcher.h"
#include "conformance/run/runner_steps.h"

namespace bitsproof::conformance {
namespace {

// More looks than this within one await: virtual time does not get on.
constexpr int kPollsMaxSim = 1'000'000;

// Lets time pass until `reached`, to which `until` leads, or `within` is over; returns whether it
// was reached.
bool WaitUntil(CaseRun& run, Duration within, Until until, const std::function<bool()>& reached) {
  const Duration end = run.world->Elapsed() + within;
  for (int polls = 0; !reached(); ++polls) {
    const Duration left = end - run.world->Elapsed();
    if (left <= Duration::zero()) return false;
    if (run.is_sim() && polls >= kPollsMaxSim) {
      run.Fail({.kind = Mismatch::Kind::kBusy});
    }
    run.world->AwaitChange(left, until, polls);
  }
  return true;
}

// A wait that would outlast the case ends with it. What was seen at that moment tells more than
// that the case took too long, and it must not be chance which of the two is told.
Duration WithinTheCase(const CaseRun& run, Duration within) {
  const Duration left = std::max(run.limit - run.world->Elapsed(), Duration::zero());
  return std::min<Duration>(within, std::chrono::ceil<std::chrono::milliseconds>(left));
}

Mismatch::Moment Limit(Duration within) { return {.waited = within}; }

// --- States ---

// Judges the states on the way from the last call that moves jobs to the awaited state.
class StateWait {
 public:
  StateWait(CaseRun& run, const AwaitState& await, const std::optional<Json>& through)
      : run_(run),
        through_(through),
        job_(await.job.Bind(run.values)),
        states_(await.states.Bind(run.values)) {
    if (!states_.is_array()) states_ = Json::array({states_});
    params_["as"] = await.as ? await.as->Bind(run.values) : Json(run.ReaderOf(job_));
    params_["job"] = job_;
  }

  void Run(Duration within) {
    const Duration begin = run_.world->Elapsed();
    bool reached = false;
    const bool ended =
        WaitUntil(run_, within, Until::kEvent, [&] { return (reached = Reached()) || IsInVain(); });
    run_.log.AddCall(run_.step->id, "await job.getState", params_, last_);
    if (!reached) {
      const Duration waited =
          ended ? std::chrono::floor<std::chrono::milliseconds>(run_.world->Elapsed() - begin)
                : within;
      Judge(run_, {{"state", {{"$in", states_}}}}, last_, Limit(waited));
      return;
    }
    const Json way = TakeWay();
    bool matched = true;
    if (through_ && run_.watches_way) {
      matched = Judge(run_, {{"through", *through_}}, {{"through", way}});
    }
    JudgeStep(run_, last_, matched);
    Collect(run_, last_);
  }

 private:
  bool Reached() {
    last_ = run_.port.Call("job.getState", params_);
    const auto state = last_.find("state");
    if (state == last_.end()) {
      Mismatch mismatch{.kind = Mismatch::Kind::kNoState, .is_code = true};
      if (const Json* code = At(last_, "/hresult")) mismatch.found = *code;
      run_.Fail(std::move(mismatch), {{"state", {{"$in", states_}}}}, last_);
    }
    return IsAwaited(*state) || PassedBy();
  }

  bool IsAwaited(const Json& state) const {
    return std::find(states_.begin(), states_.end(), state) != states_.end();
  }

  // Whether the job has stayed too long where only a client could move it, and none will.
  bool IsInVain() {
    if (run_.is_sim()) return false;  // no wait is long there
    const Json& state = last_.at("state");
    const Duration now = run_.world->Elapsed();
    if (state != stays_in_) {
      stays_in_ = state;
      stays_since_ = now;
    }
    const bool waits_for_client = state == "TRANSFERRED" || state == "ERROR" ||
                                  state == "ACKNOWLEDGED" || state == "CANCELLED";
    return waits_for_client && now - stays_since_ >= run_.options.client_state_limit;
  }

  // A state that lasts but a moment may have come and gone between two looks.
  bool PassedBy() {
    const auto lasts = [](const Json& state) {
      return state != "QUEUED" && state != "CONNECTING" && state != "TRANSFERRING";
    };
    if (!run_.watches_way || std::all_of(states_.begin(), states_.end(), lasts)) return false;
    run_.events.Update();
    const auto changes = run_.events.ChangesSince(run_.way_begin, job_.get<std::string>());
    return std::any_of(changes.begin(), changes.end(),
                       [&](const EventFeed::Change& change) { return IsAwaited(change.to); });
  }

  // The states on the way, each where it first came; the next way begins where this one ends.
  Json TakeWay() {
    Json way = Json::array();
    if (!run_.watches_way) return way;
    run_.events.Update();
    for (const auto& change : run_.events.ChangesSince(run_.way_begin, job_.get<std::string>())) {
      run_.way_begin = change.sequence;
      if (IsAwaited(change.to)) return way;
      if (std::find(way.begin(), way.end(), change.to) == way.end()) way.push_back(change.to);
    }
    return way;
  }

  CaseRun& run_;
  const std::optional<Json>& through_;
  Json job_;
  Json states_;
  Json params_ = Json::object();
  Json last_;
  Json stays_in_;  // the state of the last looks
  Duration stays_since_{};
};

// --- Events and journals ---

void Conclude(CaseRun& run, const Json& view) {
  if (JudgeStep(run, view)) Collect(run, view);
}

// Waits for what each kind of await is for.
struct Waiter {
  CaseRun& run;
  const AwaitStep& command;
  Duration within;

  void operator()(const AwaitState& await) const {
    StateWait(run, await, command.through).Run(within);
  }

  void operator()(const AwaitEvent& await) const {
    const std::string job = await.job.Bind(run.values);
    const std::string kind = await.kind.Bind(run.values);
    std::optional<Json> event;
    const bool reached = WaitUntil(run, within, Until::kEvent, [&] {
      run.events.Update();
      return (event = run.events.Next(job, kind)).has_value();
    });
    run.log.AddCall(run.step->id, "await events.wait", command.written.Bind(run.values),
                    event.value_or(nullptr));
    if (!reached) {
      Judge(run, {{"event", kind}}, {{"event", nullptr}}, Limit(within));
    } else {
      Conclude(run, *event);
    }
  }

  void operator()(const AwaitJournal& await) const {
    const std::string origin = await.filter.origin.Bind(run.values);
    const Json filter = BindMembers(run, await.filter.members);
    const Json wanted{{"count", await.count.Bind(run.values)}};
    Json journal;
    Json seen;
    const bool reached = WaitUntil(run, within, Until::kAnything, [&] {
      journal = run.world->Journal(origin);
      seen = {{"count", CountRequests(journal, filter)}};
      return !Match(wanted, seen);
    });
    run.log.AddCall(run.step->id, "await origin.journal", command.written.Bind(run.values), seen);
    if (!reached) {
      Judge(run, wanted, seen, Limit(within));
    } else {
      Conclude(run, JournalView(journal, filter));
    }
  }

  void operator()(const AwaitProgram& await) const {
    const std::string path = PathInWorkDirectory(await.name.Bind(run.values), run.values);
    const Json wanted{{"count", await.count.Bind(run.values)}};
    Json view;
    const bool reached = WaitUntil(run, within, Until::kAnything, [&] {
      view = ProgramView(run.world->Runs(path));
      return !Match(wanted, view);
    });
    run.log.AddCall(run.step->id, "await program.runs", command.written.Bind(run.values), view);
    if (!reached) {
      Judge(run, wanted, view, Limit(within));
    } else {
      Conclude(run, view);
    }
  }
};

}  // namespace

Json ProgramView(const Json& runs) { return {{"runs", runs}, {"count", runs.size()}}; }

void ExecuteAwait(CaseRun& run, const AwaitStep& command) {
  const Duration within = WithinTheCase(run, command.within.Bind(run.values));
  std::visit(Waiter{run, command, within}, command.what);
}

}  // namespace bitsproof::conformance
