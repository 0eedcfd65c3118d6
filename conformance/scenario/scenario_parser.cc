#include "conformance/scenario/scenario_parser.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "conformance/json/json_text.h"
#include "conformance/scenario/scenario_values.h"
#include "conformance/scenario/setup_parser.h"
#include "conformance/scenario/step_parser.h"
#include "conformance/scenario/vocabulary.h"
#include "reference/base/duration.h"
#include "reference/model/profile.h"

namespace bitsproof::conformance {
namespace {

constexpr auto kTopFields = std::to_array<Field>({
    {"$schema", Shape::kText},
    {"format", Shape::kText, true},
    {"id", Shape::kText, true},
    {"title", Shape::kText, true},
    {"needs", Shape::kObject},
    {"profile", Shape::kTextOrForm},
    {"matrix", Shape::kObject},
    {"modes", Shape::kObject},
    {"setup", Shape::kObject},
    {"steps", Shape::kList, true},
    {"evidence", Shape::kObject},
    {"kills", Shape::kTexts},
    {"within"},
});

// What the parser works on.
struct Document {
  const Json& json;
  ProblemSink& problems;
  Scenario& scenario;
};

void ReadIdentity(const Document& document) {
  Scenario& scenario = document.scenario;
  scenario.id = GetText(document.json, "id");
  scenario.title = GetText(document.json, "title");
  const std::string format = GetText(document.json, "format");
  if (!format.empty() && format != "1.0") {
    document.problems.Add("/format", "the format \"" + format + "\" is unknown; write \"1.0\"");
  }
  if (document.json.contains("title") && scenario.title.empty()) {
    document.problems.Add("/title", "a title says in one sentence what must happen");
  }
  if (!document.json.contains("id")) return;
  if (!IsWords(scenario.id, true) || scenario.id.find('.') == std::string::npos) {
    document.problems.Add("/id",
                          "an id is made of lower-case words joined by \"-\", the parts by "
                          "\".\": topic.subject.behaviour");
  } else if (!scenario.id.starts_with(scenario.topic + ".")) {
    document.problems.Add("/id", "the id begins with the topic, which is the folder's name: \"" +
                                     scenario.topic + ".\"");
  }
}

std::optional<std::string> ReadProfile(const Json& json, const std::string& pointer,
                                       ProblemSink& problems) {
  const std::string text = json.is_string() ? json.get<std::string>() : json.dump();
  if (json.is_string() && ParseProfile(text)) return text;
  problems.Add(pointer, "unknown profile \"" + text + "\"; the newest is \"" +
                            std::string(ToString(kNewestProfile)) + "\"");
  return std::nullopt;
}

void ReadModesNeeded(const Json& modes, Needs& needs, ProblemSink& problems) {
  needs.sim = needs.live = false;
  for (std::size_t i = 0; i < modes.size(); ++i) {
    const std::string mode = modes[i].get<std::string>();
    needs.sim = needs.sim || mode == "sim";
    needs.live = needs.live || mode == "live";
    if (mode == "sim" || mode == "live") continue;
    problems.Add(Join("/needs/modes", i),
                 "unknown mode \"" + mode + "\"; allowed are \"sim\" and \"live\"");
  }
  if (modes.empty()) problems.Add("/needs/modes", "a scenario runs in at least one mode");
}

void ReadNeeds(const Document& document) {
  static constexpr std::array kFields{Field{"capabilities", Shape::kTexts},
                                      Field{"profile", Shape::kObject},
                                      Field{"modes", Shape::kTexts}};
  static constexpr std::array kRange{Field{"min"}, Field{"max"}};
  const Json* json = Get(document.json, "needs", Shape::kObject);
  if (json == nullptr) return;
  Needs& needs = document.scenario.needs;
  CheckFields(*json, kFields, "needs", "/needs", document.problems);
  if (const Json* words = Get(*json, "capabilities", Shape::kTexts)) {
    needs.capabilities = words->get<std::vector<std::string>>();
    for (std::size_t i = 0; i < words->size(); ++i) {
      const std::string& word = needs.capabilities[i];
      if (Contains(Capabilities(), word)) continue;
      document.problems.Add(Join("/needs/capabilities", i), "unknown capability \"" + word + "\"" +
                                                                Suggestion(word, Capabilities()));
    }
  }
  if (const Json* modes = Get(*json, "modes", Shape::kTexts)) {
    ReadModesNeeded(*modes, needs, document.problems);
  }
  if (const Json* range = Get(*json, "profile", Shape::kObject)) {
    const std::string at = "/needs/profile";
    CheckFields(*range, kRange, "a range of profiles", at, document.problems);
    const Json* min = Get(*range, "min", Shape::kAny);
    const Json* max = Get(*range, "max", Shape::kAny);
    if (min != nullptr) needs.profile_min = ReadProfile(*min, at + "/min", document.problems);
    if (max != nullptr) needs.profile_max = ReadProfile(*max, at + "/max", document.problems);
  }
}

void CheckAxisValues(const Json& values, const std::string& at, ProblemSink& problems) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Json& value = values[i];
    if (value.is_array() || value.is_null()) {
      problems.Add(Join(at, i), "the value of an axis is a text, a number, a boolean or an object");
    }
    if (value.is_object() && GetText(value, "name").empty()) {
      problems.Add(Join(at, i),
                   "an object as the value of an axis needs a \"name\" for the case's id");
    }
    if (std::count(values.begin(), values.end(), value) > 1) {
      problems.Add(Join(at, i), "the value " + value.dump() + " stands twice on this axis");
    }
  }
  if (values.empty()) problems.Add(at, "an axis has at least one value");
}

void ReadMatrix(const Document& document) {
  const Json* matrix = Get(document.json, "matrix", Shape::kObject);
  if (matrix == nullptr) return;
  for (auto it = matrix->begin(); it != matrix->end(); ++it) {
    const std::string at = Join("/matrix", it.key());
    if (!CheckShape(*it, Shape::kList, at, document.problems)) continue;
    CheckAxisValues(*it, at, document.problems);
    document.scenario.matrix.emplace_back(it.key(), *it);
  }
}

void ReadModes(const Document& document) {
  static constexpr std::array kFields{Field{"sim", Shape::kObject}, Field{"live", Shape::kObject}};
  const Json* modes = Get(document.json, "modes", Shape::kObject);
  if (modes == nullptr) return;
  CheckFields(*modes, kFields, "modes", "/modes", document.problems);
  document.scenario.modes = *modes;
}

std::optional<Duration> ReadLimit(const Json& json, const std::string& pointer,
                                  ProblemSink& problems) {
  const auto limit =
      json.is_string() ? ParseDuration(json.get_ref<const std::string&>()) : std::nullopt;
  if (!limit) {
    problems.Add(pointer, json.dump() +
                              " is no duration: write a whole number and a unit, \"600s\", "
                              "or one for each mode, {\"sim\": \"90d\", \"live\": \"30s\"}");
  }
  return limit;
}

void ReadWithin(const Document& document) {
  static constexpr std::array kFields{Field{"sim", Shape::kText}, Field{"live", Shape::kText}};
  const auto within = document.json.find("within");
  if (within == document.json.end()) return;
  Scenario& scenario = document.scenario;
  if (!within->is_object()) {
    scenario.within = scenario.within_live = ReadLimit(*within, "/within", document.problems);
    return;
  }
  CheckFields(*within, kFields, "within", "/within", document.problems);
  const Json* sim = Get(*within, "sim", Shape::kText);
  const Json* live = Get(*within, "live", Shape::kText);
  if (sim != nullptr) scenario.within = ReadLimit(*sim, "/within/sim", document.problems);
  if (live != nullptr) scenario.within_live = ReadLimit(*live, "/within/live", document.problems);
}

void ReadKills(const Document& document) {
  const Json* kills = Get(document.json, "kills", Shape::kTexts);
  if (kills == nullptr) return;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < kills->size(); ++i) {
    const std::string name = (*kills)[i].get<std::string>();
    if (!IsWords(name, true)) {
      document.problems.Add(Join("/kills", i), "\"" + name +
                                                   "\" is no name of a mutant: lower-case "
                                                   "words joined by \"-\" and \".\"");
    }
    if (!seen.insert(name).second) {
      document.problems.Add(Join("/kills", i), "\"" + name + "\" stands twice");
    }
    document.scenario.kills.push_back(name);
  }
}

void ReadEvidenceOfCalls(const Json& calls, Evidence& evidence, ProblemSink& problems) {
  static constexpr std::array kFields{Field{"succeeded", Shape::kCount},
                                      Field{"failed", Shape::kCount}};
  std::vector<std::string_view> methods;
  for (const MethodInfo& method : Methods()) methods.push_back(method.name);
  for (auto it = calls.begin(); it != calls.end(); ++it) {
    const std::string at = Join("/evidence/calls", it.key());
    if (!Contains(methods, it.key())) {
      problems.Add(at, "unknown method \"" + it.key() + "\"" + Suggestion(it.key(), methods));
    }
    CheckFields(*it, kFields, "evidence of calls", at, problems);
    const Json* succeeded = Get(*it, "succeeded", Shape::kCount);
    const Json* failed = Get(*it, "failed", Shape::kCount);
    evidence.calls[it.key()] = {succeeded == nullptr ? 0 : succeeded->get<std::uint64_t>(),
                                failed == nullptr ? 0 : failed->get<std::uint64_t>()};
  }
}

// "connections", "faultsFired" or an HTTP method.
bool IsEvidenceOfJournal(const std::string& name) {
  if (name == "connections" || name == "faultsFired") return true;
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

void ReadEvidenceOfJournals(const Json& journals, Evidence& evidence, const Scope& scope) {
  const std::vector<std::string_view> origins(scope.origins.begin(), scope.origins.end());
  for (auto it = journals.begin(); it != journals.end(); ++it) {
    const std::string at = Join("/evidence/journal", it.key());
    if (!scope.origins.contains(it.key())) {
      scope.problems.Add(at,
                         "there is no origin \"" + it.key() + "\"" + Suggestion(it.key(), origins));
    }
    if (!CheckShape(*it, Shape::kObject, at, scope.problems)) continue;
    for (auto what = it->begin(); what != it->end(); ++what) {
      const std::string place = Join(at, what.key());
      if (!IsEvidenceOfJournal(what.key())) {
        scope.problems.Add(place,
                           "a journal gives evidence of \"connections\", \"faultsFired\" or "
                           "an HTTP method in capitals, not of \"" +
                               what.key() + "\"");
      }
      if (CheckShape(*what, Shape::kCount, place, scope.problems)) {
        evidence.journal[it.key()][what.key()] = what->get<std::uint64_t>();
      }
    }
  }
}

void ReadEvidence(const Document& document, const Scope& scope) {
  static constexpr std::array kFields{Field{"calls", Shape::kObject},
                                      Field{"journal", Shape::kObject},
                                      Field{"checks", Shape::kCount}};
  const Json* json = Get(document.json, "evidence", Shape::kObject);
  if (json == nullptr) return;
  CheckFields(*json, kFields, "the evidence", "/evidence", document.problems);
  Evidence& evidence = document.scenario.evidence;
  if (const Json* calls = Get(*json, "calls", Shape::kObject)) {
    ReadEvidenceOfCalls(*calls, evidence, document.problems);
  }
  if (const Json* journals = Get(*json, "journal", Shape::kObject)) {
    ReadEvidenceOfJournals(*journals, evidence, scope);
  }
  const Json* checks = Get(*json, "checks", Shape::kCount);
  if (checks != nullptr) evidence.checks = checks->get<std::uint64_t>();
}

void ReadProfileOfScenario(const Document& document, Scope& scope) {
  const auto profile = document.json.find("profile");
  if (profile == document.json.end()) return;
  document.scenario.profile = *profile;
  CheckValue(*profile, "/profile", scope);
  const auto possible = PossibleValues(*profile, scope);
  if (!possible) return;
  for (const Json& value : *possible) ReadProfile(value, "/profile", document.problems);
}

void ReadSteps(const Document& document, Scope& scope) {
  StepIds ids;
  if (const Json* steps = Get(document.json, "steps", Shape::kList)) {
    document.scenario.steps = ParseSteps(*steps, "/steps", scope, ids);
    if (ids.checks.empty()) {
      document.problems.Add("/steps", "no step has a `check`: the scenario would prove nothing");
    }
  }
}

void ReadDocument(const Document& document) {
  if (!CheckFields(document.json, kTopFields, "a scenario", "", document.problems)) return;
  ReadIdentity(document);
  ReadNeeds(document);
  ReadMatrix(document);
  ReadModes(document);
  ReadWithin(document);
  ReadKills(document);
  Scope scope{document.problems, document.scenario, {}, {}, {}, {}};
  if (document.scenario.needs.sim) scope.modes.push_back(Mode::kSim);
  if (document.scenario.needs.live) scope.modes.push_back(Mode::kLive);
  ReadProfileOfScenario(document, scope);
  document.scenario.setup = Json::object();
  if (const Json* setup = Get(document.json, "setup", Shape::kObject)) {
    document.scenario.setup = *setup;
    const std::size_t before = document.problems.size();
    CheckSetup(*setup, "/setup", scope);
    if (document.problems.size() == before) CheckOriginScripts(*setup, "/setup", scope);
  }
  ReadSteps(document, scope);
  ReadEvidence(document, scope);
}

}  // namespace

std::vector<Problem> ParseScenario(const std::string& file, std::string_view text,
                                   Scenario* scenario) {
  ProblemSink problems(file);
  *scenario = Scenario{};
  scenario->file = file;
  scenario->modes = Json::object();
  scenario->topic = std::filesystem::path(file).parent_path().filename().string();
  const auto json = ReadJson(text, [&](const std::string& pointer, const std::string& message) {
    problems.Add(pointer, message);
  });
  if (json) ReadDocument({*json, problems, *scenario});
  return problems.Take();
}

std::vector<Problem> ParseScenarioFile(const std::string& file, Scenario* scenario) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) return {{file, "", "the file cannot be read"}};
  return ParseScenario(file, text, scenario);
}

}  // namespace bitsproof::conformance
