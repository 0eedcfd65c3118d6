#include "reference/job/job_index.h"

#include <gtest/gtest.h>

#include <vector>

#include "reference/base/random.h"

namespace bitsproof {
namespace {

// Stands for a job: the index only hands it back.
std::shared_ptr<Job> Token(int& owner) {
  return {std::shared_ptr<Job>{}, reinterpret_cast<Job*>(&owner)};
}

// Three generations and a half: more than the young table holds at any time.
class JobIndexTest : public testing::Test {
 protected:
  JobIndexTest() {
    Random random{1};
    for (int& token : tokens_) {
      ids_.push_back(Guid::Generate(random));
      index_.Insert(ids_.back(), Token(token));
    }
    absent_ = Guid::Generate(random);
  }

  std::vector<int> tokens_ = std::vector<int>(JobIndex::kYoungest * 7 / 2);
  std::vector<Guid> ids_;
  Guid absent_;
  JobIndex index_;
};

TEST_F(JobIndexTest, FindsJobsOfEveryAge) {
  ASSERT_EQ(index_.size(), ids_.size());
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    ASSERT_EQ(index_.Find(ids_[i]), Token(tokens_[i])) << i;
  }
  EXPECT_EQ(index_.Find(absent_), nullptr);
}

TEST_F(JobIndexTest, ErasesJobsOfEveryAge) {
  for (std::size_t i = 0; i < ids_.size(); i += 2) index_.Erase(ids_[i]);
  index_.Erase(absent_);
  ASSERT_EQ(index_.size(), ids_.size() / 2);
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    ASSERT_EQ(index_.Find(ids_[i]) != nullptr, i % 2 == 1) << i;
  }
}

TEST_F(JobIndexTest, TakesAnIdAgainThatWasErased) {
  for (const Guid& id : {ids_.front(), ids_.back()}) {
    index_.Erase(id);
    index_.Insert(id, Token(tokens_[0]));
    EXPECT_EQ(index_.Find(id), Token(tokens_[0]));
  }
  EXPECT_EQ(index_.size(), ids_.size());
}

}  // namespace
}  // namespace bitsproof
