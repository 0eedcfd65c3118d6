// Catalogue: the requirements, read from scenarios/requirements/*.json.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/problem.h"
#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// How a requirement is known.
enum class Status {
  kDocumented,  // a page states it
  kObserved,    // seen in the original, stated nowhere
  kDisputed,    // the sources disagree: its checks are observations
  kInferred,    // follows from what is stated
};
std::string_view ToString(Status status);

// One row of the catalogue: a rule, in our own words.
struct Requirement {
  std::string id;  // "CORE-CREATE-07"
  Level level = Level::kMust;
  Status status = Status::kDocumented;
  std::string statement;
  std::string source;                 // the page that the rule comes from
  std::vector<std::string> readings;  // disputed only: what each source says
  std::string excluded;               // why no scenario covers it; "" when one should
  std::string topic;
  std::string file;
  std::string pointer;
};

// A chapter of the catalogue. Several files may share a topic.
struct Topic {
  std::string name;
  std::string title;
  std::vector<std::size_t> requirements;  // indices, in the order of the files
};

// Every requirement, by id and by topic.
class Catalogue {
 public:
  // Returns false, with nothing changed, when the id is taken.
  bool Add(Requirement requirement, const std::string& topic_title);

  // nullptr when there is none of that id.
  const Requirement* Find(const std::string& id) const;

  bool IsDisputed(const std::string& id) const;

  // In the order in which they were added.
  const std::vector<Requirement>& requirements() const { return requirements_; }
  // Sorted by name.
  const std::map<std::string, Topic>& topics() const { return topics_; }

 private:
  std::vector<Requirement> requirements_;
  std::map<std::string, std::size_t> by_id_;
  std::map<std::string, Topic> topics_;
};

// Reads every *.json directly in `folder`, in order of name. What cannot be read or understood is
// appended to `problems` (file and JSON pointer each) and left out. A folder that does not exist is
// an empty catalogue.
Catalogue LoadCatalogue(const std::filesystem::path& folder, std::vector<Problem>& problems);

// Reads one file into `catalogue`.
void LoadCatalogueFile(const std::filesystem::path& file, Catalogue& catalogue,
                       std::vector<Problem>& problems);

}  // namespace bitsproof::conformance
