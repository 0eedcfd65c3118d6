#include "conformance/run/shard.h"

#include <charconv>
#include <stdexcept>

namespace bitsproof::conformance {
namespace {

std::optional<std::uint64_t> ParseNumber(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::uint64_t NumberIn(const Variables& variables, const std::string& name) {
  const auto text = variables(name);
  if (!text) throw std::invalid_argument("the environment variable " + name + " is not set");
  const auto number = ParseNumber(*text);
  if (!number) {
    throw std::invalid_argument("the environment variable " + name + " is '" + *text +
                                "', not a number");
  }
  return *number;
}

Shard Checked(Shard shard, const std::string& origin) {
  if (shard.count >= 1 && shard.index >= 1 && shard.index <= shard.count) return shard;
  throw std::invalid_argument(origin + " asks for shard " + ToString(shard) +
                              ": shards are counted from 1 to their number");
}

ShardChoice FromBazel(const Variables& variables) {
  const Shard shard{NumberIn(variables, "TEST_SHARD_INDEX") + 1,
                    NumberIn(variables, "TEST_TOTAL_SHARDS")};
  return {Checked(shard, "TEST_SHARD_INDEX"), variables("TEST_SHARD_STATUS_FILE").value_or(""),
          "TEST_SHARD_INDEX"};
}

ShardChoice FromGitLab(const Variables& variables) {
  const Shard shard{NumberIn(variables, "CI_NODE_INDEX"), NumberIn(variables, "CI_NODE_TOTAL")};
  return {Checked(shard, "CI_NODE_INDEX"), "", "CI_NODE_INDEX"};
}

ShardChoice FromKubernetes(const std::optional<std::uint64_t>& count, const Variables& variables) {
  if (!count && !variables("JOB_COMPLETIONS")) {
    throw std::invalid_argument(
        "JOB_COMPLETION_INDEX is set, but the number of shards is not: give --shard-count N, set "
        "JOB_COMPLETIONS, or say --shard 1/1 to run everything");
  }
  const Shard shard{NumberIn(variables, "JOB_COMPLETION_INDEX") + 1,
                    count ? *count : NumberIn(variables, "JOB_COMPLETIONS")};
  return {Checked(shard, "JOB_COMPLETION_INDEX"), "", "JOB_COMPLETION_INDEX"};
}

}  // namespace

std::string ToString(const Shard& shard) {
  return std::to_string(shard.index) + "/" + std::to_string(shard.count);
}

Shard ParseShard(const std::string& text) {
  const auto slash = text.find('/');
  const auto index = ParseNumber(std::string_view(text).substr(0, slash));
  const auto count = slash == std::string::npos
                         ? std::nullopt
                         : ParseNumber(std::string_view(text).substr(slash + 1));
  if (!index || !count) {
    throw std::invalid_argument("a shard is written i/n, for example 2/8, not '" + text + "'");
  }
  return Checked({*index, *count}, "--shard");
}

ShardChoice ChooseShard(const std::optional<std::string>& option,
                        const std::optional<std::uint64_t>& count, const Variables& variables) {
  if (option) return {ParseShard(*option), "", "--shard"};
  if (variables("TEST_TOTAL_SHARDS")) return FromBazel(variables);
  if (variables("CI_NODE_TOTAL") && variables("CI_NODE_INDEX")) return FromGitLab(variables);
  if (variables("JOB_COMPLETION_INDEX")) return FromKubernetes(count, variables);
  if (count)
    throw std::invalid_argument("--shard-count needs JOB_COMPLETION_INDEX in the environment");
  return {};
}

}  // namespace bitsproof::conformance
