#include "reference/model/policy.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <string>

namespace bitsproof {
namespace {

TEST(Policy, HasTheDocumentedDefaults) {
  const Policy policy;
  std::map<std::string, std::uint32_t> values;
  for (const PolicyField& field : PolicyFields()) {
    values[std::string(field.name)] = policy.*field.value;
  }
  const std::map<std::string, std::uint32_t> expected = {
      {"MaxJobsPerUser", 60},
      {"MaxJobsPerMachine", 300},
      {"MaxFilesPerJob", 200},
      {"MaxRangesPerFile", 500},
      {"JobInactivityTimeout", 90},
      {"MaxDownloadTime", 90 * 24 * 60 * 60},
      {"ForegroundTransferPolicy", 0x800000FF},
      {"HighTransferPolicy", 0x800000FF},
      {"NormalTransferPolicy", 0x800000FF},
      {"LowTransferPolicy", 0x800000FF},
      {"MaxCacheSize", 0},
      {"MaxContentAge", 0},
      {"ExemptionCoversMachineLimit", 1},
      {"ExemptJobsCountTowardsMachineLimit", 0},
  };
  EXPECT_EQ(values, expected);
}

TEST(Policy, EveryFieldIsListedOnce) {
  EXPECT_EQ(PolicyFields().size() * sizeof(std::uint32_t), offsetof(Policy, bandwidth));
  Policy policy;
  std::uint32_t number = 1000;
  for (const PolicyField& field : PolicyFields()) policy.*field.value = number++;
  number = 1000;
  for (const PolicyField& field : PolicyFields()) EXPECT_EQ(policy.*field.value, number++);
}

}  // namespace
}  // namespace bitsproof
