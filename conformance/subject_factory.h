// Subjects by name: what --subject takes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

// A subject wrong on purpose.
struct MutantInfo {
  std::string name;         // "limits.per-user-61"
  std::string requirement;  // the rule that it breaks
  std::string description;  // one sentence: what is wrong with it
};

// Every mutant, sorted by name.
const std::vector<MutantInfo>& Mutants();

// Makes the subject called `name`: "reference" or "mutant:NAME", for the mode asked for. Throws
// std::invalid_argument with a sentence that lists what exists when there is none of that name.
// Several subjects may live at once, each on its own thread.
std::unique_ptr<Subject> MakeSubject(const std::string& name, Mode mode);

}  // namespace bitsproof::conformance
