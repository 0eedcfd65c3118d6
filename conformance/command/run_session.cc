#include "conformance/command/run_session.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "conformance/report/report_console.h"
#include "conformance/report/report_file.h"
#include "conformance/report/report_jsonl.h"
#include "conformance/report/report_junit.h"
#include "conformance/report/report_markdown.h"
#include "conformance/report/report_progress.h"
#include "conformance/report/report_text.h"
#include "conformance/report/requirement_fate.h"
#include "conformance/run/ledger.h"
#include "conformance/run/suite_run.h"
#include "conformance/run/world_probe.h"

namespace bitsproof::conformance {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTraceNameMax = 180;

// The reports of one run, held open until it is over.
class Reports {
 public:
  explicit Reports(const ReportPaths& paths) : trace_(paths.trace) {
    if (!paths.results.empty()) results_.emplace(paths.results);
    if (!paths.junit.empty()) junit_.emplace(paths.junit);
    if (!paths.markdown.empty()) markdown_.emplace(paths.markdown);
    if (!trace_.empty()) PrepareTrace();
  }

  void Commit(const RunHeader& header, std::vector<CaseResult>& cases, const Ledger& ledger,
              const Suite& suite, const RequirementCounts& requirements, double seconds) {
    if (!trace_.empty()) WriteTraces(cases);
    if (results_)
      results_->Commit(WriteResults(header, cases, ledger.total(), requirements, seconds));
    if (junit_) junit_->Commit(WriteJUnit(cases, suite.catalogue, requirements, ledger.stale()));
    if (!markdown_) return;
    markdown_->Commit(WriteMarkdown(header.subjects, cases, ledger, suite), header.subjects);
  }

 private:
  void PrepareTrace() {
    std::error_code error;
    fs::create_directories(trace_, error);
    if (error || !fs::is_directory(trace_)) {
      throw ReportError("the folder " + trace_.string() +
                        " cannot be made: " + (error ? error.message() : "it is a file"));
    }
    ReportFile probe(trace_ / "probe");
  }

  // The logs leave the results: the results file is the same with and without a trace.
  void WriteTraces(std::vector<CaseResult>& cases) {
    for (CaseResult& result : cases) {
      if (result.verdict == Verdict::kSkipped) continue;
      std::string text;
      for (const std::string& event : result.events) text += event + "\n";
      ReportFile(trace_ / TraceFileName(result.case_id, result.mode)).Commit(text);
      result.events.clear();
    }
  }

  std::optional<ReportFile> results_;
  std::optional<ReportFile> junit_;
  std::optional<MarkdownPage> markdown_;
  fs::path trace_;
};

std::vector<SuiteCase> CasesOf(const Shard& shard, const std::vector<SuiteCase>& selected) {
  std::vector<SuiteCase> cases;
  for (std::size_t i = 0; i < selected.size(); ++i) {
    if (shard.Takes(i)) cases.push_back(selected[i]);
  }
  return cases;
}

// A process or a service is one machine: its cases follow each other unless it is told otherwise.
std::size_t JobsOf(const RunPlan& plan) {
  if (!IsExternal(plan.subject.name)) return plan.jobs;
  if (plan.subject.name.starts_with("http:") && plan.jobs > 1) {
    throw CommandError(
        ExitCode::kUsage,
        "an HTTP subject is one service, which runs one case at a time: leave --jobs "
        "out, or use stdio:'CMD ARG...', of which --jobs starts several");
  }
  return std::max<std::size_t>(plan.jobs, 1);
}

SuiteOptions OptionsOf(CommandContext& context, const Suite& suite, const RunPlan& plan) {
  SuiteOptions options;
  options.make_subject = [&context, subject = plan.subject](Mode mode, std::size_t worker) {
    try {
      return context.make_subject(subject, mode, worker);
    } catch (const std::invalid_argument& error) {
      throw CommandError(ExitCode::kUsage, error.what());
    }
  };
  options.is_external = IsExternal(plan.subject.name);
  options.sim_jobs = SimJobs(context, JobsOf(plan));
  options.live_jobs = LiveJobs(context, JobsOf(plan));
  options.path_map = plan.subject.path_map;
  options.case_limit = plan.case_limit;
  options.seed = plan.seed;
  options.strict = plan.strict;
  options.keep_events = !plan.paths.trace.empty();
  options.catalogue = &suite.catalogue;
  return options;
}

// The cases that the subject's clock is for. A real clock needs the harness's world within reach.
std::vector<SuiteCase> CasesFor(const std::vector<GreetedSubject>& greeted,
                                const SuiteOptions& options, const std::vector<SuiteCase>& wanted,
                                const RunPlan& plan) {
  if (!options.is_external || greeted.empty()) return wanted;
  const Mode mode = greeted.front().info.mode;
  std::vector<SuiteCase> cases;
  for (const SuiteCase& suite_case : wanted) {
    if (suite_case.mode == mode) cases.push_back(suite_case);
  }
  if (cases.empty()) {
    throw CommandError(ExitCode::kUsage,
                       plan.subject.name + " has a " + (mode == Mode::kSim ? "virtual" : "real") +
                           " clock, so it runs in mode " + std::string(ToString(mode)) +
                           " only, and none of the chosen cases does");
  }
  if (mode == Mode::kLive) ProbeWorld(*greeted.front().subject, plan.subject.path_map);
  return cases;
}

std::vector<SubjectInfo> InfosOf(const std::vector<GreetedSubject>& greeted) {
  std::vector<SubjectInfo> infos;
  infos.reserve(greeted.size());
  for (const GreetedSubject& subject : greeted) infos.push_back(subject.info);
  return infos;
}

RunHeader HeaderOf(const Suite& suite, const RunPlan& plan, std::vector<SubjectInfo> subjects,
                   std::size_t selected) {
  RunHeader header;
  header.version = BITSPROOF_VERSION;
  header.subject = plan.subject.name;
  header.subjects = std::move(subjects);
  header.seed = plan.seed;
  header.strict = plan.strict;
  header.shard = plan.shard;
  header.selected = selected;
  header.digest = suite.digest;
  header.scenario_digests = suite.digests;
  return header;
}

std::unique_ptr<Reports> Prepare(const ReportPaths& paths) {
  try {
    return std::make_unique<Reports>(paths);
  } catch (const ReportError& error) {
    throw CommandError(ExitCode::kUsage, error.what());
  }
}

void Announce(const CommandContext& context, const RunPlan& plan, std::size_t cases,
              std::size_t selected) {
  context.err << "bitsproof: " << Plural(cases, "case");
  if (!plan.shard.whole()) {
    context.err << " (shard " << ToString(plan.shard) << " of " << selected << ")";
  }
  context.err << " on " << plan.subject.name << ", seed " << plan.seed << "\n";
}

std::vector<CaseResult> RunWithProgress(const CommandContext& context,
                                        const std::vector<SuiteCase>& cases, SuiteOptions options,
                                        std::vector<GreetedSubject> greeted,
                                        const RunBaseline& baseline, std::uint64_t stop_after) {
  Progress::Options progress_options;
  progress_options.live = context.err_is_terminal;
  progress_options.columns = context.columns;
  Progress progress(context.err, cases.size(), progress_options);
  options.on_start = [&](const SuiteCase& started) { progress.Started(started.test_case.id); };
  std::uint64_t failures = 0;
  options.goes_on = [&] { return stop_after == 0 || failures < stop_after; };
  options.on_finish = [&](const CaseResult& result) {
    const bool is_failure = baseline.IsNews(result);
    failures += is_failure ? 1 : 0;
    progress.Finished(is_failure);
  };
  std::vector<CaseResult> results = RunSuite(cases, options, std::move(greeted));
  progress.Done();
  return results;
}

// At most so many cases at once are looked at a second time, so that they do not starve each other.
constexpr std::size_t kSecondLookJobs = 2;

// How a case ended, in one line: what it complains of, or else what the baseline does.
std::string Account(const CaseResult& result) {
  std::string account(ToString(result.verdict));
  if (!result.failures.empty()) return account + ": " + Message(result.failures[0].mismatch);
  return result.baseline.empty() ? account : account + ": " + DescribeNote(result.baseline[0]);
}

// Runs what complains among `results`, those of all `cases`, once more and keeps the second result
// of each. More than the plan allows are not chance, and stay as they are.
void LookAgain(const CommandContext& context, const std::vector<SuiteCase>& cases,
               SuiteOptions options, const RunBaseline& baseline, const RunPlan& plan,
               std::vector<CaseResult>& results) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (baseline.IsNews(results[i])) indices.push_back(i);
  }
  if (plan.second_look == 0 || results.size() < cases.size() || indices.empty()) return;
  if (indices.size() > plan.second_look) {
    context.err << "bitsproof: no second look at " << indices.size() << " cases, more than "
                << plan.second_look << "\n";
    return;
  }
  std::vector<SuiteCase> again;
  again.reserve(indices.size());
  for (const std::size_t index : indices) again.push_back(cases[index]);
  const auto merge = [&](std::vector<CaseResult> second_results) {
    for (CaseResult& second : second_results) {
      for (const std::size_t index : indices) {
        CaseResult& first = results[index];
        if (first.case_id != second.case_id || first.mode != second.mode) continue;
        second.first_look = Account(baseline.Judged(first));
        context.err << "bitsproof: looked twice at " << CaseName(second) << ": first "
                    << second.first_look << "; then " << Account(baseline.Judged(second)) << "\n";
        first = std::move(second);
        break;
      }
    }
  };
  options.on_overdue = [&, report = options.on_overdue](std::vector<CaseResult> ended) {
    merge(std::move(ended));
    report(results);
  };
  options.sim_jobs = std::min(options.sim_jobs, kSecondLookJobs);
  options.live_jobs = std::min(options.live_jobs, kSecondLookJobs);
  merge(RunSuite(again, options));
}

ConsoleOptions ConsoleOptionsOf(const CommandContext& context, const RunPlan& plan,
                                double seconds) {
  ConsoleOptions options;
  options.color = plan.color;
  options.verbose = plan.verbose;
  options.recipe.subject = plan.subject.name;
  options.recipe.scenarios = plan.scenarios;
  options.recipe.strict = plan.strict == Level::kMust ? "must" : "";
  options.seconds = seconds;
  options.mutant = FindMutant(context, plan.subject.name);
  return options;
}

BaselineScope ScopeOf(const Suite& suite, const RunPlan& plan) {
  BaselineScope scope;
  for (const SuiteCase& existing : suite.cases) {
    scope.existing.emplace(existing.test_case.id, existing.mode);
  }
  scope.whole = plan.everything;
  scope.sim = plan.sim;
  scope.live = plan.live;
  return scope;
}

// A shard that got no card of a deal has nothing to complain of; the merge judges the whole.
ExitCode Judge(const CommandContext& context, const Ledger& ledger, const RunPlan& plan) {
  if (ledger.total().cases == 0 && !plan.shard.whole()) {
    context.out << "shard " << ToString(plan.shard) << " has no case of this selection\n";
    return ExitCode::kConforms;
  }
  const ExitCode code = ledger.Judge(plan.min_run);
  if (code == ExitCode::kNothingRan) {
    context.err << "bitsproof: " << Plural(ledger.total().run(), "case") << " ran, at least "
                << std::max<std::uint64_t>(plan.min_run, 1) << " must\n";
  }
  return code;
}

}  // namespace

std::string TraceFileName(const std::string& case_id, Mode mode) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._=,[]-";
  std::string name = case_id;
  for (char& c : name) {
    if (kAllowed.find(c) == std::string_view::npos) c = '_';
  }
  if (name.size() > kTraceNameMax) name.resize(kTraceNameMax);
  if (name != case_id) name += "-" + DigestOf(case_id);
  return name + "." + std::string(ToString(mode)) + ".log";
}

ExitCode RunAndReport(CommandContext& context, const Suite& suite,
                      const std::vector<SuiteCase>& wanted, const RunPlan& plan) {
  const auto start = std::chrono::steady_clock::now();
  SuiteOptions options = OptionsOf(context, suite, plan);
  const auto reports = Prepare(plan.paths);
  RunBaseline baseline(context, plan.baseline, ScopeOf(suite, plan));
  // Every shard greets for the whole selection, so that the headers of all shards agree.
  auto greeted = Greet(wanted, options);
  const auto selected = CasesFor(greeted, options, wanted, plan);
  const auto cases = CasesOf(plan.shard, selected);
  RunHeader header = HeaderOf(suite, plan, InfosOf(greeted), selected.size());
  Announce(context, plan, cases.size(), selected.size());
  const auto report = [&](std::vector<CaseResult> results, const std::string& early_end) {
    baseline.Judge(results);
    header.baseline = baseline.use();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    Ledger ledger(suite.catalogue);
    for (const CaseResult& result : results) ledger.Add(result);
    if (header.baseline) ledger.AddStale(header.baseline->stale);
    if (results.size() < cases.size()) {
      header.broken_off =
          early_end + ", " + Plural(cases.size() - results.size(), "case") + " not run";
      ledger.BreakOff(header.broken_off);
    }
    const RequirementStanding standing = StandingOf(results, suite);
    WriteConsoleReport(context.out, results, ledger, suite.catalogue, standing,
                       ConsoleOptionsOf(context, plan, seconds));
    const ExitCode code = Judge(context, ledger, plan);
    context.out.flush();
    reports->Commit(header, results, ledger, suite, standing.total, seconds);
    baseline.Commit(code);
    return code;
  };
  options.on_overdue = [&](std::vector<CaseResult> results) {
    EndAfter(context, [&] { return report(std::move(results), "by a case that did not end"); });
  };
  auto results =
      RunWithProgress(context, cases, options, std::move(greeted), baseline, plan.stop_after);
  LookAgain(context, cases, options, baseline, plan, results);
  return report(std::move(results), "after " + Plural(plan.stop_after, "failure"));
}

}  // namespace bitsproof::conformance
