// Notifier: the events that the client of a job asked for.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "reference/env/environment.h"
#include "reference/job/job_saver.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {

// Sends the notifications of jobs: transferred and error at least once, until they are taken
// (CORE-CB-06, -09); before them each file that is transferred, one after another (CB2-FILE-03,
// -04); modifications at intervals, and they may be lost (NT-04, CORE-CB-05). A job is heard by the
// object that is registered for it; its outcome, when there is none or it fails, by its command
// line (NT-15). A user is not called while four calls of his are under way (CORE-CB-10).
class Notifier {
 public:
  // Both must outlive the notifier.
  Notifier(Environment& env, JobSaver& saver) : env_(env), saver_(saver) {}

  // The transfer of a file has ended.
  void OnFileTransferred(QueueEntry& entry, std::uint32_t file_index);

  // The job is now TRANSFERRED or in ERROR: a notification is due when its flags ask for it.
  void OnOutcome(QueueEntry& entry);

  // Any other change of the job.
  void OnModification(QueueEntry& entry, ModificationCauses causes);

  // Sends what is due, if the job can be heard.
  void Deliver(QueueEntry& entry);

  // A client has answered what was pending. `entry` is the job of the event, nullptr when it has
  // left the queue. Afterwards there is room for the notifications that were held back.
  void OnAnswer(QueueEntry* entry, const JobEvent& event, bool taken);

 private:
  bool HasRoomFor(const std::string& user) const;
  bool DeliverFile(QueueEntry& entry);
  bool Send(QueueEntry& entry, const JobEvent& event);
  void Run(QueueEntry& entry);
  void OnExit(QueueEntry& entry, bool succeeded);
  void OnTold(QueueEntry& entry, const JobEvent& event, bool taken);
  void Conclude(QueueEntry& entry, bool taken);
  void TryAgainLater(QueueEntry& entry);

  Environment& env_;
  JobSaver& saver_;
  std::map<std::string, std::size_t> under_way_;  // pending calls by user
};

}  // namespace bitsproof
