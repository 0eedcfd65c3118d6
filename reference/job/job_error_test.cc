#include "reference/job/job_error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "reference/job/error_text.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {
namespace {

constexpr std::uint32_t kAmericanEnglish = 0x0409;
constexpr std::uint32_t kGerman = 0x0407;

const Principal kOwner{"S-1-5-21-1", Principal::Kind::kStandardUser};

// `error` of a job with files of these remote names.
JobError ErrorOf(const ErrorRecord& error, const std::vector<std::string>& remote_names = {}) {
  JobRecord record;
  record.owner = kOwner;
  record.state = JobState::kCancelled;  // of no queue, and readable
  std::vector<FileRecord> files;
  for (const std::string& name : remote_names) files.emplace_back().remote_name = name;
  return {
      std::make_shared<QueueEntry>(nullptr, kNewestProfile, std::move(record), std::move(files)),
      error};
}

ErrorRecord Remote(std::uint32_t file_index) {
  return {hresult::BG_E_CONNECTION_CLOSED, ErrorContext::kRemoteFile, file_index, true};
}

TEST(JobError, TellsCodeAndContext) {
  const JobError error = ErrorOf({hresult::E_ACCESSDENIED, ErrorContext::kLocalFile, {}});
  EXPECT_EQ(error.code(), hresult::E_ACCESSDENIED);
  EXPECT_EQ(error.context(), ErrorContext::kLocalFile);
}

TEST(JobError, GivesTheFileThatWasProcessed) {
  const auto file = ErrorOf(Remote(1), {"http://web.test/a", "http://web.test/b"}).GetFile();
  ASSERT_TRUE(file);
  EXPECT_EQ(file->index(), 1u);
  EXPECT_EQ(*file->GetRemoteName(kOwner), "http://web.test/b");
}

TEST(JobError, HasNoFileWhenItIsAboutNone) {
  const JobError error =
      ErrorOf({hresult::E_NOTIMPL, ErrorContext::kGeneralQueueManager, {}}, {"x"});
  EXPECT_EQ(CodeOf(error.GetFile()), hresult::BG_E_FILE_NOT_AVAILABLE);
}

TEST(JobError, HasNoFileForAnIndexOfNothingInTheStore) {
  for (const std::uint32_t index : {1u, 7u}) {
    const JobError error = ErrorOf(Remote(index), {"http://web.test/a"});
    EXPECT_EQ(CodeOf(error.GetFile()), hresult::BG_E_FILE_NOT_AVAILABLE);
    EXPECT_EQ(CodeOf(error.GetProtocol()), hresult::BG_E_PROTOCOL_NOT_AVAILABLE);
  }
}

TEST(JobError, NamesTheProtocolByTheUrlOfTheFile) {
  const std::vector<std::string> names = {"http://web.test/a",
                                          "https://web.test/a",
                                          "HTTPS://web.test/a",
                                          "\\\\server\\share\\a",
                                          "C:\\a",
                                          "file:///a"};
  std::string protocols;
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    protocols += *ErrorOf(Remote(i), names).GetProtocol() + " ";
  }
  EXPECT_EQ(protocols, "http http http file file file ");
}

TEST(JobError, HasNoProtocolWhenItIsAboutALocalFile) {
  const JobError error =
      ErrorOf({hresult::E_ACCESSDENIED, ErrorContext::kLocalFile, 0}, {"http://web.test/a"});
  EXPECT_EQ(CodeOf(error.GetProtocol()), hresult::BG_E_PROTOCOL_NOT_AVAILABLE);
}

TEST(JobError, DescribesCodeAndContextInEnglish) {
  const JobError error = ErrorOf(Remote(0), {"http://web.test/a"});
  EXPECT_EQ(error.GetErrorDescription(kAmericanEnglish),
            std::string(MeaningOf(hresult::BG_E_CONNECTION_CLOSED)));
  EXPECT_EQ(error.GetErrorContextDescription(kAmericanEnglish),
            std::string(MeaningOf(hresult::BG_E_ERROR_CONTEXT_REMOTE_FILE)));
}

TEST(JobError, DescribesNothingInOtherLanguages) {
  const JobError error = ErrorOf(Remote(0), {"http://web.test/a"});
  for (const auto& [language, code] : {std::pair{std::uint32_t{0}, hresult::E_INVALIDARG},
                                       std::pair{kGerman, hresult::E_RESOURCE_LANG_NOT_FOUND}}) {
    EXPECT_EQ(CodeOf(error.GetErrorDescription(language)), code);
    EXPECT_EQ(CodeOf(error.GetErrorContextDescription(language)), code);
  }
}

TEST(ErrorText, HasOneTextForEachContext) {
  std::vector<std::string> texts;
  for (int i = 0; i <= static_cast<int>(ErrorContext::kServerCertificateCallback); ++i) {
    const auto text = DescribeErrorContext(static_cast<ErrorContext>(i), kAmericanEnglish);
    ASSERT_TRUE(text);
    EXPECT_EQ(std::count(texts.begin(), texts.end(), *text), 0) << *text;
    texts.push_back(*text);
  }
}

TEST(ErrorText, NamesACodeThatItDoesNotKnow) {
  EXPECT_EQ(DescribeCode(HResult{0x80201234}, kAmericanEnglish), "Unknown result code 0x80201234.");
}

}  // namespace
}  // namespace bitsproof
