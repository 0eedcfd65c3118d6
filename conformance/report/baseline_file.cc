// The form of a baseline file.
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "conformance/json/json_members.h"
#include "conformance/json/json_text.h"
#include "conformance/report/baseline.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kFormat = "1.0";

Mode ReadMode(const JsonMembers& members) {
  const std::string text = members.Text("mode");
  if (text == ToString(Mode::kSim)) return Mode::kSim;
  if (text == ToString(Mode::kLive)) return Mode::kLive;
  throw MemberError(members.PointerTo("mode"), "must be sim or live");
}

BaselineKind ReadKind(const JsonMembers& members) {
  const std::string text = members.Text("kind");
  for (const auto kind : {BaselineKind::kKnown, BaselineKind::kFlaky, BaselineKind::kWontFix}) {
    if (text == ToString(kind)) return kind;
  }
  throw MemberError(members.PointerTo("kind"),
                    "is \"" + text + "\"; it must be known, flaky or wont-fix");
}

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

FailurePlace ReadPlace(const JsonMembers& members) {
  std::optional<FailurePlace> place;
  for (const auto type :
       {FailurePlace::Type::kCheck, FailurePlace::Type::kStep, FailurePlace::Type::kPointer}) {
    const std::string_view member = MemberOf(type);
    if (members.Find(member) == nullptr) continue;
    if (place) {
      throw MemberError(members.PointerTo(member),
                        "an entry has one of check, step and pointer, not several");
    }
    place = FailurePlace{type, members.Text(member)};
  }
  if (!place) {
    throw MemberError(members.pointer(),
                      "lacks the place of the failure: one of check, step and pointer");
  }
  return *place;
}

bool IsBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

std::string ReadReason(const JsonMembers& members, const BaselineEntry& entry,
                       EmptyReason empty_reason) {
  const std::string reason = members.TextOr("reason", "");
  if (!IsBlank(reason)) return reason;
  if (empty_reason == EmptyReason::kFilledIn) return std::string(kUnexplained);
  throw MemberError(members.PointerTo("reason"),
                    "is empty: say why " + ToString(entry) + " may fail, or let " +
                        "--update-baseline write \"" + std::string(kUnexplained) + "\"");
}

std::string NotEmpty(const JsonMembers& members, std::string_view key) {
  std::string text = members.Text(key);
  if (text.empty()) throw MemberError(members.PointerTo(key), "must not be empty");
  return text;
}

BaselineEntry ReadEntry(const JsonMembers& members, EmptyReason empty_reason) {
  members.RefuseUnknown(
      {"case", "mode", "check", "step", "pointer", "signature", "kind", "reason"});
  BaselineEntry entry;
  entry.case_id = NotEmpty(members, "case");
  entry.mode = ReadMode(members);
  entry.place = ReadPlace(members);
  entry.signature = NotEmpty(members, "signature");
  entry.kind = ReadKind(members);
  entry.reason = ReadReason(members, entry, empty_reason);
  return entry;
}

// Collects what is wrong with one file.
class Reader {
 public:
  Reader(std::string file, EmptyReason empty_reason, std::vector<Problem>& problems)
      : file_(std::move(file)), empty_reason_(empty_reason), problems_(problems) {}

  Baseline Read(const Json& json) {
    Baseline baseline;
    Guarded([&] {
      const JsonMembers members(json, "");
      members.RefuseUnknown({"$schema", "format", "description", "entries"});
      if (members.Text("format") != kFormat) {
        throw MemberError("/format", "is \"" + members.Text("format") +
                                         "\"; this program reads \"" + std::string(kFormat) + "\"");
      }
      baseline.description = members.TextOr("description", "");
      baseline.Set(ReadEntries(members.Array("entries")));
    });
    return baseline;
  }

  void Complain(const std::string& pointer, const std::string& message) {
    problems_.push_back({file_, pointer, message});
  }

 private:
  std::vector<BaselineEntry> ReadEntries(const Json& array) {
    std::vector<BaselineEntry> entries;
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < array.size(); ++i) {
      const std::string pointer = Join("/entries", i);
      Guarded([&] {
        BaselineEntry entry = ReadEntry(JsonMembers(array[i], pointer), empty_reason_);
        const auto [it, is_new] = seen.emplace(ToString(entry) + "\n" + entry.signature, i);
        if (!is_new) {
          throw MemberError(pointer, "is the same failure as " + Join("/entries", it->second) +
                                         ": " + ToString(entry));
        }
        entries.push_back(std::move(entry));
      });
    }
    return entries;
  }

  template <typename F>
  void Guarded(F read) {
    try {
      read();
    } catch (const MemberError& error) {
      Complain(error.pointer(), error.message());
    }
  }

  std::string file_;
  EmptyReason empty_reason_;
  std::vector<Problem>& problems_;
};

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
  Reader reader(file.string(), empty_reason, problems);
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  if (!stream || std::filesystem::is_directory(file) || !(content << stream.rdbuf())) {
    reader.Complain("", "the baseline cannot be read");
    return {};
  }
  const auto json =
      ReadJson(content.str(), [&](const std::string& pointer, const std::string& message) {
        reader.Complain(pointer, message);
      });
  return json ? reader.Read(*json) : Baseline();
}

std::string WriteBaseline(const Baseline& baseline) {
  Json json = {{"format", kFormat}};
  if (!baseline.description.empty()) json["description"] = baseline.description;
  json["entries"] = Json::array();
  for (const BaselineEntry& entry : baseline.entries()) json["entries"].push_back(ToJson(entry));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bitsproof::conformance
