#include "conformance/scenario/catalogue.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "conformance/json/json_text.h"
#include "conformance/json/schema.h"
#include "conformance/json/words.h"

namespace bitsproof::conformance {
namespace {

constexpr std::pair<Status, std::string_view> kStatuses[] = {
    {Status::kDocumented, "documented"},
    {Status::kObserved, "observed"},
    {Status::kDisputed, "disputed"},
    {Status::kInferred, "inferred"},
};

Requirement ReadRequirement(const Json& json, const std::string& pointer,
                            const std::string& not_yet) {
  Requirement requirement;
  requirement.id = json["id"];
  requirement.level = *ParseLevel(json["level"].get<std::string>());
  requirement.status = *ValueOf(json["status"].get<std::string>(), kStatuses);
  requirement.statement = json["statement"];
  requirement.source = json["source"];
  requirement.readings = json.value("readings", std::vector<std::string>{});
  requirement.controls = json.value("controls", std::vector<std::string>{});
  requirement.not_yet = json.value("notYet", not_yet);
  requirement.excluded = json.value("excluded", "");
  requirement.pointer = pointer;
  return requirement;
}

void AddRequirement(Requirement requirement, const std::string& title, Catalogue& catalogue,
                    std::vector<Problem>& problems) {
  const std::string id = requirement.id;
  const Problem place{requirement.file, requirement.pointer + "/id", ""};
  if (catalogue.Add(std::move(requirement), title)) return;
  const Requirement* first = catalogue.Find(id);
  problems.push_back(
      {place.file, place.pointer,
       "requirement " + id + " is already defined in " + first->file + " at " + first->pointer});
}

// Rows that are wrong are left out.
void ReadFile(const Json& json, const std::string& file, Catalogue& catalogue,
              std::vector<Problem>& problems) {
  std::vector<std::string> wrong;
  CheckForm(BuiltInSchema("requirement-1.0").root(), json,
            [&](const std::string& pointer, const std::string& message) {
              problems.push_back({file, pointer, message});
              wrong.push_back(pointer + "/");
            });
  const auto is_wrong = [&](const std::string& row) {
    return std::any_of(wrong.begin(), wrong.end(),
                       [&](const std::string& pointer) { return pointer.starts_with(row + "/"); });
  };
  const bool rows_only = std::all_of(wrong.begin(), wrong.end(), [](const std::string& pointer) {
    return pointer.starts_with("/requirements/") && pointer != "/requirements/";
  });
  if (!rows_only) return;
  const std::string not_yet = json.value("notYet", "");
  for (std::size_t i = 0; i < json["requirements"].size(); ++i) {
    const std::string pointer = Join("/requirements", i);
    if (is_wrong(pointer)) continue;
    Requirement requirement = ReadRequirement(json["requirements"][i], pointer, not_yet);
    requirement.topic = json["topic"];
    requirement.file = file;
    AddRequirement(std::move(requirement), json["title"], catalogue, problems);
  }
}

void ReadPages(const Json& json, const std::string& file, Catalogue& catalogue,
               std::vector<Problem>& problems) {
  bool is_good = true;
  CheckForm(BuiltInSchema("pages-1.0").root(), json,
            [&](const std::string& pointer, const std::string& message) {
              problems.push_back({file, pointer, message});
              is_good = false;
            });
  if (!is_good) return;
  for (const auto& [folder, pages] : json["pages"].items()) {
    catalogue.AddPages(pages.get<std::set<std::string>>());
  }
}

}  // namespace

std::string_view ToString(Status status) { return WordFor(status, kStatuses); }

bool Catalogue::Add(Requirement requirement, const std::string& topic_title) {
  if (!by_id_.emplace(requirement.id, requirements_.size()).second) return false;
  Topic& topic = topics_[requirement.topic];
  if (topic.name.empty()) topic = {requirement.topic, topic_title, {}};
  topic.requirements.push_back(requirements_.size());
  requirements_.push_back(std::move(requirement));
  return true;
}

const Requirement* Catalogue::Find(const std::string& id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? nullptr : &requirements_[it->second];
}

bool Catalogue::IsDisputed(const std::string& id) const {
  const Requirement* requirement = Find(id);
  return requirement != nullptr && requirement->status == Status::kDisputed;
}

bool Catalogue::IsJudged(const Check& check) const {
  return check.level != Level::kMay && !IsDisputed(check.requirement);
}

void LoadCatalogueFile(const std::filesystem::path& file, Catalogue& catalogue,
                       std::vector<Problem>& problems) {
  const bool is_list_of_pages = file.filename() == "pages.json";
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    problems.push_back({file.string(), "", "cannot be read"});
    return;
  }
  std::ostringstream content;
  content << stream.rdbuf();
  const auto json =
      ReadJson(content.str(), [&](const std::string& pointer, const std::string& message) {
        problems.push_back({file.string(), pointer, message});
      });
  if (!json) return;
  if (is_list_of_pages) {
    ReadPages(*json, file.string(), catalogue, problems);
  } else {
    ReadFile(*json, file.string(), catalogue, problems);
  }
}

Catalogue LoadCatalogue(const std::filesystem::path& folder, std::vector<Problem>& problems) {
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Catalogue catalogue;
  for (const auto& file : files) LoadCatalogueFile(file, catalogue, problems);
  return catalogue;
}

}  // namespace bitsproof::conformance
