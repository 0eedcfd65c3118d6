// JobTransfer: one turn of a job.
#pragma once

#include <cstddef>
#include <cstdint>

#include "reference/transfer/failure.h"

namespace bitsproof {

struct QueueEntry;

// Moves the files of a job, one after another. Lives while its job is CONNECTING or TRANSFERRING
// and tells a TransferObserver what happens; destroying it gives the transfer up, with every byte
// that moved counted and saved.
class JobTransfer {
 public:
  virtual ~JobTransfer() = default;

  // Starts with the first file that is not transferred. May end the transfer at once.
  virtual void Begin() = 0;

  // A file of the job has another remote name. May end the transfer.
  virtual void OnNewName(std::size_t file_index) = 0;

  // The job may use more or less of the network now. May end the transfer.
  virtual void OnBandwidthChange() = 0;

  // How much of a file of the job would be left after a crash of the machine: what may be told
  // to the store.
  virtual std::uint64_t DurableBytes(std::size_t file_index) const = 0;
};

// Learns what happens to transfers. OnAllTransferred and OnFailure destroy the transfer, which must
// touch nothing of its own afterwards; the others leave it alone.
class TransferObserver {
 public:
  virtual ~TransferObserver() = default;

  // The server answers: CONNECTING becomes TRANSFERRING.
  virtual void OnConnected(QueueEntry& entry) = 0;
  // `bytes_transferred` of a file has grown.
  virtual void OnBytesMoved(QueueEntry& entry) = 0;
  virtual void OnFileTransferred(QueueEntry& entry, std::size_t file_index) = 0;
  virtual void OnAllTransferred(QueueEntry& entry) = 0;
  virtual void OnFailure(QueueEntry& entry, const TransferFailure& failure,
                         std::size_t file_index) = 0;
};

}  // namespace bitsproof
