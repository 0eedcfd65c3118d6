#include "conformance/scenario/catalogue.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "conformance/json/json_members.h"
#include "conformance/json/json_text.h"

namespace bitsproof::conformance {
namespace {

constexpr std::array<std::pair<Status, std::string_view>, 4> kStatuses = {{
    {Status::kDocumented, "documented"},
    {Status::kObserved, "observed"},
    {Status::kDisputed, "disputed"},
    {Status::kInferred, "inferred"},
}};

std::optional<Status> ParseStatus(std::string_view text) {
  for (const auto& [status, name] : kStatuses) {
    if (name == text) return status;
  }
  return std::nullopt;
}

void RequireText(const JsonMembers& members, std::string_view key) {
  if (members.Text(key).empty()) throw MemberError(members.PointerTo(key), "must not be empty");
}

// A disputed rule has both readings; another has none.
void CheckReadings(const JsonMembers& members, const Requirement& requirement) {
  const bool disputed = requirement.status == Status::kDisputed;
  if (disputed && requirement.readings.size() < 2) {
    throw MemberError(members.PointerTo("readings"),
                      "a disputed requirement has two readings or more");
  }
  if (!disputed && members.Find("readings") != nullptr) {
    throw MemberError(members.PointerTo("readings"), "only a disputed requirement has readings");
  }
}

Requirement ReadRequirement(const Json& json, const std::string& pointer) {
  const JsonMembers members(json, pointer);
  members.RefuseUnknown({"id", "level", "status", "statement", "source", "readings", "excluded"});
  for (const auto key : {"id", "statement", "source"}) RequireText(members, key);
  Requirement requirement;
  requirement.id = members.Text("id");
  const auto level = ParseLevel(members.Text("level"));
  if (!level) throw MemberError(members.PointerTo("level"), "must be must, should or may");
  requirement.level = *level;
  const auto status = ParseStatus(members.Text("status"));
  if (!status) {
    throw MemberError(members.PointerTo("status"),
                      "must be documented, observed, disputed or inferred");
  }
  requirement.status = *status;
  requirement.statement = members.Text("statement");
  requirement.source = members.Text("source");
  if (members.Find("readings") != nullptr) requirement.readings = members.Texts("readings");
  CheckReadings(members, requirement);
  if (members.Find("excluded") != nullptr) RequireText(members, "excluded");
  requirement.excluded = members.TextOr("excluded", "");
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

void ReadFile(const Json& json, const std::string& file, Catalogue& catalogue,
              std::vector<Problem>& problems) {
  const JsonMembers members(json, "");
  members.RefuseUnknown({"$schema", "format", "topic", "title", "requirements"});
  if (members.Text("format") != "1.0") throw MemberError("/format", "must be \"1.0\"");
  for (const auto key : {"topic", "title"}) RequireText(members, key);
  const Json& rows = members.Array("requirements");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    try {
      Requirement requirement = ReadRequirement(rows[i], Join("/requirements", i));
      requirement.topic = members.Text("topic");
      requirement.file = file;
      AddRequirement(std::move(requirement), members.Text("title"), catalogue, problems);
    } catch (const MemberError& error) {
      problems.push_back({file, error.pointer(), error.message()});
    }
  }
}

}  // namespace

std::string_view ToString(Status status) {
  for (const auto& [value, name] : kStatuses) {
    if (value == status) return name;
  }
  return "unknown";
}

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

void LoadCatalogueFile(const std::filesystem::path& file, Catalogue& catalogue,
                       std::vector<Problem>& problems) {
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
  try {
    ReadFile(*json, file.string(), catalogue, problems);
  } catch (const MemberError& error) {
    problems.push_back({file.string(), error.pointer(), error.message()});
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
