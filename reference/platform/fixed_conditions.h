// The conditions of a machine as they were configured: connected, and all users logged on, unless
// told otherwise.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "reference/env/conditions.h"
#include "reference/model/job_properties.h"

namespace bitsproof::platform {

// A network that is connected or not, and costs, as it was last set. Threading: the manager's
// thread.
class FixedNetworkStatus final : public NetworkStatus {
 public:
  explicit FixedNetworkStatus(bool connected = true) : connected_(connected) {}

  bool IsConnected() const override { return connected_; }
  std::uint32_t Cost() const override { return cost_; }
  void SetObserver(std::function<void()> observer) override { observer_ = std::move(observer); }

  // The observer hears of it when it is a change.
  void Set(bool connected) {
    if (std::exchange(connected_, connected) != connected && observer_) observer_();
  }
  void SetCost(std::uint32_t cost) {
    if (std::exchange(cost_, cost) != cost && observer_) observer_();
  }

 private:
  bool connected_;
  std::uint32_t cost_ = kCostUnrestricted;
  std::function<void()> observer_;
};

// Sessions in which all users are logged on but those who were set to be logged off. Threading: the
// manager's thread.
class FixedSessions final : public Sessions {
 public:
  explicit FixedSessions(std::set<std::string> logged_off = {})
      : logged_off_(std::move(logged_off)) {}

  bool IsLoggedOn(const std::string& sid) const override { return !logged_off_.contains(sid); }
  void SetObserver(std::function<void()> observer) override { observer_ = std::move(observer); }

  // The observer hears of it when it is a change.
  void Set(const std::string& sid, bool logged_on) {
    const bool changed = logged_on ? logged_off_.erase(sid) != 0 : logged_off_.insert(sid).second;
    if (changed && observer_) observer_();
  }

 private:
  std::set<std::string> logged_off_;
  std::function<void()> observer_;
};

}  // namespace bitsproof::platform
