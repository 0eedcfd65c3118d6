// Mismatch: why an expectation does not hold, as data. The message for people and the signature for
// baselines are both made from it; nothing ever reads a message back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/json/json.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

struct Mismatch {
  enum class Kind {
    // What was observed differs from what was expected: the matcher.
    kDiffers,       // from a literal
    kNotList,       //
    kNotObject,     //
    kLength,        // a list of another length
    kNothing,       // nothing is there
    kSomething,     // something is there
    kExcluded,      // it is what it must not be
    kNoneOf,        // it is none of several
    kNotAtLeast,    //
    kNotGreater,    //
    kNotAtMost,     //
    kNotLess,       //
    kNotCountable,  // neither a list nor a text
    kRepeated,      // an element is there twice
    kLacks,         // an element or a part of a text is missing
    kNotSet,        // a list holds other elements
    kNotGuid,       //
    kNotOfForm,     // a text does not match a pattern
    kNotSuccess,    // a code of failure
    kNotFailure,    // a code of success
    kNoMatcher,     // the scenario names a matcher that does not exist
    // A step or the case could not be brought to its end: the runner.
    kNotCollected,  // the result lacks what the step collects
    kNoState,       // an awaited job cannot be read
    kUnbound,       // a value form stands for nothing because of what the subject returned
    kTimeLimit,     // the case took too long
    kBusy,          // virtual time stands still
    kTooManyCalls,  //
    kEvidence,      // something was observed too seldom
    // The subject is at fault: the port.
    kFault,          // it died, hung or sent what is not a message
    kMalformed,      // it answered what is not a result of the method
    kUnknownMethod,  // it does not know a method that it must know
    kNotStarted,     // a new one could not be started
    // The harness, the adapter or the machine is at fault.
    kHarness,
  };
  static constexpr Kind kLastKind = Kind::kHarness;

  // When in the course of a step it was seen.
  struct Moment {
    std::optional<std::uint64_t> turn = {};  // of a loop
    std::optional<Duration> waited = {};     // at the end of a wait that was in vain
  };

  // The initializers let a mismatch be made of the members that its kind has.
  Kind kind = Kind::kDiffers;
  std::string pointer = {};  // JSON pointer into what was observed, "" for the whole
  std::optional<Json> expected = {};
  std::optional<Json> found = {};  // none: nothing is there
  bool is_code = false;            // `expected` and `found` are result codes
  bool is_count = false;           // they are how many elements or characters there are
  Moment moment = {};
  std::string what = {};  // what it is about (a method, a kind of evidence): the same in every run
  std::string account = {};  // what this run adds to the message: times, ids, ports, stderr
};

// "not-at-least", the name of a kind in the results file.
std::string_view ToString(Mismatch::Kind kind);

// One sentence for people.
std::string Message(const Mismatch& mismatch);

// What baselines compare: one line that is the same whenever a subject fails in the same way,
// whatever the ids, ports, times, sizes and directories of the run.
//
// The place, the kind, result codes, names (states, events, words) and small numbers are in it.
// Other values are told by their type: {guid}, {sid} (accounts of a machine; well-known SIDs stay),
// {time}, {no time} for a time that is zero, {digest}, {text}, {number} for a number of four digits
// or more that was found, and for any that was found where traffic is counted (bytes, requests,
// connections), {...} and [...] for objects and lists that were found and hold any of these. Of
// several requests, events or changes it does not matter which. The account is left out.
std::string Signature(const Mismatch& mismatch);

// The form in the results file, and back.
// REQUIRES of FromJson: `json` has the form "mismatch" of scenarios/schema/results-1.0.json.
Json ToJson(const Mismatch& mismatch);
Mismatch MismatchFromJson(const Json& json);

}  // namespace bitsproof::conformance
