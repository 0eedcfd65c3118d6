#include "conformance/mutants/mutant_list.h"

#include <algorithm>

#include "conformance/mutants/mutant_subject.h"
#include "conformance/mutants/readings.h"

namespace bitsproof::conformance {
namespace {

std::vector<MutantInfo> MakeList() {
  std::vector<MutantInfo> list;
  const auto add = [&list](const mutants::MutantRow& row, bool conforms) {
    list.push_back({std::string(row.name), std::string(row.requirement),
                    std::string(row.description), conforms});
  };
  for (const mutants::MutantRow* row : mutants::AllMutants()) add(*row, false);
  for (const mutants::MutantRow& row : mutants::Readings()) add(row, true);
  std::sort(list.begin(), list.end(),
            [](const MutantInfo& a, const MutantInfo& b) { return a.name < b.name; });
  return list;
}

}  // namespace

const std::vector<MutantInfo>& Mutants() {
  static const auto* const list = new std::vector<MutantInfo>(MakeList());
  return *list;
}

}  // namespace bitsproof::conformance
