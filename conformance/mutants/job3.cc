// Mutants of IBackgroundCopyJob3.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"
#include "reference/base/byte_range.h"
#include "reference/base/text.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kAdd[] = "job.addFileWithRanges";
constexpr char kReplace[] = "job.replaceRemotePrefix";
constexpr char kGetRanges[] = "file.getFileRanges";
constexpr char kGetFlags[] = "job.getFileACLFlags";
constexpr char kSetFlags[] = "job.setFileACLFlags";
constexpr char kRanges[] = "ranges";
constexpr char kValue[] = "value";

// --- Ranges ---

// A member of a range; "eof" is the largest number that there is.
std::uint64_t NumberOf(const Json& range, const char* name) {
  return range[name].is_string() ? kLengthToEof : range[name].get<std::uint64_t>();
}

std::uint64_t OffsetOf(const Json& range) { return NumberOf(range, "initialOffset"); }

std::uint64_t EndOf(const Json& range) {
  const std::uint64_t length = NumberOf(range, "length");
  return length == kLengthToEof ? length : OffsetOf(range) + length;
}

bool Overlap(const Json& a, const Json& b) {
  return OffsetOf(a) < EndOf(b) && OffsetOf(b) < EndOf(a);
}

bool GoesToTheEnd(const Json& range) { return range["length"].is_string(); }

void SortByOffset(Json& ranges) {
  std::stable_sort(ranges.begin(), ranges.end(),
                   [](const Json& a, const Json& b) { return OffsetOf(a) < OffsetOf(b); });
}

// What reaches the manager are `change`d ranges.
void ChangeRanges(Mutation& m, std::function<void(Json& ranges)> change) {
  m.Before(kAdd, [change = std::move(change)](Interception& call) {
    if (call.params[kRanges].is_array()) change(call.params[kRanges]);
  });
}

// Ranges that are refused with `code` are taken when `applies`, and forgotten.
void TakeRanges(Mutation& m, HResult code, std::function<bool(const Json& ranges)> applies) {
  m.After(kAdd, [code, applies = std::move(applies)](Interception& call, Json& result) {
    if (Is(result, code) && applies(call.params[kRanges])) result = Outcome(hresult::S_OK);
  });
}

bool HasAdjacent(const Json& ranges, bool (*is_it)(const Json&, const Json&)) {
  return std::adjacent_find(ranges.begin(), ranges.end(), is_it) != ranges.end();
}

void AddWholeFile(Mutation& m) {
  m.Intercept(kAdd, [](Interception& call) {
    return call.book.Call("job.addFile", {{"as", call.as()},
                                          {"job", call.job()},
                                          {"remoteUrl", call.params["remoteUrl"]},
                                          {"localName", call.params["localName"]}});
  });
}

// The whole file is fetched too when its job is resumed.
void FetchWholeFileToo(Mutation& m) {
  const auto urls = m.PerCase<std::vector<std::string>>();
  m.AfterSuccess(kAdd,
                 [urls](Interception& call, Json&) { urls->push_back(call.Text("remoteUrl")); });
  m.Before("job.resume", [urls](Interception& call) {
    for (const std::string& url : *urls) {
      TransportRequest request;
      request.method = "GET";
      request.url = url;
      call.book.Fetch(request);
    }
    urls->clear();
  });
}

void LimitEverybody(Mutation& m) {
  m.Refuse(kAdd, hresult::BG_E_TOO_MANY_RANGES_IN_FILE, [](Interception& call) {
    return call.params[kRanges].is_array() && !call.caller().is_standard() &&
           call.params[kRanges].size() > call.book.policy("MaxRangesPerFile");
  });
}

void MixVersions(Mutation& m) {
  ChangeRequests(m, [](TransportRequest& request) {
    request.headers = WithoutField(request.headers, "If-Unmodified-Since");
  });
  ChangeHeads(m, [](const TransportRequest&, ResponseHead& head) {
    head.headers = WithoutField(head.headers, "Last-Modified");
  });
}

// Jobs with ranges show TRANSIENT_ERROR where they are in ERROR.
void RetryErrors(Mutation& m) {
  ShowState(m, MarkAfter(m, kAdd, hresult::S_OK), "TRANSIENT_ERROR", "ERROR");
}

// --- Prefixes ---

using Renamed = std::function<std::optional<std::string>(
    const std::string& name, const std::string& old_prefix, const std::string& new_prefix)>;

// Each remote name for which `renamed` has another one is changed, at most `names_max` of them.
void ReplaceBy(Mutation& m, Renamed renamed,
               std::size_t names_max = std::numeric_limits<std::size_t>::max()) {
  m.Intercept(kReplace, [renamed = std::move(renamed), names_max](Interception& call) {
    std::size_t changed = 0;
    const BookedJob* job = call.booked();
    for (std::size_t i = 0; job != nullptr && changed < names_max; ++i) {
      const Json name = call.book.AskOwner(*job, "file.getRemoteName", {{"index", i}});
      if (!Succeeded(name)) break;
      const auto other = renamed(name[kValue], call.Text("oldPrefix"), call.Text("newPrefix"));
      if (!other) continue;
      static_cast<void>(
          call.book.AskOwner(*job, "file.setRemoteName", {{"index", i}, {kValue, *other}}));
      ++changed;
    }
    return Answer(changed > 0 ? hresult::S_OK : hresult::S_FALSE);
  });
}

std::optional<std::string> RenamedAtTheBeginning(const std::string& name,
                                                 const std::string& old_prefix,
                                                 const std::string& new_prefix) {
  if (!name.starts_with(old_prefix)) return std::nullopt;
  return new_prefix + name.substr(old_prefix.size());
}

std::optional<std::string> RenamedInAnyCase(const std::string& name, const std::string& old_prefix,
                                            const std::string& new_prefix) {
  if (!EqualsIgnoringCase(name.substr(0, old_prefix.size()), old_prefix)) return std::nullopt;
  return new_prefix + name.substr(old_prefix.size());
}

// A name with which a file was added counts, whatever it has become.
void ReplaceOldNames(Mutation& m) {
  m.After(kReplace, [](Interception& call, Json& result) {
    if (!Is(result, hresult::S_FALSE) || call.booked() == nullptr) return;
    for (const auto& [remote_name, local_name] : call.booked()->files) {
      if (remote_name.starts_with(call.Text("oldPrefix"))) result = Outcome(hresult::S_OK);
    }
  });
}

std::optional<std::string> RenamedAnywhere(const std::string& name, const std::string& old_prefix,
                                           const std::string& new_prefix) {
  const std::size_t at = name.find(old_prefix);
  if (at == std::string::npos) return std::nullopt;
  return std::string(name).replace(at, old_prefix.size(), new_prefix);
}

std::optional<std::string> RenamedEverywhere(const std::string& name, const std::string& old_prefix,
                                             const std::string& new_prefix) {
  auto changed = RenamedAtTheBeginning(name, old_prefix, new_prefix);
  if (!changed) return changed;
  while (const auto more = RenamedAnywhere(*changed, old_prefix, new_prefix)) changed = more;
  return changed;
}

// A prefix must end where a host or a segment of the path does.
std::optional<std::string> RenamedAtABorder(const std::string& name, const std::string& old_prefix,
                                            const std::string& new_prefix) {
  const auto changed = RenamedAtTheBeginning(name, old_prefix, new_prefix);
  const char next = changed ? name.substr(old_prefix.size()).front() : '/';
  return old_prefix.ends_with('/') || next == '/' || next == ':' ? changed : std::nullopt;
}

constexpr std::size_t kLong = 1000;

// What is refused with E_INVALIDARG succeeds when `applies`.
void TakePrefix(Mutation& m, Mutation::Predicate applies) {
  m.After(kReplace, [applies = std::move(applies)](Interception& call, Json& result) {
    if (Is(result, hresult::E_INVALIDARG) && applies(call)) result = Outcome(hresult::S_OK);
  });
}

bool HasEmptyPrefix(Interception& call) {
  return call.Text("oldPrefix").empty() || call.Text("newPrefix").empty();
}

bool HasLongPrefix(Interception& call) { return call.Text("newPrefix").size() > kLong; }

// --- ACL flags ---

void AddUpFlags(Mutation& m) {
  m.Before(kSetFlags, [](Interception& call) {
    const Json before = call.book.AskOwner(*call.booked(), kGetFlags);
    call.params[kValue] = call.Number(kValue) | before[kValue].get<std::uint64_t>();
  });
}

constexpr MutantRow kRows[] = {
    {"job3.acl-flags-add-up", "J3-ACL-01", "SetFileACLFlags adds flags to those that are set",
     AddUpFlags},
    {"job3.acl-flags-after-final", "J3-ACL-03", "SetFileACLFlags succeeds on finished jobs",
     [](Mutation& m) {
       m.After(kSetFlags, [](Interception& call, Json& result) {
         if (call.State() != "TRANSFERRED" && Is(result, hresult::BG_E_INVALID_STATE))
           result = Outcome(hresult::S_OK);
       });
     }},
    {"job3.acl-flags-default-all", "J3-ACL-01", "all ACL flags are set by default",
     [](Mutation& m) { m.Default(kSetFlags, kGetFlags, kValue, 15); }},
    {"job3.acl-flags-forgotten", "J3-ACL-10", "SetFileACLFlags succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kSetFlags); }},
    {"job3.acl-flags-lost-in-restart", "J3-ACL-10", "the ACL flags do not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.file_acl_flags = 0; });
     }},
    {"job3.acl-flags-need-privileges", "J3-ACL-04", "an HTTP transfer with ACL flags ends in ERROR",
     [](Mutation& m) {
       ShowState(m, MarkAfter(m, kSetFlags, hresult::S_OK), "ERROR", "TRANSFERRED");
     }},
    {"job3.acl-flags-only-suspended", "J3-ACL-01",
     "SetFileACLFlags is refused unless the job is SUSPENDED",
     [](Mutation& m) {
       m.Refuse(kSetFlags, hresult::BG_E_INVALID_STATE,
                [](Interception& call) { return call.State() != "SUSPENDED"; });
     }},
    {"job3.acl-flags-undefined-taken", "J3-ACL-02", "undefined ACL flags are taken",
     [](Mutation& m) { m.Rewrite(kSetFlags, hresult::E_INVALIDARG, hresult::S_OK); }},
    {"job3.acl-flags-when-transferred", "J3-ACL-03", "SetFileACLFlags succeeds in TRANSFERRED",
     [](Mutation& m) {
       m.After(kSetFlags, [](Interception& call, Json& result) {
         if (call.State() == "TRANSFERRED" && Is(result, hresult::BG_E_INVALID_STATE))
           result = Outcome(hresult::S_OK);
       });
     }},
    {"job3.acl-flags-without-sacl", "J3-ACL-10", "GetFileACLFlags does not tell the fourth flag",
     [](Mutation& m) {
       m.AfterSuccess(kGetFlags, [](Interception&, Json& result) {
         result[kValue] = result[kValue].get<std::uint64_t>() & 7;
       });
     }},
    {"job3.prefix-after-final", "J3-PREFIX-06", "ReplaceRemotePrefix succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite(kReplace, hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"job3.prefix-any-case", "J3-PREFIX-01", "the case of a prefix does not count",
     [](Mutation& m) { ReplaceBy(m, RenamedInAnyCase); }},
    {"job3.prefix-anywhere", "J3-PREFIX-01", "a prefix is found anywhere in a name",
     [](Mutation& m) { ReplaceBy(m, RenamedAnywhere); }},
    {"job3.prefix-at-a-border", "J3-PREFIX-01", "a prefix must end with a host or a segment",
     [](Mutation& m) { ReplaceBy(m, RenamedAtABorder); }},
    {"job3.prefix-bad-url-taken", "J3-PREFIX-04", "a prefix that makes a malformed URL is taken",
     [](Mutation& m) {
       TakePrefix(m,
                  [](Interception& call) { return !HasEmptyPrefix(call) && !HasLongPrefix(call); });
     }},
    {"job3.prefix-empty-taken", "J3-PREFIX-03", "an empty prefix is taken",
     [](Mutation& m) { TakePrefix(m, HasEmptyPrefix); }},
    {"job3.prefix-everywhere-in-name", "J3-PREFIX-01", "a prefix is replaced again in each name",
     [](Mutation& m) { ReplaceBy(m, RenamedEverywhere); }},
    {"job3.prefix-fetches-finished", "J3-PREFIX-08",
     "a transferred file whose prefix changes is fetched again",
     [](Mutation& m) { FetchAgainAfter(m, kReplace); }},
    {"job3.prefix-first-only", "J3-PREFIX-01", "the first matching name only is rewritten",
     [](Mutation& m) { ReplaceBy(m, RenamedAtTheBeginning, 1); }},
    {"job3.prefix-forgotten", "J3-PREFIX-01", "ReplaceRemotePrefix succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kReplace); }},
    {"job3.prefix-ignored-under-way", "J3-PREFIX-07",
     "ReplaceRemotePrefix has no effect while bytes move",
     [](Mutation& m) { m.Ignore(kReplace, InState("TRANSFERRING")); }},
    {"job3.prefix-long-url-taken", "J3-PREFIX-04", "a prefix that makes a too long URL is taken",
     [](Mutation& m) { TakePrefix(m, HasLongPrefix); }},
    {"job3.prefix-mixes-versions", "J3-PREFIX-07", "the version on a new server is not compared",
     [](Mutation& m) {
       ChangeHeadsAfter(m, kReplace, [](ResponseHead& head) {
         head.headers = WithoutField(head.headers, "Last-Modified");
       });
     }},
    {"job3.prefix-no-match-fine", "J3-PREFIX-02",
     "ReplaceRemotePrefix answers S_OK when no name matches",
     [](Mutation& m) { m.Rewrite(kReplace, hresult::S_FALSE, hresult::S_OK); }},
    {"job3.prefix-of-old-names", "J3-PREFIX-09",
     "a prefix is looked for in the names with which files were added", ReplaceOldNames},
    {"job3.prefix-of-uploads", "J3-PREFIX-05", "ReplaceRemotePrefix succeeds for uploads",
     [](Mutation& m) { m.Rewrite(kReplace, hresult::E_NOTIMPL, hresult::S_OK); }},
    {"job3.prefix-shorter-urls-only", "J3-PREFIX-04", "a URL of 2,200 characters is refused",
     [](Mutation& m) { m.Refuse(kReplace, hresult::E_INVALIDARG, HasLongPrefix); }},
    {"job3.prefix-starts-over", "J3-PREFIX-07",
     "a file under way starts over when its prefix changes",
     [](Mutation& m) {
       ChangeHeadsAfter(m, kReplace, [](ResponseHead& head) {
         head.headers = WithField(head.headers, "Last-Modified", "Wed, 09 Nov 1994 08:49:37 GMT");
       });
     }},
    {"job3.ranges-after-final", "J3-RANGES-08", "AddFileWithRanges succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite(kAdd, hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"job3.ranges-beside-the-whole", "J3-RANGES-09", "the whole file is fetched besides its ranges",
     FetchWholeFileToo},
    {"job3.ranges-duplicates-taken", "J3-RANGES-05", "the same range may be named twice",
     [](Mutation& m) {
       TakeRanges(m, hresult::BG_E_OVERLAPPING_RANGES, [](const Json& ranges) {
         return HasAdjacent(ranges, [](const Json& a, const Json& b) { return a == b; });
       });
     }},
    {"job3.ranges-end-cut", "J3-RANGES-10", "a range to the end of the file has one byte",
     [](Mutation& m) {
       ChangeRanges(m, [](Json& ranges) {
         for (Json& range : ranges) {
           if (GoesToTheEnd(range)) range["length"] = 1;
         }
       });
     }},
    {"job3.ranges-end-last", "J3-RANGES-10", "a range to the end of the file comes last",
     [](Mutation& m) {
       ChangeRanges(m, [](Json& ranges) {
         std::stable_partition(ranges.begin(), ranges.end(), std::not_fn(GoesToTheEnd));
       });
     }},
    {"job3.ranges-first-only", "J3-RANGES-09", "a file has the first of its ranges only",
     [](Mutation& m) {
       ChangeRanges(m, [](Json& ranges) {
         while (ranges.size() > 1) ranges.erase(ranges.size() - 1);
       });
     }},
    {"job3.ranges-limit-fixed", "J3-RANGES-07", "the policy MaxRangesPerFile has no effect",
     [](Mutation& m) { m.ChangePolicy("MaxRangesPerFile", [](auto) { return 500; }); }},
    {"job3.ranges-limit-for-all", "J3-RANGES-07",
     "the limit of ranges holds for administrators and services too", LimitEverybody},
    {"job3.ranges-limit-one-less", "J3-RANGES-07", "a file may have one range less",
     [](Mutation& m) { m.ChangePolicy("MaxRangesPerFile", [](auto limit) { return limit - 1; }); }},
    {"job3.ranges-limit-one-more", "J3-RANGES-07", "a file may have one range more",
     [](Mutation& m) { m.ChangePolicy("MaxRangesPerFile", [](auto limit) { return limit + 1; }); }},
    {"job3.ranges-lost-in-restart", "F2-RANGES-01", "ranges do not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) {
         for (FileRecord& file : stored.files) file.ranges.clear();
       });
     }},
    {"job3.ranges-malformed-alone", "J3-RANGES-04", "only the first range is looked at",
     [](Mutation& m) {
       TakeRanges(m, hresult::BG_E_INVALID_RANGE,
                  [](const Json& ranges) { return ranges.size() > 1; });
     }},
    {"job3.ranges-malformed-taken", "J3-RANGES-04", "malformed ranges are taken",
     [](Mutation& m) { m.Rewrite(kAdd, hresult::BG_E_INVALID_RANGE, hresult::S_OK); }},
    {"job3.ranges-names-unchecked", "J3-RANGES-01", "AddFileWithRanges takes any name",
     [](Mutation& m) {
       TakeRanges(m, hresult::E_INVALIDARG, [](const Json& ranges) { return !ranges.empty(); });
     }},
    {"job3.ranges-neighbours-compared", "J3-RANGES-05",
     "only ranges that are named one after the other are compared",
     [](Mutation& m) {
       TakeRanges(m, hresult::BG_E_OVERLAPPING_RANGES,
                  [](const Json& ranges) { return !HasAdjacent(ranges, Overlap); });
     }},
    {"job3.ranges-none-taken", "J3-RANGES-01", "AddFileWithRanges succeeds without ranges",
     [](Mutation& m) {
       TakeRanges(m, hresult::E_INVALIDARG, [](const Json& ranges) { return ranges.empty(); });
     }},
    {"job3.ranges-not-shown", "F2-RANGES-01", "GetFileRanges tells no ranges",
     [](Mutation& m) {
       m.AfterSuccess(kGetRanges, [](Interception&, Json& result) {
         result = {{"hresult", ToHex(hresult::S_FALSE)}, {kRanges, Json::array()}};
       });
     }},
    {"job3.ranges-of-uploads", "J3-RANGES-02", "AddFileWithRanges succeeds for uploads",
     [](Mutation& m) { m.Rewrite(kAdd, hresult::E_NOTIMPL, hresult::S_OK); }},
    {"job3.ranges-only-suspended", "J3-RANGES-08",
     "AddFileWithRanges is refused unless the job is SUSPENDED",
     [](Mutation& m) {
       m.Refuse(kAdd, hresult::BG_E_INVALID_STATE,
                [](Interception& call) { return call.State() != "SUSPENDED"; });
     }},
    {"job3.ranges-outside-other-code", "J3-RANGES-12",
     "a range outside the file is told as a malformed response",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_INVALID_RANGE),
                 ToHex(hresult::BG_E_INVALID_SERVER_RESPONSE));
     }},
    {"job3.ranges-outside-retried", "J3-RANGES-12",
     "a range outside the file ends in TRANSIENT_ERROR", RetryErrors},
    {"job3.ranges-overlap-forwards", "J3-RANGES-05",
     "a range that begins before the one that is named before it is not compared with it",
     [](Mutation& m) {
       TakeRanges(m, hresult::BG_E_OVERLAPPING_RANGES, [](const Json& ranges) {
         return HasAdjacent(ranges,
                            [](const Json& a, const Json& b) { return OffsetOf(b) < OffsetOf(a); });
       });
     }},
    {"job3.ranges-overlap-taken", "J3-RANGES-05", "ranges may overlap",
     [](Mutation& m) { m.Rewrite(kAdd, hresult::BG_E_OVERLAPPING_RANGES, hresult::S_OK); }},
    {"job3.ranges-readonly-directory", "J3-RANGES-03",
     "AddFileWithRanges does not mind a directory that cannot be written",
     [](Mutation& m) { m.Rewrite(kAdd, hresult::E_ACCESSDENIED, hresult::S_OK); }},
    {"job3.ranges-shown-sorted", "F2-RANGES-01", "GetFileRanges sorts the ranges",
     [](Mutation& m) {
       m.AfterSuccess(kGetRanges,
                      [](Interception&, Json& result) { SortByOffset(result[kRanges]); });
     }},
    {"job3.ranges-shown-with-length", "F2-RANGES-01",
     "GetFileRanges tells a length for a range to the end of the file",
     [](Mutation& m) {
       m.AfterSuccess(kGetRanges, [](Interception&, Json& result) {
         for (Json& range : result[kRanges]) {
           if (GoesToTheEnd(range)) range["length"] = 1024;
         }
       });
     }},
    {"job3.ranges-sorted", "J3-RANGES-09", "the local file has the ranges in their order of offset",
     [](Mutation& m) { ChangeRanges(m, SortByOffset); }},
    {"job3.ranges-touching-refused", "J3-RANGES-09", "ranges must not touch",
     [](Mutation& m) {
       m.Refuse(kAdd, hresult::BG_E_OVERLAPPING_RANGES, [](Interception& call) {
         Json ranges = call.params[kRanges];
         if (!ranges.is_array()) return false;
         SortByOffset(ranges);
         return HasAdjacent(ranges,
                            [](const Json& a, const Json& b) { return EndOf(a) == OffsetOf(b); });
       });
     }},
    {"job3.ranges-unsupported-other-code", "J3-RANGES-13",
     "a server without ranges is told as a malformed response",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_INSUFFICIENT_RANGE_SUPPORT),
                 ToHex(hresult::BG_E_INVALID_SERVER_RESPONSE));
     }},
    {"job3.ranges-unsupported-retried", "J3-RANGES-13",
     "ranges on a server without them end in TRANSIENT_ERROR", RetryErrors},
    {"job3.ranges-versions-mixed", "J3-RANGES-16",
     "ranges of different versions come together in one file", MixVersions},
    {"job3.ranges-whole-file", "J3-RANGES-09", "a file with ranges is transferred as a whole",
     AddWholeFile},
};

}  // namespace

std::span<const MutantRow> Job3Mutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
