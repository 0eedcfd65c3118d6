#include <algorithm>
#include <array>
#include <numeric>

#include "conformance/run/matcher.h"
#include "conformance/run/runner_steps.h"
#include "conformance/scenario/vocabulary.h"
#include "reference/base/hresult.h"

namespace bitsproof::conformance {
namespace {

// `as` and `with` of a call, bound.
Json BindParameters(const CaseRun& run, const ScriptedCall& call) {
  Json params = Json::object();
  if (call.as) params["as"] = call.as->Bind(run.values);
  params.update(call.with.Bind(run.values));
  return params;
}

// Whether the parameters differ from turn to turn.
bool ParametersUseIndex(const ScriptedCall& call) {
  return (call.as && call.as->uses_index()) || call.with.uses_index();
}

// What a call without `expect` must answer.
const Value& DefaultExpectation(const std::string& method) {
  static const Value kSucceeded(Json{{"hresult", {{"$succeeded", true}}}});
  static const Value kAnything(Json{{"$any", true}});
  const MethodInfo* info = FindMethod(method);
  return info != nullptr && info->takes_as ? kSucceeded : kAnything;
}

// Methods that can move a job to another state.
bool MovesJobs(const std::string& method) {
  static constexpr std::array<std::string_view, 5> kMovers{
      "job.resume", "job.suspend", "job.cancel", "job.complete", "job.addFile"};
  return Contains(kMovers, method);
}

// So many turns of a loop are sent before the first answer is looked at.
constexpr std::uint64_t kTurnsAhead = 64;

// The turns of one `call` step. Everything that does not depend on the turn is bound once.
class CallLoop {
 public:
  CallLoop(CaseRun& run, const ScriptedCall& call)
      : run_(run),
        call_(call),
        method_(call.method.Bind(run.values)),
        is_loop_(call.times.has_value()),
        turns_(is_loop_ ? call.times->Bind(run.values) : 1),
        params_use_index_(ParametersUseIndex(call)),
        expect_(run.step->expect ? *run.step->expect : DefaultExpectation(method_)) {}

  void Run() {
    if (MovesJobs(method_)) MarkWay(run_);
    const auto outer = run_.values.index;
    bool matched = true;
    for (std::uint64_t begin = 0; begin < turns_; begin += kTurnsAhead) {
      const std::uint64_t end = std::min(begin + kTurnsAhead, turns_);
      matched = RunTurns(begin, end) && matched;
      if (end - begin == kTurnsAhead) run_.CheckLimit();
    }
    run_.values.index = outer;
    run_.result.steps += turns_ - 1;
    if (is_loop_) StoreLists();
    if (matched) RecordPass(run_);
  }

 private:
  void Turn(std::uint64_t turn) {
    if (is_loop_) run_.values.index = turn;
  }

  // The turns from `begin` up to `end` are all made, then judged one after another.
  bool RunTurns(std::uint64_t begin, std::uint64_t end) {
    std::vector<Request> requests;
    requests.reserve(end - begin);
    for (std::uint64_t turn = begin; turn < end; ++turn) {
      Turn(turn);
      if (turn == 0 || params_use_index_) params_ = BindParameters(run_, call_);
      requests.push_back({method_, params_});
    }
    bool matched = true;
    std::uint64_t turn = begin;
    run_.port.Send(requests, [&](Reply reply) {
      Turn(turn);
      const Json result = run_.port.ResultOf(method_, std::move(reply));
      matched = JudgeTurn(turn, requests[turn - begin].params, result) && matched;
      ++turn;
    });
    return matched;
  }

  bool JudgeTurn(std::uint64_t turn, const Json& params, const Json& result) {
    if (turn == 0 || expect_.uses_index()) expected_ = expect_.Bind(run_.values);
    run_.NoteCall(method_, params, result);
    const bool ends = turn == 0 || turn + 1 == turns_;
    bool matched = !ends && !Match(expected_, result);
    if (!matched) {
      Log(turn, params, result);
      matched = Judge(run_, expected_, result,
                      is_loop_ ? Mismatch::Moment{.turn = turn} : Mismatch::Moment());
    }
    Keep(result, matched);
    return matched;
  }

  void Log(std::uint64_t turn, const Json& params, const Json& result) {
    const std::string& id = run_.step->id;
    if (!is_loop_) return run_.log.AddCall(id, method_, params, result);
    if (turn > logged_ + 1) {
      run_.log.Add(id + ": " + std::to_string(turn - logged_ - 1) + " more calls alike");
    }
    run_.log.AddCall(id + "[" + std::to_string(turn) + "]", method_, params, result);
    logged_ = turn;
  }

  // Collects at once, or for the lists that a loop gathers. What an observed mismatch left out is
  // not collected.
  void Keep(const Json& result, bool matched) {
    if (!is_loop_) {
      if (matched) Collect(run_, result);
      return;
    }
    for (const Collection& collection : run_.step->collect) {
      const Json* part = At(result, collection.pointer);
      if (part != nullptr) {
        lists_[{collection.variable, collection.appends}].push_back(*part);
      } else if (matched) {
        FailToCollect(run_, collection.pointer, result);
      }
    }
  }

  void StoreLists() {
    for (auto& [target, list] : lists_) {
      const auto& [name, appends] = target;
      Json& variable = run_.values.variables[name];
      if (!appends || variable.is_null()) {
        variable = std::move(list);
      } else {
        variable.insert(variable.end(), list.begin(), list.end());
      }
    }
  }

  CaseRun& run_;
  const ScriptedCall& call_;
  const std::string method_;
  const bool is_loop_;
  const std::uint64_t turns_;
  const bool params_use_index_;
  const Value& expect_;
  Json params_;
  Json expected_;
  std::uint64_t logged_ = 0;
  std::map<std::pair<std::string, bool>, Json> lists_;  // by variable, and whether it grows
};

std::vector<Request> BindRequests(CaseRun& run, const ParallelStep& command) {
  std::vector<Request> requests;
  const auto outer = run.values.index;
  for (const ScriptedCall& call : command.calls) {
    const std::uint64_t turns = call.times ? call.times->Bind(run.values) : 1;
    for (std::uint64_t turn = 0; turn < turns; ++turn) {
      if (call.times) run.values.index = turn;
      requests.push_back({call.method.Bind(run.values), BindParameters(run, call)});
    }
    run.values.index = outer;
  }
  return requests;
}

// The positions 0 to count - 1; in a simulation in an order that depends on the case's seed.
std::vector<std::size_t> OrderOf(const CaseRun& run, std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!run.is_sim()) return order;
  Random random = run.random.Fork(run.step->id);
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.Below(i)]);
  return order;
}

// The results in the order of `requests`, whatever the order of execution.
std::vector<Json> CallInOrder(CaseRun& run, const std::vector<Request>& requests,
                              const std::vector<std::size_t>& order) {
  std::vector<Request> shuffled;
  shuffled.reserve(order.size());
  for (const std::size_t position : order) shuffled.push_back(requests[position]);
  std::vector<Json> replies = run.port.CallTogether(shuffled);
  std::vector<Json> results(requests.size());
  for (std::size_t i = 0; i < order.size(); ++i) results[order[i]] = std::move(replies[i]);
  return results;
}

Json ParallelView(std::vector<Json> results) {
  std::uint64_t succeeded = 0;
  Json codes = Json::object();
  for (const Json& result : results) {
    const auto code = ParseHResult(result.value("hresult", ""));
    if (!code) continue;
    if (code->succeeded()) ++succeeded;
    const std::string name = NameOf(*code).empty() ? ToHex(*code) : NameOf(*code);
    codes[name] = codes.value(name, 0) + 1;
  }
  return {{"results", std::move(results)}, {"succeeded", succeeded}, {"codes", std::move(codes)}};
}

}  // namespace

void ExecuteCall(CaseRun& run, const CallStep& command) { CallLoop(run, command.call).Run(); }

void ExecuteParallel(CaseRun& run, const ParallelStep& command) {
  const std::vector<Request> requests = BindRequests(run, command);
  const auto order = OrderOf(run, requests.size());
  std::vector<Json> results = CallInOrder(run, requests, order);
  for (const std::size_t i : order) {
    run.NoteCall(requests[i].method, requests[i].params, results[i]);
    run.log.AddCall(run.step->id + "[" + std::to_string(i) + "]", requests[i].method,
                    requests[i].params, results[i]);
  }
  run.result.steps += requests.size() - 1;
  const Json view = ParallelView(std::move(results));
  if (JudgeStep(run, view)) Collect(run, view);
}

}  // namespace bitsproof::conformance
