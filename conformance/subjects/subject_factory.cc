#include "conformance/subject_factory.h"

#include <stdexcept>

#include "conformance/mutants/mutant_subject.h"
#include "conformance/scenario/vocabulary.h"
#include "conformance/subjects/live_subject.h"
#include "conformance/subjects/sim_subject.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kMutantPrefix = "mutant:";

std::unique_ptr<ReferenceSubject> MakeReference(Mode mode) {
  if (mode == Mode::kSim) return std::make_unique<SimReferenceSubject>();
  return std::make_unique<LiveReferenceSubject>();
}

[[noreturn]] void RefuseName(const std::string& name) {
  std::vector<std::string> names = {"reference"};
  for (const MutantInfo& mutant : Mutants())
    names.push_back(std::string(kMutantPrefix) + mutant.name);
  const std::vector<std::string_view> words(names.begin(), names.end());
  throw std::invalid_argument(
      "There is no subject '" + name + "'" + Suggestion(name, words) +
      " There are 'reference' and 'mutant:NAME', of which `bitsproof list mutants` names " +
      std::to_string(Mutants().size()) + ".");
}

}  // namespace

std::unique_ptr<Subject> MakeSubject(const std::string& name, Mode mode) {
  if (name == "reference") return MakeReference(mode);
  const mutants::MutantRow* row = name.starts_with(kMutantPrefix)
                                      ? mutants::FindMutant(name.substr(kMutantPrefix.size()))
                                      : nullptr;
  if (row == nullptr) RefuseName(name);
  return std::make_unique<mutants::MutantSubject>(MakeReference(mode), *row);
}

}  // namespace bitsproof::conformance
