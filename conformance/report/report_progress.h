// Progress: what a person sees while cases run.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

namespace bitsproof::conformance {

// On a terminal one line that is written over; elsewhere a line for every tenth of the work. Calls
// come one at a time.
class Progress {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Options {
    bool live = false;         // `out` is a terminal
    std::size_t columns = 80;  // of the terminal
    std::string noun = "cases";
    std::function<Time()> now = [] { return std::chrono::steady_clock::now(); };
  };

  // `out` must outlive this object.
  Progress(std::ostream& out, std::uint64_t total, Options options);

  // A case was started; its name is what the live line shows.
  void Started(const std::string& name);
  void Finished(bool failed);
  // Takes the live line away. Nothing may follow.
  void Done();

 private:
  void Redraw();
  void PrintTenth();
  std::string Line() const;
  double rate() const;

  std::ostream& out_;
  const std::uint64_t total_;
  const Options options_;
  const Time start_;
  Time drawn_{};
  std::string current_;
  std::uint64_t done_ = 0;
  std::uint64_t failures_ = 0;
  std::uint64_t tenths_printed_ = 0;
};

}  // namespace bitsproof::conformance
