// Waiter: how a RunLoop passes the time until it has something to do.
#pragma once

#include "reference/base/time.h"

namespace bitsproof::platform {

// Something that can wait and be woken. What does its work by waiting, such as a transport that
// waits for sockets, implements this to do it on the loop's own thread.
class Waiter {
 public:
  virtual ~Waiter() = default;

  // Returns after about `max`, or earlier: after a Wake, after some work, or for no reason. May
  // call back to whoever uses the implementation, on the calling thread. `max` is at least 0 and at
  // most an hour.
  virtual void Wait(Duration max) = 0;

  // Ends the present Wait or, when there is none, the next one. Any thread.
  virtual void Wake() = 0;
};

}  // namespace bitsproof::platform
