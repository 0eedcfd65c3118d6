#include "conformance/command/subject_options.h"

#include <CLI/CLI.hpp>
#include <stdexcept>
#include <vector>

#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

void SetMessageTimeout(SubjectOptions& options, const std::string& text) {
  const auto timeout = ParseDuration(text);
  if (!timeout || *timeout <= Duration::zero()) {
    throw CLI::ValidationError("--message-timeout",
                               "'" + text + R"(' is not a time limit: write "500ms", "30s", "2m")");
  }
  options.message_timeout = *timeout;
}

void SetCaseLimit(Duration& limit, const std::string& text) {
  const auto parsed = ParseDuration(text);
  if (!parsed || *parsed <= Duration::zero() || *parsed > std::chrono::hours(24)) {
    throw CLI::ValidationError(
        "--case-limit", "'" + text + R"(' is not a time limit: write "10s", "2m", at most "24h")");
  }
  limit = *parsed;
}

void SetPathMap(SubjectOptions& options, const std::vector<std::string>& rules) {
  PathMap map;
  try {
    for (const std::string& rule : rules) map.Add(rule);
  } catch (const std::invalid_argument& error) {
    throw CLI::ValidationError("--path-map", error.what());
  }
  options.path_map = std::move(map);
}

}  // namespace

void AddSubjectOptions(CLI::App& command, SubjectOptions& options, const std::string& group) {
  CLI::Option* const subject =
      command
          .add_option("--subject", options.name,
                      "The implementation under test: the built-in reference, a mutant of it "
                      "(bitsproof list mutants), a command that speaks the protocol on its stdin "
                      "and stdout, or an HTTP service that speaks it; see conformance/protocol.md")
          ->type_name("reference|mutant:NAME|stdio:'CMD ARG...'|http://HOST:PORT")
          ->group(group);
  if (!options.name.empty()) subject->capture_default_str();
  command
      .add_option_function<std::string>(
          "--message-timeout",
          [&options](const std::string& text) { SetMessageTimeout(options, text); },
          "How long a stdio or HTTP subject may take for one answer")
      ->type_name("DURATION")
      ->default_str(FormatDuration(options.message_timeout))
      ->group(group);
  command
      .add_option_function<std::vector<std::string>>(
          "--path-map",
          [&options](const std::vector<std::string>& rules) { SetPathMap(options, rules); },
          "The subject knows the directory HARNESS as SUBJECT: '/mnt/c/x=C:\\x', '/=Z:\\'. "
          "Repeatable; the longest HARNESS wins")
      ->allow_extra_args(false)
      ->type_name("HARNESS=SUBJECT")
      ->group(group);
}

void AddCaseLimitOption(CLI::App& command, Duration& limit, const std::string& group) {
  command
      .add_option_function<std::string>(
          "--case-limit", [&limit](const std::string& text) { SetCaseLimit(limit, text); },
          "How long a case may take on the real clock. One that takes longer fails; one whose "
          "subject loops inside this process is named after twice that and ends the command "
          "with exit 4")
      ->type_name("DURATION")
      ->default_str(FormatDuration(limit))
      ->group(group);
}

}  // namespace bitsproof::conformance
