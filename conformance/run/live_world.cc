#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "conformance/run/world.h"
#include "fakes/body.h"
#include "fakes/http_server.h"
#include "fakes/origin_script.h"
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

// See MakeLiveWorld.
class LiveWorld final : public World {
 public:
  explicit LiveWorld(const std::string& root) : work_directory_(root), start_(Steady::now()) {}

  const std::string& work_directory() const override { return work_directory_.path(); }

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
