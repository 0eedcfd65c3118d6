// bench_peers: downloads by the reference, curl and aria2c side by side, from one nginx on
// loopback.
//
// Rounds are interleaved (A B C A B C ...) after a warm-up round, every file is compared with the
// original after every run, and the program fails only when a transfer is wrong: speed is reported,
// not judged. The reference syncs what it records; curl and aria2c sync nothing.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/contender.h"
#include "bench/nginx_server.h"
#include "bench/sample.h"
#include "bench/test_files.h"
#include "fakes/test_authority.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::bench {
namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;
constexpr long kMemoryGoalMib = 64;

struct Arguments {
  int rounds = 5;
  std::uint64_t big_mib = 1024;
  int small_files = 200;
  std::uint64_t small_bytes = 10 * 1024;
  std::string directory;  // "" is where the system keeps temporary files
  std::string fetch;
};

struct Contender {
  std::string name;
  std::function<Command(const Order&)> command;
  std::vector<double> seconds = {};
  long peak_memory_kib = 0;
};

// One server with its files, and one download after another.
class Course {
 public:
  explicit Course(const std::string& parent, Scheme scheme = Scheme::kHttp)
      : directory_(parent),
        root_(directory_.MakeDirectory("served")),
        authorities_(scheme == Scheme::kHttps ? directory_ / "authorities.pem" : ""),
        nginx_(root_, scheme) {
    if (!authorities_.empty())
      std::ofstream(authorities_) << fakes::TestAuthority::Get().authorities();
  }

  void AddFile(const std::string& name, std::uint64_t seed, std::uint64_t size_bytes) {
    WriteFile(root_ + "/" + name, seed, size_bytes);
  }

  // Throws std::runtime_error when the program fails or a file is not what the server has.
  Outcome Download(const Contender& contender, const std::vector<std::string>& names) {
    const platform::TemporaryDirectory target(directory_.path());
    const platform::TemporaryDirectory scratch(directory_.path());
    const Order order{nginx_.Url(""), names, target.path(), scratch.path(), authorities_};
    Command command = contender.command(order);
    command.output_path = scratch.path() + "/output";
    const Outcome outcome = RunCommand(command);
    if (outcome.exit_code != 0) {
      throw std::runtime_error(contender.name + " exits with " + std::to_string(outcome.exit_code));
    }
    for (const std::string& name : names) {
      if (!SameBytes(root_ + "/" + name, target.path() + "/" + name)) {
        throw std::runtime_error(contender.name + " has got " + name + " wrong");
      }
    }
    return outcome;
  }

 private:
  platform::TemporaryDirectory directory_;
  std::string root_;
  std::string authorities_;
  NginxServer nginx_;
};

// A line that is rewritten on a terminal, and one line a round elsewhere.
void ShowProgress(int round, int rounds, const Contender& contender, bool is_first) {
  if (::isatty(STDERR_FILENO) != 0) {
    std::fprintf(stderr, "\r\033[K  round %d of %d: %s", round, rounds, contender.name.c_str());
  } else if (is_first) {
    std::fprintf(stderr, "  round %d of %d\n", round, rounds);
  }
}

void EndProgress() {
  if (::isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\033[K");
}

void RunRounds(Course& course, std::vector<Contender>& contenders,
               const std::vector<std::string>& names, int rounds) {
  for (int round = 0; round <= rounds; ++round) {  // round 0 warms up
    for (Contender& contender : contenders) {
      ShowProgress(round, rounds, contender, &contender == &contenders.front());
      const Outcome outcome = course.Download(contender, names);
      if (round == 0) continue;
      contender.seconds.push_back(outcome.wall.count());
      contender.peak_memory_kib = std::max(contender.peak_memory_kib, outcome.peak_memory_kib);
    }
  }
  EndProgress();
}

// REQUIRES: the first contender is the reference.
void PrintTable(const std::string& title, const std::vector<Contender>& contenders) {
  std::printf("\n%s\n", title.c_str());
  std::printf("  %-22s %9s  %-19s %8s   %s\n", "seconds", "median", "min .. max", "memory",
              "reference takes (median of rounds, min .. max)");
  const Contender& reference = contenders.front();
  const double reference_median = SpreadOf(reference.seconds).median;
  for (const Contender& contender : contenders) {
    const Spread spread = SpreadOf(contender.seconds);
    std::printf("  %-22s %9.4f  %7.4f .. %7.4f %4ld MiB", contender.name.c_str(), spread.median,
                spread.min, spread.max, contender.peak_memory_kib / 1024);
    if (&contender != &reference) {
      const Spread ratio = SpreadOf(Ratios(reference.seconds, contender.seconds));
      std::printf("   %.2fx (%.2fx, %.2fx .. %.2fx)", reference_median / spread.median,
                  ratio.median, ratio.min, ratio.max);
    }
    std::printf("\n");
  }
}

void ReportGoal(const char* what, double value, double goal, const char* unit) {
  std::printf("  goal: %s at most %.2f%s: %.2f%s, %s\n", what, goal, unit, value, unit,
              value <= goal ? "reached" : "MISSED");
}

double MedianRatio(const std::vector<Contender>& contenders) {
  return SpreadOf(contenders[0].seconds).median / SpreadOf(contenders[1].seconds).median;
}

Contender Reference(const Arguments& arguments) {
  return {"reference",
          [&](const Order& order) { return ReferenceCommand(arguments.fetch, order); }};
}

void CompareBigFile(Course& course, const Arguments& arguments) {
  course.AddFile("big.bin", 1, arguments.big_mib * kMebibyte);
  course.AddFile("medium.bin", 2, 64 * kMebibyte);
  std::vector<Contender> contenders = {
      Reference(arguments), {"curl -o", CurlCommand}, {"aria2c -x1", Aria2Command}};
  RunRounds(course, contenders, {"big.bin"}, arguments.rounds);
  PrintTable("One file of " + std::to_string(arguments.big_mib) + " MiB", contenders);
  ReportGoal("wall time", MedianRatio(contenders), 1.0, "x curl's");

  const Outcome medium = course.Download(contenders.front(), {"medium.bin"});
  std::printf("  memory of the reference: %ld MiB for 64 MiB, %ld MiB for %ju MiB\n",
              medium.peak_memory_kib / 1024, contenders.front().peak_memory_kib / 1024,
              static_cast<std::uintmax_t>(arguments.big_mib));
  ReportGoal("memory", static_cast<double>(contenders.front().peak_memory_kib) / 1024,
             kMemoryGoalMib, " MiB");
}

void CompareSecureFile(const Arguments& arguments) {
  Course course(arguments.directory, Scheme::kHttps);
  course.AddFile("big.bin", 1, arguments.big_mib * kMebibyte);
  std::vector<Contender> contenders = {
      Reference(arguments), {"curl -o", CurlCommand}, {"aria2c -x1", Aria2Command}};
  RunRounds(course, contenders, {"big.bin"}, arguments.rounds);
  PrintTable("One file of " + std::to_string(arguments.big_mib) + " MiB over HTTPS", contenders);
  ReportGoal("wall time", MedianRatio(contenders), 1.1, "x curl's");
}

void CompareSmallFiles(Course& course, const Arguments& arguments) {
  std::vector<std::string> names;
  for (int i = 0; i < arguments.small_files; ++i) {
    names.push_back("small-" + std::to_string(i) + ".bin");
    course.AddFile(names.back(), i, arguments.small_bytes);
  }
  std::vector<Contender> contenders = {Reference(arguments),
                                       {"curl, HEAD and GET", CurlHeadAndGetCommand},
                                       {"aria2c -i (5 at once)", Aria2Command}};
  RunRounds(course, contenders, names, arguments.rounds);
  PrintTable(std::to_string(arguments.small_files) + " files of " +
                 std::to_string(arguments.small_bytes) + " bytes",
             contenders);
  ReportGoal("wall time", MedianRatio(contenders), 1.5, "x curl's");
}

void Compare(const Arguments& arguments) {
  for (const char* program : {"nginx", "curl", "aria2c"}) {
    if (!FindProgram(program)) {
      throw std::runtime_error(std::string(program) +
                               " is not installed (./dev bench peers installs it)");
    }
  }
  std::printf(
      "Downloads from one nginx on loopback to disk, %d interleaved rounds after a warm-up.\n"
      "Wall time and peak memory of whole processes; every file is compared byte by byte.\n",
      arguments.rounds);
  Course course(arguments.directory);
  CompareSmallFiles(course, arguments);
  CompareBigFile(course, arguments);
  CompareSecureFile(arguments);
}

}  // namespace
}  // namespace bitsproof::bench

int main(int argc, char** argv) {
  bitsproof::bench::Arguments arguments;
  arguments.fetch =
      (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "bitsproof_fetch").string();
  CLI::App app("Downloads by the reference job manager, curl and aria2c side by side.");
  app.add_option("--rounds", arguments.rounds, "Rounds that count")->check(CLI::Range(1, 1000));
  app.add_option("--big-mib", arguments.big_mib, "Size of the big file")
      ->check(CLI::Range(1, 1 << 20));
  app.add_option("--small-files", arguments.small_files, "How many small files")
      ->check(CLI::Range(1, 10000));
  app.add_option("--small-bytes", arguments.small_bytes, "Size of each of them");
  app.add_option("--dir", arguments.directory, "Where the files are kept meanwhile")
      ->check(CLI::ExistingDirectory);
  app.add_option("--fetch", arguments.fetch, "The program bitsproof_fetch")
      ->check(CLI::ExistingFile);
  CLI11_PARSE(app, argc, argv);
  try {
    bitsproof::bench::Compare(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "\nbench_peers: %s\n", error.what());
    return 1;
  }
  return 0;
}
