#include "conformance/scenario/vocabulary.h"

#include <array>

namespace bitsproof::conformance {
namespace {

constexpr auto kCodes = std::to_array<std::string_view>({
#define BITSPROOF_HRESULT(name, number, meaning) #name,
#include "reference/base/hresult_table.inc"
#undef BITSPROOF_HRESULT
});

}  // namespace

std::string CodeSuggestion(std::string_view word) { return Suggestion(word, kCodes); }

}  // namespace bitsproof::conformance
