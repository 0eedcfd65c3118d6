// What must hold between the parts of a suite: catalogue, scenarios and mutants. `bitsproof lint`
// reports what does not.
#pragma once

#include <string>
#include <vector>

#include "conformance/json/problem.h"
#include "conformance/run/mutant_info.h"
#include "conformance/run/suite.h"
#include "conformance/scenario/catalogue.h"
#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// Nothing is called documented that no page says: a documented requirement names a page of the
// catalogue's list, and of one that must be every source is such a page or an RFC. Controls are
// other requirements of the catalogue. Without a list of pages any source will do.
void CheckRequirement(const Requirement& requirement, const Catalogue& catalogue,
                      std::vector<Problem>& problems);

// A check names a requirement of the catalogue that can be checked, and is not above its level. A
// step without a check is plumbing: it expects no more than that a call succeeds. What a scenario
// kills are mutants that break what it checks.
void CheckScenario(const Scenario& scenario, const Catalogue& catalogue,
                   const std::vector<MutantInfo>& mutants, std::vector<Problem>& problems);

// A mutant breaks a requirement of the catalogue.
void CheckMutant(const MutantInfo& mutant, const Catalogue& catalogue,
                 std::vector<Problem>& problems);

// The requirements that must be, are judged by a check of that level, and are broken by no mutant,
// in the order of the catalogue.
std::vector<const Requirement*> WithoutMutant(const Suite& suite,
                                              const std::vector<MutantInfo>& mutants);

}  // namespace bitsproof::conformance
