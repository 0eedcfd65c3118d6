// The form of a baseline file.
#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "conformance/json/json_text.h"
#include "conformance/json/schema.h"
#include "conformance/report/baseline.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kFormat = "1.0";

std::string_view MemberOf(FailurePlace::Type type) {
  switch (type) {
    case FailurePlace::Type::kCheck:
      return "check";
    case FailurePlace::Type::kStep:
      return "step";
    case FailurePlace::Type::kPointer:
      break;
  }
  return "pointer";
}

FailurePlace ReadPlace(const Json& json) {
  for (const auto type : {FailurePlace::Type::kCheck, FailurePlace::Type::kStep}) {
    const auto member = json.find(MemberOf(type));
    if (member != json.end()) return {type, member->get<std::string>()};
  }
  return {FailurePlace::Type::kPointer, json["pointer"].get<std::string>()};
}

BaselineEntry ReadEntry(const Json& json) {
  BaselineEntry entry;
  entry.case_id = json["case"];
  entry.mode = ModeNamed(json["mode"].get<std::string>());
  entry.place = ReadPlace(json);
  entry.signature = json["signature"];
  entry.kind = *ParseBaselineKind(json["kind"].get<std::string>());
  entry.reason = json["reason"];
  return entry;
}

// Gives the entries that have no reason the one of new entries.
void FillReasons(Json& json) {
  if (!json.is_object() || !json.contains("entries") || !json["entries"].is_array()) return;
  for (Json& entry : json["entries"]) {
    if (!entry.is_object()) continue;
    const bool is_text = entry.contains("reason") && entry["reason"].is_string();
    const std::string reason = is_text ? entry["reason"].get<std::string>() : "";
    const bool is_blank = reason.find_first_not_of(" \t\r\n") == std::string::npos;
    if (!entry.contains("reason") || (is_text && is_blank)) entry["reason"] = kUnexplained;
  }
}

// The entries that are right. Nothing is read from a file that is wrong as a whole.
Baseline Read(const Json& json, const JsonProblem& report) {
  Baseline baseline;
  std::set<std::string> wrong;  // pointers to what is wrong, each with a slash at its end
  CheckForm(BuiltInSchema("baseline-1.0").root(), json,
            [&](const std::string& pointer, const std::string& message) {
              wrong.insert(pointer + "/");
              report(pointer, message);
            });
  const auto is_in_entry = [](const std::string& pointer) {
    return pointer.starts_with("/entries/") && pointer != "/entries/";
  };
  if (!std::all_of(wrong.begin(), wrong.end(), is_in_entry)) return baseline;
  baseline.description = json.value("description", "");
  std::vector<BaselineEntry> entries;
  std::map<std::string, std::string> seen;
  for (std::size_t i = 0; i < json["entries"].size(); ++i) {
    const std::string pointer = Join("/entries", i);
    const auto first_wrong = wrong.lower_bound(pointer + "/");
    if (first_wrong != wrong.end() && first_wrong->starts_with(pointer + "/")) continue;
    BaselineEntry entry = ReadEntry(json["entries"][i]);
    const auto [it, is_new] = seen.emplace(ToString(entry) + "\n" + entry.signature, pointer);
    if (is_new) {
      entries.push_back(std::move(entry));
    } else {
      report(pointer, "is the same failure as " + it->second + ": " + ToString(entry));
    }
  }
  baseline.Set(std::move(entries));
  return baseline;
}

Json ToJson(const BaselineEntry& entry) {
  Json json = Json::object();
  json["case"] = entry.case_id;
  json["mode"] = ToString(entry.mode);
  json[std::string(MemberOf(entry.place.type))] = entry.place.id;
  json["signature"] = entry.signature;
  json["kind"] = ToString(entry.kind);
  json["reason"] = entry.reason;
  return json;
}

}  // namespace

Baseline ReadBaseline(const std::filesystem::path& file, EmptyReason empty_reason,
                      std::vector<Problem>& problems) {
  const auto report = [&](const std::string& pointer, const std::string& message) {
    problems.push_back({file.string(), pointer, message});
  };
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  if (!stream || std::filesystem::is_directory(file) || !(content << stream.rdbuf())) {
    report("", "the baseline cannot be read");
    return {};
  }
  auto json = ReadJson(content.str(), report);
  if (!json) return {};
  if (empty_reason == EmptyReason::kFilledIn) FillReasons(*json);
  return Read(*json, report);
}

std::string WriteBaseline(const Baseline& baseline) {
  Json json = {{"format", kFormat}};
  if (!baseline.description.empty()) json["description"] = baseline.description;
  json["entries"] = Json::array();
  for (const BaselineEntry& entry : baseline.entries()) json["entries"].push_back(ToJson(entry));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bitsproof::conformance
