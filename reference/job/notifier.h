// Notifier: the events that the client of a job asked for.
#pragma once

#include "reference/env/environment.h"
#include "reference/job/job_saver.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {

// Sends the notifications of jobs: transferred and error at least once, until they are taken
// (CORE-CB-06, -09); modifications at intervals, and they may be lost (NT-04, CORE-CB-05). A job is
// heard only while a notify interface is registered for it.
class Notifier {
 public:
  // Both must outlive the notifier.
  Notifier(Environment& env, JobSaver& saver) : env_(env), saver_(saver) {}

  // The job is now TRANSFERRED or in ERROR: a notification is due when its flags ask for it.
  void OnOutcome(QueueEntry& entry);

  // Any other change of the job.
  void OnModification(QueueEntry& entry);

  // Sends the notification that is due, if the job can be heard.
  void Deliver(QueueEntry& entry);

 private:
  void SendOutcome(QueueEntry& entry, JobEvent::Kind kind);

  Environment& env_;
  JobSaver& saver_;
};

}  // namespace bitsproof
