// RunSession: puts a subject through chosen cases and reports, the common part of `run` and
// `replay`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "conformance/command/command.h"
#include "conformance/command/run_baseline.h"
#include "conformance/run/run_options.h"
#include "conformance/run/suite.h"

namespace bitsproof::conformance {

// Where the reports go; "" for none.
struct ReportPaths {
  std::string results;
  std::string junit;
  std::string markdown;  // a page: the report stands between two lines of it
  std::string trace;     // a folder: one event log a case
};

// What to run, and how to report it.
struct RunPlan {
  SubjectOptions subject;
  std::string scenarios;  // value of --scenarios; "" for the default
  std::uint64_t seed = 1;
  Level strict = Level::kShould;
  std::size_t jobs = 0;  // 0: the default
  Duration case_limit = kDefaultCaseLimit;
  std::uint64_t stop_after = 0;   // failures; 0: never
  std::uint64_t second_look = 0;  // so many cases that complain may run again; 0: none does
  Shard shard;
  std::uint64_t min_run = 0;
  ReportPaths paths;
  BaselinePaths baseline;
  bool everything = false;  // nothing was selected but modes: entries of a baseline without a case
                            // are stale
  bool sim = true;          // the modes that were selected
  bool live = true;
  bool verbose = false;
  bool color = false;
};

// Runs the cases of `selected` that the plan's shard takes. Reports are prepared before the first
// case runs, and written whole or not at all. An external subject has one clock: only the cases of
// its mode run. A case that does not end, because its subject loops inside this process, ends the
// process with kHarnessFault, after the reports of what ran. Throws CommandError: kUsage for a
// subject that does not exist or whose clock none of the cases is for, or a report that cannot be
// written, kHarnessFault when a report fails at the end.
ExitCode RunAndReport(CommandContext& context, const Suite& suite,
                      const std::vector<SuiteCase>& selected, const RunPlan& plan);

// The file name of a case's event log: the case id and mode, with what a file name may not hold
// replaced.
std::string TraceFileName(const std::string& case_id, Mode mode);

}  // namespace bitsproof::conformance
