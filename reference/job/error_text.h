// Texts for result codes and error contexts.
#pragma once

#include <cstdint>
#include <string>

#include "reference/base/result.h"
#include "reference/model/job_record.h"

namespace bitsproof {

// English text. E_INVALIDARG for language 0, E_RESOURCE_LANG_NOT_FOUND for a language other than
// English.
Result<std::string> DescribeCode(HResult code, std::uint32_t language_id);
Result<std::string> DescribeErrorContext(ErrorContext context, std::uint32_t language_id);

}  // namespace bitsproof
