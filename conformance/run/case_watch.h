// CaseWatch: notices a case that does not end, because its subject loops inside this process.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "conformance/scenario/scenario.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// Watches cases from a thread of its own. A thread that loops cannot be ended, so the owner can do
// no more than report and end the process.
class CaseWatch {
 public:
  // `test_case` runs still, and what it refers to stays as long as `OnOverdue` does not return.
  using OnOverdue = std::function<void(const Case& test_case, Mode mode)>;

  // `on_overdue` is called once, for the first case that has not ended `limit` after it began, on
  // the real clock. REQUIRES: limit > 0.
  CaseWatch(Duration limit, OnOverdue on_overdue);
  ~CaseWatch();
  CaseWatch(const CaseWatch&) = delete;
  CaseWatch& operator=(const CaseWatch&) = delete;

  // Watches a case while it lives. The watch and the case must outlive it.
  class Guard {
   public:
    // Nothing is watched when `watch` is nullptr.
    Guard(CaseWatch* watch, const Case& test_case, Mode mode);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    friend class CaseWatch;

    CaseWatch* const watch_;
    const Case& test_case_;
    const Mode mode_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::list<const Guard*>::iterator position_;
  };

 private:
  void Run();

  const Duration limit_;
  const OnOverdue on_overdue_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::list<const Guard*> running_;  // in the order in which they began
  bool ends_ = false;
  std::thread thread_;
};

// The limit of a watch over cases that fail by themselves after `case_limit`: twice that.
constexpr Duration WatchLimit(Duration case_limit) { return 2 * case_limit; }

// One sentence about a case that has not ended within `limit`, without its name.
std::string DescribeOverdue(Duration limit);

// Names a case that has not ended within `limit` on the standard error, and ends the process with
// kHarnessFault.
[[noreturn]] void EndOverdue(const Case& test_case, Duration limit);

}  // namespace bitsproof::conformance
