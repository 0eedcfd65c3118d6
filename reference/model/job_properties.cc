#include "reference/model/job_properties.h"

#include <algorithm>
#include <iterator>

namespace bitsproof {
namespace {

constexpr JobPropertyRule kRules[] = {
    {JobProperty::kIdCostFlags, Profile::k5_0, false, Settable::kAlways},
    {JobProperty::kNotificationClsid, Profile::k5_0, false, Settable::kAlways},
    {JobProperty::kDynamicContent, Profile::k5_0, true, Settable::kBeforeResume},
    {JobProperty::kHighPerformance, Profile::k5_0, true, Settable::kBeforeAddFile},
    {JobProperty::kMaxDownloadSize, Profile::k5_0, true, Settable::kBeforeResume},
    {JobProperty::kUseStoredCredentials, Profile::k5_0, false, Settable::kAlways},
    {JobProperty::kMinimumNotificationIntervalMs, Profile::k10_1, false, Settable::kAlways},
    {JobProperty::kOnDemandMode, Profile::k10_1, true, Settable::kAlways},
};

}  // namespace

const JobPropertyRule* FindRule(JobProperty property, Profile profile) {
  const auto* const rule = std::find_if(
      std::begin(kRules), std::end(kRules),
      [&](const JobPropertyRule& one) { return one.property == property && profile >= one.since; });
  return rule == std::end(kRules) ? nullptr : rule;
}

}  // namespace bitsproof
