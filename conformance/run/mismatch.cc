#include "conformance/run/mismatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <vector>

#include "conformance/json/json_text.h"
#include "reference/base/duration.h"
#include "reference/base/guid.h"
#include "reference/base/hresult.h"
#include "reference/base/text.h"

namespace bitsproof::conformance {
namespace {

using Kind = Mismatch::Kind;

// How a kind is called and told. The clause may name {expected}, {found}, {size} (of the list that
// was found), {code} (what was found in brackets, or nothing), {what} and {account}.
struct KindText {
  Kind kind;
  std::string_view name;
  std::string_view clause;
};

constexpr auto kKinds = std::to_array<KindText>({
    {Kind::kDiffers, "differs", "expected {expected}, found {found}"},
    {Kind::kNotList, "not-list", "expected a list, found {found}"},
    {Kind::kNotObject, "not-object", "expected an object, found {found}"},
    {Kind::kLength, "length", "expected {expected} elements, found {size}: {found}"},
    {Kind::kNothing, "nothing", "expected something, found {found}"},
    {Kind::kSomething, "something", "expected nothing there, found {found}"},
    {Kind::kExcluded, "excluded", "expected anything but {expected}, found {found}"},
    {Kind::kNoneOf, "none-of", "expected one of {expected}, found {found}"},
    {Kind::kNotAtLeast, "not-at-least", "expected a value >= {expected}, found {found}"},
    {Kind::kNotGreater, "not-greater", "expected a value > {expected}, found {found}"},
    {Kind::kNotAtMost, "not-at-most", "expected a value <= {expected}, found {found}"},
    {Kind::kNotLess, "not-less", "expected a value < {expected}, found {found}"},
    {Kind::kNotCountable, "not-countable", "expected a list or a text to count, found {found}"},
    {Kind::kRepeated, "repeated", "expected distinct elements, found twice {found}"},
    {Kind::kLacks, "lacks", "expected something with {expected}, found {found}"},
    {Kind::kNotSet, "not-set", "expected in any order {expected}, found {found}"},
    {Kind::kNotGuid, "not-guid", "expected a GUID that is not null, found {found}"},
    {Kind::kNotOfForm, "not-of-form", "expected a text of the form {expected}, found {found}"},
    {Kind::kNotSuccess, "not-success", "expected a code of success, found {found}"},
    {Kind::kNotFailure, "not-failure", "expected a code of failure, found {found}"},
    {Kind::kNoMatcher, "no-matcher", "the matcher {what} does not exist"},
    {Kind::kNotCollected, "not-collected", "the result has nothing at {what} to collect{code}"},
    {Kind::kNoState, "no-state", "job.getState did not answer a state while it was awaited{code}"},
    {Kind::kUnbound, "unbound", "{what}"},
    {Kind::kTimeLimit, "time-limit", "the case took longer than its limit{account}"},
    {Kind::kBusy, "busy", "virtual time does not get on: the subject is busy without end"},
    {Kind::kTooManyCalls, "too-many-calls", "the case made more calls than any case needs"},
    {Kind::kEvidence, "evidence",
     "evidence is missing: {what} {found} times, at least {expected} are needed"},
    {Kind::kFault, "fault", "{what}{account}"},
    {Kind::kMalformed, "malformed", "{what} gets a malformed answer{account}"},
    {Kind::kUnknownMethod, "unknown-method", "the subject does not know {what}"},
    {Kind::kNotStarted, "not-started", "the subject could not be started{account}"},
    {Kind::kHarness, "harness", "{what}{account}"},
});

constexpr bool HasEveryKindInOrder() {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (static_cast<std::size_t>(kKinds[i].kind) != i) return false;
  }
  return kKinds.size() == static_cast<std::size_t>(Mismatch::kLastKind) + 1;
}
static_assert(HasEveryKindInOrder(), "a kind of Mismatch has no text");

const KindText& TextOf(Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::optional<std::string> CodeName(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  const auto code = ParseHResult(value.get_ref<const std::string&>());
  return code ? std::optional(ToString(*code)) : std::nullopt;
}

// --- Values in a message ---

// A long value's text would bury the message.
std::string Brief(const Json& value) { return Abbreviated(value, 160); }

// --- Values in a signature ---

enum class Side { kExpected, kFound };

constexpr std::size_t kStructureMax = 160;  // bytes of a list or object that a signature shows
constexpr std::size_t kSignatureMax = 400;
constexpr std::int64_t kTellingMax = 999;  // a greater number that was found is a size

// Sizes that mean "unknown".
constexpr std::array<std::uint64_t, 2> kUnknownSizes = {4294967295, 18446744073709551615U};

bool IsTime(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  return text.size() > kForm.size() &&
         std::equal(kForm.begin(), kForm.end(), text.begin(), [](char form, char c) {
           return form == '0' ? c >= '0' && c <= '9' : form == c;
         });
}

// A name that the protocol or a scenario gives, and not the machine: a state, an event, a word. In
// what is expected also a name of a file or resource, which only what is found may owe to chance.
bool IsName(std::string_view text, Side side) {
  const std::string_view marks = side == Side::kExpected ? "_-+./#" : "_-";
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.empty() ||
         (is_letter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
            return is_letter(c) || is_digit(c) || marks.find(c) != std::string_view::npos;
          }));
}

bool IsDigest(std::string_view text) {
  return text.size() >= 32 && std::all_of(text.begin(), text.end(), [](char c) {
           return std::isxdigit(static_cast<unsigned char>(c)) != 0;
         });
}

std::string TypedText(const std::string& text, Side side) {
  if (Guid::Parse(text)) return "{guid}";
  if (IsTime(text)) return text.starts_with("1601-01-01T00:00:00") ? "{no time}" : "{time}";
  if (text.starts_with("S-1-5-21-") || text.starts_with("S-1-5-5-")) return "{sid}";
  if (IsDigest(text)) return "{digest}";
  return IsName(text, side) || ParseHResult(text) ? text : "{text}";
}

bool IsTelling(const Json& number) {
  if (number.is_number_float()) return false;
  if (std::find(kUnknownSizes.begin(), kUnknownSizes.end(), number) != kUnknownSizes.end()) {
    return true;
  }
  return number >= -kTellingMax && number <= kTellingMax;
}

std::string Typed(const Json& value, Side side, bool counts_traffic);

// Lists and objects that the scenario expects are shown. Of what was found, lists are, unless
// something in them varies.
std::string TypedStructure(const Json& value, Side side, bool counts_traffic) {
  const bool is_object = value.is_object();
  const std::string hidden = is_object ? "{...}" : "[...]";
  if (is_object && side == Side::kFound) return hidden;
  std::string text;
  for (auto it = value.begin(); it != value.end(); ++it) {
    const std::string part = Typed(*it, side, counts_traffic);
    const bool is_plain = side == Side::kExpected || part == ToLine(*it);
    if (!is_plain || text.size() > kStructureMax) return hidden;
    text += (text.empty() ? "" : ",") + (is_object ? ToLine(it.key()) + ":" : "") + part;
  }
  return is_object ? "{" + text + "}" : "[" + text + "]";
}

std::string Typed(const Json& value, Side side, bool counts_traffic) {
  if (value.is_structured()) return TypedStructure(value, side, counts_traffic);
  if (value.is_string()) return ToLine(TypedText(value.get_ref<const std::string&>(), side));
  const bool varies =
      side == Side::kFound && value.is_number() && (counts_traffic || !IsTelling(value));
  return varies ? "{number}" : ToLine(value);
}

// Whether what stands at a place of a result counts traffic, which differs from run to run.
bool CountsTraffic(const Mismatch& mismatch) {
  if (mismatch.kind == Kind::kEvidence) return true;
  if (mismatch.moment.waited && mismatch.pointer == "/count") return true;
  constexpr std::array<std::string_view, 8> kWords = {"bytes",        "Bytes",       "/requests",
                                                      "/connections", "/rangeStart", "/rangeEnd",
                                                      "/afterFault",  "/faultsFired"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return mismatch.pointer.find(word) != std::string::npos;
  });
}

// "/requests/3/headers" -> "/requests/*/headers": which of the requests it was is chance.
std::string StablePointer(const std::string& pointer) {
  constexpr std::array<std::string_view, 3> kLists = {"requests", "events", "changes"};
  std::string result;
  std::string_view parent;
  for (std::size_t at = 0; at < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    const std::string_view token = std::string_view(pointer).substr(at + 1, end - at - 1);
    const bool is_index = std::find(kLists.begin(), kLists.end(), parent) != kLists.end();
    result += "/" + (is_index ? "*" : std::string(token));
    parent = token;
    at = end;
  }
  return result;
}

// --- Both ---

// Turns the values of a mismatch into text.
struct Rendered {
  std::string pointer;
  std::string waited;
  std::string expected;
  std::string found;
  std::string account;
};

std::string Sentence(const Mismatch& mismatch, const Rendered& parts) {
  std::string text;
  if (mismatch.moment.turn) text += "turn " + std::to_string(*mismatch.moment.turn) + ": ";
  if (mismatch.moment.waited) text += "after " + parts.waited + ": ";
  if (!parts.pointer.empty()) text += parts.pointer + ": ";
  if (mismatch.is_count) text += "the count is wrong: ";
  const std::size_t size = mismatch.found ? mismatch.found->size() : 0;
  return text + fmt::format(fmt::runtime(TextOf(mismatch.kind).clause),
                            fmt::arg("expected", parts.expected), fmt::arg("found", parts.found),
                            fmt::arg("size", size),
                            fmt::arg("code", mismatch.found ? " (" + parts.found + ")" : ""),
                            fmt::arg("what", mismatch.what), fmt::arg("account", parts.account));
}

template <typename Render>
std::string ValueText(const std::optional<Json>& value, bool is_code, Render render) {
  if (!value) return "nothing there";
  const auto name = is_code ? CodeName(*value) : std::nullopt;
  return name ? *name : render(*value);
}

// One line of UTF-8 of bounded length: what a file can hold.
std::string OneLine(std::string text) {
  text = RepairedUtf8(text);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text.size() <= kSignatureMax ? text : std::string(CutToBytes(text, kSignatureMax)) + "...";
}

}  // namespace

std::string_view ToString(Mismatch::Kind kind) { return TextOf(kind).name; }

std::string Message(const Mismatch& mismatch) {
  const auto& waited = mismatch.moment.waited;
  return Sentence(mismatch, {.pointer = mismatch.pointer,
                             .waited = waited ? FormatDuration(*waited) : "",
                             .expected = ValueText(mismatch.expected, mismatch.is_code, Brief),
                             .found = ValueText(mismatch.found, mismatch.is_code, Brief),
                             .account = mismatch.account});
}

std::string Signature(const Mismatch& mismatch) {
  const auto typed = [&](Side side) {
    return [&, side](const Json& value) { return Typed(value, side, CountsTraffic(mismatch)); };
  };
  return OneLine(Sentence(
      mismatch, {.pointer = StablePointer(mismatch.pointer),
                 .waited = "{duration}",
                 .expected = ValueText(mismatch.expected, mismatch.is_code, typed(Side::kExpected)),
                 .found = ValueText(mismatch.found, mismatch.is_code, typed(Side::kFound)),
                 .account = ""}));
}

Json ToJson(const Mismatch& mismatch) {
  Json json = {{"kind", ToString(mismatch.kind)}};
  if (!mismatch.pointer.empty()) json["pointer"] = mismatch.pointer;
  if (mismatch.expected) json["expected"] = *mismatch.expected;
  if (mismatch.found) json["found"] = *mismatch.found;
  if (mismatch.is_code) json["isCode"] = true;
  if (mismatch.is_count) json["isCount"] = true;
  if (mismatch.moment.turn) json["turn"] = *mismatch.moment.turn;
  if (mismatch.moment.waited) json["waited"] = FormatDuration(*mismatch.moment.waited);
  if (!mismatch.what.empty()) json["what"] = mismatch.what;
  if (!mismatch.account.empty()) json["account"] = mismatch.account;
  return json;
}

Mismatch MismatchFromJson(const Json& json) {
  Mismatch mismatch;
  mismatch.kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const KindText& kind) {
                    return kind.name == json.at("kind").get_ref<const std::string&>();
                  })->kind;
  ReadIfThere(json, "pointer", mismatch.pointer);
  if (json.contains("expected")) mismatch.expected = json.at("expected");
  if (json.contains("found")) mismatch.found = json.at("found");
  ReadIfThere(json, "isCode", mismatch.is_code);
  ReadIfThere(json, "isCount", mismatch.is_count);
  if (json.contains("turn")) mismatch.moment.turn = json.at("turn").get<std::uint64_t>();
  if (json.contains("waited")) {
    mismatch.moment.waited = ParseDuration(json.at("waited").get<std::string>());
  }
  ReadIfThere(json, "what", mismatch.what);
  ReadIfThere(json, "account", mismatch.account);
  return mismatch;
}

}  // namespace bitsproof::conformance
