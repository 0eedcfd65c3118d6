// Mutants of progress.
#include <algorithm>
#include <map>
#include <string>

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

void KeepBytes(Mutation& m) {
  const auto most = m.PerCase<std::map<std::string, std::uint64_t>>();  // by job and file
  m.AfterSuccess("file.getProgress", [most](Interception& call, Json& result) {
    std::uint64_t& bytes = (*most)[call.job() + std::to_string(call.Number("index"))];
    bytes = std::max(bytes, result["bytesTransferred"].get<std::uint64_t>());
    result["bytesTransferred"] = bytes;
  });
}

constexpr MutantRow kRows[] = {
    {"progress.change-keeps-bytes", "CORE-FPROG-05",
     "a file that starts again keeps its progress until there is more", KeepBytes},
    {"progress.completed-early", "CORE-FPROG-02",
     "Completed is true as soon as the file is transferred",
     [](Mutation& m) {
       m.AfterSuccess("file.getProgress", [](Interception&, Json& result) {
         result["completed"] = result["bytesTransferred"] == result["bytesTotal"];
       });
     }},
    {"progress.completed-for-all", "ST-63", "Complete completes files that are not whole, too",
     [](Mutation& m) {
       m.AfterSuccess("file.getProgress", [](Interception& call, Json& result) {
         if (call.State() == "ACKNOWLEDGED") result["completed"] = true;
       });
     }},
    {"progress.completed-while-moving", "ST-63", "Completed is true as soon as bytes move",
     [](Mutation& m) {
       m.AfterSuccess("file.getProgress", [](Interception&, Json& result) {
         if (result["bytesTransferred"] != 0) result["completed"] = true;
       });
     }},
    {"progress.zero-after-a-failure", "ST-62",
     "the size of a file that could not be found is told as 0",
     [](Mutation& m) {
       m.AfterSuccess("job.getProgress file.getProgress", [](Interception& call, Json& result) {
         if (result["bytesTotal"] == kUnknown && call.State() == "ERROR") result["bytesTotal"] = 0;
       });
     }},
    {"progress.empty-unknown", "ST-62a", "the total of a job without files is unknown",
     [](Mutation& m) {
       m.AfterSuccess("job.getProgress", [](Interception&, Json& result) {
         if (result["filesTotal"] == 0) result["bytesTotal"] = kUnknown;
       });
     }},
    {"progress.file-bytes-short", "CORE-FPROG-04", "the last byte of a file is not counted",
     [](Mutation& m) {
       m.AfterSuccess("file.getProgress", [](Interception&, Json& result) {
         const auto bytes = result["bytesTransferred"].get<std::uint64_t>();
         if (bytes != 0 && result["bytesTotal"] == bytes) result["bytesTransferred"] = bytes - 1;
       });
     }},
    {"progress.file-total-zero", "CORE-FPROG-01", "the unknown size of a file is told as 0",
     [](Mutation& m) { m.Replace("file.getProgress", "bytesTotal", kUnknown, 0); }},
    {"progress.files-stuck", "CORE-PROG-04", "FilesTransferred stays 0",
     [](Mutation& m) { m.Set("job.getProgress", "filesTransferred", 0); }},
    {"progress.job-total-zero", "CORE-PROG-01", "the unknown total of a job is told as 0",
     [](Mutation& m) { m.Replace("job.getProgress", "bytesTotal", kUnknown, 0); }},
    {"progress.total-at-once", "CORE-PROG-01", "unknown sizes count as 0",
     [](Mutation& m) { m.Replace("job.getProgress file.getProgress", "bytesTotal", kUnknown, 0); }},
    {"progress.total-partial", "CORE-PROG-02", "BytesTotal is the size of the first file",
     TotalOfFirstFile},
};

}  // namespace

std::span<const MutantRow> ProgressMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
