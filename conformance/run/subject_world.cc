#include "conformance/run/world.h"
#include "reference/base/duration.h"

namespace bitsproof::conformance {

std::string SubjectWorld::StartOrigin(const std::string& name, const Json& script) {
  return port_->Call("origin.start", {{"name", name}, {"script", script}})["url"];
}

Json SubjectWorld::Journal(const std::string& origin) {
  return port_->Call("origin.journal", {{"name", origin}});
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
  return port_->Call("files.stat", {{"path", path}});
}

void SubjectWorld::MakeProgram(const std::string& path, const std::vector<int>& exits) {
  port_->Call("program.create", {{"path", path}, {"exits", exits}});
}

Json SubjectWorld::Runs(const std::string& path) {
  return port_->Call("program.runs", {{"path", path}})["runs"];
}

Json SubjectWorld::List(const std::string& path) {
  return port_->Call("files.list", {{"path", path}})["names"];
}

void SubjectWorld::Advance(Duration by) {
  port_->Call("clock.advance", {{"by", FormatDuration(by)}});
  elapsed_ += by;
}

// Goes out with the look at what may have changed, which comes next.
void SubjectWorld::AwaitChange(Duration limit, Until until, int /*polls*/) {
  const char* const word = until == Until::kEvent ? "event" : "anything";
  port_->Post({"clock.advance", {{"by", FormatDuration(limit)}, {"until", word}}},
              [this, limit](const Json& result) { NoteStep(limit, result); });
}

Duration SubjectWorld::Elapsed() const {
  port_->Flush();
  return elapsed_;
}

void SubjectWorld::NoteStep(Duration limit, const Json& result) {
  const auto advanced = ParseDuration(result["advanced"].get_ref<const std::string&>());
  // Even what has the form of a duration may be longer than any.
  if (!advanced || *advanced > limit) {
    throw SubjectFailure({.kind = Mismatch::Kind::kFault,
                          .what = "clock.advance came further than asked",
                          .account = ": " + result["advanced"].dump()});
  }
  elapsed_ += result["idle"].get<bool>() ? limit : *advanced;
}

}  // namespace bitsproof::conformance
