// Notifier: what the client of a job asked to hear.
#pragma once

#include "reference/env/event_sink.h"
#include "reference/model/job_record.h"

namespace bitsproof {

class Job;
class Queue;

// Sends the notifications of jobs: transferred and error at least once, until they are taken
// (CORE-CB-06, -09); modifications at intervals, and they may be lost (NT-04, CORE-CB-05). A job is
// heard only while a notify interface is registered for it.
class Notifier {
 public:
  // `queue` must outlive the notifier.
  explicit Notifier(Queue& queue) : queue_(queue) {}

  // The job is now TRANSFERRED or in ERROR: a notification is due when its flags ask for it.
  void OnOutcome(Job& job);

  // Any other change of the job.
  void OnModification(Job& job);

  // Sends the notification that is due, if the job can be heard.
  void Deliver(Job& job);

 private:
  void SendOutcome(Job& job, JobEvent::Kind kind);

  Queue& queue_;
};

}  // namespace bitsproof
