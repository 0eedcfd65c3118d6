// What happens to the files of a job at its end.
#pragma once

#include "reference/env/file_system.h"
#include "reference/job/job_saver.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {

// Gives every transferred file of a download its final name, durably, and gathers the change. The
// first failure is returned after all were tried; what failed can be tried again.
HResult PublishFiles(QueueEntry& entry, FileSystem& files, JobSaver& saver);

// Ends the transfer of a job and deletes its temporary files; a published file has none. False when
// some remain.
bool DeleteTemporaries(QueueEntry& entry, FileSystem& files);

}  // namespace bitsproof
