#include <gtest/gtest.h>

#include "reference/env/file_system.h"
#include "reference/env/transport.h"

namespace bitsproof {
namespace {

TEST(HeaderFields, AreFoundWithoutRegardToCase) {
  HeaderFields fields;
  fields.Add("Content-Length", "5");
  EXPECT_EQ(fields.Get("content-length"), "5");
  EXPECT_EQ(fields.Get("CONTENT-LENGTH"), "5");
}

TEST(HeaderFields, AnswerWithTheFirstOfSeveral) {
  HeaderFields fields;
  fields.Add("X-A", "1");
  fields.Add("x-a", "2");
  EXPECT_EQ(fields.Get("X-A"), "1");
}

TEST(HeaderFields, DoNotTakeAPartOfANameForTheName) {
  HeaderFields fields;
  fields.Add("Content-Length", "5");
  EXPECT_FALSE(fields.Get("Content"));
  EXPECT_FALSE(fields.Get("Content-Length-Extra"));
  EXPECT_FALSE(fields.Get(""));
}

TEST(HeaderFields, TellAnEmptyValueFromNone) {
  HeaderFields fields;
  fields.Add("X-Empty", "");
  ASSERT_TRUE(fields.Get("X-Empty"));
  EXPECT_EQ(*fields.Get("X-Empty"), "");
}

TEST(HeaderFields, KeepOrderAndSpelling) {
  HeaderFields fields;
  fields.Add("b", "1");
  fields.Add("A", "2");
  fields.Add("b", "3");
  std::string text;
  for (const auto& [name, value] : fields.fields()) text += name + "=" + value + ";";
  EXPECT_EQ(text, "b=1;A=2;b=3;");
}

TEST(DirectoryOf, TakesTheLastPartOffAPath) {
  EXPECT_EQ(DirectoryOf("/a/b/c"), "/a/b");
  EXPECT_EQ(DirectoryOf("/a"), "/");
  EXPECT_EQ(DirectoryOf("/a/"), "/a");
  EXPECT_EQ(DirectoryOf("a"), "");
  EXPECT_EQ(DirectoryOf(""), "");
}

TEST(DirectoryOf, TakesBothSeparators) {
  EXPECT_EQ(DirectoryOf("C:\\a\\b"), "C:\\a");
  EXPECT_EQ(DirectoryOf("C:\\a/b"), "C:\\a");
}

}  // namespace
}  // namespace bitsproof
