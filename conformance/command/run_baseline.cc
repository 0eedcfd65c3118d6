#include "conformance/command/run_baseline.h"

#include <filesystem>
#include <utility>

#include "conformance/report/report_text.h"
#include "conformance/report/report_verdict.h"

namespace bitsproof::conformance {

RunBaseline::RunBaseline(CommandContext& context, const BaselinePaths& paths, BaselineScope scope)
    : context_(context), paths_(paths), scope_(std::move(scope)) {
  Load();
  if (paths_.update.empty()) return;
  try {
    file_.emplace(paths_.update);
  } catch (const ReportError& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
}

void RunBaseline::Load() {
  const bool updates = !paths_.update.empty();
  const std::string& path = updates ? paths_.update : paths_.judge;
  if (path.empty() || (updates && !std::filesystem::exists(path))) return;
  std::vector<Problem> problems;
  baseline_ =
      ReadBaseline(path, updates ? EmptyReason::kFilledIn : EmptyReason::kRefused, problems);
  if (!problems.empty()) {
    for (const Problem& problem : problems) context_.err << ToString(problem) << "\n";
    throw CommandError(ExitCode::kUsage,
                       Plural(problems.size(), "problem") + " in the baseline; nothing was run");
  }
  if (updates || baseline_.unexplained() == 0) return;
  context_.err << "bitsproof: " << path << ": " << Plural(baseline_.unexplained(), "entry") << " \""
               << kUnexplained << "\": say why, in \"reason\"\n";
}

bool RunBaseline::IsNews(const CaseResult& result) const {
  if (!IsComplaint(result.verdict) && result.verdict != Verdict::kPass) return false;
  return HasNews(Judged(result));
}

CaseResult RunBaseline::Judged(CaseResult result) const {
  baseline_.Judge(result);
  return result;
}

void RunBaseline::Judge(std::vector<CaseResult>& results) {
  if (!paths_.update.empty()) change_ = baseline_.Update(results, scope_);
  for (CaseResult& result : results) baseline_.Judge(result);
}

std::optional<BaselineUse> RunBaseline::use() const {
  if (paths_.judge.empty() && paths_.update.empty()) return std::nullopt;
  return BaselineUse{DigestOf(WriteBaseline(baseline_)), baseline_.Stale(scope_)};
}

void RunBaseline::Commit(ExitCode code) {
  if (!file_) return;
  if (code == ExitCode::kNothingRan) {
    context_.err << "bitsproof: " << paths_.update << " is unchanged\n";
    return;
  }
  file_->Commit(WriteBaseline(baseline_));
  context_.err << "bitsproof: " << paths_.update << ": " << change_.kept << " kept, "
               << change_.added << " added, " << change_.removed << " removed; "
               << Plural(baseline_.unexplained(), "entry") << " \"" << kUnexplained << "\"\n";
}

}  // namespace bitsproof::conformance
