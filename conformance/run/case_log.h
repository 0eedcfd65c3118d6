// CaseLog: what the harness and the subject said to each other during one case.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/json.h"

namespace bitsproof::conformance {

// The number of lines that a failure shows.
inline constexpr std::size_t kLastEvents = 20;

// `value` as a log shows it: on one line, cut when it is long, without secrets.
std::string Logged(const Json& value);

// Lines of text in order. Keeps all of them or only the last kLastEvents.
class CaseLog {
 public:
  explicit CaseLog(bool keep_all) : keep_all_(keep_all) {}

  void Add(std::string line);

  // "STEP: METHOD {params} -> {result}".
  void AddCall(std::string_view step, std::string_view method, const Json& params,
               const Json& result);

  // The last kLastEvents lines, oldest first.
  std::vector<std::string> Last() const;

  // Every line. REQUIRES: keep_all.
  std::vector<std::string> All() const { return {lines_.begin(), lines_.end()}; }

 private:
  bool keep_all_;
  std::deque<std::string> lines_;
};

}  // namespace bitsproof::conformance
