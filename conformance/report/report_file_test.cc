#include "conformance/report/report_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(const std::string& path) {
  try {
    ReportFile report(path);
  } catch (const ReportError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ReportFile, IsThereWholeAfterCommit) {
  TemporaryFolder folder;
  ReportFile report(folder / "out.txt");
  report.Commit("all of it\n");
  EXPECT_EQ(folder.Read("out.txt"), "all of it\n");
  EXPECT_EQ(folder.size(), 1u);
}

TEST(ReportFile, IsNowhereBeforeCommit) {
  TemporaryFolder folder;
  const ReportFile report(folder / "out.txt");
  EXPECT_EQ(folder.size(), 0u);
}

TEST(ReportFile, KeepsTheOldReportUntilCommit) {
  TemporaryFolder folder;
  folder.Write("out.txt", "old");
  {
    const ReportFile abandoned(folder / "out.txt");
    EXPECT_EQ(folder.Read("out.txt"), "old");
  }
  EXPECT_EQ(folder.Read("out.txt"), "old");
  ReportFile report(folder / "out.txt");
  report.Commit("new");
  EXPECT_EQ(folder.Read("out.txt"), "new");
}

TEST(ReportFile, ReplacesTheTargetOfALink) {
  TemporaryFolder folder;
  folder.Write("real.txt", "old");
  std::filesystem::create_symlink("real.txt", folder.path() / "link.txt");
  ReportFile report(folder / "link.txt");
  report.Commit("new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path() / "link.txt"));
  EXPECT_EQ(folder.Read("real.txt"), "new");
}

TEST(ReportFile, WritesADeviceInPlace) {
  ReportFile report("/dev/null");
  report.Commit("gone");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(ReportFile, RefusesAFolderThatDoesNotExist) {
  EXPECT_THAT(
      ErrorOf("/nowhere/at/all/out.txt"),
      HasSubstr("the report /nowhere/at/all/out.txt cannot be written: No such file or directory"));
}

TEST(ReportFile, RefusesAFolderAsAReport) {
  TemporaryFolder folder;
  EXPECT_THAT(ErrorOf(folder.path().string()), HasSubstr("it is a directory"));
}

TEST(ReportFile, RefusesAnEmptyPath) { EXPECT_THAT(ErrorOf(""), HasSubstr("the path is empty")); }

TEST(ReportFile, FailsWhenTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  ReportFile report("/dev/full");
  EXPECT_THROW(report.Commit("more"), ReportError);
}

}  // namespace
}  // namespace bitsproof::conformance
