// The switch of the mutated build: which one of its mutants acts.
#pragma once

#include <cstdlib>
#include <type_traits>

namespace bitsproof::mutate {

// The number in the environment variable BITSPROOF_MUTANT at the start; 0 for none.
inline const int active = [] {
  const char* const text = std::getenv("BITSPROOF_MUTANT");
  return text == nullptr ? 0 : std::atoi(text);
}();

// Whether mutant `number` acts. What is evaluated while compiling is never mutated.
constexpr bool On(int number) {
  if (std::is_constant_evaluated()) return false;
  return number == active;
}

}  // namespace bitsproof::mutate
