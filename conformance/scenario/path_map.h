// PathMap: how the subject spells the paths of the harness.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bitsproof::conformance {

// Rules "HARNESS=SUBJECT": a path at or below the directory HARNESS is, for the subject, the same
// place at or below SUBJECT. Without rules paths stay as they are.
class PathMap {
 public:
  // Adds the rule that `text` writes: "/mnt/c/x=C:\x", "/=Z:\". HARNESS is absolute. Throws
  // std::invalid_argument with a sentence that says what is wrong and shows an example.
  void Add(std::string_view text);

  // The subject's spelling of the absolute path `path`. The longest HARNESS wins. When its SUBJECT
  // has a backslash, the rest of the path is written with backslashes too.
  std::string ToSubject(const std::string& path) const;

  bool empty() const { return rules_.empty(); }

 private:
  struct Rule {
    std::string harness;  // no slash at the end; "" for the root
    std::string subject;  // as it was given
  };

  std::vector<Rule> rules_;  // the longest first
};

}  // namespace bitsproof::conformance
