#include "conformance/command/bash_completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace bitsproof::conformance {
namespace {

// What does not depend on the commands. bash splits words at '=' and ':' too, which ids, URLs and
// subjects contain: the words are taken from the line instead, and of a candidate only what follows
// the last of these characters is answered.
constexpr std::string_view kScript = R"(
_bitsproof_candidates() {  # PROGRAM KIND: a line each
  local alternatives alternative
  case $2 in
    GLOB) "$1" list | cut -d ' ' -f 1; "$1" list cases | cut -f 1 | sort -u ;;
    CASE) "$1" list cases | cut -f 1 | sort -u ;;
    REQ) "$1" list requirements | cut -d ' ' -f 1 ;;
    TOPIC) "$1" list | cut -d . -f 1 | sort -u ;;
    MUTANT) "$1" list mutants | cut -d ' ' -f 1 ;;
    *'|'*)
      IFS='|' read -ra alternatives <<<"$2"
      for alternative in "${alternatives[@]}"; do
        if [[ $alternative == mutant: ]]; then "$1" list mutants | sed 's/ .*//; s/^/mutant:/'
        else printf '%s\n' "$alternative"; fi
      done ;;
  esac 2>/dev/null
}

_bitsproof() {
  local line=${COMP_LINE:0:COMP_POINT} words=() word command= kind= position=0 current before= prefix= candidate breaks= c
  read -ra words <<<"$line"
  [[ $line != *[[:space:]] ]] || words+=('')
  current=${words[-1]}
  current=${current#[\'\"]}
  for word in "${words[@]:1:${#words[@]}-2}"; do
    if [[ -n $kind ]]; then kind=  # this word is the value
    elif [[ $word == -* ]]; then [[ $word == *=* ]] || kind=$(_bitsproof_kind "$command" "$word")
    elif [[ -z $command ]]; then command=$word
    else position=$((position + 1)); fi
  done
  if [[ -n $kind ]]; then :
  elif [[ $current == --*=* ]]; then
    before=${current%%=*}=
    kind=$(_bitsproof_kind "$command" "${current%%=*}")
  elif [[ $current == -* || -z $command ]]; then kind=$(_bitsproof_words "$command" "$current")
  else kind=$(_bitsproof_kind "$command" $((position + 1))); fi

  COMPREPLY=()
  case $kind in
    FILE) mapfile -t COMPREPLY < <(compgen -f -- "${current#"$before"}"); compopt -o filenames 2>/dev/null ;;
    DIR) mapfile -t COMPREPLY < <(compgen -d -- "${current#"$before"}"); compopt -o filenames 2>/dev/null ;;
    *)
      for c in = :; do [[ $COMP_WORDBREAKS != *$c* ]] || breaks+=$c; done
      [[ -z $breaks ]] || prefix=${current%"${current##*[$breaks]}"}
      while IFS= read -r candidate; do
        [[ $before$candidate != "$current"* ]] || COMPREPLY+=("${before#"$prefix"}${candidate#"${prefix#"$before"}"}")
      done < <(_bitsproof_candidates "${COMP_WORDS[0]}" "$kind")
      [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *[:/] ]] || compopt -o nospace 2>/dev/null ;;
  esac
}
complete -F _bitsproof bitsproof
)";

constexpr std::array<std::string_view, 7> kFiles = {"FILE", "PAGE", "SCRIPT", "RESULTS",
                                                    "OUT",  "IN",   "PATH"};
constexpr std::array<std::string_view, 6> kKinds = {"DIR", "GLOB",  "CASE",
                                                    "REQ", "TOPIC", "MUTANT"};

template <typename List>
bool Contains(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// "reference|mutant:NAME|http://HOST:PORT": each alternative up to what is not literal.
std::string Alternatives(const std::string& value) {
  std::string alternatives;
  bool is_literal = true;
  for (const char c : value) {
    if (c == '|') is_literal = true;
    if (c == '\'' || std::isupper(static_cast<unsigned char>(c)) != 0) is_literal = false;
    if (is_literal) alternatives += c;
  }
  return alternatives;
}

// What the script calls the values of an option: a word of kKinds, FILE, alternatives, or TEXT for
// what cannot be completed.
std::string Kind(const OptionDescription& option) {
  if (option.value.find('|') != std::string::npos) return Alternatives(option.value);
  const std::string& name = option.is_positional ? option.names[0] : option.value;
  if (Contains(kFiles, name)) return "FILE";
  return Contains(kKinds, name) ? name : "TEXT";
}

// The lines of _bitsproof_kind for one command.
std::string KindLines(const std::string& command, const std::vector<OptionDescription>& options) {
  std::string lines;
  int position = 0;
  for (const OptionDescription& option : options) {
    if (option.value.empty()) continue;
    std::string pattern;
    if (option.is_positional) {
      ++position;
      pattern = option.is_repeatable ? fmt::format("'{} '[0-9]*", command)
                                     : fmt::format("'{} {}'", command, position);
    } else {
      pattern = fmt::format("'{} {}'", command, option.names.back());
    }
    lines += fmt::format("    {}) echo '{}' ;;\n", pattern, Kind(option));
  }
  return lines;
}

// The words that may stand where a command or an option does, as alternatives.
std::string OptionWords(const std::vector<OptionDescription>& options) {
  std::string words = "|";
  for (const OptionDescription& option : options) {
    if (!option.is_positional) words += option.names.back() + "|";
  }
  return words;
}

}  // namespace

std::string BashCompletion(const std::vector<CommandDescription>& commands) {
  std::string kinds;
  std::string words;
  std::string names = "|";
  for (std::size_t i = 1; i < commands.size(); ++i) {
    kinds += KindLines(commands[i].name, commands[i].options);
    words += fmt::format("    '{} '*) echo '{}' ;;\n", commands[i].name,
                         OptionWords(commands[i].options));
    names += commands[i].name + "|";
  }
  return fmt::format(
      "# Completes the command line of bitsproof in bash; written by `bitsproof completion "
      "bash`.\n\n"
      "_bitsproof_kind() {{  # COMMAND OPTION-OR-POSITION: what its value is; nothing for a flag\n"
      "  case \"$1 $2\" in\n{}  esac\n}}\n\n"
      "_bitsproof_words() {{  # COMMAND WORD: the options, or without a command the commands\n"
      "  case \"$1 $2\" in\n{}    ' -'*) echo '{}' ;;\n    *) echo '{}' ;;\n  esac\n}}\n{}",
      kinds, words, OptionWords(commands.at(0).options), names, kScript);
}

}  // namespace bitsproof::conformance
