#include "conformance/run/world.h"
#include "conformance/scenario/duration.h"

namespace bitsproof::conformance {
namespace {

// The member `name` of the result of `method`.
Json Member(Json result, const char* name, const std::string& method) {
  const auto it = result.find(name);
  if (it == result.end()) {
    throw HarnessError(method + " answered without \"" + std::string(name) + "\"");
  }
  return std::move(*it);
}

}  // namespace

std::string SubjectWorld::StartOrigin(const std::string& name, const Json& script) {
  const Json url = Member(port_->Call("origin.start", {{"name", name}, {"script", script}}), "url",
                          "origin.start");
  if (!url.is_string()) throw HarnessError("origin.start answered a \"url\" that is no text");
  return url.get<std::string>();
}

Json SubjectWorld::Journal(const std::string& origin) {
  Json journal = port_->Call("origin.journal", {{"name", origin}});
  for (const char* const name : {"connections", "requests", "faultsFired"}) {
    if (journal.contains(name)) continue;
    throw HarnessError("origin.journal answered without \"" + std::string(name) + "\"");
  }
  return journal;
}

void SubjectWorld::WriteFile(const std::string& path, const Json& content) {
  Json params{{"path", path}};
  params.update(content);
  port_->Call("files.write", params);
}

void SubjectWorld::MakeDirectory(const std::string& path) {
  port_->Call("files.makeDirectory", {{"path", path}});
}

Json SubjectWorld::Stat(const std::string& path) {
  Json info = port_->Call("files.stat", {{"path", path}});
  if (!info.contains("exists")) throw HarnessError("files.stat answered without \"exists\"");
  return info;
}

Json SubjectWorld::List(const std::string& path) {
  return Member(port_->Call("files.list", {{"path", path}}), "names", "files.list");
}

void SubjectWorld::Advance(Duration by) {
  port_->Call("clock.advance", {{"by", FormatDuration(by)}});
  elapsed_ += by;
}

void SubjectWorld::AwaitChange(Duration limit, int) {
  const Json result = port_->Call("clock.advance", {{"by", FormatDuration(limit)}, {"step", true}});
  if (result.value("idle", false)) {
    elapsed_ += limit;
    return;
  }
  const Json advanced = Member(result, "advanced", "clock.advance");
  const auto duration =
      advanced.is_string() ? ParseDuration(advanced.get_ref<const std::string&>()) : std::nullopt;
  if (!duration) throw HarnessError("clock.advance answered no duration but " + advanced.dump());
  elapsed_ += *duration;
}

}  // namespace bitsproof::conformance
