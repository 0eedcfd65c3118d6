// Catalogue: the requirements, read from scenarios/requirements/*.json.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/problem.h"
#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// How a requirement is known.
enum class Status {
  kDocumented,  // a page states it
  kObserved,    // seen in the original or in another source, stated by no page
  kDisputed,    // the sources disagree: its checks are observations
  kInferred,    // follows from what is stated: its level is `may`, so that it never judges
};
std::string_view ToString(Status status);

// One row of the catalogue: a rule, in our own words.
struct Requirement {
  std::string id;  // "CORE-CREATE-07"
  Level level = Level::kMust;
  Status status = Status::kDocumented;
  std::string statement;
  std::string source;                 // the pages that the rule comes from, with ", " between
  std::vector<std::string> readings;  // disputed only: what each source says
  std::vector<std::string> controls;  // ids: unless these held too, a pass proves nothing
  std::string not_yet;                // what must come before it can be judged; "" for nothing
  std::string excluded;               // why no scenario will ever cover it; "" when one can
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

  // Whether a mismatch of the check counts: it is no mere observation, of level `may` or of a
  // disputed requirement.
  bool IsJudged(const Check& check) const;

  // The names of the pages that a requirement can come from; empty when the folder has no list.
  const std::set<std::string>& pages() const { return pages_; }
  void AddPages(std::set<std::string> pages) { pages_.merge(pages); }

  // In the order in which they were added.
  const std::vector<Requirement>& requirements() const { return requirements_; }
  // Sorted by name.
  const std::map<std::string, Topic>& topics() const { return topics_; }

 private:
  std::vector<Requirement> requirements_;
  std::map<std::string, std::size_t> by_id_;
  std::map<std::string, Topic> topics_;
  std::set<std::string> pages_;
};

// Reads every *.json directly in `folder`, in order of name; pages.json is the list of pages. What
// cannot be read or understood is appended to `problems` (file and JSON pointer each) and left out.
// A folder that does not exist is an empty catalogue.
Catalogue LoadCatalogue(const std::filesystem::path& folder, std::vector<Problem>& problems);

// Reads one file into `catalogue`.
void LoadCatalogueFile(const std::filesystem::path& file, Catalogue& catalogue,
                       std::vector<Problem>& problems);

}  // namespace bitsproof::conformance
