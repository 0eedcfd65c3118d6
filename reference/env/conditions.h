// The seams through which the core learns the condition of the machine: network and log-on
// sessions.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace bitsproof {

// Whether the machine is connected, and what that costs.
class NetworkStatus {
 public:
  virtual ~NetworkStatus() = default;

  virtual bool IsConnected() const = 0;

  // BITS_COST_STATE_*, one or more of them.
  virtual std::uint32_t Cost() const = 0;

  // `observer` is called after every change, on the manager's thread; an empty function ends that.
  // One observer at most.
  virtual void SetObserver(std::function<void()> observer) = 0;
};

// Who is logged on interactively. Service accounts always count as logged on; they are not asked
// about here.
class Sessions {
 public:
  virtual ~Sessions() = default;

  virtual bool IsLoggedOn(const std::string& sid) const = 0;

  // As NetworkStatus::SetObserver.
  virtual void SetObserver(std::function<void()> observer) = 0;
};

}  // namespace bitsproof
