// The seam through which the core tells what happened.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reference/base/guid.h"
#include "reference/model/job_state.h"

namespace bitsproof {

// One notification or one entry of the manager's journal.
struct JobEvent {
  enum class Kind {
    kJobTransferred,   // notification, per BG_NOTIFY_JOB_TRANSFERRED
    kJobError,         // notification, per BG_NOTIFY_JOB_ERROR
    kJobModification,  // notification, per BG_NOTIFY_JOB_MODIFICATION
    kStateChange,      // journal: always emitted, whatever the notify flags
  };

  Kind kind;
  Guid job;
  // kStateChange only.
  JobState from = JobState::kSuspended;
  JobState to = JobState::kSuspended;
};

// Receives events on the manager's thread.
class EventSink {
 public:
  virtual ~EventSink() = default;

  // REQUIRES: does not call back into the manager; a client that wants to act posts its action.
  // Returns whether the event was taken: a refused kJobTransferred or kJobError is delivered again
  // later.
  virtual bool OnEvent(const JobEvent& event) = 0;
};

}  // namespace bitsproof
