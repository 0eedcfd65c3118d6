#include "fakes/origin_model.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "reference/base/http_date.h"
#include "reference/base/text.h"
#include "reference/base/url.h"

namespace bitsproof::fakes {
namespace {

using Ending = ResponsePlan::Ending;

// The time of the origin's calendar, see ParseHttpDate: the simulated one of a world.
constexpr WallTime kNow = FromUnixSeconds(1'767'225'600);  // 2026

constexpr std::string_view kGarbage = "\x16\x03 this is no HTTP \x01\x02\r\n\r\n";

// The value of a Range header with one range; absent ends mean what RFC 9110 says.
struct RangeSpec {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;  // without `first`: the number of bytes from the end

  // The range of a resource of `size` bytes; nullopt when it has no byte of it.
  std::optional<ByteRange> Resolve(std::uint64_t size) const {
    if (!first) {
      const std::uint64_t count = std::min(*last, size);
      if (count == 0) return std::nullopt;
      return ByteRange{size - count, count};
    }
    if (*first >= size) return std::nullopt;
    const std::uint64_t end = last && *last < size ? *last + 1 : size;
    return ByteRange{*first, end - *first};
  }
};

bool ParseNumber(std::string_view text, std::optional<std::uint64_t>& number) {
  if (text.empty()) return true;
  std::uint64_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  number = value;
  return error == std::errc() && rest == text.data() + text.size();
}

// nullopt for a header that is absent or that a server ignores: another unit, several ranges, not
// of the form.
std::optional<RangeSpec> ParseRange(const OriginRequest& request) {
  const auto header = request.headers.Get("Range");
  constexpr std::string_view kUnit = "bytes=";
  if (!header || header->substr(0, kUnit.size()) != kUnit) return std::nullopt;
  const std::string_view text = header->substr(kUnit.size());
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  RangeSpec spec;
  if (!ParseNumber(text.substr(0, dash), spec.first)) return std::nullopt;
  if (!ParseNumber(text.substr(dash + 1), spec.last)) return std::nullopt;
  if (!spec.first && !spec.last) return std::nullopt;
  if (spec.first && spec.last && *spec.first > *spec.last) return std::nullopt;
  return spec;
}

// If-Match and If-Unmodified-Since.
bool PreconditionsHold(const OriginRequest& request, const Content& content) {
  const auto match = request.headers.Get("If-Match");
  if (match) return *match == "*" || *match == content.etag;
  const auto since = request.headers.Get("If-Unmodified-Since");
  if (!since || !content.last_modified) return true;
  const auto date = ParseHttpDate(*since, kNow);
  const auto modified = ParseHttpDate(*content.last_modified, kNow);
  return !date || !modified || *date >= *modified;
}

// If-Range: a range of another version than the client's is answered with the whole of this one.
bool RangeStillApplies(const OriginRequest& request, const Content& content) {
  const auto validator = request.headers.Get("If-Range");
  return !validator || *validator == content.etag || *validator == content.last_modified;
}

// Whether the method brings the content.
bool IsFetch(const std::string& method, const Resource& resource) {
  const auto& verbs = resource.verbs;
  return method == "GET" || std::find(verbs.begin(), verbs.end(), method) != verbs.end();
}

void PlanEmpty(int status, ResponsePlan& plan) {
  plan.status = status;
  if (status != 204 && status != 304) plan.headers.Add("Content-Length", "0");
}

void ReplaceHeader(HeaderFields& headers, std::string_view name,
                   const std::optional<std::string>& value) {
  HeaderFields kept;
  for (const auto& [field, text] : headers.fields()) {
    if (!EqualsIgnoringCase(field, name)) kept.Add(field, text);
  }
  if (value) kept.Add(std::string(name), *value);
  headers = std::move(kept);
}

std::string ContentRangeText(std::uint64_t first, std::uint64_t last, std::uint64_t total) {
  return "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" +
         std::to_string(total);
}

// `text` with the numbers of a part in their places.
std::string ContentRangeText(std::string text, const ByteRange& part, std::uint64_t total) {
  const auto replace = [&](std::string_view place, std::uint64_t number) {
    if (const std::size_t at = text.find(place); at != std::string::npos) {
      text.replace(at, place.size(), std::to_string(number));
    }
  };
  replace("{first}", part.offset);
  replace("{last}", part.end() - 1);
  replace("{total}", total);
  return text;
}

// Sends `part` of the body and claims that it is `claimed`.
void ReplacePart(const ByteRange& part, const ByteRange& claimed, ResponsePlan& plan) {
  plan.send = part;
  ReplaceHeader(plan.headers, "Content-Range",
                ContentRangeText(claimed.offset, claimed.end() - 1, plan.body.size()));
  if (!plan.headers.Get("Content-Length")) return;
  ReplaceHeader(plan.headers, "Content-Length", std::to_string(part.length));
}

// `range` without its last `by` bytes, but with one.
ByteRange Shortened(const ByteRange& range, std::int64_t by) {
  const std::uint64_t less =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(by), range.length - 1);
  return {range.offset, range.length - less};
}

// As much as `range`, but `by` bytes earlier, or from the start.
ByteRange Earlier(const ByteRange& range, std::int64_t by) {
  const std::uint64_t more = std::min<std::uint64_t>(static_cast<std::uint64_t>(by), range.offset);
  return {range.offset - more, range.length};
}

// Whether a fault of `kind` changes anything about an answer like `plan`.
bool CanApply(FaultKind kind, const OriginRequest& request, const ResponsePlan& plan) {
  switch (kind) {
    case FaultKind::kContentRange:
      return plan.status == 206;
    case FaultKind::kShortPart:
    case FaultKind::kLongPart:
      return plan.status == 206 && plan.send.length > 1;
    case FaultKind::kEarlyPart:
      return plan.status == 206 && plan.send.offset > 0;
    case FaultKind::kWrongContentLength:
      return (plan.status == 200 || plan.status == 206) && plan.headers.Get("Content-Length");
    case FaultKind::kWrongContentRange:
    case FaultKind::kNoContentRange:
      return plan.status == 206;
    case FaultKind::kIgnoreRange:
      return (plan.status == 206 || plan.status == 416) && ParseRange(request).has_value();
    default:
      return true;
  }
}

// Spells the names of fields as in `names`.
void SpellAs(const std::vector<std::string>& names, HeaderFields& headers) {
  if (names.empty()) return;
  HeaderFields spelled;
  for (const auto& [field, value] : headers.fields()) {
    const auto name = std::find_if(names.begin(), names.end(), [&field = field](const auto& other) {
      return EqualsIgnoringCase(other, field);
    });
    spelled.Add(name == names.end() ? field : *name, value);
  }
  headers = std::move(spelled);
}

bool ReplacesAnswer(FaultKind kind) {
  switch (kind) {
    case FaultKind::kWrongContentLength:
    case FaultKind::kWrongContentRange:
    case FaultKind::kNoContentRange:
    case FaultKind::kContentRange:
    case FaultKind::kShortPart:
    case FaultKind::kEarlyPart:
    case FaultKind::kLongPart:
    case FaultKind::kIgnoreRange:
      return false;
    default:
      return true;
  }
}

Ending EndingOf(FaultKind kind) {
  switch (kind) {
    case FaultKind::kReset:
      return Ending::kReset;
    case FaultKind::kStall:
      return Ending::kStall;
    default:
      return Ending::kClose;
  }
}

}  // namespace

OriginModel::OriginModel(OriginScript script, std::function<Duration()> elapsed)
    : script_(std::move(script)), journal_(std::move(elapsed)) {}

nlohmann::ordered_json OriginModel::Journal() const { return journal_.ToJson(); }

ResponsePlan OriginModel::Answer(std::uint64_t connection, const OriginRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto url = Url::Parse(request.target);  // as a proxy is asked
  std::string path = request.target;
  auto resource = script_.resources.find(path);
  if (resource == script_.resources.end()) {
    if (url) path = url->request_target();
    resource = script_.resources.find(path);
  }
  if (resource == script_.resources.end()) {
    path = path.substr(0, path.find('?'));
    resource = script_.resources.find(path);
  }
  PathState& state = paths_[path];
  const bool known = resource != script_.resources.end();
  const Question question{request, path, known ? &resource->second : nullptr, state};
  ++state.requests;

  ResponsePlan plan;
  const auto range = ParseRange(request);
  const auto bounds = range ? *range : RangeSpec{};
  plan.request = journal_.AddRequest(connection, request, bounds.first,
                                     bounds.first ? bounds.last : std::nullopt);
  if (OriginFault* fault = FindFault(question, nullptr)) {
    Apply(*fault, question, plan);
  } else {
    PlanResource(question, true, plan);
    OriginFault* late = FindFault(question, &plan);
    if (late != nullptr) Apply(*late, question, plan);
  }
  if (plan.status != 0) ++state.answered;
  plan.http_version = script_.http_version;
  SpellAs(script_.header_names, plan.headers);
  return plan;
}

// With a plan: the first fault that fits it. Without: the first one that takes the place of any
// answer, so that none needs to be planned (and no scripted status is used up).
OriginFault* OriginModel::FindFault(const Question& question, const ResponsePlan* plan) {
  for (OriginFault& fault : script_.faults) {
    if (fault.times == 0) continue;
    if (fault.method && *fault.method != question.request.method) continue;
    if (fault.path && *fault.path != question.path && *fault.path != question.request.target) {
      continue;
    }
    if (fault.request && *fault.request != question.state.requests) continue;
    if (plan == nullptr) {
      if (fault.resource_offset || !ReplacesAnswer(fault.kind)) continue;
    } else {
      const std::optional<std::uint64_t> at = fault.resource_offset;
      if (at && (*at < plan->send.offset || *at >= plan->send.end())) continue;
      if (!CanApply(fault.kind, question.request, *plan)) continue;
    }
    return &fault;
  }
  return nullptr;
}

void OriginModel::Apply(OriginFault& fault, const Question& question, ResponsePlan& plan) {
  --fault.times;
  plan.fault = fault.id;
  journal_.AddFault(plan.request, fault.id);
  switch (fault.kind) {
    case FaultKind::kReset:
    case FaultKind::kTruncate:
    case FaultKind::kStall:
      plan.ending = EndingOf(fault.kind);
      if (fault.resource_offset) {
        plan.send.length = *fault.resource_offset - plan.send.offset;
      } else {
        plan.status = 0;
      }
      return;
    case FaultKind::kGarbage:
    case FaultKind::kRefuse:
      plan.ending = Ending::kClose;
      plan.status = 0;
      plan.send = ByteRange{};
      if (fault.kind == FaultKind::kGarbage) plan.garbage = kGarbage;
      return;
    case FaultKind::kStatus: {
      ResponsePlan empty;
      empty.request = plan.request;
      empty.fault = plan.fault;
      PlanEmpty(fault.status, empty);
      plan = std::move(empty);
      return;
    }
    case FaultKind::kWrongContentLength: {
      const std::uint64_t length = std::stoull(std::string(*plan.headers.Get("Content-Length")));
      ReplaceHeader(plan.headers, "Content-Length",
                    std::to_string(length + static_cast<std::uint64_t>(fault.by)));
      plan.ending = Ending::kClose;
      return;
    }
    case FaultKind::kWrongContentRange: {
      const std::int64_t first = static_cast<std::int64_t>(plan.send.offset) + fault.by;
      ReplaceHeader(plan.headers, "Content-Range",
                    ContentRangeText(static_cast<std::uint64_t>(std::max<std::int64_t>(first, 0)),
                                     plan.send.end() - 1, plan.body.size()));
      return;
    }
    case FaultKind::kNoContentRange:
      ReplaceHeader(plan.headers, "Content-Range", std::nullopt);
      return;
    case FaultKind::kContentRange:
      ReplaceHeader(plan.headers, "Content-Range",
                    ContentRangeText(fault.text, plan.send, plan.body.size()));
      return;
    case FaultKind::kShortPart: {
      const ByteRange part = Shortened(plan.send, fault.by);
      ReplacePart(part, part, plan);
      return;
    }
    case FaultKind::kEarlyPart: {
      const ByteRange part = Earlier(plan.send, fault.by);
      ReplacePart(part, part, plan);
      return;
    }
    case FaultKind::kLongPart:
      ReplacePart(plan.send, Shortened(plan.send, fault.by), plan);
      return;
    case FaultKind::kIgnoreRange: {
      ResponsePlan whole;
      whole.request = plan.request;
      whole.fault = plan.fault;
      PlanResource(question, false, whole);
      plan = std::move(whole);
      return;
    }
  }
}

// False: the request is answered with a challenge.
bool OriginModel::PlanChallenge(const Question& question, ResponsePlan& plan) const {
  const auto check = [&](const std::optional<OriginAuth>& auth, NonceState& nonces,
                         const char* given, int status, const char* asking) {
    if (!auth) return true;
    const AuthVerdict verdict(*auth, nonces, question.request.method,
                              question.request.headers.Get(given));
    if (verdict.is_authorized()) return true;
    PlanEmpty(status, plan);
    for (const std::string& challenge : verdict.challenges()) plan.headers.Add(asking, challenge);
    return false;
  };
  const Resource& resource = *question.resource;
  return check(resource.proxy_auth, question.state.proxy_nonces, "Proxy-Authorization", 407,
               "Proxy-Authenticate") &&
         check(resource.auth, question.state.nonces, "Authorization", 401, "WWW-Authenticate");
}

bool OriginModel::PlayStatusRun(const Question& question, ResponsePlan& plan) const {
  const std::vector<StatusRun>& runs = question.resource->statuses;
  std::vector<std::uint64_t>& played = question.state.status_runs_played;
  played.resize(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const StatusRun& run = runs[i];
    if (played[i] == run.times) continue;
    if (!run.method.empty() && run.method != question.request.method) continue;
    ++played[i];
    PlanEmpty(run.status, plan);
    for (const auto& [name, value] : run.headers.fields()) plan.headers.Add(name, value);
    return true;
  }
  return false;
}

void OriginModel::PlanResource(const Question& question, bool with_range,
                               ResponsePlan& plan) const {
  if (question.resource == nullptr) return PlanEmpty(404, plan);
  const Resource& resource = *question.resource;
  const OriginRequest& request = question.request;
  plan.delay = resource.delay;
  if (PlayStatusRun(question, plan)) return;
  const bool is_head = request.method == "HEAD";
  if (is_head ? !resource.head : !IsFetch(request.method, resource)) {
    PlanEmpty(405, plan);
    plan.headers.Add("Allow", resource.head ? "GET, HEAD" : "GET");
  } else if (!PlanChallenge(question, plan)) {
    return;
  } else if (resource.redirect) {
    PlanEmpty(resource.redirect->status, plan);
    plan.headers.Add("Location", resource.redirect->location);
  } else if (!PreconditionsHold(request, ContentOf(question))) {
    PlanEmpty(412, plan);
  } else {
    PlanContent(question, with_range, plan);
  }
}

const Content& OriginModel::ContentOf(const Question& question) const {
  const Content* content = &question.resource->content;
  for (const Version& version : question.resource->versions) {
    if (question.state.answered >= version.after_requests) content = &version.content;
  }
  return *content;
}

void OriginModel::PlanContent(const Question& question, bool with_range, ResponsePlan& plan) const {
  const Resource& resource = *question.resource;
  const Content& content = ContentOf(question);
  const auto changes = resource.methods.find(question.request.method);
  const bool has_changes = changes != resource.methods.end();
  const Body& body = has_changes && changes->second.body ? *changes->second.body : content.body;
  const std::uint64_t size = body.size();
  const bool is_get = IsFetch(question.request.method, resource);
  auto range = with_range && question.request.method == "GET" && resource.ranges
                   ? ParseRange(question.request)
                   : std::nullopt;
  if (range && !RangeStillApplies(question.request, content)) range.reset();
  const auto part = range ? range->Resolve(size) : ByteRange{0, size};
  if (!part) {
    PlanEmpty(416, plan);
    plan.headers.Add("Content-Range", "bytes */" + std::to_string(size));
    return;
  }
  plan.status = range ? 206 : 200;
  plan.headers.Add("Content-Type", resource.content_type);
  plan.headers.Add("Accept-Ranges", resource.ranges ? "bytes" : "none");
  if (content.etag) plan.headers.Add("ETag", *content.etag);
  if (content.last_modified) plan.headers.Add("Last-Modified", *content.last_modified);
  if (range) {
    plan.headers.Add("Content-Range", ContentRangeText(part->offset, part->end() - 1, size));
  }
  if (resource.content_length) {
    plan.headers.Add("Content-Length", std::to_string(part->length));
  }
  for (const auto& [name, value] : resource.headers.fields()) plan.headers.Add(name, value);
  if (has_changes) {
    for (const auto& [name, value] : changes->second.headers) {
      ReplaceHeader(plan.headers, name, value);
    }
  }
  plan.rate_bytes_s = resource.rate_bytes_s;
  if (!is_get) return;
  plan.chunked = !resource.content_length;
  plan.has_body = true;
  plan.body = body;
  plan.send = *part;
}

}  // namespace bitsproof::fakes
