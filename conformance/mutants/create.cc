// Mutants of CreateJob: names, types, first state, interfaces.
#include <map>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"
#include "conformance/mutants/text.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr std::size_t kNameMax = 256;

Json& Name(Interception& call) { return call.params["displayName"]; }

// A refused job is counted and listed all the same, under an id that nobody gave.
void LeaveResidue(Mutation& m) {
  const auto residue = m.PerCase<std::map<std::string, Json>>();
  m.After("manager.createJob", [residue](Interception& call, Json& result) {
    const bool usable = Name(call).is_string() && UnitsOf(Name(call)) <= kNameMax;
    if (Succeeded(result) || !usable) return;
    Json& ids = (*residue)[call.as()];
    ids.push_back("{00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + ids.size()) + "}");
  });
  m.AfterSuccess("manager.enumJobs", [residue](Interception& call, Json& result) {
    for (const Json& id : (*residue)[call.as()]) result["jobs"].push_back(id);
  });
  const auto files = m.PerCase<std::set<std::string>>();
  m.AfterSuccess("enumerator.files",
                 [files](Interception&, Json& result) { files->insert(result["enumerator"]); });
  m.AfterSuccess("enumerator.getCount", [residue, files](Interception& call, Json& result) {
    if (files->contains(call.Text("enumerator"))) return;
    result["count"] = result["count"].get<std::size_t>() + (*residue)[call.as()].size();
  });
}

void StartQueued(Mutation& m) {
  const auto fresh = m.PerCase<std::set<std::string>>();
  m.AfterSuccess("manager.createJob",
                 [fresh](Interception&, Json& result) { fresh->insert(result["jobId"]); });
  m.AfterSuccess("job.resume job.suspend job.cancel job.complete",
                 [fresh](Interception& call, Json&) { fresh->erase(call.job()); });
  ShowState(m, fresh, "QUEUED");
}

std::string AsciiOnly(const std::string& text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) shown += c;
    if (byte >= 0xC0) shown += '?';
  }
  return shown;
}

bool IsLivingName(const CaseBook& book, const Json& name) {
  return book.CountLiving([&](const BookedJob& job) { return job.name == name; }) > 0;
}

constexpr MutantRow kRows[] = {
    {"create.residue-on-refusal", "CORE-CREATE-09", "a refused creation leaves a job behind",
     LeaveResidue},
    {"create.starts-queued", "CORE-LIFE-01", "a new job is QUEUED", StartQueued},
    {"interfaces.every-one", "VER-QI-01",
     "QueryInterface succeeds for every interface of any version",
     [](Mutation& m) {
       m.Rewrite("job.queryInterface file.queryInterface", hresult::E_NOINTERFACE, hresult::S_OK);
     }},
    {"interfaces.file-hollow", "CORE-CONN-04",
     "QueryInterface gives IBackgroundCopyFile, but its methods are not implemented",
     [](Mutation& m) {
       m.Refuse("file.getRemoteName", hresult::E_NOTIMPL, [](Interception&) { return true; });
     }},
    {"interfaces.newer-refused", "CORE-CONN-04", "only the first interfaces are offered",
     [](Mutation& m) {
       m.AfterSuccess("job.queryInterface file.queryInterface",
                      [](Interception& call, Json& result) {
                        const std::string name = call.Text("interface");
                        if (name == "IBackgroundCopyJob" || name == "IBackgroundCopyFile") return;
                        result["hresult"] = ToHex(hresult::E_NOINTERFACE);
                      });
     }},
    {"names.ascii-only", "CORE-NAMEP-03", "characters beyond ASCII come back as question marks",
     [](Mutation& m) {
       m.AfterSuccess("job.getDisplayName", [](Interception&, Json& result) {
         result["value"] = AsciiOnly(result["value"]);
       });
     }},
    {"names.duplicates-refused", "CORE-CREATE-02", "a second job of one name is refused",
     [](Mutation& m) {
       m.Refuse("manager.createJob", hresult::E_INVALIDARG,
                [](Interception& call) { return IsLivingName(call.book, Name(call)); });
     }},
    {"names.limit-255", "CORE-CREATE-04", "a name of 256 characters is refused at creation",
     [](Mutation& m) {
       m.Refuse("manager.createJob", hresult::E_INVALIDARG,
                [](Interception& call) { return UnitsOf(Name(call)) >= kNameMax; });
     }},
    {"names.limit-257", "CORE-CREATE-04", "a name of 257 characters is accepted at creation",
     [](Mutation& m) {
       m.Before("manager.createJob", [](Interception& call) {
         if (Name(call).is_string()) {
           Name(call) = CutToUnits(Name(call).get_ref<const std::string&>(), kNameMax);
         }
       });
     }},
    {"names.limit-in-bytes", "CORE-CREATE-04", "the 256 limit counts UTF-8 bytes",
     [](Mutation& m) {
       m.Refuse("manager.createJob", hresult::E_INVALIDARG,
                [](Interception& call) { return call.Text("displayName").size() > kNameMax; });
     }},
    {"names.null-accepted", "CORE-CREATE-03", "CreateJob takes a NULL name",
     [](Mutation& m) {
       m.Before("manager.createJob", [](Interception& call) {
         if (Name(call).is_null()) Name(call) = "";
       });
     }},
    {"types.all-download", "CORE-TYPE-01", "every job says that it is a download",
     [](Mutation& m) { m.Set("job.getType", "type", "download"); }},
    {"types.no-uploads-in-1-5", "CORE-TYPE-02", "version 1.5 creates no uploads",
     [](Mutation& m) {
       m.Refuse("manager.createJob", hresult::E_NOTIMPL, [](Interception& call) {
         return call.book.profile() == "1.5" && TypeOf(call.params["type"]) != 0;
       });
     }},
    {"types.uploads-in-old-profile", "CORE-TYPE-02", "versions before 1.5 create uploads",
     [](Mutation& m) {
       m.Before("manager.createJob", [](Interception& call) {
         const std::string& profile = call.book.profile();
         if (profile == "1.0" || profile == "1.2") call.params["type"] = "download";
       });
     }},
};

}  // namespace

std::span<const MutantRow> CreateMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
