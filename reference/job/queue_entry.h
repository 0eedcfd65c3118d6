// QueueEntry: a job as its queue keeps it.
#pragma once

#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "reference/base/result.h"
#include "reference/env/clock.h"
#include "reference/env/event_sink.h"
#include "reference/env/programs.h"
#include "reference/job/job_transfer.h"
#include "reference/model/job_record.h"
#include "reference/model/profile.h"
#include "reference/transfer/retry.h"

namespace bitsproof {

class Queue;
struct QueueEntry;

using EntryList = std::list<QueueEntry*>;

// The object of a client that hears of a job.
struct NotifyInterface {
  std::string callback;  // what the client calls it
  std::string user;      // the SID of who registered it
};

// The object of a client that validates the certificates of servers.
struct CertificateValidator {
  std::string callback;
  std::string user;
  // By "host:port", what it accepted.
  std::set<std::pair<std::string, std::string>> accepted{};
};

// What is stored of a job, and what the queue, the scheduler and the notifier remember of it while
// it is queued. Shared with the API objects: a client that still holds one can read a job that has
// left the queue (CORE-GET-03).
struct QueueEntry : std::enable_shared_from_this<QueueEntry> {
  QueueEntry(Queue* its_queue, Profile its_profile, JobRecord its_record,
             std::vector<FileRecord> its_files);

  // S_OK when `caller` may use the job: its owner and administrators may (CORE-ACL-02, -03), others
  // get E_ACCESSDENIED. RPC_E_DISCONNECTED when the service that had the job is gone.
  HResult CheckAccess(const Principal& caller) const;
  // CheckAccess, and E_ACCESSDENIED for administrators who are not the owner.
  HResult CheckOwner(const Principal& caller) const;
  // CheckAccess, and BG_E_INVALID_STATE in a final state.
  HResult CheckChangeable(const Principal& caller) const;
  // `value`, or why `caller` may not read the job.
  template <typename T>
  Result<T> IfReadable(const Principal& caller, T value) const {
    if (const HResult access = CheckAccess(caller); access.failed()) return Unexpected(access);
    return value;
  }

  bool HasFileToTransfer() const;
  // By one request each that has no range: nothing that has come is continued.
  bool FetchesWhole() const {
    return record.http.method.has_value() || record.properties.dynamic_content;
  }
  // Its flags name uses for a helper token, and it has none (TOK-SET-06).
  bool LacksToken() const { return record.helper_token_flags != 0 && !helper_token; }
  // Whether the job may move on a network of that cost (J5-COST-03).
  bool AllowsCost(std::uint32_t cost) const;
  // Its own cost flags, or those of the policy for its priority.
  std::uint32_t CostFlags() const;
  // How long the job may be CONNECTING and TRANSFERRING in all, since it was last resumed: its own
  // limit, or that of the policy.
  std::uint32_t MaximumDownloadSeconds() const;

  // Of its error object; S_OK when there is none.
  HResult ErrorCode() const { return record.error ? record.error->code : hresult::S_OK; }

  // Gives up the transfer, its progress saved, and all timers; afterwards the queue may go.
  void LeaveQueue();

  Queue* queue;  // nullptr once the job has left it
  const Profile profile;
  JobRecord record;
  std::vector<FileRecord> files;

  // Who lends the job a token; never persisted (TOK-SET-05).
  std::optional<Principal> helper_token;

  std::optional<CertificateValidator> certificate_validator;  // never persisted (HTTP3-CB-04)

  // Of the queue.
  EntryList::iterator owner_position;
  EntryList::iterator activity_position;
  Instant last_activity;
  bool retrying = false;            // its turn follows a TRANSIENT_ERROR (CORE-ERRCNT-02)
  bool event_driven_error = false;  // TRANSIENT_ERROR until an event, not for the retry delay
  RetryPlan retry_plan;
  Duration active_time{};  // CONNECTING plus TRANSFERRING in earlier turns since Resume (SC-17)
  Instant turn_began;      // the last time that it became CONNECTING
  std::unique_ptr<Timer> time_limit;  // of this turn (CORE-LIFE-19)

  // Of the scheduler: nullptr while the job is neither QUEUED nor active.
  EntryList* line = nullptr;
  EntryList::iterator line_position;

  // Of the notifier.
  std::optional<NotifyInterface> notify_interface;  // never persisted (CORE-PERS-03)
  bool is_being_told = false;              // of its outcome: the client has not answered yet
  bool is_held_back = false;               // so is its notification, until the user answers another
  bool is_new_outcome = false;             // nobody was told of it yet
  bool method_failed = false;              // the object refused it: the program's turn (CORE-CB-07)
  std::deque<std::uint32_t> untold_files;  // by index, in the order in which they were transferred
  Instant last_modification_event;
  ModificationCauses untold_causes = 0;

  // Made on first use: most jobs of a long queue never need them.
  std::unique_ptr<Timer> retry_timer;
  std::unique_ptr<Timer> modification_timer;
  std::unique_ptr<Timer> notification_timer;
  std::unique_ptr<ProgramRun> program;    // the command line, while it runs
  std::unique_ptr<JobTransfer> transfer;  // while CONNECTING or TRANSFERRING
};

}  // namespace bitsproof
