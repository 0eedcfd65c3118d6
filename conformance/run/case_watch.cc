#include "conformance/run/case_watch.h"

#include <cstdlib>
#include <iostream>
#include <utility>

#include "conformance/run/exit_code.h"
#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

// How often it looks: a case is found late by this much at most.
constexpr Duration kLookInterval = std::chrono::milliseconds(100);

}  // namespace

CaseWatch::CaseWatch(Duration limit, OnOverdue on_overdue)
    : limit_(limit), on_overdue_(std::move(on_overdue)), thread_([this] { Run(); }) {}

CaseWatch::~CaseWatch() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ends_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void CaseWatch::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!changed_.wait_for(lock, kLookInterval, [this] { return ends_; })) {
    if (running_.empty()) continue;
    const Guard& oldest = *running_.front();
    if (std::chrono::steady_clock::now() - oldest.begin_ < limit_) continue;
    // The lock is kept: the case cannot end under what is made of it now.
    on_overdue_(oldest.test_case_, oldest.mode_);
    return;
  }
}

CaseWatch::Guard::Guard(CaseWatch* watch, const Case& test_case, Mode mode)
    : watch_(watch), test_case_(test_case), mode_(mode) {
  if (watch_ == nullptr) return;
  const std::lock_guard<std::mutex> lock(watch_->mutex_);
  position_ = watch_->running_.insert(watch_->running_.end(), this);
}

CaseWatch::Guard::~Guard() {
  if (watch_ == nullptr) return;
  const std::lock_guard<std::mutex> lock(watch_->mutex_);
  watch_->running_.erase(position_);
}

std::string DescribeOverdue(Duration limit) {
  return "the case has not ended after " + FormatDuration(limit) +
         "; its subject runs inside this process and cannot be ended, so the run ends here";
}

void EndOverdue(const Case& test_case, Duration limit) {
  std::cerr << "bitsproof: " << test_case.id << ": " << DescribeOverdue(limit) << std::endl;
  std::_Exit(ToInt(ExitCode::kHarnessFault));
}

}  // namespace bitsproof::conformance
