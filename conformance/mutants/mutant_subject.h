// MutantSubject: the reference with one rule broken.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "conformance/mutants/case_book.h"
#include "conformance/mutants/mutation.h"
#include "conformance/subjects/reference_subject.h"

namespace bitsproof::conformance::mutants {

// Passes every call through a mutation. It runs on the manager's thread, so that interceptors and
// decorators never meet; only the session and events.wait stay on the caller's.
class MutantSubject final : public Subject {
 public:
  MutantSubject(std::unique_ptr<ReferenceSubject> reference, const MutantRow& row);
  ~MutantSubject() override;

  Reply Call(std::string_view method, const Json& params) override;
  // One after another, unless the mutation says otherwise.
  std::vector<Reply> CallTogether(const std::vector<Request>& requests) override;

 private:
  Reply CallHere(std::string_view method, const Json& params);

  std::unique_ptr<ReferenceSubject> reference_;  // goes first: its decorators know the book
  CaseBook book_;
  Mutation mutation_;
  bool has_case_ = false;
};

// The row of the mutant or reading called `name`, or nullptr.
const MutantRow* FindMutant(std::string_view name);

// Every row of a mutant, by topic.
std::vector<const MutantRow*> AllMutants();

}  // namespace bitsproof::conformance::mutants
