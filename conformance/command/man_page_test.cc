#include "conformance/command/man_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "conformance/command/testing/command_bed.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

std::set<std::string> Find(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern, std::regex::multiline);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) {
    found.insert((*it)[1]);
  }
  return found;
}

class ManPageTest : public CommandBed, public ::testing::Test {
 protected:
  std::string Output(const std::vector<std::string>& args) {
    EXPECT_EQ(Bitsproof(args), 0) << err_;
    return out_;
  }

  // The page as it is read.
  std::string Page() { return std::regex_replace(Output({"man"}), std::regex(R"(\\-)"), "-"); }

  std::set<std::string> Commands() {
    const std::string help = Output({"--help"});
    return Find(help.substr(help.find("Subcommands:")), "^  ([a-z-]+)  ");
  }
};

TEST_F(ManPageTest, HasASectionForEachCommandOfTheHelp) {
  ASSERT_GT(Commands().size(), 10U);
  EXPECT_EQ(Find(Page(), "^.SS \"bitsproof ([a-z-]+) "), Commands());
}

TEST_F(ManPageTest, NamesEveryOptionOfEveryCommandInItsSection) {
  const std::string page = Page();
  for (const std::string& command : Commands()) {
    const std::size_t begin = page.find(".SS \"bitsproof " + command + " ");
    const std::string section = page.substr(begin, page.find("\n.S", begin) - begin);
    std::set<std::string> options = Find(Output({command, "--help"}), "^  (?:-h,)?(--[a-z-]+)");
    ASSERT_EQ(options.erase("--help"), 1U) << command;
    EXPECT_EQ(Find(section, R"(^\\fB(--[a-z-]+)\\fR)"), options) << command;
  }
  EXPECT_THAT(Find(page, R"((--[a-z-]+)\\fR)"), IsSupersetOf({"--help", "--version"}));
}

TEST_F(ManPageTest, SaysTheExitCodes) {
  const std::string page = Page();
  const std::string status = page.substr(page.find(".SH \"EXIT STATUS\""));
  EXPECT_THAT(status, HasSubstr("\n  64  wrong usage or bad input\n"));
}

TEST(ManPageText, KeepsBackslashesQuotesAndLeadingDots) {
  const std::vector<CommandDescription> commands = {{"bitsproof", "Text.", "", {}},
                                                    {"run", "Put", "'/=Z:\\'\n.quiet\n", {}}};
  const std::string page = ManPage(commands, "1.0");
  EXPECT_THAT(page, HasSubstr("\n\\&\\(aq/=Z:\\e\\(aq\n\\&.quiet\n"));
}

TEST(ManPageText, ShowsTheNameOfAValueAndItsDefaultOnlyWhereThereIsOne) {
  const std::vector<CommandDescription> commands = {
      {"bitsproof", "", "", {}},
      {"run",
       "Put",
       "",
       {{{"--seed"}, "N", "1", "Seed", "How", false, false, false},
        {{"--quiet"}, "", "", "Less", "How", false, false, false}}}};
  const std::string page = ManPage(commands, "1.0");
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-seed\\fR \\fIN\\fR\nSeed. Default: 1.\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-quiet\\fR\nLess.\n"));
}

}  // namespace
}  // namespace bitsproof::conformance
