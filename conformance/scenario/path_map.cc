#include "conformance/scenario/path_map.h"

#include <algorithm>
#include <stdexcept>

namespace bitsproof::conformance {
namespace {

bool EndsInSeparator(std::string_view path) { return path.ends_with('/') || path.ends_with('\\'); }

// Whether `path` is `directory` (without slash at the end) or below it.
bool IsAtOrBelow(std::string_view path, std::string_view directory) {
  return path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

}  // namespace

void PathMap::Add(std::string_view text) {
  const std::size_t equals = text.find('=');
  std::string_view harness = text.substr(0, std::min(equals, text.size()));
  const std::string_view subject = equals == std::string_view::npos ? "" : text.substr(equals + 1);
  if (!harness.starts_with('/') || subject.empty()) {
    throw std::invalid_argument(
        "'" + std::string(text) +
        "' is not a path map: write HARNESS=SUBJECT with an absolute directory before the equals "
        "sign, like '/mnt/c/x=C:\\x' or '/=Z:\\'");
  }
  while (harness.ends_with('/')) harness.remove_suffix(1);
  const auto place = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    return rule.harness.size() < harness.size();
  });
  rules_.insert(place, Rule{std::string(harness), std::string(subject)});
}

std::string PathMap::ToSubject(const std::string& path) const {
  const auto rule = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& candidate) {
    return IsAtOrBelow(path, candidate.harness);
  });
  if (rule == rules_.end()) return path;
  std::string rest = path.substr(std::min(rule->harness.size() + 1, path.size()));
  if (rest.empty()) return rule->subject;
  const char separator = rule->subject.find('\\') == std::string::npos ? '/' : '\\';
  std::replace(rest.begin(), rest.end(), '/', separator);
  return rule->subject + (EndsInSeparator(rule->subject) ? "" : std::string(1, separator)) + rest;
}

}  // namespace bitsproof::conformance
