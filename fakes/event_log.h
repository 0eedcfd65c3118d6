// EventLog: what happened in a simulated world, as text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reference/env/clock.h"

namespace bitsproof::fakes {

// An append-only list of lines, each stamped with virtual time: "[  12.000s] job created". Two runs
// of one build, scenario and seed leave equal logs, so a line contains nothing that differs between
// runs: no address, no real time, no path of the machine.
class EventLog {
 public:
  // `clock` must outlive this object.
  explicit EventLog(const Clock& clock) : clock_(&clock) {}

  // REQUIRES: `text` has no line break.
  void Append(std::string_view text);

  const std::vector<std::string>& lines() const { return lines_; }

  // Sixteen hexadecimal digits that depend on every line and on their order.
  std::string Digest() const;

 private:
  const Clock* clock_;
  std::vector<std::string> lines_;
};

}  // namespace bitsproof::fakes
