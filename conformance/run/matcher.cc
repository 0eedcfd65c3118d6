#include "conformance/run/matcher.h"

#include <algorithm>
#include <array>
#include <regex>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "conformance/json/problem.h"
#include "reference/base/guid.h"
#include "reference/base/hresult.h"

namespace bitsproof::conformance {
namespace {

using Outcome = std::optional<Mismatch>;
using Kind = Mismatch::Kind;

// How literals compare at a place of the tree.
enum class Place { kPlain, kCode, kCodeCounts };

Outcome MatchAt(const Json& expected, const Json* actual, Place place);

std::optional<Json> Copied(const Json* value) {
  return value == nullptr ? std::nullopt : std::optional(*value);
}

Outcome Differs(Kind kind, const Json* expected, const Json* found, bool is_code = false) {
  Mismatch mismatch;
  mismatch.kind = kind;
  mismatch.expected = Copied(expected);
  mismatch.found = Copied(found);
  mismatch.is_code = is_code;
  return mismatch;
}

Outcome Below(Outcome outcome, const std::string& token) {
  if (!outcome) return outcome;
  outcome->pointer = Join("", token) + outcome->pointer;
  return outcome;
}

// Nothing there, or the view of a file that does not exist.
bool IsAbsent(const Json* actual) {
  if (actual == nullptr) return true;
  if (!actual->is_object()) return false;
  const auto exists = actual->find("exists");
  return exists != actual->end() && *exists == false;
}

// The number of Unicode characters of UTF-8 text.
std::size_t CharactersOf(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// --- Literals ---

bool SameCode(const Json& expected, const Json& actual) {
  if (expected == actual) return true;
  if (!expected.is_string() || !actual.is_string()) return false;
  const auto a = ParseHResult(expected.get_ref<const std::string&>());
  return a && a == ParseHResult(actual.get_ref<const std::string&>());
}

Outcome MatchScalar(const Json& expected, const Json& actual, Place place) {
  const bool is_code = place == Place::kCode;
  if (is_code ? SameCode(expected, actual) : expected == actual) return std::nullopt;
  return Differs(Kind::kDiffers, &expected, &actual, is_code);
}

Outcome MatchArray(const Json& expected, const Json& actual, Place place) {
  if (!actual.is_array()) return Differs(Kind::kNotList, nullptr, &actual);
  if (expected.size() != actual.size()) {
    const Json size = expected.size();
    return Differs(Kind::kLength, &size, &actual);
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (auto outcome = MatchAt(expected[i], &actual[i], place)) {
      return Below(std::move(outcome), std::to_string(i));
    }
  }
  return std::nullopt;
}

const Json* Member(const Json& object, const std::string& name) {
  const auto it = object.find(name);
  return it == object.end() ? nullptr : &*it;
}

// The member of `counts` for the code that `name` spells in any way.
const Json* CountOf(const Json& counts, const std::string& name) {
  static const Json kZero = 0;
  const auto code = ParseHResult(name);
  for (auto it = counts.begin(); it != counts.end(); ++it) {
    if (it.key() == name || (code && ParseHResult(it.key()) == code)) return &*it;
  }
  return &kZero;
}

Place PlaceOf(const std::string& name) {
  if (name == "hresult" || name == "code") return Place::kCode;
  return name == "codes" ? Place::kCodeCounts : Place::kPlain;
}

Outcome MatchMembers(const Json& expected, const Json* actual, Place place) {
  if (actual == nullptr || !actual->is_object()) return Differs(Kind::kNotObject, nullptr, actual);
  for (auto it = expected.begin(); it != expected.end(); ++it) {
    const bool counts = place == Place::kCodeCounts;
    const Json* member = counts ? CountOf(*actual, it.key()) : Member(*actual, it.key());
    if (auto outcome = MatchAt(*it, member, counts ? Place::kPlain : PlaceOf(it.key()))) {
      return Below(std::move(outcome), it.key());
    }
  }
  return std::nullopt;
}

// --- Matchers ---

Outcome MatchAny(const Json&, const Json* actual, Place) {
  if (IsAbsent(actual)) return Differs(Kind::kNothing, nullptr, nullptr);
  return std::nullopt;
}

Outcome MatchNothing(const Json&, const Json* actual, Place) {
  if (IsAbsent(actual)) return std::nullopt;
  return Differs(Kind::kSomething, nullptr, actual);
}

Outcome MatchNot(const Json& argument, const Json* actual, Place place) {
  if (MatchAt(argument, actual, place)) return std::nullopt;
  return Differs(Kind::kExcluded, &argument, actual);
}

Outcome MatchIn(const Json& argument, const Json* actual, Place place) {
  for (const Json& choice : argument) {
    if (!MatchAt(choice, actual, place)) return std::nullopt;
  }
  return Differs(Kind::kNoneOf, &argument, actual, place == Place::kCode);
}

Outcome MatchAll(const Json& argument, const Json* actual, Place place) {
  for (const Json& part : argument) {
    if (auto outcome = MatchAt(part, actual, place)) return outcome;
  }
  return std::nullopt;
}

// Orders two numbers, or two texts (times have a fixed width, so their text order is time order).
template <typename Holds>
Outcome MatchOrder(const Json& argument, const Json* actual, Kind kind, Holds holds) {
  if (actual != nullptr) {
    const bool comparable = (argument.is_number() && actual->is_number()) ||
                            (argument.is_string() && actual->is_string());
    if (comparable && holds(*actual, argument)) return std::nullopt;
  }
  return Differs(kind, &argument, actual);
}

Outcome MatchGte(const Json& argument, const Json* actual, Place) {
  return MatchOrder(argument, actual, Kind::kNotAtLeast,
                    [](const Json& a, const Json& b) { return a >= b; });
}
Outcome MatchGt(const Json& argument, const Json* actual, Place) {
  return MatchOrder(argument, actual, Kind::kNotGreater,
                    [](const Json& a, const Json& b) { return a > b; });
}
Outcome MatchLte(const Json& argument, const Json* actual, Place) {
  return MatchOrder(argument, actual, Kind::kNotAtMost,
                    [](const Json& a, const Json& b) { return a <= b; });
}
Outcome MatchLt(const Json& argument, const Json* actual, Place) {
  return MatchOrder(argument, actual, Kind::kNotLess,
                    [](const Json& a, const Json& b) { return a < b; });
}

Outcome MatchCount(const Json& argument, const Json* actual, Place) {
  if (actual == nullptr || !(actual->is_array() || actual->is_string())) {
    return Differs(Kind::kNotCountable, nullptr, actual);
  }
  const Json count =
      actual->is_array() ? actual->size() : CharactersOf(actual->get_ref<const std::string&>());
  auto outcome = MatchAt(argument, &count, Place::kPlain);
  if (outcome) outcome->is_count = true;
  return outcome;
}

Outcome MatchDistinct(const Json&, const Json* actual, Place) {
  if (actual == nullptr || !actual->is_array()) {
    return Differs(Kind::kNotList, nullptr, actual);
  }
  std::unordered_set<std::string_view> texts;
  std::unordered_set<std::string> others;
  for (const Json& element : *actual) {
    const bool is_new = element.is_string()
                            ? texts.insert(element.get_ref<const std::string&>()).second
                            : others.insert(element.dump()).second;
    if (!is_new) return Differs(Kind::kRepeated, nullptr, &element);
  }
  return std::nullopt;
}

Outcome MatchContains(const Json& argument, const Json* actual, Place place) {
  if (actual != nullptr && actual->is_array()) {
    for (const Json& element : *actual) {
      if (!MatchAt(argument, &element, place)) return std::nullopt;
    }
  } else if (actual != nullptr && actual->is_string() && argument.is_string()) {
    const auto& part = argument.get_ref<const std::string&>();
    if (actual->get_ref<const std::string&>().find(part) != std::string::npos) return std::nullopt;
  }
  return Differs(Kind::kLacks, &argument, actual);
}

Outcome MatchEach(const Json& argument, const Json* actual, Place place) {
  if (actual == nullptr || !actual->is_array()) {
    return Differs(Kind::kNotList, nullptr, actual);
  }
  for (std::size_t i = 0; i < actual->size(); ++i) {
    if (auto outcome = MatchAt(argument, &(*actual)[i], place)) {
      return Below(std::move(outcome), std::to_string(i));
    }
  }
  return std::nullopt;
}

bool AllTexts(const Json& array) {
  return std::all_of(array.begin(), array.end(), [](const Json& v) { return v.is_string(); });
}

std::vector<std::string_view> SortedTexts(const Json& array) {
  std::vector<std::string_view> texts;
  for (const Json& element : array) texts.push_back(element.get_ref<const std::string&>());
  std::sort(texts.begin(), texts.end());
  return texts;
}

// Whether each of `wanted` has an element of its own in `actual`. REQUIRES: equal sizes.
bool SameElements(const Json& wanted, const Json& actual) {
  if (AllTexts(wanted) && AllTexts(actual)) return SortedTexts(wanted) == SortedTexts(actual);
  std::vector<bool> taken(actual.size());
  for (const Json& value : wanted) {
    std::size_t i = 0;
    while (i < actual.size() && (taken[i] || MatchAt(value, &actual[i], Place::kPlain))) ++i;
    if (i == actual.size()) return false;
    taken[i] = true;
  }
  return true;
}

Outcome MatchSet(const Json& argument, const Json* actual, Place) {
  if (actual == nullptr || !actual->is_array()) {
    return Differs(Kind::kNotList, nullptr, actual);
  }
  if (argument.size() == actual->size() && SameElements(argument, *actual)) return std::nullopt;
  return Differs(Kind::kNotSet, &argument, actual);
}

Outcome MatchGuid(const Json&, const Json* actual, Place) {
  if (actual != nullptr && actual->is_string()) {
    const auto guid = Guid::Parse(actual->get_ref<const std::string&>());
    if (guid && !guid->is_null()) return std::nullopt;
  }
  return Differs(Kind::kNotGuid, nullptr, actual);
}

Outcome MatchRegex(const Json& argument, const Json* actual, Place) {
  const auto& pattern = argument.get_ref<const std::string&>();
  if (actual != nullptr && actual->is_string() &&
      std::regex_match(actual->get_ref<const std::string&>(), std::regex(pattern))) {
    return std::nullopt;
  }
  return Differs(Kind::kNotOfForm, &argument, actual);
}

Outcome MatchBit31(const Json* actual, bool set) {
  if (actual != nullptr && actual->is_string()) {
    const auto code = ParseHResult(actual->get_ref<const std::string&>());
    if (code && code->failed() == set) return std::nullopt;
  }
  return Differs(set ? Kind::kNotFailure : Kind::kNotSuccess, nullptr, actual, true);
}

Outcome MatchSucceeded(const Json&, const Json* actual, Place) { return MatchBit31(actual, false); }
Outcome MatchFailed(const Json&, const Json* actual, Place) { return MatchBit31(actual, true); }

struct Matcher {
  std::string_view name;
  Outcome (*match)(const Json& argument, const Json* actual, Place place);
};

constexpr auto kMatchers = std::to_array<Matcher>({
    {"$any", MatchAny},
    {"$absent", MatchNothing},
    {"$not", MatchNot},
    {"$in", MatchIn},
    {"$all", MatchAll},
    {"$gte", MatchGte},
    {"$gt", MatchGt},
    {"$lte", MatchLte},
    {"$lt", MatchLt},
    {"$count", MatchCount},
    {"$distinct", MatchDistinct},
    {"$contains", MatchContains},
    {"$each", MatchEach},
    {"$set", MatchSet},
    {"$guid", MatchGuid},
    {"$matches", MatchRegex},
    {"$succeeded", MatchSucceeded},
    {"$failed", MatchFailed},
});

Outcome MatchNamed(const std::string& name, const Json& argument, const Json* actual, Place place) {
  for (const Matcher& matcher : kMatchers) {
    if (matcher.name == name) return matcher.match(argument, actual, place);
  }
  Mismatch unknown;
  unknown.kind = Kind::kNoMatcher;
  unknown.what = name;
  return unknown;
}

// Every matcher of an object such as {"$gte": 1, "$lte": 9} must hold.
Outcome MatchMatchers(const Json& expected, const Json* actual, Place place) {
  for (auto it = expected.begin(); it != expected.end(); ++it) {
    if (auto outcome = MatchNamed(it.key(), *it, actual, place)) return outcome;
  }
  return std::nullopt;
}

bool IsMatcher(const Json& expected) {
  return !expected.empty() && !expected.begin().key().empty() &&
         expected.begin().key().front() == '$';
}

Outcome MatchAt(const Json& expected, const Json* actual, Place place) {
  if (expected.is_object()) {
    return IsMatcher(expected) ? MatchMatchers(expected, actual, place)
                               : MatchMembers(expected, actual, place);
  }
  if (actual == nullptr) return Differs(Kind::kDiffers, &expected, nullptr);
  return expected.is_array() ? MatchArray(expected, *actual, place)
                             : MatchScalar(expected, *actual, place);
}

}  // namespace

std::optional<Mismatch> Match(const Json& expected, const Json& actual) {
  return MatchAt(expected, &actual, Place::kPlain);
}

std::optional<Mismatch> MatchAbsent(const Json& expected) {
  return MatchAt(expected, nullptr, Place::kPlain);
}

}  // namespace bitsproof::conformance
