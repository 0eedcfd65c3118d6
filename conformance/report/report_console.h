// The console report: what a person reads after a run.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "conformance/report/report_text.h"
#include "conformance/report/requirement_fate.h"
#include "conformance/run/case_result.h"
#include "conformance/run/ledger.h"
#include "conformance/run/mutant_info.h"
#include "conformance/scenario/catalogue.h"

namespace bitsproof::conformance {

// Paints words for a terminal, or leaves them alone.
class Paint {
 public:
  explicit Paint(bool color) : color_(color) {}

  std::string Good(const std::string& text) const { return Wrap("32", text); }
  std::string Bad(const std::string& text) const { return Wrap("31", text); }
  std::string Odd(const std::string& text) const { return Wrap("33", text); }
  std::string Strong(const std::string& text) const { return Wrap("1", text); }

 private:
  std::string Wrap(const char* code, const std::string& text) const;

  bool color_;
};

// What the report needs beside the results.
struct ConsoleOptions {
  bool color = false;
  bool verbose = false;  // a line for each case, and the reason of each skip
  ReplayRecipe recipe;
  double seconds = 0;
  const MutantInfo* mutant = nullptr;  // the subject, when it is one
};

// Writes, in this order: each case when verbose, the table of topics, each case that is not as it
// should be (or not as the baseline says) with its replay command, the baseline's entries without a
// case, the observations, the rule that a mutant broke, and the verdict line.
void WriteConsoleReport(std::ostream& out, const std::vector<CaseResult>& cases,
                        const Ledger& ledger, const Catalogue& catalogue,
                        const RequirementStanding& standing, const ConsoleOptions& options);

// A table whose columns are as wide as their widest cell. The first column is aligned left, the
// others right; in `rows` every row has as many cells as `head`.
std::string FormatTable(const std::vector<std::string>& head,
                        const std::vector<std::vector<std::string>>& rows);

}  // namespace bitsproof::conformance
