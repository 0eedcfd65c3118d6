#include "conformance/run/selection.h"

#include <algorithm>
#include <functional>
#include <set>

namespace bitsproof::conformance {
namespace {

using Predicate = std::function<bool(const SuiteCase&, const std::string&)>;

bool MatchesCase(const SuiteCase& candidate, const std::string& glob) {
  return GlobMatches(glob, candidate.test_case.scenario->id) ||
         GlobMatches(glob, candidate.test_case.id);
}

bool MatchesRequirement(const SuiteCase& candidate, const std::string& glob) {
  const auto requirements = RequirementsOf(*candidate.test_case.scenario);
  return std::any_of(requirements.begin(), requirements.end(),
                     [&](const std::string& id) { return GlobMatches(glob, id); });
}

bool MatchesTopic(const SuiteCase& candidate, const std::string& topic) {
  return candidate.test_case.scenario->topic == topic;
}

std::string KnownTopics(const std::vector<SuiteCase>& all) {
  std::set<std::string> names;
  for (const SuiteCase& candidate : all) names.insert(candidate.test_case.scenario->topic);
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

void RequireEachMatches(const std::vector<SuiteCase>& all, const std::vector<std::string>& patterns,
                        const Predicate& matches, const std::string& message) {
  for (const std::string& pattern : patterns) {
    const bool found = std::any_of(all.begin(), all.end(), [&](const SuiteCase& candidate) {
      return matches(candidate, pattern);
    });
    if (!found) throw SelectionError(message + " '" + pattern + "'");
  }
}

bool MatchesAny(const SuiteCase& candidate, const std::vector<std::string>& patterns,
                const Predicate& matches) {
  return patterns.empty() ||
         std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches(candidate, pattern); });
}

}  // namespace

bool GlobMatches(std::string_view glob, std::string_view text) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last `*`, to which a mismatch returns
  std::size_t resume = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      resume = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

std::vector<std::string> RequirementsOf(const Scenario& scenario) {
  std::set<std::string> ids;
  ForEachStep(scenario.steps, [&](const Step& step) {
    if (step.check) ids.insert(step.check->requirement);
  });
  return {ids.begin(), ids.end()};
}

std::vector<SuiteCase> Select(const std::vector<SuiteCase>& all, const Selection& selection) {
  RequireEachMatches(all, selection.case_globs, MatchesCase, "no scenario or case matches");
  RequireEachMatches(all, selection.requirement_globs, MatchesRequirement,
                     "no check names a requirement that matches");
  RequireEachMatches(all, selection.topics, MatchesTopic,
                     "there is no such topic (there are: " + KnownTopics(all) + "):");
  std::vector<SuiteCase> taken;
  for (const SuiteCase& candidate : all) {
    const bool mode = candidate.mode == Mode::kSim ? selection.sim : selection.live;
    if (mode && MatchesAny(candidate, selection.case_globs, MatchesCase) &&
        MatchesAny(candidate, selection.requirement_globs, MatchesRequirement) &&
        MatchesAny(candidate, selection.topics, MatchesTopic)) {
      taken.push_back(candidate);
    }
  }
  if (taken.empty())
    throw SelectionError("no case is left: the conditions match, but no case matches them all");
  return taken;
}

}  // namespace bitsproof::conformance
