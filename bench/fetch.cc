// bitsproof_fetch: downloads files with the reference job manager. A short example of the library,
// and the program that the side-by-side runs measure.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
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
  std::string authorities;
  std::uint32_t limit_seconds = 3600;
};

std::string Describe(HResult code) { return ToString(code) + " " + std::string(MeaningOf(code)); }

// Throws with the code and its meaning when a call failed.
void Require(HResult code, const std::string& what) {
  if (code.failed()) throw std::runtime_error(what + ": " + Describe(code));
}

template <typename T>
T Require(Result<T> result, const std::string& what) {
  Require(CodeOf(result), what);
  return std::move(*result);
}

// What the file holds; "" when none is named.
std::string ReadText(const std::string& path) {
  if (path.empty()) return "";
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// The last segment of the URL's path, in `directory`.
std::string LocalName(const std::string& directory, const std::string& url) {
  const std::string path = url.substr(0, url.find_first_of("?#"));
  const std::string name = path.substr(path.find_last_of('/') + 1);
  return directory + "/" + (name.empty() ? "index" : name);
}

// What went wrong with the job last; "" when nothing did.
std::string DescribeError(const Job& job, const Principal& user) {
  const auto error = job.GetError(user);
  if (!error) return "";
  const auto file = error->GetFile();
  return Describe(error->code()) + (file ? " (" + *file->GetRemoteName(user) + ")" : "");
}

void AddFiles(const Arguments& arguments, Job& job, const Principal& user) {
  const std::string directory = std::filesystem::absolute(arguments.directory).string();
  std::map<std::string, std::string> urls;  // by local name
  for (const std::string& url : arguments.urls) {
    const std::string local_name = LocalName(directory, url);
    const auto [other, is_new] = urls.emplace(local_name, url);
    if (!is_new) {
      throw std::runtime_error(other->second + " and " + url + " would both become " + local_name +
                               ": fetch them into two directories");
    }
    Require(job.AddFile(user, url, local_name), url + " cannot become " + local_name);
  }
}

void Transfer(const Arguments& arguments, LiveService& service, Job& job, const Principal& user) {
  AddFiles(arguments, job, user);
  Require(job.SetPriority(user, JobPriority::kForeground), "SetPriority");
  Require(job.SetMinimumRetryDelay(user, 5), "SetMinimumRetryDelay");
  Require(job.Resume(user), "Resume");
  const std::chrono::seconds limit(arguments.limit_seconds);
  const bool is_over = service.RunUntil(job, {JobState::kTransferred, JobState::kError}, limit);
  const std::string error = DescribeError(job, user);
  if (!is_over) {
    throw std::runtime_error("not finished in " + std::to_string(arguments.limit_seconds) + " s" +
                             (error.empty() ? "" : ": " + error));
  }
  if (*job.GetState(user) == JobState::kError) throw std::runtime_error(error);
  Require(job.Complete(user), "Complete");
}

void Fetch(const Arguments& arguments) {
  Policy policy;
  policy.max_files_per_job = static_cast<std::uint32_t>(arguments.urls.size());
  LiveService service(
      {.store_path = arguments.store, .curl = {.authorities = ReadText(arguments.authorities)}},
      policy);
  const Principal user = OrdinaryUser();
  Job job = Require(service.manager().CreateJob(user, "fetch", JobType::kDownload), "CreateJob");
  try {
    Transfer(arguments, service, job, user);
  } catch (...) {
    // Without it the temporary files would stay, and a job in a store for ever.
    static_cast<void>(job.Cancel(user));
    throw;
  }
}

}  // namespace
}  // namespace bitsproof::bench

int main(int argc, char** argv) {
  bitsproof::bench::Arguments arguments;
  CLI::App app("Downloads files as one job of the reference job manager.");
  app.add_option("urls", arguments.urls, "What to download")->required();
  app.add_option("--to", arguments.directory, "Where the files go")->check(CLI::ExistingDirectory);
  app.add_option("--store", arguments.store, "The file that keeps the job (default: none)");
  app.add_option("--authorities", arguments.authorities,
                 "PEM file of the authorities to trust (default: those of the system)")
      ->check(CLI::ExistingFile);
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
