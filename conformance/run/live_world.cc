#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "conformance/run/world.h"
#include "fakes/body.h"
#include "fakes/http_server.h"
#include "fakes/origin_script.h"
#include "fakes/test_authority.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::conformance {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

// Looks at the subject follow each other after these pauses.
constexpr auto kPauseMin = std::chrono::milliseconds(1);
constexpr auto kPauseMax = std::chrono::milliseconds(20);

fakes::Body BodyOf(const Json& content) {
  if (content.contains("text")) return fakes::Body::FromText(content["text"]);
  return fakes::Body::FromSeed(content.at("seed"), content.at("bytes"));
}

// Writes `body` in pieces: it may be larger than the memory.
void WriteBody(std::ofstream& stream, const fakes::Body& body) {
  std::vector<std::byte> piece;
  for (std::uint64_t offset = 0; offset < body.size(); offset += piece.size()) {
    piece.resize(std::min<std::uint64_t>(body.size() - offset, 1 << 20));
    body.Read(offset, piece);
    stream.write(reinterpret_cast<const char*>(piece.data()),
                 static_cast<std::streamsize>(piece.size()));
  }
}

WallTime ModifiedOf(const fs::path& path) {
  const auto time = fs::last_write_time(path);
  const auto system = std::chrono::file_clock::to_sys(time).time_since_epoch();
  const auto hundred_ns =
      std::chrono::duration_cast<std::chrono::nanoseconds>(system).count() / 100;
  return WallTime{kUnixEpochTicks + static_cast<std::uint64_t>(hundred_ns)};
}

// A program leaves a file "N.run" for its N-th run in the folder of its name with this suffix.
constexpr char kRunsSuffix[] = ".runs";

// A shell script that notes the arguments of a run, each with a NUL behind it, under the first
// number that no other run has taken.
std::string ProgramText(const std::vector<int>& exits) {
  std::string text = "#!/bin/sh\nset -C\ncd \"$0" + std::string(kRunsSuffix) +
                     "\" || exit 99\n"
                     "n=1\n"
                     "until { true > $n.taken; } 2> /dev/null; do n=$((n + 1)); done\n"
                     "for a; do printf '%s\\0' \"$a\"; done > $n.part && mv $n.part $n.run\n"
                     "case $n in\n";
  for (std::size_t i = 0; i + 1 < exits.size(); ++i)
    text += std::to_string(i + 1) + ") exit " + std::to_string(exits[i]) + " ;;\n";
  return text + "*) exit " + std::to_string(exits.back()) + " ;;\nesac\n";
}

// Copies a file by another process, so that nobody has the copy open once this returns. A file that
// this process wrote itself may still be open for writing in a child that another thread has just
// started, and until that child becomes its program nobody can run the file (ETXTBSY).
void CopyToRun(std::string from, std::string to) {
  std::string name = "cp";
  char* const words[] = {name.data(), from.data(), to.data(), nullptr};
  pid_t pid = 0;
  int status = 0;
  bool done = ::posix_spawnp(&pid, words[0], nullptr, nullptr, words, environ) == 0;
  while (done && ::waitpid(pid, &status, 0) < 0) done = errno == EINTR;
  if (!done || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw HarnessError("the program \"" + to + "\" cannot be written: \"cp\" fails");
}

// The arguments of a run; nullopt when there was none.
std::optional<std::vector<std::string>> ReadRun(const std::string& folder, std::size_t number) {
  std::ifstream stream(folder + "/" + std::to_string(number) + ".run", std::ios::binary);
  if (!stream) return std::nullopt;
  std::vector<std::string> arguments;
  for (std::string argument; std::getline(stream, argument, '\0');) arguments.push_back(argument);
  return arguments;
}

// See MakeLiveWorld.
class LiveWorld final : public World {
 public:
  explicit LiveWorld(const std::string& root) : work_directory_(root), start_(Steady::now()) {}

  const std::string& work_directory() const override { return work_directory_.path(); }

  Json Trust() const override {
    const auto& authority = fakes::TestAuthority::Get();
    return {{"authorities", authority.authorities()}, {"revocations", authority.revocations()}};
  }

  std::string StartOrigin(const std::string& name, const Json& script) override {
    auto parsed = fakes::ParseOriginScript(script, fakes::FileBodies::kAllowed);
    auto& server = servers_[name] = std::make_unique<fakes::HttpServer>(std::move(parsed));
    return server->url();
  }

  Json Journal(const std::string& origin) override {
    const auto it = servers_.find(origin);
    if (it == servers_.end()) throw HarnessError("no origin \"" + origin + "\" has been started");
    return it->second->Journal();
  }

  void WriteFile(const std::string& path, const Json& content) override {
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    WriteBody(stream, BodyOf(content));
    stream.close();
    if (!stream) throw HarnessError("the file \"" + path + "\" cannot be written");
  }

  void MakeDirectory(const std::string& path) override { fs::create_directories(path); }

  Json Stat(const std::string& path) override {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return {{"exists", false}};
    Json info{{"exists", true}, {"directory", fs::is_directory(status)}};
    if (!fs::is_directory(status)) {
      const auto body = fakes::Body::FromFile(path);
      info["bytes"] = body.size();
      info["sha256"] = body.Sha256();
    }
    info["modified"] = ToIso8601(ModifiedOf(path));
    return info;
  }

  void MakeProgram(const std::string& path, const std::vector<int>& exits) override {
    fs::create_directories(path + kRunsSuffix);
    const std::string draft = path + kRunsSuffix + "/program";
    WriteFile(draft, {{"text", ProgramText(exits)}});
    fs::permissions(draft, fs::perms::owner_all);
    CopyToRun(draft, path);
  }

  Json Runs(const std::string& path) override {
    Json runs = Json::array();
    while (const auto arguments = ReadRun(path + kRunsSuffix, runs.size() + 1))
      runs.push_back({{"arguments", *arguments}});
    return runs;
  }

  Json List(const std::string& path) override {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void Advance(Duration by) override { std::this_thread::sleep_for(by); }

  void AwaitChange(Duration limit, Until /*until*/, int polls) override {
    const Duration pause = std::min<Duration>(kPauseMin * (1 + polls), kPauseMax);
    std::this_thread::sleep_for(std::min(pause, limit));
  }

  Duration Elapsed() const override {
    return std::chrono::duration_cast<Duration>(Steady::now() - start_);
  }

 private:
  const platform::TemporaryDirectory work_directory_;  // goes last: servers may read from it
  Steady::time_point start_;
  std::map<std::string, std::unique_ptr<fakes::HttpServer>> servers_;
};

}  // namespace

std::unique_ptr<World> MakeLiveWorld(const std::string& root) {
  try {
    return std::make_unique<LiveWorld>(root);
  } catch (const fs::filesystem_error& error) {
    throw HarnessError(error.what());
  }
}

}  // namespace bitsproof::conformance
