// Subjects by name: what --subject takes.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/scenario/path_map.h"
#include "conformance/scenario/scenario.h"
#include "conformance/subject.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// What is put through the suite, and how it is reached.
struct SubjectOptions {
  // "reference", "mutant:NAME", "stdio:CMD ARG..." (words as a shell splits them; no shell is
  // used), "http://HOST:PORT".
  std::string name = "reference";
  Duration message_timeout = std::chrono::seconds(30);  // of a subject outside of this process
  PathMap path_map;                                     // how the subject spells paths
};

// The subject called `name`, with the defaults for the rest.
inline SubjectOptions SubjectNamed(std::string name) {
  SubjectOptions options;
  options.name = std::move(name);
  return options;
}

// Whether `name` is that of a subject outside of this process: it has one clock of its own.
inline bool IsExternal(std::string_view name) {
  return name.starts_with("stdio:") || name.starts_with("http:");
}

// Makes the subject for the mode asked for; an external one has the mode of its clock instead.
// `worker`: which one this is among those that live at once (a process finds it in the variable
// BITSPROOF_WORKER). Throws std::invalid_argument with a sentence that lists what exists when there
// is none of that name. An external subject that cannot be started or reached answers faults.
// Several subjects may live at once, each on its own thread.
std::unique_ptr<Subject> MakeSubject(const SubjectOptions& options, Mode mode,
                                     std::size_t worker = 0);

// The same for a subject in this process: "reference" or "mutant:NAME".
std::unique_ptr<Subject> MakeSubject(const std::string& name, Mode mode);

// The reference on a real clock, with its jobs in the SQLite file `store`, which is made when there
// is none. Jobs that are in it now are foreign and stay; every other one is removed at the next
// subject.reset. Throws std::invalid_argument, naming the file and what is wrong with it; a file
// that cannot be used is left as it is.
std::unique_ptr<Subject> MakeStoredReference(const std::string& store);

}  // namespace bitsproof::conformance
