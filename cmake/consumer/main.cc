#include <cstdio>

#include "reference/job/job_manager.h"
#include "reference/platform/real_world.h"

using namespace bitsproof;

// Makes a job and lists it.
int main() {
  platform::RealWorld world;
  JobManager manager(world.environment(), Policy{}, kNewestProfile);
  const Principal user{"S-1-5-21-1-2-3-1001", Principal::Kind::kStandardUser};
  if (!manager.CreateJob(user, "example", JobType::kDownload)) return 1;
  const auto jobs = manager.EnumJobs(user, 0);
  std::printf("%zu job\n", jobs->count());
  return jobs->count() == 1 ? 0 : 1;
}
