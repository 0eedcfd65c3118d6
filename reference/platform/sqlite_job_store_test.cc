#include "reference/platform/sqlite_job_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "reference/env/testing/job_store_contract.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::platform {
namespace {

class SqliteJobStoreTest : public testing::Test {
 protected:
  std::unique_ptr<SqliteJobStore> Open() {
    auto store = SqliteJobStore::Open(path_);
    EXPECT_TRUE(store.has_value());
    return std::move(*store);
  }

  // Leaves a database with one job of two files.
  void Fill() {
    const auto store = Open();
    store->PutJob(FullJobRecord(1));
    store->PutFile(FullJobRecord(1).key(), 0, FullFileRecord("a"));
    store->PutFile(FullJobRecord(1).key(), 1, FullFileRecord("b"));
    ASSERT_EQ(store->Commit(), hresult::S_OK);
  }

  // Changes the database behind the store's back.
  void Execute(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &db), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
    sqlite3_close(db);
  }

  void ExpectUnusable(SqliteJobStore& store, const std::string& reason) {
    EXPECT_EQ(CodeOf(store.Load()), hresult::E_FAIL);
    EXPECT_NE(store.last_error().find(reason), std::string::npos) << store.last_error();
    EXPECT_NE(store.last_error().find(path_), std::string::npos) << store.last_error();
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_ / "jobs.db";
};

TEST_F(SqliteJobStoreTest, OpenNeedsTheDirectory) {
  EXPECT_EQ(CodeOf(SqliteJobStore::Open(directory_ / "none/jobs.db")), hresult::E_PATH_NOT_FOUND);
  EXPECT_TRUE(CodeOf(SqliteJobStore::Open(directory_.path())).failed());
}

TEST_F(SqliteJobStoreTest, ANewerVersionIsRefusedAndLeftAsItIs) {
  Fill();
  Execute("PRAGMA user_version = 7");
  {
    const auto store = Open();
    ExpectUnusable(*store, "newer than 6");
    store->PutJob(FullJobRecord(2));
    EXPECT_EQ(store->Commit(), hresult::E_FAIL);
  }
  Execute("PRAGMA user_version = 6");
  ASSERT_EQ(Open()->Load()->size(), 1u);
}

// What version 1 of the tables made of one job with one file; not to be changed.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE jobs (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16), sequence INTEGER NOT NULL,
  type INTEGER NOT NULL, state INTEGER NOT NULL, owner_sid TEXT NOT NULL,
  owner_kind INTEGER NOT NULL, display_name TEXT NOT NULL, description TEXT NOT NULL,
  priority INTEGER NOT NULL, notify_flags INTEGER NOT NULL,
  minimum_retry_delay_seconds INTEGER NOT NULL, no_progress_timeout_seconds INTEGER NOT NULL,
  proxy_usage INTEGER NOT NULL, proxy_list TEXT, proxy_bypass_list TEXT,
  error_count INTEGER NOT NULL, error_code INTEGER, error_context INTEGER,
  error_file_index INTEGER, error_protocol_related INTEGER, created INTEGER NOT NULL,
  modified INTEGER NOT NULL, transfer_completed INTEGER NOT NULL,
  notification_pending INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE files (
  job BLOB NOT NULL REFERENCES jobs(id) ON DELETE CASCADE, position INTEGER NOT NULL,
  remote_name TEXT NOT NULL, local_name TEXT NOT NULL, temporary_name TEXT NOT NULL,
  bytes_total INTEGER, bytes_transferred INTEGER NOT NULL, remote_modified INTEGER,
  completed INTEGER NOT NULL, PRIMARY KEY (job, position)
) STRICT, WITHOUT ROWID;
INSERT INTO jobs VALUES (x'01ff0001000000000000000000000000', 1, 2, 5, 'S-1-5-21-1', 2,
  CAST(x'6ec3a46d652031' AS TEXT), CAST(x'776974682061207a65726f3a200020616e6420612071756f74653a2027' AS TEXT), 3, 63, 4294967295, 7, 2,
  'proxy:8080', '', 4294967294, 2149580846, 7, 3, 1, 116454736010000000, 116464736000000000,
  116474736000000000, 1);
INSERT INTO files VALUES (x'01ff0001000000000000000000000000', 0, 'http://host/a', '/out/a',
  '/out/BIT0001.tmp', 5000000000, 4999999999, 124285853770000000, 1);
PRAGMA user_version = 1;
)sql";

TEST_F(SqliteJobStoreTest, ADatabaseOfVersion1IsBroughtUpToDate) {
  Execute(kVersion1);
  JobRecord job = FullJobRecord(1);
  job.http = {};
  job.file_acl_flags = job.peer_caching_flags = 0;
  job.maximum_download_seconds.reset();
  job.credentials.clear();
  job.command_line.reset();
  job.reply_file_name.reset();
  job.properties = {};
  job.helper_token_flags = 0;
  job.was_resumed = false;
  FileRecord file = FullFileRecord("a");
  file.publishing = file.validated = false;
  file.response_headers.reset();
  file.ranges.clear();
  for (const char* opened : {"at first", "again"}) {
    const auto jobs = Open()->Load();
    ASSERT_TRUE(jobs.has_value()) << opened;
    ASSERT_EQ(jobs->size(), 1u) << opened;
    EXPECT_EQ(jobs->at(0).job, job) << opened;
    ASSERT_EQ(jobs->at(0).files.size(), 1u) << opened;
    EXPECT_EQ(jobs->at(0).files[0], file) << opened;
  }
  Fill();
  EXPECT_EQ(Open()->Load()->at(0).files[0], FullFileRecord("a"));
}

TEST_F(SqliteJobStoreTest, ADatabaseOfAnotherProgramIsRefused) {
  Execute("CREATE TABLE songs (title TEXT)");
  ExpectUnusable(*Open(), "another program");
}

TEST_F(SqliteJobStoreTest, ADatabaseThatIsOpenIsRefused) {
  const auto first = Open();
  ExpectUnusable(*Open(), "another program has it open");
  EXPECT_TRUE(first->Load().has_value());
}

TEST_F(SqliteJobStoreTest, AFileThatIsNoDatabaseIsRefusedAndKept) {
  std::ofstream(path_) << std::string(5000, 'x');
  ExpectUnusable(*Open(), "not a database");
  EXPECT_EQ(std::filesystem::file_size(path_), 5000u);
}

TEST_F(SqliteJobStoreTest, DamagedPagesAreNoticed) {
  Fill();
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);  // the first page behind the header
  file << std::string(std::filesystem::file_size(path_) - 4096, '\xA5');
  file.close();
  const auto store = Open();
  EXPECT_EQ(CodeOf(store->Load()), hresult::E_FAIL);
  EXPECT_NE(store->last_error(), "");
}

TEST_F(SqliteJobStoreTest, ARowThatNoJobCanHaveIsNoticed) {
  for (const char* sql :
       {"UPDATE jobs SET state = 9", "UPDATE jobs SET type = -1",
        "UPDATE files SET position = 7 WHERE position = 1", "UPDATE files SET job = zeroblob(16)",
        "UPDATE files SET ranges = '5'", "UPDATE files SET ranges = '5 5,'",
        "UPDATE files SET ranges = '5,5'", "UPDATE files SET ranges = '5 5 5'",
        "UPDATE files SET ranges = '5 x'", "UPDATE files SET ranges = '5 0'"}) {
    std::filesystem::remove(path_);
    Fill();
    Execute(sql);
    ExpectUnusable(*Open(), "malformed");
  }
}

TEST_F(SqliteJobStoreTest, SetAsideKeepsTheFileAndStartsAfresh) {
  std::ofstream(path_) << std::string(5000, 'x');
  const auto store = Open();
  store->PutJob(FullJobRecord(1));
  ASSERT_EQ(store->SetAside(), hresult::S_OK);
  EXPECT_EQ(std::filesystem::file_size(path_ + ".corrupt"), 5000u);
  EXPECT_TRUE(store->Load()->empty());
  store->PutJob(FullJobRecord(2));
  ASSERT_EQ(store->Commit(), hresult::S_OK);
  ASSERT_EQ(store->Load()->size(), 1u);
  EXPECT_EQ(store->Load()->at(0).job, FullJobRecord(2));
}

TEST_F(SqliteJobStoreTest, SecretsAreNowhereInItsFiles) {
  Fill();
  ASSERT_NE(FullJobRecord(1).http.custom_headers->find("secret"), std::string::npos);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(text.find("secret"), std::string::npos) << entry.path();
    ++files;
  }
  EXPECT_GE(files, 2u);
}

TEST_F(SqliteJobStoreTest, SecretsNeedTheirKey) {
  Fill();
  std::filesystem::remove(path_ + ".key");
  ExpectUnusable(*Open(), "does not hold the key");
  std::ofstream(path_ + ".key") << "no key";
  ExpectUnusable(*Open(), "does not hold the key");
  const auto store = Open();
  store->PutJob(FullJobRecord(2));
  EXPECT_EQ(store->Commit(), hresult::E_FAIL);
  EXPECT_NE(store->last_error().find("does not hold the key"), std::string::npos);
}

TEST_F(SqliteJobStoreTest, AStoreWithoutSecretsHasNoKey) {
  JobRecord job = FullJobRecord(1);
  job.http.custom_headers.reset();
  job.credentials.clear();
  const auto store = Open();
  store->PutJob(job);
  ASSERT_EQ(store->Commit(), hresult::S_OK);
  EXPECT_EQ(store->Load()->at(0).job, job);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".key"));
}

TEST_F(SqliteJobStoreTest, SetAsideKeepsAUsableDatabaseReadable) {
  Fill();
  ASSERT_EQ(Open()->SetAside(), hresult::S_OK);
  EXPECT_TRUE(Open()->Load()->empty());
  const auto aside = SqliteJobStore::Open(path_ + ".corrupt").value();
  ASSERT_EQ(aside->Load()->size(), 1u);
  EXPECT_EQ(aside->Load()->at(0).files.size(), 2u);
}

// SQLite's own bound on the size of a database stands for the full disk: it fails the same way at
// the same place.
int LimitPages(sqlite3* db, char**, const sqlite3_api_routines*) {
  return sqlite3_exec(db, "PRAGMA max_page_count = 20", nullptr, nullptr, nullptr);
}

TEST_F(SqliteJobStoreTest, AFullDiskKeepsNothingOfTheCommitAndTheNextOneWorks) {
  Fill();
  const auto extension = reinterpret_cast<void (*)()>(&LimitPages);
  sqlite3_auto_extension(extension);
  auto store = Open();
  sqlite3_cancel_auto_extension(extension);
  JobRecord large = FullJobRecord(2);
  large.description.assign(500'000, 'x');
  store->PutJob(FullJobRecord(3));
  store->PutJob(large);
  EXPECT_EQ(store->Commit(), hresult::E_DISK_FULL);
  EXPECT_NE(store->last_error().find("full"), std::string::npos) << store->last_error();
  EXPECT_EQ(store->Load()->size(), 1u);
  store->PutJob(FullJobRecord(4));
  EXPECT_EQ(store->Commit(), hresult::S_OK);
  store.reset();
  EXPECT_EQ(Open()->Load()->size(), 2u);
}

TEST_F(SqliteJobStoreTest, WritesOnlyTheFilesThatWerePut) {
  {
    const auto store = Open();
    store->PutJob(FullJobRecord(1));
    for (std::size_t i = 0; i < 200; ++i) {
      store->PutFile(FullJobRecord(1).key(), i, FullFileRecord(std::string(1000, 'x')));
    }
    ASSERT_EQ(store->Commit(), hresult::S_OK);
  }
  const auto store = Open();
  store->PutFile(FullJobRecord(1).key(), 50, FullFileRecord("changed"));
  ASSERT_EQ(store->Commit(), hresult::S_OK);
  EXPECT_LT(std::filesystem::file_size(path_ + "-wal"), 50'000u) << "of 200 files of 1,000 bytes";
}

}  // namespace
}  // namespace bitsproof::platform
