// The words of a command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bitsproof {

// The words of `text`, as a shell splits it: blanks separate; '...' and "..." hold words together;
// a backslash takes the next character as it is (between double quotes only before " and \, between
// single quotes never). Nothing is expanded. Throws std::invalid_argument with a clause when a
// quote is not closed or there is no word.
std::vector<std::string> SplitCommandLine(std::string_view text);

// The arguments of a program that is started with `parameters`, which begin with its name; when
// there are none, its path alone. Throws as SplitCommandLine does.
std::vector<std::string> ArgumentsOf(const std::string& program, std::string_view parameters);

}  // namespace bitsproof
