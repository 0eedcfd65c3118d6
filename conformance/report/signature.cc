#include "conformance/report/signature.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <string_view>
#include <vector>

#include "reference/base/hresult.h"
#include "reference/base/text.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kFound = ", found ";
constexpr std::string_view kOutOfForm = "out of form: ";  // a JSON pointer follows, not a path
constexpr std::size_t kLengthMax = 400;

// Sizes that mean "unknown".
constexpr std::array<std::string_view, 2> kTellingNumbers = {"4294967295", "18446744073709551615"};

struct Placeholder {
  std::regex pattern;
  const char* text;
};

// In this order: what is matched first is out of the reach of the later ones.
const std::vector<Placeholder>& Placeholders() {
  static const std::vector<Placeholder> all = {
      {std::regex(R"(\{?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?)"), "{guid}"},
      {std::regex(R"(S-1-5-(?:21|5)(?:-\d+)+)"), "{sid}"},
      {std::regex(R"(1601-01-01T00:00:00(?:\.0+)?Z)"), "{no time}"},
      {std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)"), "{time}"},
      {std::regex(R"([A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT)"), "{time}"},
      {std::regex(R"((://[^/\s":]+|127\.0\.0\.1|localhost|\[::1\]):\d+)"), "$1:{port}"},
      {std::regex(R"(\b[0-9a-f]{32,64}\b)"), "{digest}"},
      {std::regex(R"("(?:[A-Za-z]:)?[/\\][^"]*[/\\]([^"/\\]*))"), "\"{path}/$1"},
      {std::regex(R"(\bBIT[0-9A-Fa-f]{2,8}\.tmp\b)"), "{temporary}"},
      {std::regex(R"(\b(?:\d+(?:\.\d+)?(?:ms|us|ns|s|m|h|d))+\b)"), "{duration}"},
      {std::regex(R"(\b\d+(?:\.\d+)? (?:s|ms|seconds?|milliseconds|minutes?)\b)"), "{duration}"},
      {std::regex(R"(\.\.\. \(\d+ bytes\))"), "..."},
  };
  return all;
}

std::string Replaced(std::string text) {
  for (const Placeholder& placeholder : Placeholders()) {
    text = std::regex_replace(text, placeholder.pattern, placeholder.text);
  }
  return text;
}

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// Numbers of `digits_min` digits or more become {number}; those inside words and codes stay.
std::string WithoutNumbers(const std::string& text, std::size_t digits_min) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const bool starts = IsDigit(text[i]) && (i == 0 || !(IsWord(text[i - 1])));
    std::size_t end = i;
    while (end < text.size() && (starts ? IsDigit(text[end]) : end == i)) ++end;
    const std::string part = text.substr(i, end - i);
    const bool inside = end < text.size() && IsWord(text[end]);
    const bool telling =
        std::find(kTellingNumbers.begin(), kTellingNumbers.end(), part) != kTellingNumbers.end();
    result += starts && !inside && !telling && part.size() >= digits_min ? "{number}" : part;
    i = end;
  }
  return result;
}

// Whether what stands at a place of a result counts traffic, which differs from run to run.
bool CountsTraffic(const std::string& pointer) {
  constexpr std::array<std::string_view, 8> kWords = {"bytes",        "Bytes",       "/requests",
                                                      "/connections", "/rangeStart", "/rangeEnd",
                                                      "/afterFault",  "/faultsFired"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return pointer.find(word) != std::string::npos;
  });
}

// "/requests/3/headers" -> "/requests/*/headers": which of the requests it was is chance.
std::string WithoutIndices(const std::string& pointer) {
  static const std::regex index("(/(?:requests|events|changes))/\\d+");
  return std::regex_replace(pointer, index, "$1/*");
}

// Where the first JSON object or list of `text` begins, outside quotes.
std::size_t StructureIn(const std::string& text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (text[i] == '[' || text[i] == '{')) {
      return i;
    }
  }
  return std::string::npos;
}

// An object as {...}, and a list as [...] unless nothing in it varies.
std::string WithoutContent(const std::string& structure) {
  if (structure.front() == '{') return "{...}";
  const bool stable = structure.find("...") == std::string::npos &&
                      structure.find('{') == std::string::npos &&
                      WithoutNumbers(Replaced(structure), 4) == structure;
  return stable ? structure : "[...]";
}

// What was found at `pointer`. `limited`: after a wait that came to its end.
std::string Found(const std::string& text, const std::string& pointer, bool limited) {
  const bool traffic = CountsTraffic(pointer) || (limited && pointer == "/count");
  const std::size_t at = std::min(StructureIn(text), text.size());
  const std::string plain = WithoutNumbers(Replaced(text.substr(0, at)), traffic ? 1 : 4);
  return at == text.size() ? plain : plain + WithoutContent(text.substr(at));
}

// What was expected: the scenario says so, hence it stays, unless the message cut it short.
std::string Expected(const std::string& text) {
  const bool cut = std::regex_search(text, std::regex(R"(\.\.\. \(\d+ bytes\)$)"));
  const std::size_t at = StructureIn(text);
  if (!cut || at == std::string::npos) return Replaced(text);
  return Replaced(text.substr(0, at)) + (text[at] == '{' ? "{...}" : "[...]");
}

// The message of a comparison: "turn 3: /place: expected A, found B".
std::string OfMismatch(const std::string& message) {
  static const std::regex form(
      R"re(^(turn \d+: )?(after [^:/]+: )?((?:/[^\s:]*)?)((?:: )?)([\s\S]*)$)re");
  std::smatch parts;
  std::regex_match(message, parts, form);
  const std::string pointer = parts[3];
  const std::string text = parts[5];
  std::string result = parts[1].str() + (parts[2].matched ? "after {duration}: " : "") +
                       WithoutIndices(pointer) + parts[4].str();
  const std::size_t found = text.find(kFound);
  if (found == std::string::npos) return result + WithoutNumbers(Replaced(text), 4);
  return result + Expected(text.substr(0, found)) + std::string(kFound) +
         Found(text.substr(found + kFound.size()), pointer, parts[2].matched);
}

// What the subject itself wrote or sent is never twice the same: the message ends before that.
std::string WithoutAccounts(const std::string& message) {
  std::string text = message.substr(0, message.find('\n'));
  text.resize(std::min(text.size(), text.find("; the end of its stderr")));
  for (const std::string_view what : {" it sent ", " it answered "}) {
    const std::size_t begin = text.find(what);
    if (begin == std::string::npos) continue;
    // "(why): what it sent"; a reason may hold colons of its own.
    const std::size_t reason = text.find("): ", begin);
    if (reason != std::string::npos) return text.substr(0, reason + 1);
    return text.substr(0, text.find(": ", begin));
  }
  return text;
}

// Any other message: a fault, a time limit, missing evidence.
std::string OfSentence(const std::string& message) {
  static const std::regex path(R"re((^|[\s(=])/[^\s:,;)"']*/([^\s/:,;)"']*))re");
  static const std::regex evidence(R"( \d+ times, at least)");
  static const std::regex message_id(R"(\b(request|id than) \d+)");
  std::string text = Replaced(WithoutAccounts(message));
  if (message.find(kOutOfForm) == std::string::npos) {
    text = std::regex_replace(text, path, "$1{path}/$2");
  }
  text = std::regex_replace(text, evidence, " {number} times, at least");
  text = std::regex_replace(text, message_id, "$1 {number}");
  return WithoutNumbers(text, 4);
}

// The code of a result that lacks what was needed of it. A comparison tells by itself what it
// found.
std::string CodeOf(const Failure& failure) {
  if (!failure.actual.is_object() || failure.message.find("expected ") != std::string::npos) {
    return "";
  }
  const auto code = failure.actual.find("hresult");
  if (code == failure.actual.end() || !code->is_string()) return "";
  const auto parsed = ParseHResult(code->get_ref<const std::string&>());
  return " (" + (parsed ? ToString(*parsed) : code->get<std::string>()) + ")";
}

// One line of UTF-8 of bounded length: what a file can hold.
std::string Shortened(std::string text) {
  text = Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace))
             .get<std::string>();
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (text.size() <= kLengthMax) return text;
  return std::string(CutToBytes(text, kLengthMax)) + "...";
}

}  // namespace

std::string SignatureOf(const Failure& failure) {
  const bool compared = !failure.expected.is_null() || !failure.actual.is_null();
  if (compared && failure.message.find(kFound) != std::string::npos) {
    return Shortened(OfMismatch(failure.message));
  }
  return Shortened(OfSentence(failure.message) + CodeOf(failure));
}

}  // namespace bitsproof::conformance
