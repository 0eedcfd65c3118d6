// What a failed transfer means for its job.
#pragma once

#include <string>

#include "reference/base/hresult.h"
#include "reference/env/transport.h"
#include "reference/model/job_record.h"

namespace bitsproof {

// Why a file could not be transferred, and whether trying again can help.
struct TransferFailure {
  HResult code;
  ErrorContext context = ErrorContext::kUnknown;
  // ERROR instead of TRANSIENT_ERROR: no automatic retry (CORE-LIFE-09).
  bool fatal = false;
  // Ends with its own event instead of the retry delay, and does not count as an error
  // (CORE-LIFE-11, CORE-ERRCNT-04).
  bool event_driven = false;
};

// An HTTP status that is not the one asked for. Classes of facts/behaviour C.4: 4xx are fatal but
// 408 and 409, 5xx transient but 501 and 505, 300-305 and 307 fatal, everything else transient.
TransferFailure FailureOfStatus(int status);

// There is no network (CORE-LIFE-06).
TransferFailure FailureOfNetwork();

// The network costs more than the job may (CORE-LIFE-23).
TransferFailure FailureOfCost();

// A policy leaves the job no bandwidth (CORE-LIFE-08).
TransferFailure FailureOfBandwidth();

// The job needs a helper token and has none (CORE-LIFE-20).
TransferFailure FailureOfToken();

// A failure that the transport reports: transient, because a later attempt may succeed, except for
// malformed proxy settings and for a name that no transport takes.
TransferFailure FailureOfTransport(const TransportFailure& failure);

// A failure of the local file: a file in use is transient, everything else fatal (UNSPECIFIED:
// LF-20).
TransferFailure FailureOfLocalFile(HResult code);

// The server breaks the rules of HTTP in a way that a retry does not cure.
TransferFailure FailureOfServer(HResult code);

}  // namespace bitsproof
