// What it costs to have the subject in a process of its own: one call over stdio against a bare
// pipe, and the whole simulated suite over stdio against in process.

#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/sample.h"
#include "conformance/command/subject_factory.h"
#include "conformance/protocol/json_rpc.h"
#include "conformance/run/runner.h"
#include "conformance/run/suite.h"
#include "conformance/run/suite_run.h"

namespace bitsproof::bench {
namespace {

using conformance::Json;
using conformance::Mode;
using conformance::Reply;
using conformance::Request;
using conformance::Subject;

constexpr double kCallRatioMax = 3;
constexpr double kSuiteRatioMax = 3;

double SecondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// --- What is said of measurements ---

struct Series {
  const char* name;
  std::vector<double> seconds;
};

struct Unit {
  double in_a_second;
  const char* name;
};

// Prints both series and how they compare; returns the median of the ratios, pair by pair: what
// disturbs a machine for a while disturbs both of a pair.
double Report(const Series& base, const Series& subject, const Unit& unit, double goal) {
  for (const Series* series : {&base, &subject}) {
    const Spread spread = SpreadOf(series->seconds);
    std::printf("  %-12s%8.2f %s at best, median %.2f\n", series->name,
                spread.min * unit.in_a_second, unit.name, spread.median * unit.in_a_second);
  }
  const Spread ratio = SpreadOf(Ratios(subject.seconds, base.seconds));
  std::printf("  %-12s%8.2f, pair by pair %.2f .. %.2f (goal: at most %.0f)\n", "ratio",
              ratio.median, ratio.min, ratio.max, goal);
  return ratio.median;
}

// --- One call ---

void Move(ssize_t (*move)(int, char*, std::size_t), int fd, char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t moved = move(fd, bytes, count);
    if (moved <= 0) throw std::runtime_error("a pipe broke");
    bytes += moved;
    count -= static_cast<std::size_t>(moved);
  }
}

ssize_t Read(int fd, char* bytes, std::size_t count) { return ::read(fd, bytes, count); }
ssize_t Write(int fd, char* bytes, std::size_t count) { return ::write(fd, bytes, count); }

// A process that does nothing but answer so many bytes with so many others, over two pipes.
class PingPong {
 public:
  PingPong(std::size_t request, std::size_t response) : request_(request), response_(response) {
    if (::pipe(there_.data()) != 0 || ::pipe(back_.data()) != 0) {
      throw std::runtime_error("there is no pipe to be had");
    }
    child_ = ::fork();
    if (child_ == 0) Answer();
    ::close(there_[0]);
    ::close(back_[1]);
  }
  ~PingPong() {
    ::close(there_[1]);
    ::close(back_[0]);
    ::waitpid(child_, nullptr, 0);
  }
  PingPong(const PingPong&) = delete;
  PingPong& operator=(const PingPong&) = delete;

  void Round() {
    Move(Write, there_[1], bytes_.data(), request_);
    Move(Read, back_[0], bytes_.data(), response_);
  }

 private:
  [[noreturn]] void Answer() {
    ::close(there_[1]);
    ::close(back_[0]);
    try {
      for (;;) {
        Move(Read, there_[0], bytes_.data(), request_);
        Move(Write, back_[1], bytes_.data(), response_);
      }
    } catch (const std::runtime_error&) {
      ::_exit(0);  // the other side is done
    }
  }

  const std::size_t request_;
  const std::size_t response_;
  std::array<int, 2> there_{};
  std::array<int, 2> back_{};
  pid_t child_ = 0;
  std::array<char, 4096> bytes_{};
};

std::unique_ptr<Subject> OverStdio(std::size_t worker = 0) {
  return conformance::MakeSubject(
      conformance::SubjectNamed("stdio:'" BITSPROOF_PROGRAM "' serve --stdio --clock virtual"),
      Mode::kSim, worker);
}

Json Ask(Subject& subject, std::string_view method, const Json& params) {
  Reply reply = subject.Call(method, params);
  if (reply.kind != Reply::Kind::kResult) throw std::runtime_error(reply.message);
  return std::move(reply.value);
}

// Keeps this thread, and the processes that it starts, on the processor that it runs on. Else the
// scheduler decides the result: the bare pipe took 4 us when it kept both of its sides on one
// processor and 45 us when it woke another, from run to run.
class OneProcessor {
 public:
  OneProcessor() {
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(::sched_getcpu(), &here);
    if (::sched_getaffinity(0, sizeof before_, &before_) != 0 ||
        ::sched_setaffinity(0, sizeof here, &here) != 0) {
      throw std::runtime_error("the processor cannot be chosen");
    }
  }
  ~OneProcessor() { ::sched_setaffinity(0, sizeof before_, &before_); }
  OneProcessor(const OneProcessor&) = delete;
  OneProcessor& operator=(const OneProcessor&) = delete;

 private:
  cpu_set_t before_;
};

// Returns the ratio.
double MeasureCall(int rounds, int repetitions) {
  const OneProcessor pinned;
  const auto subject = OverStdio();
  Ask(*subject, "subject.reset",
      {{"case", "bench"},
       {"seed", 1},
       {"policy", Json::object()},
       {"principals", {{"alice", "standard"}}},
       {"workDirectory", "/case"}});
  const Json job = Ask(*subject, "manager.createJob",
                       {{"as", "alice"}, {"displayName", "x"}, {"type", "download"}})["jobId"];
  const Json params{{"as", "alice"}, {"job", job}};
  const Json result = Ask(*subject, "job.getState", params);
  const std::size_t request = conformance::EncodeRequest(10'000, "job.getState", params).size() + 1;
  const std::size_t response =
      conformance::EncodeResponse(10'000, Reply::Result(result)).size() + 1;
  PingPong pipe(request, response);

  std::vector<double> calls;
  std::vector<double> bare;
  for (int i = 0; i < repetitions; ++i) {  // in turn: what disturbs one disturbs the other
    bare.push_back(SecondsOf([&] {
      for (int round = 0; round < rounds; ++round) pipe.Round();
    }));
    calls.push_back(SecondsOf([&] {
      for (int round = 0; round < rounds; ++round) Ask(*subject, "job.getState", params);
    }));
  }
  std::printf("round trip of job.getState (%zu bytes there, %zu back), %d measurements of %d\n",
              request, response, repetitions, rounds);
  return Report({"bare pipe", bare}, {"over stdio", calls}, {1e6 / rounds, "us"}, kCallRatioMax);
}

// --- The suite ---

// Counts what passes through it.
class Counter final : public Subject {
 public:
  struct Counts {
    std::atomic<std::uint64_t> calls{0};
    std::atomic<std::uint64_t> waits{0};  // for an answer, or for the last of several
  };

  Counter(std::unique_ptr<Subject> subject, Counts& counts)
      : subject_(std::move(subject)), counts_(counts) {}

  Reply Call(std::string_view method, const Json& params) override {
    Count(1);
    return subject_->Call(method, params);
  }
  void Pipeline(const std::vector<Request>& requests,
                const std::function<void(Reply reply)>& take) override {
    Count(requests.size());
    subject_->Pipeline(requests, take);
  }
  std::vector<Reply> CallTogether(const std::vector<Request>& requests) override {
    Count(requests.size());
    return subject_->CallTogether(requests);
  }
  bool broken() const override { return subject_->broken(); }

 private:
  void Count(std::size_t calls) {
    counts_.calls += calls;
    ++counts_.waits;
  }

  std::unique_ptr<Subject> subject_;
  Counts& counts_;
};

std::vector<conformance::SuiteCase> SimulatedCases() {
  std::vector<conformance::Problem> problems;
  auto suite = conformance::LoadSuite(BITSPROOF_SOURCE_DIR "/scenarios", problems);
  if (!problems.empty()) throw std::runtime_error("the scenarios have problems: bitsproof lint");
  std::erase_if(suite.cases, [](const auto& one) { return one.mode != Mode::kSim; });
  return suite.cases;
}

void RunAll(const std::vector<conformance::SuiteCase>& cases, std::size_t jobs,
            std::function<std::unique_ptr<Subject>(std::size_t worker)> make) {
  conformance::SuiteOptions options;
  options.make_subject = [&](Mode, std::size_t worker) { return make(worker); };
  options.sim_jobs = jobs;
  for (const auto& result : conformance::RunSuite(cases, options)) {
    if (result.verdict != conformance::Verdict::kPass) {
      throw std::runtime_error(result.case_id + " does not pass");
    }
  }
}

// Returns the ratio.
double MeasureSuite(std::size_t jobs, int repetitions) {
  const auto cases = SimulatedCases();
  const auto in_process = [](std::size_t) {
    return conformance::MakeSubject("reference", Mode::kSim);
  };
  Counter::Counts counts;
  RunAll(cases, jobs,
         [&](std::size_t worker) { return std::make_unique<Counter>(in_process(worker), counts); });
  std::vector<double> here;
  std::vector<double> there;
  for (int i = 0; i < repetitions; ++i) {
    here.push_back(SecondsOf([&] { RunAll(cases, jobs, in_process); }));
    there.push_back(SecondsOf([&] { RunAll(cases, jobs, OverStdio); }));
  }
  std::printf("the simulated suite: %zu cases, %llu calls, %llu waits for answers, %zu at once\n",
              cases.size(), static_cast<unsigned long long>(counts.calls),
              static_cast<unsigned long long>(counts.waits), jobs);
  return Report({"in process", here}, {"over stdio", there}, {1e3, "ms"}, kSuiteRatioMax);
}

int Main(int argc, char** argv) {
  CLI::App app(
      "The subject protocol over stdio against a bare pipe, and against no process at all");
  int rounds = 5000;
  int repetitions = 9;
  std::size_t jobs = std::max(std::thread::hardware_concurrency(), 1u);
  bool check = false;
  app.add_option("--rounds", rounds, "Round trips of one measurement")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--repetitions", repetitions, "Measurements of each kind")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--jobs", jobs, "Cases of the suite at once")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_flag("--check", check, "Exit 1 when a goal is missed");
  CLI11_PARSE(app, argc, argv);
  ::signal(SIGPIPE, SIG_IGN);
  try {
    const double call = MeasureCall(rounds, repetitions);
    const double suite = MeasureSuite(jobs, repetitions);
    return check && (call > kCallRatioMax || suite > kSuiteRatioMax) ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_stdio: %s\n", error.what());
    return 4;
  }
}

}  // namespace
}  // namespace bitsproof::bench

int main(int argc, char** argv) { return bitsproof::bench::Main(argc, argv); }
