// JobIndex: finds a queued job by its GUID.
#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <utility>

#include "reference/base/guid.h"

namespace bitsproof {

class Job;

// A hash table in two generations. GUIDs are random, so in a table of a million jobs each visit to
// a bucket is a cache miss; jobs that come and go while the long queue behind them stands are found
// in the small table of the young and never pay it.
class JobIndex {
 public:
  // As many jobs are young at most: a table of them fits into a core's own cache.
  static constexpr std::size_t kYoungest = 1024;

  JobIndex() {
    old_.max_load_factor(0.25F);  // each step along a chain of a bucket is a cache miss too
  }

  std::size_t size() const { return young_.size() + old_.size(); }

  // REQUIRES: no job has this id.
  void Insert(const Guid& id, std::shared_ptr<Job> job) {
    assert(Find(id) == nullptr);
    if (young_.size() == kYoungest) old_.merge(young_);
    young_.emplace(id, std::move(job));
  }

  // nullptr when there is none.
  std::shared_ptr<Job> Find(const Guid& id) const {
    if (const auto it = young_.find(id); it != young_.end()) return it->second;
    const auto it = old_.find(id);
    return it == old_.end() ? nullptr : it->second;
  }

  void Erase(const Guid& id) {
    if (young_.erase(id) == 0) old_.erase(id);
  }

 private:
  using Table = std::unordered_map<Guid, std::shared_ptr<Job>>;

  Table young_;
  Table old_;
};

}  // namespace bitsproof
