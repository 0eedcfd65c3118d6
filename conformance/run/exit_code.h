// ExitCode: what the program tells the shell. Named, and never a count.
#pragma once

namespace bitsproof::conformance {

enum class ExitCode : int {
  kConforms = 0,  // every case that ran passed, or failed exactly as the baseline says
  kDeviates = 1,  // an unexpected failure, an inconclusive case, a surviving mutant, a stale page
  kUnexpectedPass = 2,  // an unexpected pass, a changed failure, or a baseline entry that matches
                        // nothing
  kNothingRan = 3,  // no case ran, an id or glob matches nothing, or fewer cases ran than asked for
  kHarnessFault = 4,  // the harness, the adapter or the machine is at fault
  kUsage = 64,        // the command line or an input file is wrong
};

constexpr int ToInt(ExitCode code) { return static_cast<int>(code); }

}  // namespace bitsproof::conformance
