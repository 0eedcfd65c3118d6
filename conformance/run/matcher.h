// Matcher: decides whether what was observed is what a scenario expects.
#pragma once

#include <optional>

#include "conformance/json/json.h"
#include "conformance/run/mismatch.h"

namespace bitsproof::conformance {

// Judges `actual` against `expected`, a tree of literals and matchers (scenarios/README.md) in
// which every value form has been bound, and tells the first place where it does not hold.
// nullopt: it matches. A pure function.
//
// Under the keys `hresult` and `code`, and for the keys of an object called `codes`, the name and
// the hexadecimal value of a result code are the same.
std::optional<Mismatch> Match(const Json& expected, const Json& actual);

// Judges nothing at all: only {"$absent": true} and what includes it match.
std::optional<Mismatch> MatchAbsent(const Json& expected);

}  // namespace bitsproof::conformance
