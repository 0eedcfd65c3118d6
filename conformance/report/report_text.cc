#include "conformance/report/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "conformance/json/json_text.h"
#include "reference/base/hresult.h"
#include "reference/base/text.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kPlainCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";

bool IsHexCode(const std::string& text) {
  return text.size() == 10 && text.starts_with("0x") &&
         std::all_of(text.begin() + 2, text.end(),
                     [](unsigned char c) { return std::isxdigit(c) != 0; });
}

bool IsCodeName(const std::string& text) {
  const bool shaped = text.starts_with("BG_") || text.starts_with("E_") || text.starts_with("S_") ||
                      text.starts_with("HRESULT_") || text.starts_with("ERROR_") ||
                      text.starts_with("RPC_") || text.starts_with("CO_");
  return shaped && ParseHResult(text).has_value();
}

void AnnotateCodes(Json& value) {
  if (value.is_structured()) {
    for (auto& element : value) AnnotateCodes(element);
    return;
  }
  if (!value.is_string()) return;
  const std::string text = value.get<std::string>();
  if (!IsHexCode(text) && !IsCodeName(text)) return;
  if (const auto code = ParseHResult(text)) value = ToString(*code);
}

// Cuts at character boundaries of UTF-8.
std::string Shorten(const std::string& text, std::size_t limit) {
  if (text.size() <= limit) return text;
  const std::string_view head = CutToBytes(text, limit / 2);
  const std::size_t tail = CutToBytes(text, text.size() - limit / 2).size();
  return fmt::format("{} ...({} characters)... {}", head, tail - head.size(), text.substr(tail));
}

}  // namespace

std::string CaseName(const CaseResult& result) {
  return fmt::format("{} ({})", result.case_id, ToString(result.mode));
}

std::string DescribeValue(const Json& value, std::size_t limit) {
  Json annotated = value;
  AnnotateCodes(annotated);
  return Shorten(ToLine(annotated), limit);
}

std::string Labelled(std::string_view label, std::string_view text) {
  return fmt::format("  {:<9} {}\n", label, text);
}

std::string DescribeRequirement(const std::string& id, const Catalogue& catalogue) {
  const Requirement* requirement = catalogue.Find(id);
  return id + (requirement == nullptr ? " (not in the catalogue)" : ": " + requirement->statement);
}

std::string DescribeNote(const BaselineNote& note) {
  return fmt::format("{}: {}, {}: {} ({})", ToString(note.finding), note.kind, note.place,
                     note.signature, note.reason);
}

std::string DescribeFailure(const CaseResult& result, const Failure& failure,
                            const Catalogue& catalogue) {
  std::string text = Labelled("at", result.file + " " + failure.pointer);
  if (!failure.step.empty()) text += Labelled("step", failure.step);
  if (failure.check) {
    text += Labelled("check",
                     fmt::format("{} ({})", failure.check->id, ToString(failure.check->level)));
    text += Labelled("rule", DescribeRequirement(failure.check->requirement, catalogue));
  }
  text += Labelled("message", Message(failure.mismatch));
  if (!failure.expected.is_null() || !failure.actual.is_null()) {
    text += Labelled("expected", DescribeValue(failure.expected));
    text += Labelled("actual", DescribeValue(failure.actual));
  }
  std::string_view label = "events";
  for (const std::string& event : failure.last_events) {
    text += Labelled(label, event);
    label = "";
  }
  return text;
}

std::string Plural(std::uint64_t count, std::string_view noun) {
  if (count == 1) return fmt::format("1 {}", noun);
  if (noun.ends_with("ss")) return fmt::format("{} {}es", count, noun);
  if (noun.ends_with("ry")) return fmt::format("{} {}ies", count, noun.substr(0, noun.size() - 1));
  return fmt::format("{} {}s", count, noun);
}

std::string ShellQuote(const std::string& text) {
  if (!text.empty() && text.find_first_not_of(kPlainCharacters) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string ReplayCommand(const CaseResult& result, const ReplayRecipe& recipe) {
  std::string command = fmt::format("bitsproof run --case {} --mode {} --seed {} --subject {}",
                                    ShellQuote(result.case_id), ToString(result.mode), result.seed,
                                    ShellQuote(recipe.subject));
  if (!recipe.strict.empty()) command += " --strict " + ShellQuote(recipe.strict);
  if (!recipe.scenarios.empty()) command += " --scenarios " + ShellQuote(recipe.scenarios);
  return command;
}

}  // namespace bitsproof::conformance
