// Shard: which part of a run this process does, when a run is spread over several.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace bitsproof::conformance {

// Part `index` of `count`, counted from 1. 1/1 is the whole run.
struct Shard {
  std::uint64_t index = 1;
  std::uint64_t count = 1;

  // The cases are dealt like cards, so that a slow topic is spread over all shards.
  bool Takes(std::uint64_t case_index) const { return case_index % count == index - 1; }
  bool whole() const { return count == 1; }
  friend bool operator==(const Shard&, const Shard&) = default;
};

std::string ToString(const Shard& shard);  // "2/8"

// Reads "2/8". Throws std::invalid_argument with a sentence for anything that is not 1 <= i <= n.
Shard ParseShard(const std::string& text);

// The value of an environment variable; nullopt when it is not set.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

// What the command line and the environment say about sharding.
struct ShardChoice {
  Shard shard;
  std::string status_file;  // to be touched, so that Bazel knows that the test shards; "" for none
  std::string
      origin;  // where the shard was read from: "--shard", "TEST_SHARD_INDEX", ...; "" for none
};

// `option` (the value of --shard) wins; then Bazel (TEST_SHARD_INDEX from 0, TEST_TOTAL_SHARDS,
// TEST_SHARD_STATUS_FILE), then GitLab (CI_NODE_INDEX from 1, CI_NODE_TOTAL), then a Kubernetes
// indexed job: JOB_COMPLETION_INDEX from 0, with the number of shards from `count` (the value of
// --shard-count) or JOB_COMPLETIONS, which the job's manifest must set because Kubernetes does not.
// Throws std::invalid_argument with a sentence when they say something impossible, or an index
// without a number.
ShardChoice ChooseShard(const std::optional<std::string>& option,
                        const std::optional<std::uint64_t>& count, const Variables& variables);

}  // namespace bitsproof::conformance
