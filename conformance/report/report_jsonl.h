// The results file: JSON lines, the truth of a run. Every other report derives from it.
//
// First line: the header, {"format": "1.0", ...}. Then one line a case, in the order of the suite.
// Last line: {"summary": {...}}. scenarios/schema/results-1.0.json is its form.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/report/requirement_fate.h"
#include "conformance/run/case_result.h"
#include "conformance/run/handshake.h"
#include "conformance/run/ledger.h"
#include "conformance/run/shard.h"

namespace bitsproof::conformance {

// The baseline that a run was held against.
struct BaselineUse {
  std::string digest;              // of the file
  std::vector<std::string> stale;  // its entries whose cases do not exist any more
};

// What has to be known to repeat a run or to join its parts.
struct RunHeader {
  std::string version;                // of bitsproof
  std::string subject;                // what --subject was given
  std::vector<SubjectInfo> subjects;  // what it said of itself, one for each mode
  std::uint64_t seed = 1;
  Level strict = Level::kShould;  // the weakest level whose checks count
  Shard shard;
  std::uint64_t selected = 0;                           // cases of all shards together
  std::string digest;                                   // of all scenarios that were loaded
  std::map<std::string, std::string> scenario_digests;  // by scenario id
  std::optional<BaselineUse> baseline;                  // none: judged without one
  std::string broken_off;                               // how it ended early; "" when it did not
};

// A results file, read back.
struct Results {
  RunHeader header;
  std::vector<CaseResult> cases;
};

// A results file that cannot be used. what() is one sentence, "FILE:LINE: /pointer: message".
class ResultsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The whole file as text. The summary is that of `tally` and `requirements`.
std::string WriteResults(const RunHeader& header, const std::vector<CaseResult>& cases,
                         const Tally& tally, const RequirementCounts& requirements, double seconds);

// Throws ResultsError when the file cannot be read, is cut short or holds a line that is not of its
// form.
Results ReadResults(const std::filesystem::path& path);

// Joins the parts of one run, in the order of the shards. Throws ResultsError when the headers are
// of different runs, a case is there twice, or a shard is missing or there twice. `names` are the
// files that `parts` were read from, for the messages.
Results MergeResults(const std::vector<Results>& parts, const std::vector<std::string>& names);

}  // namespace bitsproof::conformance
