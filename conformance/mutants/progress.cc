// Mutants of progress and times.
#include <map>

#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kUnknown[] = "unknown";

void TotalOfFirstFile(Mutation& m) {
  m.AfterSuccess("job.getProgress", [](Interception& call, Json& result) {
    if (result["filesTotal"] == 0) return;
    const Json first =
        call.book.Ask("file.getProgress", {{"as", call.as()}, {"job", call.job()}, {"index", 0}});
    result["bytesTotal"] = first["bytesTotal"];
  });
}

// An ISO time with seven decimals, `ticks` later; the whole second stays.
std::string TicksLater(std::string time, std::uint64_t ticks) {
  constexpr std::size_t kDecimals = 7;
  const std::size_t begin = time.size() - kDecimals - 1;
  const std::uint64_t fraction = (std::stoull(time.substr(begin, kDecimals)) + ticks) % 10'000'000;
  const std::string digits = std::to_string(fraction);
  return time.replace(begin, kDecimals, std::string(kDecimals - digits.size(), '0') + digits);
}

void MoveByReading(Mutation& m) {
  const auto reads = m.PerCase<std::uint64_t>();
  m.AfterSuccess("job.get*", [reads](Interception& call, Json& result) {
    ++*reads;
    if (call.method == "job.getTimes")
      result["modification"] = TicksLater(result["modification"], *reads);
  });
}

void CompletedAtComplete(Mutation& m) {
  m.AfterSuccess("job.getTimes", [](Interception& call, Json& result) {
    const BookedJob* job = call.booked();
    const bool completed = job != nullptr && job->completed;
    result["transferCompletion"] = completed ? result["modification"] : Json(nullptr);
  });
}

constexpr MutantRow kRows[] = {
    {"progress.completed-early", "CORE-FPROG-02",
     "Completed is true as soon as the file is transferred",
     [](Mutation& m) {
       m.AfterSuccess("file.getProgress", [](Interception&, Json& result) {
         result["completed"] = result["bytesTransferred"] == result["bytesTotal"];
       });
     }},
    {"progress.files-stuck", "CORE-PROG-04", "FilesTransferred stays 0",
     [](Mutation& m) { m.Set("job.getProgress", "filesTransferred", 0); }},
    {"progress.total-at-once", "CORE-PROG-01", "unknown sizes count as 0",
     [](Mutation& m) { m.Replace("job.getProgress file.getProgress", "bytesTotal", kUnknown, 0); }},
    {"progress.total-partial", "CORE-PROG-02", "BytesTotal is the size of the first file",
     TotalOfFirstFile},
    {"times.completion-at-complete", "CORE-TIMES-03",
     "TransferCompletionTime is the time of Complete", CompletedAtComplete},
    {"times.completion-missing", "CORE-TIMES-03", "TransferCompletionTime is never set",
     [](Mutation& m) { m.Set("job.getTimes", "transferCompletion", nullptr); }},
    {"times.creation-moves", "CORE-TIMES-01", "CreationTime follows every change",
     [](Mutation& m) {
       m.AfterSuccess("job.getTimes", [](Interception&, Json& result) {
         result["creation"] = result["modification"];
       });
     }},
    {"times.getters-modify", "CORE-TIMES-05", "reading moves ModificationTime", MoveByReading},
    {"times.modification-frozen", "CORE-TIMES-02", "ModificationTime never moves",
     [](Mutation& m) {
       m.AfterSuccess("job.getTimes", [](Interception&, Json& result) {
         result["modification"] = result["creation"];
       });
     }},
};

}  // namespace

std::span<const MutantRow> ProgressMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
