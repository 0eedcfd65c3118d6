#include "conformance/report/report_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ProgressTest : public ::testing::Test {
 protected:
  Progress::Options Options(bool live) {
    Progress::Options options;
    options.live = live;
    options.now = [this] { return now_; };
    return options;
  }
  void Pass(int milliseconds) { now_ += std::chrono::milliseconds(milliseconds); }

  Progress::Time now_{std::chrono::hours(1)};
  std::ostringstream out_;
};

TEST_F(ProgressTest, PrintsALineForEachTenthWithoutATerminal) {
  Progress progress(out_, 20, Options(false));
  for (int i = 0; i < 20; ++i) {
    progress.Started("case");
    Pass(100);
    progress.Finished(i == 4);
  }
  progress.Done();
  const std::string text = out_.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
  EXPECT_TRUE(text.starts_with(" 10 %  2/20 cases  0 failed  10/s\n")) << text;
  EXPECT_TRUE(text.ends_with("100 %  20/20 cases  1 failed  10/s\n")) << text;
  EXPECT_THAT(text, Not(HasSubstr("\r")));
}

TEST_F(ProgressTest, NeverPrintsMoreLinesThanCases) {
  Progress progress(out_, 3, Options(false));
  for (int i = 0; i < 3; ++i) progress.Finished(false);
  const std::string text = out_.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
}

TEST_F(ProgressTest, WritesOneLineOverOnATerminal) {
  Progress progress(out_, 2, Options(true));
  progress.Started("limits.per-user");
  EXPECT_EQ(out_.str(), "\r\x1b[K  0 %  0/2 cases  0 failed  0/s  limits.per-user");
  Pass(500);
  progress.Finished(true);
  EXPECT_THAT(out_.str(), HasSubstr("\r\x1b[K 50 %  1/2 cases  1 failed  2/s"));
  progress.Done();
  EXPECT_TRUE(out_.str().ends_with("\r\x1b[K"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("\n")));
}

TEST_F(ProgressTest, DoesNotFlicker) {
  Progress progress(out_, 1000, Options(true));
  for (int i = 0; i < 50; ++i) {
    progress.Started("case");
    progress.Finished(false);
    Pass(1);
  }
  const std::string text = out_.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 1);
}

TEST_F(ProgressTest, FitsTheTerminal) {
  Progress::Options options = Options(true);
  options.columns = 30;
  Progress progress(out_, 2, options);
  progress.Started(std::string(200, 'x'));
  EXPECT_EQ(out_.str().size(), std::string("\r\x1b[K").size() + 29);
}

}  // namespace
}  // namespace bitsproof::conformance
