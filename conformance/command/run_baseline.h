// RunBaseline: the part of a run that holds its results against a baseline, or writes one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conformance/command/command.h"
#include "conformance/report/baseline.h"
#include "conformance/report/report_file.h"
#include "conformance/report/report_jsonl.h"

namespace bitsproof::conformance {

// The files as they were given; "" for none. At most one is.
struct BaselinePaths {
  std::string judge;   // --baseline
  std::string update;  // --update-baseline
};

class RunBaseline {
 public:
  // Reads the file; one that is to be updated may be missing. Throws CommandError kUsage, after
  // the problems were listed on context.err, when it cannot be used.
  RunBaseline(CommandContext& context, const BaselinePaths& paths, BaselineScope scope);

  // Whether a case with this result would be a complaint, or an entry of the baseline would.
  bool IsNews(const CaseResult& result) const;

  // `result` with the verdict and the notes of the baseline as it was read.
  CaseResult Judged(CaseResult result) const;

  // Gives the results their verdicts; with --update-baseline, those of the new baseline.
  void Judge(std::vector<CaseResult>& results);

  // For the header; nullopt without a baseline. REQUIRES: after Judge.
  std::optional<BaselineUse> use() const;

  // Writes the baseline that is to be updated, unless nothing ran, and says what changed. Throws
  // ReportError.
  void Commit(ExitCode code);

 private:
  void Load();

  CommandContext& context_;
  const BaselinePaths paths_;
  const BaselineScope scope_;
  Baseline baseline_;
  BaselineChange change_;
  std::optional<ReportFile> file_;
};

}  // namespace bitsproof::conformance
