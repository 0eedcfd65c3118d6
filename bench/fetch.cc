// bitsproof_fetch: downloads files with the reference job manager. A short example of the library,
// and the program that the side-by-side runs measure.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/live_service.h"

namespace bitsproof::bench {
namespace {

struct Arguments {
  std::vector<std::string> urls;
  std::string directory = ".";
  std::string store;
  std::uint32_t limit_seconds = 3600;
};

// Throws with the code and its meaning when a call failed.
void Require(HResult code, const std::string& what) {
  if (code.succeeded()) return;
  throw std::runtime_error(what + ": " + ToString(code) + " " + std::string(MeaningOf(code)));
}

template <typename T>
T Require(Result<T> result, const std::string& what) {
  Require(CodeOf(result), what);
  return std::move(*result);
}

std::string LocalName(const std::string& directory, const std::string& url) {
  const std::string name = url.substr(url.find_last_of('/') + 1);
  return directory + "/" + (name.empty() ? "index" : name);
}

std::string DescribeError(const Job& job, const Principal& user) {
  const JobError error = Require(job.GetError(user), "GetError");
  std::string text = ToString(error.code()) + " " + std::string(MeaningOf(error.code()));
  if (const auto file = error.GetFile()) text += " (" + *file->GetRemoteName(user) + ")";
  return text;
}

void Fetch(const Arguments& arguments) {
  Policy policy;
  policy.max_files_per_job = static_cast<std::uint32_t>(arguments.urls.size());
  LiveService service({.store_path = arguments.store}, policy);

  const Principal user = OrdinaryUser();
  Job job = Require(service.manager().CreateJob(user, "fetch", JobType::kDownload), "CreateJob");
  const std::string directory = std::filesystem::absolute(arguments.directory).string();
  for (const std::string& url : arguments.urls) {
    Require(job.AddFile(user, url, LocalName(directory, url)), url);
  }
  Require(job.SetPriority(user, JobPriority::kForeground), "SetPriority");
  Require(job.SetMinimumRetryDelay(user, 5), "SetMinimumRetryDelay");
  Require(job.Resume(user), "Resume");

  const std::chrono::seconds limit(arguments.limit_seconds);
  if (!service.RunUntil(job, {JobState::kTransferred, JobState::kError}, limit)) {
    throw std::runtime_error("not finished in time");
  }
  if (*job.GetState(user) == JobState::kError) throw std::runtime_error(DescribeError(job, user));
  Require(job.Complete(user), "Complete");
}

}  // namespace
}  // namespace bitsproof::bench

int main(int argc, char** argv) {
  bitsproof::bench::Arguments arguments;
  CLI::App app("Downloads files as one job of the reference job manager.");
  app.add_option("urls", arguments.urls, "What to download")->required();
  app.add_option("--to", arguments.directory, "Where the files go")->check(CLI::ExistingDirectory);
  app.add_option("--store", arguments.store, "The file that keeps the job (default: none)");
  app.add_option("--limit", arguments.limit_seconds, "Seconds after which to give up");
  CLI11_PARSE(app, argc, argv);
  try {
    bitsproof::bench::Fetch(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bitsproof_fetch: %s\n", error.what());
    return 1;
  }
  return 0;
}
