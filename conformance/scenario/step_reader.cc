#include "conformance/scenario/step_reader.h"

#include <algorithm>
#include <string_view>

#include "conformance/json/problem.h"

namespace bitsproof::conformance {
namespace {

using Text = Expression<std::string>;
using Count = Expression<std::uint64_t>;

// The member `key` as a T, if there is one.
template <typename T>
std::optional<T> Find(const Json& json, const char* key) {
  const auto member = json.find(key);
  return member == json.end() ? std::nullopt : std::optional(T(*member));
}

NamedValues ReadMembers(const Json& json, const Json& excepted = Json::array()) {
  NamedValues values;
  for (const auto& [name, value] : json.items()) {
    const bool is_excepted = std::find(excepted.begin(), excepted.end(), name) != excepted.end();
    if (!is_excepted) values.emplace_back(name, Value(value));
  }
  return values;
}

ScriptedCall ReadCall(const Json& json) {
  return {Text(json["call"]), Find<Value>(json, "as"), Value(ObjectAt(json, "with")),
          Find<Count>(json, "times")};
}

JournalFilter ReadFilter(const Json& json) {
  return {Text(json["journal"]), ReadMembers(json, {"journal", "count"})};
}

AwaitState ReadAwaitState(const Json& await) {
  const auto passes = [](const Json& word) {
    return IsValueForm(word) || word == "QUEUED" || word == "CONNECTING" || word == "TRANSFERRING";
  };
  const Json& states = await["state"];
  const bool may_pass =
      states.is_array() ? std::any_of(states.begin(), states.end(), passes) : passes(states);
  return {Value(await["job"]), Value(states), Find<Value>(await, "as"), may_pass};
}

AwaitStep ReadAwait(const Json& step) {
  const Json& await = step["await"];
  AwaitStep command;
  if (await.contains("journal")) {
    command.what = AwaitJournal{ReadFilter(await), Value(await["count"])};
  } else if (await.contains("program")) {
    command.what = AwaitProgram{Text(await["program"]), Value(await["count"])};
  } else if (await.contains("event")) {
    command.what = AwaitEvent{Text(await["job"]), Text(await["event"])};
  } else {
    command.what = ReadAwaitState(await);
  }
  command.within = Expression<Duration>(step["within"]);
  command.through = Find<Json>(step, "through");
  command.written = Value(await);
  return command;
}

AssertStep ReadAssert(const Json& json) {
  const auto is = [&](const char* key) { return json.is_object() && json.contains(key); };
  if (is("journal")) return {AssertJournal{ReadFilter(json)}, Value(json)};
  if (is("file")) return {AssertFile{Text(json["file"])}, Value(json)};
  if (is("directory")) return {AssertDirectory{Text(json["directory"])}, Value(json)};
  if (is("program")) return {AssertProgram{Text(json["program"])}, Value(json)};
  if (is("calls")) return {AssertCalls{Text(json["calls"])}, Value(json)};
  if (is("events")) {
    return {AssertEvents{Value(json["events"]), Find<Value>(json, "kind")}, Value(json)};
  }
  return {Value(json), Value(json)};
}

Command ReadParallel(const Json& json) {
  ParallelStep parallel;
  for (const Json& call : json) parallel.calls.push_back(ReadCall(call));
  return parallel;
}

Command ReadRepeat(const Json& step, const std::string& pointer) {
  RepeatStep repeat{Count(step["repeat"]), {}};
  const Json& steps = step["steps"];
  for (std::size_t i = 0; i < steps.size(); ++i) {
    repeat.steps.push_back(ReadStep(steps[i], Join(pointer + "/steps", i)));
  }
  return repeat;
}

Command ReadCommand(const Json& step, const std::string& pointer) {
  if (step.contains("call")) return CallStep{ReadCall(step)};
  if (step.contains("await")) return ReadAwait(step);
  if (step.contains("advance")) return AdvanceStep{Expression<Duration>(step["advance"])};
  if (step.contains("assert")) return ReadAssert(step["assert"]);
  if (step.contains("parallel")) return ReadParallel(step["parallel"]);
  if (step.contains("repeat")) return ReadRepeat(step, pointer);
  if (step.contains("environment")) return EnvironmentStep{ReadMembers(step["environment"])};
  if (step.contains("restart")) return RestartStep{Value(step["restart"])};
  if (step.contains("reset")) return ResetStep{};
  return SetStep{ReadMembers(step["set"])};
}

When ReadWhen(const Json& json) {
  When when;
  if (json.contains("mode")) when.mode = json["mode"] == "sim" ? Mode::kSim : Mode::kLive;
  when.axis = json.value("axis", "");
  when.in = json.value("in", std::vector<Json>{});
  return when;
}

Check ReadCheck(const Json& json) {
  return {json["id"], json["requirement"], *ParseLevel(json["level"].get<std::string>()),
          json.contains("otherwise")};
}

void ReadCollections(const Json& step, const char* key, bool appends, Step& result) {
  for (const auto& [variable, pointer] : ObjectAt(step, key).items()) {
    result.collect.push_back({variable, pointer, appends});
  }
}

}  // namespace

Step ReadStep(const Json& json, const std::string& pointer) {
  Step step;
  step.id = json["id"];
  step.pointer = pointer;
  if (json.contains("when")) step.when = ReadWhen(json["when"]);
  step.command = ReadCommand(json, pointer);
  step.expect = Find<Value>(json, "expect");
  if (json.contains("check")) step.check = ReadCheck(json["check"]);
  ReadCollections(json, "collect", false, step);
  ReadCollections(json, "append", true, step);
  return step;
}

}  // namespace bitsproof::conformance
