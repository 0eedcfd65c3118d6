#include "conformance/mutants/mutant_list.h"

#include <algorithm>

#include "conformance/mutants/mutant_subject.h"

namespace bitsproof::conformance {
namespace {

constexpr char kList[] =
#include "mutants_json.inc"
    ;

std::vector<MutantInfo> ReadList() {
  std::vector<MutantInfo> list;
  for (const Json& entry : Json::parse(kList)) {
    if (mutants::FindMutant(entry.at("name").get<std::string>()) == nullptr) continue;
    list.push_back({entry.at("name"), entry.at("requirement"), entry.at("description")});
  }
  std::sort(list.begin(), list.end(),
            [](const MutantInfo& a, const MutantInfo& b) { return a.name < b.name; });
  return list;
}

}  // namespace

const std::vector<MutantInfo>& Mutants() {
  static const auto* const list = new std::vector<MutantInfo>(ReadList());
  return *list;
}

}  // namespace bitsproof::conformance
