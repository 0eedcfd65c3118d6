// The states of a job and the moves between them.
#pragma once

#include <cstdint>
#include <string_view>

namespace bitsproof {

// BG_JOB_STATE.
enum class JobState : std::uint8_t {
  kQueued = 0,
  kConnecting = 1,
  kTransferring = 2,
  kSuspended = 3,
  kError = 4,
  kTransientError = 5,
  kTransferred = 6,
  kAcknowledged = 7,
  kCancelled = 8,
};
inline constexpr int kJobStateCount = 9;

// "QUEUED", "CONNECTING", ...: the official name without the prefix BG_JOB_STATE_.
std::string_view ToString(JobState state);

// ACKNOWLEDGED and CANCELLED: nothing leaves them, and such jobs have left the queue
// (CORE-LIFE-15).
constexpr bool IsFinal(JobState state) {
  return state == JobState::kAcknowledged || state == JobState::kCancelled;
}

// CONNECTING and TRANSFERRING: the scheduler has given the job its turn.
constexpr bool IsActive(JobState state) {
  return state == JobState::kConnecting || state == JobState::kTransferring;
}

// Whether the state machine has the move from -> to (facts ST-01 to ST-44). A state does not move
// to itself.
bool IsLegalTransition(JobState from, JobState to);

}  // namespace bitsproof
