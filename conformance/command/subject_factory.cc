#include "conformance/command/subject_factory.h"

#include <stdexcept>

#include "conformance/mutants/mutant_list.h"
#include "conformance/mutants/mutant_subject.h"
#include "conformance/scenario/vocabulary.h"
#include "conformance/subjects/http_subject.h"
#include "conformance/subjects/live_subject.h"
#include "conformance/subjects/process_subject.h"
#include "conformance/subjects/sim_subject.h"
#include "reference/base/command_line.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kMutantPrefix = "mutant:";
constexpr std::string_view kStdioPrefix = "stdio:";
constexpr std::string_view kHttpPrefix = "http:";

std::unique_ptr<ReferenceSubject> MakeReference(Mode mode) {
  if (mode == Mode::kSim) return std::make_unique<SimReferenceSubject>();
  return std::make_unique<LiveReferenceSubject>();
}

[[noreturn]] void RefuseName(const std::string& name) {
  std::vector<std::string> names = {"reference"};
  for (const MutantInfo& mutant : Mutants())
    names.push_back(std::string(kMutantPrefix) + mutant.name);
  const std::vector<std::string_view> words(names.begin(), names.end());
  const std::string suggestion = Suggestion(name, words);
  throw std::invalid_argument(
      "There is no subject '" + name + "'" + (suggestion.empty() ? "." : suggestion) +
      " There are 'reference', 'mutant:NAME' (`bitsproof list mutants` names " +
      std::to_string(Mutants().size()) +
      "), 'stdio:CMD ARG...' and 'http://HOST:PORT' (like 'http://127.0.0.1:8080').");
}

std::vector<std::string> WordsOf(std::string_view name) {
  try {
    return SplitCommandLine(name.substr(kStdioPrefix.size()));
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument("The subject '" + std::string(name) + "' cannot be started: " +
                                error.what() + "; write stdio:'CMD ARG...'");
  }
}

}  // namespace

std::unique_ptr<Subject> MakeSubject(const SubjectOptions& options, Mode mode, std::size_t worker) {
  const std::string_view name = options.name;
  if (name.starts_with(kHttpPrefix)) {
    return std::make_unique<HttpSubject>(ParseHttpAddress(options.name), options.message_timeout);
  }
  if (!name.starts_with(kStdioPrefix)) return MakeSubject(options.name, mode);
  ProcessOptions process;
  process.words = WordsOf(name);
  process.message_timeout = options.message_timeout;
  process.variables = {"BITSPROOF_WORKER=" + std::to_string(worker)};
  return std::make_unique<ProcessSubject>(std::move(process));
}

std::unique_ptr<Subject> MakeSubject(const std::string& name, Mode mode) {
  if (name == "reference") return MakeReference(mode);
  const mutants::MutantRow* row = name.starts_with(kMutantPrefix)
                                      ? mutants::FindMutant(name.substr(kMutantPrefix.size()))
                                      : nullptr;
  if (row == nullptr) RefuseName(name);
  return std::make_unique<mutants::MutantSubject>(MakeReference(mode), *row);
}

std::unique_ptr<Subject> MakeStoredReference(const std::string& store) {
  return std::make_unique<LiveReferenceSubject>(store);
}

}  // namespace bitsproof::conformance
