#include "conformance/run/applicability.h"

#include <algorithm>

#include "conformance/protocol/method_table.h"
#include "conformance/scenario/values.h"
#include "reference/model/profile.h"

namespace bitsproof::conformance {
namespace {

using Reason = std::optional<std::string>;

bool Has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Reason ModeReason(const SubjectInfo& info, const Needs& needs) {
  if (info.mode == Mode::kSim && !needs.sim) return "runs in live mode only";
  if (info.mode == Mode::kLive && !needs.live) return "runs in sim mode only";
  return std::nullopt;
}

Reason CapabilityReason(const SubjectInfo& info, const Scenario& scenario) {
  for (const std::string& capability : scenario.needs.capabilities) {
    if (!info.Has(capability)) return "needs capability " + capability;
  }
  const bool sets_policy = !scenario.setup.policy.written().empty();
  if (sets_policy && !info.Has("policy")) return "needs capability policy";
  return std::nullopt;
}

// A case of a method applies where the method is offered: its preparation may fail before it comes
// to the call.
Reason MethodReason(const SubjectInfo& info, const Case& test_case) {
  for (const auto& [axis, value] : test_case.binding.items()) {
    if (!value.is_object()) continue;
    const MethodInfo* method = FindMethod(value.value("name", std::string()));
    if (method != nullptr && !method->capability.empty() && !info.Has(method->capability))
      return "needs capability " + method->capability;
  }
  return std::nullopt;
}

Reason ProfileReason(const SubjectInfo& info, const Case& test_case) {
  const std::string asked = ProfileOf(test_case);
  if (!asked.empty() && asked != info.profile && !Has(info.profiles, asked)) {
    return "needs profile " + asked;
  }
  const Needs& needs = test_case.scenario->needs;
  const std::string& text = asked.empty() ? info.profile : asked;
  const auto profile = ParseProfile(text);
  if (!profile) return std::nullopt;
  if (needs.profile_min && *profile < ParseProfile(*needs.profile_min)) {
    return "needs profile " + *needs.profile_min + " or later, this is " + text;
  }
  if (needs.profile_max && *profile > ParseProfile(*needs.profile_max)) {
    return "needs profile " + *needs.profile_max + " or earlier, this is " + text;
  }
  return std::nullopt;
}

Reason PrincipalReason(const SubjectInfo& info, const Case& test_case) {
  ValueContext context;
  context.binding = test_case.binding;
  context.constants = test_case.scenario->constants(info.mode);
  for (const auto& [name, form] : test_case.scenario->setup.principals) {
    const std::string kind = form.Bind(context);
    if (!Has(info.principals, kind)) return "needs a principal of kind " + kind;
  }
  return std::nullopt;
}

}  // namespace

std::string ProfileOf(const Case& test_case) {
  const auto& profile = test_case.scenario->profile;
  if (!profile) return "";
  ValueContext context;
  context.binding = test_case.binding;
  return profile->Bind(context);
}

std::vector<std::string> AllProfiles() {
  std::vector<std::string> all;
  for (int i = 0; i <= static_cast<int>(kNewestProfile); ++i) {
    all.emplace_back(ToString(static_cast<Profile>(i)));
  }
  return all;
}

std::optional<std::string> SkipReason(const SubjectInfo& info, const Case& test_case) {
  const Scenario& scenario = *test_case.scenario;
  if (auto reason = ModeReason(info, scenario.needs)) return reason;
  if (auto reason = CapabilityReason(info, scenario)) return reason;
  if (auto reason = MethodReason(info, test_case)) return reason;
  if (auto reason = ProfileReason(info, test_case)) return reason;
  return PrincipalReason(info, test_case);
}

}  // namespace bitsproof::conformance
