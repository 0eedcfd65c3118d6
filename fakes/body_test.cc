#include "fakes/body.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "reference/base/random.h"

namespace bitsproof::fakes {
namespace {

std::vector<std::byte> BytesOf(const Body& body, std::uint64_t offset, std::size_t count) {
  std::vector<std::byte> bytes(count);
  body.Read(offset, bytes);
  return bytes;
}

std::byte ExpectedByte(std::uint64_t seed, std::uint64_t i) {
  return static_cast<std::byte>((MixBits(MixBits(seed) + i / 8) >> (8 * (i % 8))) & 0xFF);
}

TEST(Body, BytesOfASeedAreThoseOfItsFormula) {
  std::vector<std::byte> bytes(41);
  for (std::uint64_t offset = 0; offset < 20; ++offset) {
    Fill(42, offset, bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      ASSERT_EQ(bytes[i], ExpectedByte(42, offset + i)) << "offset " << offset << " byte " << i;
    }
  }
}

TEST(Body, AShortStretchInsideAWordIsRight) {
  std::vector<std::byte> bytes(3);
  Fill(7, 2, bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) EXPECT_EQ(bytes[i], ExpectedByte(7, 2 + i));
}

TEST(Body, SeedsDiffer) {
  EXPECT_NE(BytesOf(Body::FromSeed(1, 64), 0, 64), BytesOf(Body::FromSeed(2, 64), 0, 64));
}

TEST(Body, TheStreamOfASeedNeverChanges) {
  EXPECT_EQ(Body::FromSeed(42, 1'000'003).Sha256(),
            "f58e7d2cb2ceb0379f41410560d82fedc8eeba00e7d03653f76e4e73372a0fa4");
}

TEST(Body, HashesTextAsTheStandardSays) {
  EXPECT_EQ(Body::FromText("abc").Sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Body().Sha256(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Body, ReadsTextFromTheMiddle) {
  const Body body = Body::FromText("hello world");
  EXPECT_EQ(body.size(), 11u);
  const auto bytes = BytesOf(body, 6, 5);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes.data()), 5), "world");
}

TEST(Body, ReadsAFileFromTheMiddle) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("bitsproof_body_" + std::to_string(::getpid()) + ".txt");
  std::ofstream(path) << "hello world";
  const Body body = Body::FromFile(path.string());
  std::filesystem::remove(path);
  EXPECT_TRUE(body.is_file());
  EXPECT_EQ(body.size(), 11u);
  EXPECT_EQ(body.Sha256(), Body::FromText("hello world").Sha256());
  EXPECT_EQ(BytesOf(body, 6, 5), BytesOf(Body::FromText("world"), 0, 5));
}

TEST(Body, RefusesAFileThatIsNotThere) {
  EXPECT_THROW(Body::FromFile("/no/such/file"), std::system_error);
  EXPECT_THROW(Body::FromFile("/"), std::system_error);
}

TEST(Body, OfZerosHasNothingElse) {
  const Body body = Body::FromZeros(5'000'000'000);
  EXPECT_EQ(body.size(), 5'000'000'000u);
  EXPECT_TRUE(body.is_zeros());
  std::vector<std::byte> read(100, std::byte{7});
  body.Read(4'999'999'900, read);
  EXPECT_EQ(read, std::vector<std::byte>(100));
  EXPECT_TRUE(IsZeros(Zeros().last(1)));
  EXPECT_FALSE(IsZeros(read));
}

}  // namespace
}  // namespace bitsproof::fakes
