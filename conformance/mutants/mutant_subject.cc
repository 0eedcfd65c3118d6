#include "conformance/mutants/mutant_subject.h"

#include <exception>

#include "conformance/mutants/readings.h"

namespace bitsproof::conformance::mutants {

MutantSubject::MutantSubject(std::unique_ptr<ReferenceSubject> reference, const MutantRow& row)
    : reference_(std::move(reference)), book_(*reference_), mutation_(book_) {
  row.build(mutation_);
  reference_->set_decorators(mutation_.decorators);
}

MutantSubject::~MutantSubject() { reference_.reset(); }

Reply MutantSubject::Call(std::string_view method, const Json& params) {
  const bool is_session = method.starts_with("subject.") || method == "events.wait";
  if (is_session || !has_case_) {
    Reply reply = CallHere(method, params);
    if (method == "subject.reset") has_case_ = reply.kind == Reply::Kind::kResult;
    return reply;
  }
  Reply reply;
  reference_->OnManagerThread([&] { reply = CallHere(method, params); });
  return reply;
}

Reply MutantSubject::CallHere(std::string_view method, const Json& params) {
  try {
    book_.Hear(method, params);
    return mutation_.Intercepts(method) ? mutation_.Call(method, params)
                                        : book_.Call(method, params);
  } catch (const std::exception& error) {  // parameters of a form that the mutation did not expect
    return Reply::Error(kInternalError, error.what());
  }
}

std::vector<Reply> MutantSubject::CallTogether(const std::vector<Request>& requests) {
  const auto pass_on = [&] { return Subject::CallTogether(requests); };
  if (!mutation_.together() || !has_case_) return pass_on();
  std::vector<Reply> replies;
  reference_->OnManagerThread([&] { replies = mutation_.together()(book_, requests, pass_on); });
  return replies;
}

std::vector<const MutantRow*> AllMutants() {
  std::vector<const MutantRow*> rows;
  for (const auto table :
       {BandwidthMutants(),    CancelMutants(),       CompleteMutants(),  CreateMutants(),
        EnumerateMutants(),    ErrorMutants(),        FileMutants(),      HttpOptionsMutants(),
        HttpsMutants(),        IdentityMutants(),     Job2Mutants(),      Job3Mutants(),
        Job4Mutants(),         Job5Mutants(),         LaterFileMutants(), LimitMutants(),
        NetworkMutants(),      NotificationMutants(), OwnershipMutants(), PeerCacheMutants(),
        PersistenceMutants(),  ProgressMutants(),     PropertyMutants(),  RangeMutants(),
        ResumeMutants(),       SchedulingMutants(),   StateRuleMutants(), TimeMutants(),
        TokenOptionsMutants(), TransferMutants()}) {
    for (const MutantRow& row : table) rows.push_back(&row);
  }
  return rows;
}

const MutantRow* FindMutant(std::string_view name) {
  for (const MutantRow* row : AllMutants()) {
    if (row->name == name) return row;
  }
  for (const MutantRow& row : Readings()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace bitsproof::conformance::mutants
