// Problem: what is wrong with a file that people write.
#pragma once

#include <functional>
#include <string>

namespace bitsproof::conformance {

// One thing that is wrong, and where.
struct Problem {
  std::string file;
  std::string pointer;  // JSON pointer; "" for the document as a whole and for broken JSON
  std::string message;  // a sentence: what is wrong and what is allowed
};

// Hears of something wrong at JSON pointer `pointer`.
using JsonProblem = std::function<void(const std::string& pointer, const std::string& message)>;

// "scenarios/limits/x.json#/steps/0/call: unknown method ..."
inline std::string ToString(const Problem& problem) {
  const std::string place = problem.pointer.empty() ? "" : "#" + problem.pointer;
  return problem.file + place + ": " + problem.message;
}

// `pointer` extended by one token.
inline std::string Join(std::string pointer, const std::string& token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

inline std::string Join(const std::string& pointer, std::size_t index) {
  return pointer + "/" + std::to_string(index);
}

}  // namespace bitsproof::conformance
