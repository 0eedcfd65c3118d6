// The markdown report: one subject against every rule, as a page for people.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "conformance/report/report_file.h"
#include "conformance/run/case_result.h"
#include "conformance/run/handshake.h"
#include "conformance/run/ledger.h"
#include "conformance/run/suite.h"

namespace bitsproof::conformance {

// Who the subject is and how it did: the verdict line, a table of topics, what became of each
// requirement (pass, fail, expected fail, not applicable with the reason, ...), and each failure
// with its case, what was expected and what was found. Sorted, and without times and whatever else
// differs between two runs with the same outcome.
std::string WriteMarkdown(const std::vector<SubjectInfo>& subjects,
                          const std::vector<CaseResult>& cases, const Ledger& ledger,
                          const Suite& suite);

// The page that holds such a report between its lines <!-- report:begin --> and <!-- report:end
// -->. What people wrote around them stays.
class MarkdownPage {
 public:
  // A page that does not exist yet is made, with a heading. Throws ReportError when the page exists
  // without the two lines, or cannot be written.
  explicit MarkdownPage(const std::filesystem::path& path);

  // Puts `report` between the lines, whole or not at all. Throws ReportError.
  void Commit(const std::string& report, const std::vector<SubjectInfo>& subjects) const;

 private:
  std::filesystem::path path_;
  std::optional<ReportFile> file_;
};

}  // namespace bitsproof::conformance
