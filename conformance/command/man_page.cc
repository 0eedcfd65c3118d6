#include "conformance/command/man_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>

namespace bitsproof::conformance {
namespace {

// One line of text as groff reads it: what would be a request, an escape or a typographic dash is
// not.
std::string Escaped(const std::string& line) {
  std::string escaped;
  if (line.starts_with('.') || line.starts_with('\'')) escaped = "\\&";
  for (const char c : line) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else if (c == '\'') {
      escaped += "\\(aq";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// `text` with its own line breaks.
std::string Verbatim(const std::string& text) {
  std::string page = ".PP\n.nf\n";
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) page += Escaped(line) + "\n";
  return page + ".fi\n";
}

std::string PositionalUsage(const OptionDescription& option) {
  const std::string name = option.names[0] + (option.is_repeatable ? "..." : "");
  return option.is_required ? name : "[" + name + "]";
}

std::string Entry(const OptionDescription& option) {
  std::string term =
      fmt::format("\\fB{}\\fR", Escaped(fmt::format("{}", fmt::join(option.names, ", "))));
  if (!option.is_positional && !option.value.empty())
    term += " \\fI" + Escaped(option.value) + "\\fR";
  std::string text = Escaped(option.text) + ".";
  if (!option.default_value.empty()) text += " Default: " + Escaped(option.default_value) + ".";
  return ".TP\n" + term + "\n" + text + "\n";
}

std::string Entries(const CommandDescription& command, bool with_help) {
  std::string page;
  std::string group;
  for (const OptionDescription& option : command.options) {
    if (!with_help && option.names.back() == "--help") continue;
    if (!option.is_positional && option.group != group) {
      group = option.group;
      page += ".PP\n" + Escaped(group) + ":\n";
    }
    page += Entry(option);
  }
  return page;
}

std::string Section(const CommandDescription& command) {
  std::string usage = "bitsproof " + command.name + " [OPTIONS]";
  for (const OptionDescription& option : command.options) {
    if (option.is_positional) usage += " " + PositionalUsage(option);
  }
  return ".SS \"" + Escaped(usage) + "\"\n" + Escaped(command.text) + ".\n" +
         Entries(command, false) + (command.footer.empty() ? "" : Verbatim(command.footer));
}

}  // namespace

std::string ManPage(const std::vector<CommandDescription>& commands, const std::string& version) {
  const CommandDescription& program = commands.at(0);
  std::string page =
      fmt::format(".TH BITSPROOF 1 \"\" \"bitsproof {}\" \"User Commands\"\n", Escaped(version));
  page += ".SH NAME\nbitsproof \\- conformance suite for background\\-transfer job managers\n";
  page += ".SH SYNOPSIS\n.B bitsproof\n.I COMMAND\n.RI [ OPTIONS ]\n";
  page += ".SH DESCRIPTION\n" + Escaped(program.text) + "\n";
  page += ".SH OPTIONS\n" + Entries(program, true);
  page += ".SH COMMANDS\n";
  for (std::size_t i = 1; i < commands.size(); ++i) page += Section(commands[i]);
  page += ".SH \"EXIT STATUS\"\n" + Verbatim(program.footer);
  page +=
      ".SH FILES\n.TP\n\\fI../share/bitsproof/scenarios\\fR\n"
      "The scenarios, as seen from the folder of the program, unless \\fB\\-\\-scenarios\\fR names "
      "others.\n";
  return page;
}

}  // namespace bitsproof::conformance
