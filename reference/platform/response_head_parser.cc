#include "reference/platform/response_head_parser.h"

#include <charconv>
#include <string>
#include <utility>

namespace bitsproof::platform {
namespace {

std::string_view WithoutLineEnd(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view Trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

ResponseHeadParser::Step ResponseHeadParser::Feed(std::string_view line) {
  line = WithoutLineEnd(line);
  switch (part_) {
    case Part::kStatusLine:
      return FeedStatusLine(line);
    case Part::kFields:
      return line.empty() ? EndHead() : FeedField(line);
    case Part::kBody:
      return Step::kMore;
  }
  return Step::kMalformed;
}

// "HTTP/1.1 200 OK"; the reason phrase may be missing.
ResponseHeadParser::Step ResponseHeadParser::FeedStatusLine(std::string_view line) {
  if (!line.starts_with("HTTP/1.0 ") && !line.starts_with("HTTP/1.1 ")) return Step::kMalformed;
  head_ = ResponseHead{};
  head_.http_version = line[7] == '0' ? 10 : 11;
  const std::string_view code = line.substr(9, 3);
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), head_.status);
  const bool is_three_digits = error == std::errc{} && end == code.data() + 3;
  if (!is_three_digits || (line.size() > 12 && line[12] != ' ')) return Step::kMalformed;
  if (head_.status < 100 || head_.status == 101) return Step::kMalformed;
  part_ = Part::kFields;
  return Step::kMore;
}

// A line that begins with a blank continues the field before it (obs-fold of RFC 9112): one blank
// takes the fold's place.
ResponseHeadParser::Step ResponseHeadParser::FeedField(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') {
    if (name_.empty()) return Step::kMalformed;
    value_.append(" ").append(Trimmed(line));
    return Step::kMore;
  }
  KeepField();
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return Step::kMalformed;
  name_ = line.substr(0, colon);
  value_ = Trimmed(line.substr(colon + 1));
  return Step::kMore;
}

ResponseHeadParser::Step ResponseHeadParser::EndHead() {
  KeepField();
  if (head_.status < 200) {
    part_ = Part::kStatusLine;
    return Step::kMore;
  }
  part_ = Part::kBody;
  return Step::kHead;
}

void ResponseHeadParser::KeepField() {
  if (!name_.empty()) head_.headers.Add(std::exchange(name_, {}), std::exchange(value_, {}));
}

}  // namespace bitsproof::platform
