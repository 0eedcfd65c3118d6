#include "reference/base/hresult.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace bitsproof {
namespace {

struct Row {
  std::string name;
  HResult code;
  std::string meaning;
};

const Row kRows[] = {
#define BITSPROOF_HRESULT(name, number, meaning) {#name, HResult{number}, meaning},
#include "reference/base/hresult_table.inc"
#undef BITSPROOF_HRESULT
};

TEST(HResultTable, HasNoNameTwice) {
  std::set<std::string> names;
  for (const Row& row : kRows) EXPECT_TRUE(names.insert(row.name).second) << row.name;
}

TEST(HResultTable, HasNoValueTwice) {
  std::map<HResult, std::string> names;
  for (const Row& row : kRows) {
    const auto [it, is_new] = names.emplace(row.code, row.name);
    EXPECT_TRUE(is_new) << row.name << " and " << it->second;
  }
}

TEST(HResultTable, GoesFromNameToValueAndBack) {
  for (const Row& row : kRows) {
    EXPECT_EQ(NameOf(row.code), row.name);
    EXPECT_EQ(ParseHResult(row.name), row.code) << row.name;
    EXPECT_EQ(ParseHResult(ToHex(row.code)), row.code) << row.name;
  }
}

TEST(HResultTable, SaysWhetherTheCodeIsAFailureInItsName) {
  for (const Row& row : kRows) {
    const bool names_success = row.name.starts_with("S_") || row.name.starts_with("BG_S_");
    EXPECT_EQ(row.code.succeeded(), names_success) << row.name;
  }
}

TEST(HResultTable, HasASentenceForEveryCode) {
  for (const Row& row : kRows) {
    EXPECT_EQ(MeaningOf(row.code), row.meaning);
    EXPECT_TRUE(row.meaning.ends_with(".")) << row.name;
  }
}

TEST(HResultTable, HasASentenceOfItsOwnForEveryHttpStatus) {
  std::set<std::string_view> texts;
  for (int status = 100; status < 600; ++status) {
    const std::string_view text = MeaningOf(hresult::FromHttpStatus(status));
    EXPECT_NE(text.find(std::to_string(status)), std::string_view::npos) << text;
    EXPECT_TRUE(texts.insert(text).second) << text;
  }
}

TEST(HResultTable, HasThePublishedValuesOfTheLimits) {
  EXPECT_EQ(hresult::BG_E_TOO_MANY_JOBS_PER_USER.value, 0x80200049u);
  EXPECT_EQ(hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE.value, 0x80200050u);
  EXPECT_EQ(hresult::BG_E_NOT_FOUND.value, 0x80200001u);
  EXPECT_EQ(hresult::E_ACCESSDENIED.value, 0x80070005u);
}

TEST(HResult, SucceedsWithoutTheTopBit) {
  EXPECT_EQ(HResult{}, hresult::S_OK);
  EXPECT_TRUE(HResult{0}.succeeded());
  EXPECT_TRUE(HResult{0x7FFFFFFF}.succeeded());
  EXPECT_TRUE(HResult{0x80000000}.failed());
}

TEST(HResult, CarriesHttpStatuses) {
  EXPECT_EQ(hresult::FromHttpStatus(404).value, 0x80190194u);
  EXPECT_EQ(NameOf(hresult::FromHttpStatus(404)), "BG_E_HTTP_ERROR_404");
  for (const int status : {100, 503, 599}) {
    EXPECT_EQ(ParseHResult("BG_E_HTTP_ERROR_" + std::to_string(status)),
              hresult::FromHttpStatus(status));
  }
  EXPECT_EQ(MeaningOf(hresult::FromHttpStatus(404)),
            "The server answered with the HTTP status 404 (Not Found).");
  EXPECT_EQ(MeaningOf(hresult::FromHttpStatus(599)),
            "The server answered with the HTTP status 599.");
  EXPECT_EQ(ReasonOfHttpStatus(404), "Not Found");
  EXPECT_EQ(ReasonOfHttpStatus(599), "");
  EXPECT_EQ(NameOf(hresult::FromHttpStatus(99)), "");
  EXPECT_EQ(NameOf(hresult::FromHttpStatus(600)), "");
}

TEST(HResult, IsWrittenWithNameAndValue) {
  EXPECT_EQ(ToString(hresult::BG_E_NOT_FOUND), "BG_E_NOT_FOUND (0x80200001)");
  EXPECT_EQ(ToString(HResult{0x8123ABCD}), "0x8123ABCD");
  EXPECT_EQ(ToHex(hresult::S_OK), "0x00000000");
}

TEST(HResult, AnUnknownCodeHasNoNameAndNoMeaning) {
  EXPECT_EQ(NameOf(HResult{0x8123ABCD}), "");
  EXPECT_EQ(MeaningOf(HResult{0x8123ABCD}), "");
}

TEST(ParseHResult, ReadsHexadecimalInEitherCase) {
  EXPECT_EQ(ParseHResult("0x80200001"), hresult::BG_E_NOT_FOUND);
  EXPECT_EQ(ParseHResult("0X8007000e"), hresult::E_OUTOFMEMORY);
}

TEST(ParseHResult, RefusesEverythingElse) {
  for (const char* text : {"", "0x", "0x802000011", "0x8020000G", "-1", "2149580801",
                           "BG_E_NOT_FOUN", "bg_e_not_found", "BG_E_HTTP_ERROR_", "S_OK ",
                           "BG_E_HTTP_ERROR_99", "BG_E_HTTP_ERROR_600", "BG_E_HTTP_ERROR_4x4"}) {
    EXPECT_FALSE(ParseHResult(text)) << text;
  }
}

}  // namespace
}  // namespace bitsproof
