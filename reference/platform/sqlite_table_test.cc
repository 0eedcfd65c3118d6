#include "reference/platform/sqlite_table.h"

#include <gtest/gtest.h>

namespace bitsproof::platform {
namespace {

struct Song {
  std::uint64_t number = 0;
  std::string title = "untitled";
  std::uint32_t stars = 3;
  std::optional<std::string> artist;
};

// The table of songs as it was when `version` was the newest.
SqliteTable<Song> SongsOf(std::uint64_t version) {
  using Column = SqliteColumn<Song>;
  SqliteTable<Song> table{
      "songs",
      "number",
      "number",
      "true",
      {Column("number", &Song::number), Column("title", &Song::title).Since(2),
       Column("stars", &Song::stars).Since(3), Column("artist", &Song::artist).Since(3)}};
  std::erase_if(table.columns, [&](const Column& column) { return column.since > version; });
  return table;
}

class SqliteTableTest : public testing::Test {
 protected:
  SqliteTableTest() {
    sqlite3* opened = nullptr;
    EXPECT_EQ(sqlite3_open(":memory:", &opened), SQLITE_OK);
    db_.reset(opened);
  }

  void Put(const SqliteTable<Song>& table, const Song& song) {
    SqliteStatement statement(db_.get(), table.UpsertSql());
    table.PutRow(statement, song);
    EXPECT_EQ(statement.Run(), SQLITE_OK);
  }

  // "number title stars artist" of each row.
  std::string Songs(const SqliteTable<Song>& table) {
    std::string text;
    SqliteStatement statement(db_.get(), table.SelectSql());
    while (statement.Step() == SQLITE_ROW) {
      const Song song = table.TakeRow(statement).value();
      text += std::to_string(song.number) + " " + song.title + " " + std::to_string(song.stars) +
              " " + song.artist.value_or("nobody") + "\n";
    }
    return text;
  }

  SqliteHandle db_;
};

TEST_F(SqliteTableTest, ItsVersionIsThatOfItsNewestColumn) {
  EXPECT_EQ(SongsOf(1).version(), 1u);
  EXPECT_EQ(SongsOf(3).version(), 3u);
}

TEST_F(SqliteTableTest, GivesOldRowsWhatANewRecordHas) {
  for (const std::uint64_t from : {1u, 2u}) {
    ASSERT_EQ(SqliteStatement(db_.get(), "DROP TABLE IF EXISTS songs").Run(), SQLITE_OK);
    ASSERT_EQ(SongsOf(from).Upgrade(db_.get(), 0), SQLITE_OK);
    Put(SongsOf(from), {7, "old", 1, "old"});
    ASSERT_EQ(SongsOf(3).Upgrade(db_.get(), from), SQLITE_OK);
    EXPECT_EQ(Songs(SongsOf(3)), from == 1 ? "7 untitled 3 nobody\n" : "7 old 3 nobody\n");
  }
}

TEST_F(SqliteTableTest, ATableBroughtUpToDateTakesWhatANewOneTakes) {
  ASSERT_EQ(SongsOf(1).Upgrade(db_.get(), 0), SQLITE_OK);
  ASSERT_EQ(SongsOf(3).Upgrade(db_.get(), 1), SQLITE_OK);
  Put(SongsOf(3), {1, "first", 5, "somebody"});
  Put(SongsOf(3), {1, "second", 4, std::nullopt});
  EXPECT_EQ(Songs(SongsOf(3)), "1 second 4 nobody\n");
}

TEST_F(SqliteTableTest, AnUpgradeThatFailsSaysSo) {
  ASSERT_EQ(SongsOf(3).Upgrade(db_.get(), 0), SQLITE_OK);
  EXPECT_EQ(SongsOf(3).Upgrade(db_.get(), 0), SQLITE_ERROR) << "it is there";
  EXPECT_EQ(SongsOf(3).Upgrade(db_.get(), 2), SQLITE_ERROR) << "they are there";
}

}  // namespace
}  // namespace bitsproof::platform
