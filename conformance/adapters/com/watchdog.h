// Watchdog: acts when something takes too long.
#pragma once

#include <windows.h>

#include <functional>
#include <thread>

namespace com_adapter {

// Calls `act` on a thread of its own once `ms` are over, unless it is destroyed before. INFINITE:
// never.
class Watchdog {
 public:
  Watchdog(DWORD ms, std::function<void()> act)
      : ended_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
        thread_([this, ms, act = std::move(act)] {
          if (WaitForSingleObject(ended_, ms) == WAIT_TIMEOUT) act();
        }) {}
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog() {
    SetEvent(ended_);
    thread_.join();
    CloseHandle(ended_);
  }

 private:
  const HANDLE ended_;
  std::thread thread_;
};

}  // namespace com_adapter
