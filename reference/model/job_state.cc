#include "reference/model/job_state.h"

#include <cstddef>

namespace bitsproof {
namespace {

constexpr std::string_view kNames[kJobStateCount] = {
    "QUEUED",          "CONNECTING",  "TRANSFERRING", "SUSPENDED", "ERROR",
    "TRANSIENT_ERROR", "TRANSFERRED", "ACKNOWLEDGED", "CANCELLED",
};

// Row: from; column: to; in the order of BG_JOB_STATE. '+' marks a move that exists.
constexpr std::string_view kMoves[kJobStateCount] = {
    // QCTSETDAX   Queued Connecting Transferring Suspended Error Transient transferreD Acknowledged
    // cancelled(X)
    ".+.+++.++",  // QUEUED
    "+.+++++++",  // CONNECTING: straight to TRANSFERRED when nothing had to move
    "+..++++++",  // TRANSFERRING
    "+...+..++",  // SUSPENDED: to ERROR when a client calls a file invalid
    "+......++",  // ERROR
    "+..++..++",  // TRANSIENT_ERROR
    "+...+..++",  // TRANSFERRED: Resume after AddFile, or a file that is not valid
    ".........",  // ACKNOWLEDGED
    ".........",  // CANCELLED
};

}  // namespace

std::string_view ToString(JobState state) { return kNames[static_cast<int>(state)]; }

bool IsLegalTransition(JobState from, JobState to) {
  return kMoves[static_cast<int>(from)][static_cast<std::size_t>(to)] == '+';
}

}  // namespace bitsproof
