#include "conformance/scenario/scenario_parser.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "conformance/json/json_text.h"
#include "conformance/json/schema.h"
#include "conformance/scenario/generated_axis.h"
#include "conformance/scenario/preparation.h"
#include "conformance/scenario/scenario_values.h"
#include "conformance/scenario/setup_checks.h"
#include "conformance/scenario/step_checks.h"
#include "conformance/scenario/step_reader.h"
#include "conformance/scenario/vocabulary.h"
#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

// Reads one document. First its form is checked, then what the parts that have it refer to: a slip
// in one step does not hide what is wrong in another.
class Reader {
 public:
  Reader(const Json& json, std::vector<Problem>& problems, Scenario& scenario)
      : json_(json), problems_(problems), scenario_(scenario) {}

  void Read() {
    CheckDocument();
    if (IsMalformed("/needs") || IsMalformed("/matrix") || IsMalformed("/modes") ||
        IsMalformed("/setup") || !json_.is_object()) {
      return;  // whatever steps refer to may be missing for that
    }
    ReadIdentity();
    ReadPreparation();
    ReadNeeds();
    ReadKills();
    Scope scope = NewScope();
    if (!IsMalformed("/profile") && json_.contains("profile")) {
      scenario_.profile = Expression<std::string>(json_["profile"]);
      CheckValue(json_["profile"], "/profile", scope);
    }
    ReadWithin();
    scenario_.setup = ReadSetup(Setup());
    CheckSetup(scenario_.setup, scope);
    if (json_.contains("steps") && json_["steps"].is_array()) ReadSteps(scope);
    if (!IsMalformed("/evidence")) ReadEvidence(scope);
  }

 private:
  void Report(const std::string& pointer, const std::string& message) {
    const bool known = std::any_of(problems_.begin(), problems_.end(), [&](const Problem& problem) {
      return problem.pointer == pointer && problem.message == message;
    });
    if (!known) problems_.push_back({scenario_.file, pointer, message});
  }

  JsonProblem Reporter() {
    return [this](const std::string& pointer, const std::string& message) {
      Report(pointer, message);
    };
  }

  // Whether something is wrong with the form of what is at `pointer`.
  bool IsMalformed(const std::string& pointer) const {
    return std::any_of(problems_.begin(), problems_.end(), [&](const Problem& problem) {
      return problem.pointer == pointer || problem.pointer.starts_with(pointer + "/");
    });
  }

  // The document against its schema, where an axis or a constant stands for each of its values.
  void CheckDocument() {
    ReadAxesAndConstants();
    const Scope scope = NewScope();
    const auto choices = [&](const Json& object) {
      const bool is_known = object.contains("$axis") || object.contains("$mode");
      return is_known ? PossibleValues(object, scope).value_or(std::vector<Json>{})
                      : std::vector<Json>{};
    };
    CheckForm(BuiltInSchema("scenario-1.0").root(), json_, Reporter(), choices);
  }

  // Those that have their form.
  void ReadAxesAndConstants() {
    const auto part = [](const Json& json, const char* key) {
      const bool is_there = json.is_object() && json.contains(key) && json[key].is_object();
      return is_there ? json[key] : Json::object();
    };
    const Json matrix = part(json_, "matrix");
    for (const auto& [axis, values] : matrix.items()) {
      if (values.is_array()) scenario_.matrix.emplace_back(axis, values);
      if (values.is_object()) ReadGeneratedAxis(axis, values);
    }
    const Json modes = part(json_, "modes");
    scenario_.constants_sim = part(modes, "sim");
    scenario_.constants_live = part(modes, "live");
  }

  void ReadGeneratedAxis(const std::string& axis, const Json& form) {
    if (!HasForm(*BuiltInSchema("scenario-1.0").Find("generatedAxis"), form)) return;
    const std::string at = Join("/matrix", axis);
    const Json values =
        ValuesOfGeneratedAxis(form, [&](const std::string& pointer, const std::string& message) {
          Report(at + pointer, message);
        });
    if (values.empty()) Report(at, "the axis has no values");
    scenario_.matrix.emplace_back(axis, values);
  }

  Scope NewScope() {
    Scope scope{Reporter(), scenario_, {}, {}, {}, {}, {}};
    if (scenario_.needs.sim) scope.modes.push_back(Mode::kSim);
    if (scenario_.needs.live) scope.modes.push_back(Mode::kLive);
    return scope;
  }

  std::string Text(const char* key) const {
    const auto text = json_.find(key);
    return text != json_.end() && text->is_string() ? text->get<std::string>() : "";
  }

  void ReadIdentity() {
    scenario_.id = Text("id");
    scenario_.title = Text("title");
    if (IsMalformed("/id") || scenario_.id.starts_with(scenario_.topic + ".")) return;
    if (!json_.contains("id")) return;
    Report("/id", "the id begins with the topic, which is the folder's name: \"" + scenario_.topic +
                      ".\"");
  }

  void ReadPreparation() {
    if (IsMalformed("/prepare") || !json_.contains("prepare")) return;
    const std::string name = Text("prepare");
    const auto names = PreparationNames();
    if (!Contains(names, name)) {
      return Report("/prepare", "unknown preparation \"" + name + "\"" + Suggestion(name, names));
    }
    scenario_.preparation = name;
    CheckPreparedAxes(PreparationNamed(name), scenario_, Reporter());
  }

  // That of the file, after that of the preparation.
  Json Setup() {
    const Json& own = ObjectAt(json_, "setup");
    if (scenario_.preparation.empty()) return own;
    return PreparedSetup(PreparationNamed(scenario_.preparation), own, Reporter());
  }

  void ReadNeeds() {
    const Json& json = ObjectAt(json_, "needs");
    Needs& needs = scenario_.needs;
    needs.capabilities = json.value("capabilities", std::vector<std::string>{});
    for (std::size_t i = 0; i < needs.capabilities.size(); ++i) {
      const std::string& word = needs.capabilities[i];
      if (Contains(Capabilities(), word)) continue;
      Report(Join("/needs/capabilities", i),
             "unknown capability \"" + word + "\"" + Suggestion(word, Capabilities()));
    }
    if (!scenario_.preparation.empty()) {
      for (const Json& word : PreparationNamed(scenario_.preparation)["capabilities"]) {
        if (!Contains(ViewsOf(needs.capabilities), word.get<std::string>())) {
          needs.capabilities.push_back(word);
        }
      }
    }
    if (json.contains("modes")) {
      const Json& modes = json["modes"];
      needs.sim = std::find(modes.begin(), modes.end(), "sim") != modes.end();
      needs.live = std::find(modes.begin(), modes.end(), "live") != modes.end();
    }
    const Json& range = ObjectAt(json, "profile");
    if (range.contains("min")) needs.profile_min = range["min"];
    if (range.contains("max")) needs.profile_max = range["max"];
  }

  void ReadKills() {
    if (IsMalformed("/kills")) return;
    scenario_.kills = json_.value("kills", std::vector<std::string>{});
  }

  void ReadWithin() {
    if (IsMalformed("/within") || !json_.contains("within")) return;
    const Json& within = json_["within"];
    if (within.is_string()) {
      scenario_.within = scenario_.within_live = ReadLimit(within, "/within");
    } else {
      if (within.contains("sim")) scenario_.within = ReadLimit(within["sim"], "/within/sim");
      if (within.contains("live")) {
        scenario_.within_live = ReadLimit(within["live"], "/within/live");
      }
    }
  }

  std::optional<Duration> ReadLimit(const Json& json, const std::string& pointer) {
    const auto limit = ParseDuration(json.get<std::string>());
    if (!limit) Report(pointer, "the duration " + json.dump() + " is too long");
    return limit;
  }

  void ReadSteps(Scope& scope) {
    StepIds ids;
    if (!scenario_.preparation.empty()) {
      for (Step& step : PreparedSteps(PreparationNamed(scenario_.preparation), scenario_)) {
        CheckStep(step, scope, ids);
        scenario_.steps.push_back(std::move(step));
      }
    }
    const Json& steps = json_["steps"];
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const std::string pointer = Join("/steps", i);
      if (IsMalformed(pointer)) {
        NoteVariables(steps[i], scope);
        continue;
      }
      scenario_.steps.push_back(ReadStep(steps[i], pointer));
      CheckStep(scenario_.steps.back(), scope, ids);
    }
    if (ids.checks.empty() && !IsMalformed("/steps")) {
      Report("/steps", "no step has a `check`: the scenario would prove nothing");
    }
  }

  // Those of a malformed step, for the steps after it.
  static void NoteVariables(const Json& step, Scope& scope) {
    if (!step.is_object()) return;
    for (const char* const key : {"collect", "append", "set"}) {
      if (!step.contains(key) || !step[key].is_object()) continue;
      for (const auto& [name, value] : step[key].items()) scope.variables.insert(name);
    }
    if (!step.contains("steps") || !step["steps"].is_array()) return;
    for (const Json& inner : step["steps"]) NoteVariables(inner, scope);
  }

  void ReadEvidence(const Scope& scope) {
    const Json& json = ObjectAt(json_, "evidence");
    Evidence& evidence = scenario_.evidence;
    std::vector<std::string_view> methods;
    for (const MethodInfo& method : Methods()) methods.push_back(method.name);
    for (const auto& [method, counts] : ObjectAt(json, "calls").items()) {
      if (!Contains(methods, method)) {
        Report(Join("/evidence/calls", method),
               "unknown method \"" + method + "\"" + Suggestion(method, methods));
      }
      evidence.calls[method] = {counts.value("succeeded", std::uint64_t{0}),
                                counts.value("failed", std::uint64_t{0})};
    }
    const auto origins = ViewsOf(scope.origins);
    for (const auto& [origin, counts] : ObjectAt(json, "journal").items()) {
      if (!Contains(origins, origin)) {
        Report(Join("/evidence/journal", origin),
               "unknown origin \"" + origin + "\"" + Suggestion(origin, origins));
      }
      evidence.journal[origin] = counts.get<std::map<std::string, std::uint64_t>>();
    }
    evidence.checks = json.value("checks", std::uint64_t{0});
  }

  const Json& json_;
  std::vector<Problem>& problems_;
  Scenario& scenario_;
};

}  // namespace

std::vector<Problem> ParseScenario(const std::string& file, std::string_view text,
                                   Scenario* scenario) {
  std::vector<Problem> problems;
  *scenario = Scenario{};
  scenario->file = file;
  scenario->topic = std::filesystem::path(file).parent_path().filename().string();
  const auto json = ReadJson(text, [&](const std::string& pointer, const std::string& message) {
    problems.push_back({file, pointer, message});
  });
  if (json) Reader(*json, problems, *scenario).Read();
  return problems;
}

std::vector<Problem> ParseScenarioFile(const std::string& file, Scenario* scenario) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) return {{file, "", "the file cannot be read"}};
  return ParseScenario(file, text, scenario);
}

}  // namespace bitsproof::conformance
