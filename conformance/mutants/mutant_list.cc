#include "conformance/mutants/mutant_list.h"

#include <algorithm>

#include "conformance/mutants/mutant_subject.h"

namespace bitsproof::conformance {
namespace {

std::vector<MutantInfo> MakeList() {
  std::vector<MutantInfo> list;
  for (const mutants::MutantRow* row : mutants::AllMutants()) {
    list.push_back(
        {std::string(row->name), std::string(row->requirement), std::string(row->description)});
  }
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
