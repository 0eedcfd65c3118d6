// World: what the runner needs from around the subject: origins, files and time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "conformance/run/subject_port.h"
#include "conformance/scenario/scenario.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// What a wait looks out for. To stop too often costs time, no more.
enum class Until { kAnything, kEvent };

// The surroundings of one case. Paths are absolute. What cannot be done throws HarnessError.
class World {
 public:
  virtual ~World() = default;

  // What a subject is to trust that fetches from the origins of this world, as `subject.reset`
  // takes it; null where it is told nothing.
  virtual Json Trust() const { return nullptr; }

  // Where the case may make files; empty at first. No slash at the end.
  virtual const std::string& work_directory() const = 0;

  // Starts an origin that plays `script` (fakes/origin_script.md) and returns its URL, without a
  // slash at the end.
  virtual std::string StartOrigin(const std::string& name, const Json& script) = 0;

  // The journal of an origin that was started, as fakes/origin_script.md says.
  virtual Json Journal(const std::string& origin) = 0;

  // `content` is {"seed", "bytes"} or {"text"}.
  virtual void WriteFile(const std::string& path, const Json& content) = 0;
  virtual void MakeDirectory(const std::string& path) = 0;

  // {"exists": false}, or with exists true also directory, bytes, sha256, modified.
  virtual Json Stat(const std::string& path) = 0;

  // Makes a program that notes its runs and exits with `exits`, one after another, the last of them
  // for ever.
  virtual void MakeProgram(const std::string& path, const std::vector<int>& exits) = 0;

  // The runs of a program so far: [{"arguments": [those behind its name]}], with "user", a SID,
  // where that is known.
  virtual Json Runs(const std::string& path) = 0;

  // The names in a directory, sorted.
  virtual Json List(const std::string& path) = 0;

  // Lets `by` pass.
  virtual void Advance(Duration by) = 0;

  // Lets time pass until what is waited for may have happened, `limit` at most. `polls` counts the
  // calls of one wait, from 0.
  virtual void AwaitChange(Duration limit, Until until, int polls) = 0;

  // The time since the world was made.
  virtual Duration Elapsed() const = 0;
};

// The world of a subject with a virtual clock: the subject's own, driven through its methods.
class SubjectWorld final : public World {
 public:
  // `port` outlives the world.
  explicit SubjectWorld(SubjectPort& port) : port_(&port) {}

  const std::string& work_directory() const override { return work_directory_; }
  std::string StartOrigin(const std::string& name, const Json& script) override;
  Json Journal(const std::string& origin) override;
  void WriteFile(const std::string& path, const Json& content) override;
  void MakeDirectory(const std::string& path) override;
  Json Stat(const std::string& path) override;
  void MakeProgram(const std::string& path, const std::vector<int>& exits) override;
  Json Runs(const std::string& path) override;
  Json List(const std::string& path) override;
  void Advance(Duration by) override;
  void AwaitChange(Duration limit, Until until, int polls) override;
  Duration Elapsed() const override;

 private:
  void NoteStep(Duration limit, const Json& result);

  SubjectPort* port_;
  std::string work_directory_ = "/case";
  Duration elapsed_{0};
};

// A world on this machine: real servers on the loopback interface, real files in a fresh directory
// below `root` that is removed with the world, and real time.
std::unique_ptr<World> MakeLiveWorld(const std::string& root);

}  // namespace bitsproof::conformance
