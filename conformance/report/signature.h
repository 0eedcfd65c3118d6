// Signature: what a failure looks like, without what differs from run to run. Baselines compare
// these texts; people review them.
#pragma once

#include <string>

#include "conformance/run/case_result.h"

namespace bitsproof::conformance {

// One line of readable text: the place inside the result, what was expected and what was found.
//
// Result codes, states and small counts stay as they are. What varies is a placeholder: {guid},
// {sid} (accounts of a machine; well-known SIDs stay), {time}, {no time} for a time that is zero,
// {duration}, {port} of a URL, {path}/ for the folders of an absolute path, {digest}, {temporary},
// and {number} for a number of four digits or more, and for any number that was found where traffic
// is counted (bytes, requests, connections). An object that was found is {...}; a list in which
// anything varies is [...]. A fault of the subject keeps the method and the kind of fault; what it
// wrote to stderr or sent instead of a message is left out.
std::string SignatureOf(const Failure& failure);

}  // namespace bitsproof::conformance
