// The words of the reports: how a case, a value, a failure and the command that repeats it are
// written for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "conformance/run/case_result.h"
#include "conformance/scenario/catalogue.h"

namespace bitsproof::conformance {

// "limits.per-user[jobType=upload] (sim)".
std::string CaseName(const CaseResult& result);

// Compact JSON in which every result code is its name with its hexadecimal value: "BG_E_NOT_FOUND
// (0x80200001)". A text is a result code when it is 0x and eight digits, or a known name of a code.
// Over `limit` characters the middle is left out.
std::string DescribeValue(const Json& value, std::size_t limit = 2000);

// Lines of "  label     text": place, step, check, requirement with its statement, message,
// expected, actual, last events.
std::string DescribeFailure(const CaseResult& result, const Failure& failure,
                            const Catalogue& catalogue);

// "changed: known, check plain-ok: SIGNATURE (REASON)".
std::string DescribeNote(const BaselineNote& note);

// "CORE-CREATE-07: A standard user may have 60 jobs." (or "... (not in the catalogue)").
std::string DescribeRequirement(const std::string& id, const Catalogue& catalogue);

// "1 case", "2 cases", "1 unexpected pass", "2 unexpected passes".
std::string Plural(std::uint64_t count, std::string_view noun);

// One "  label     text" line.
std::string Labelled(std::string_view label, std::string_view text);

// `text` as one word of a POSIX shell, quoted only when it must be.
std::string ShellQuote(const std::string& text);

// What repeats a case: the parts of the command that are the same for the whole run.
struct ReplayRecipe {
  std::string subject = "reference";
  std::string scenarios;  // value of --scenarios; "" for the default
  std::string strict;     // value of --strict; "" for the default
};

// "bitsproof run --case 'a.b[c=d]' --mode sim --seed 7 --subject reference".
std::string ReplayCommand(const CaseResult& result, const ReplayRecipe& recipe);

}  // namespace bitsproof::conformance
