// Baselines of real mutants on the real suite: what is updated is what is judged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/command.h"
#include "conformance/mutants/mutant_list.h"
#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {
namespace {

class MutantBaseline : public ::testing::TestWithParam<std::string> {
 protected:
  int Run(const std::string& subject, const std::string& option, std::vector<std::string> more) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    CommandContext context{in, out, err};
    context.variables = [](const std::string&) { return std::nullopt; };
    context.scenarios = BITSPROOF_SOURCE_DIR "/scenarios";
    context.cores = 2;
    context.make_subject = [](const SubjectOptions& options, Mode mode, std::size_t worker) {
      return MakeSubject(options, mode, worker);
    };
    context.mutants = Mutants;
    std::vector<std::string> args = {"run",  "--mode",          "sim", "--subject", subject,
                                     option, folder_ / "b.json"};
    args.insert(args.end(), more.begin(), more.end());
    const int code = Main(args, context);
    text_ = out.str() + err.str();
    return code;
  }

  TemporaryFolder folder_;
  std::string text_;
};

TEST_P(MutantBaseline, IsTheMutantUnderAnySeedAndNotTheReference) {
  const std::string mutant = "mutant:" + GetParam();
  ASSERT_EQ(Run(mutant, "--update-baseline", {}), 0) << text_;
  EXPECT_EQ(Run(mutant, "--baseline", {}), 0) << text_;
  EXPECT_EQ(Run(mutant, "--baseline", {"--seed", "77"}), 0) << text_;
  EXPECT_EQ(Run("reference", "--baseline", {}), 2) << text_;
}

std::string TestName(const ::testing::TestParamInfo<std::string>& test) {
  std::string name = test.param;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Mutants, MutantBaseline,
                         ::testing::Values("limits.per-user-61", "progress.total-partial",
                                           "range.restart-from-zero", "transfer.skips-failed-file"),
                         TestName);

}  // namespace
}  // namespace bitsproof::conformance
