// FileDownload: what to ask for next while one file is downloaded, and what each answer means. No
// I/O, no time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/base/byte_range.h"
#include "reference/base/time.h"
#include "reference/env/transport.h"
#include "reference/model/file_ranges.h"
#include "reference/transfer/failure.h"

namespace bitsproof {

// Which version of a remote file it is: size and time stamp, never content (HT-28a).
struct FileVersion {
  std::uint64_t size_bytes = kSizeUnknown;
  std::optional<WallTime> modified;

  // UNSPECIFIED (UN-02): a time stamp that only one of two answers names is no change.
  bool HasOtherStamp(std::optional<WallTime> seen) const {
    return seen && modified && *seen != *modified;
  }
};

// The conversation about one file: HEAD for its version, then GET with one Range at a time until
// every byte is there; or a single request for all of it. Each request begins at the remote name,
// wherever the one before was redirected to: what a redirect names may be good for one request only
// (RFC 9110, 15.4.3). The owner sends `NextRequest`, hands over each response with OnHead, the
// number of body bytes with OnBytes, and the end with OnEnd, and does what the returned step says.
class FileDownload {
 public:
  struct Options {
    // A foreground file of less than 2 GiB is fetched without Range when it starts at 0 (HT-08).
    bool foreground = false;
    // The longest range of one request: 2 GiB (HT-08).
    std::uint64_t piece_bytes_max = std::uint64_t{2} << 30;
    std::string_view user_agent{};
    // What becomes of redirects: BG_HTTP_REDIRECT_POLICY_* (HTTP-SEC-02).
    std::uint32_t security_flags = 0;
    // The method of the one request by which the file comes as a whole, with or without its length,
    // and without a HEAD before (J5-DYN-01, HTTP2-METHOD-04); "" for what is usual.
    // REQUIRES: the file has no ranges and starts at 0.
    std::string whole_by{};
    // When the conversation begins, see ParseHttpDate.
    WallTime now{};
  };

  struct Body {};  // the body that follows belongs to the file at `offset()`
  struct Ask {};   // send NextRequest()
  struct Restart {
  };               // the file changed: drop what is there, `offset()` is 0; then send NextRequest()
  struct Done {};  // every byte is there
  using Step = std::variant<Body, Ask, Restart, Done, TransferFailure>;

  // Fetches `ranges` of the remote file, one after another, or all of it when there are none.
  // Continues at `offset` of the local file with the version `known`, which is unknown for a file
  // that is new.
  FileDownload(std::string url, std::vector<ByteRange> ranges, FileVersion known,
               std::uint64_t offset, Options options);

  TransportRequest NextRequest() const;
  Step OnHead(const ResponseHead& head);
  // The next `count` bytes of the body. False when they are more than were asked for: nothing may
  // be written then.
  bool OnBytes(std::uint64_t count);
  Step OnEnd();

  // The server has sent the version in this conversation.
  bool is_probed() const { return probed_; }
  const FileVersion& version() const { return version_; }
  // The remote name, which the policy of redirects may change.
  const std::string& url() const { return url_; }
  // How long the local file will be; kSizeUnknown for a whole of unknown length until it has
  // ended. REQUIRES: is_probed().
  std::uint64_t size() const { return TotalOf(stretches_); }
  // Where the next byte of the local file goes.
  std::uint64_t offset() const { return offset_; }

 private:
  std::optional<WallTime> LastModifiedOf(const ResponseHead& head) const;
  Step OnProbe(const ResponseHead& head);
  Step OnContent(const ResponseHead& head);
  Step OnWhole(const ResponseHead& head);
  std::optional<Step> FollowRedirect(const ResponseHead& head);
  bool Has(std::uint32_t redirect_policy) const;
  Step StartOver();
  bool NeedsRange() const;
  // What NextRequest asks for: some of the stretch in which `offset_` lies.
  ByteRange NextPiece() const;

  const Options options_;
  std::string url_;
  std::string target_;  // whom the next request asks: url_, or what a redirect named
  const std::vector<ByteRange> ranges_;
  FileVersion version_;
  std::vector<ByteRange> stretches_;  // of that version, in the order of the local file
  std::uint64_t offset_;
  std::uint64_t expected_end_ = 0;  // where the body under way ends
  bool probed_ = false;
  int redirects_ = 0;  // of the request under way
  int restarts_ = 0;
};

}  // namespace bitsproof
