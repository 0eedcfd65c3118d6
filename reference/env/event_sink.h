// The seam through which the core tells what happened.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "reference/base/guid.h"
#include "reference/base/hresult.h"
#include "reference/env/transport.h"
#include "reference/model/job_state.h"

namespace bitsproof {

// What a modification event tells of: a bit for each kind of change, because one event may stand
// for several.
using ModificationCauses = std::uint32_t;
inline constexpr ModificationCauses kPropertyChanged = 0x1;
inline constexpr ModificationCauses kFilesAdded = 0x2;
inline constexpr ModificationCauses kBytesMoved = 0x4;
constexpr ModificationCauses StateEntered(JobState state) {
  return 0x8U << static_cast<unsigned>(state);
}

// One notification or one entry of the manager's journal.
struct JobEvent {
  enum class Kind {
    kJobTransferred,     // notification, per BG_NOTIFY_JOB_TRANSFERRED
    kJobError,           // notification, per BG_NOTIFY_JOB_ERROR
    kJobModification,    // notification, per BG_NOTIFY_JOB_MODIFICATION
    kFileTransferred,    // notification, per BG_NOTIFY_FILE_TRANSFERRED
    kStateChange,        // journal: always emitted, whatever the notify flags
    kServerCertificate,  // a question: see EventSink::OnServerCertificate
  };

  Kind kind;
  Guid job;
  // kStateChange only.
  JobState from = JobState::kSuspended;
  JobState to = JobState::kSuspended;
  // Notifications only: the client's object that is called, and the SID of the user in whose name,
  // who is the one that registered it (CORE-CB-15).
  std::string callback{};
  std::string user{};
  // kJobModification only.
  ModificationCauses causes = 0;
  // kFileTransferred and kServerCertificate only: which file.
  std::uint32_t file_index = 0;
};

// What a client makes of a notification.
enum class Delivery {
  kTaken,
  kRefused,  // anything but a kJobModification is delivered again later
  kPending,  // the client is still busy with it: the observer hears the answer
};

// Receives events on the manager's thread.
class EventSink {
 public:
  // Hears the answer to an event that was kPending, on the manager's thread and never from inside
  // OnEvent.
  using Observer = std::function<void(const JobEvent& event, bool taken)>;

  virtual ~EventSink() = default;

  // REQUIRES: does not call back into the manager; a client that wants to act posts its action.
  // A kStateChange is taken always.
  virtual Delivery OnEvent(const JobEvent& event) = 0;

  // Asks the client's object whether the server of a file is who it should be. S_OK accepts, what
  // failed refuses; nullopt when the object cannot be reached. REQUIRES: as of OnEvent.
  virtual std::optional<HResult> OnServerCertificate(const JobEvent& /*event*/,
                                                     const ServerCertificate& /*certificate*/) {
    return std::nullopt;
  }

  // One observer at most; an empty function ends that, and answers to come are dropped. A sink that
  // leaves nothing pending has no use for it.
  // NOLINTNEXTLINE(performance-unnecessary-value-param): those that override it keep the observer.
  virtual void SetObserver(Observer /*observer*/) {}
};

}  // namespace bitsproof
