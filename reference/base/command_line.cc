#include "reference/base/command_line.h"

#include <stdexcept>
#include <utility>

namespace bitsproof {
namespace {

// Reads words off a command line, character by character.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) {}

  std::vector<std::string> Read() {
    for (; at_ < text_.size(); ++at_) Take(text_[at_]);
    if (quote_ != 0) {
      throw std::invalid_argument("the command line '" + std::string(text_) + "' has a " + quote_ +
                                  " that is not closed");
    }
    EndWord();
    if (words_.empty()) throw std::invalid_argument("the command line has no command");
    return std::move(words_);
  }

 private:
  void Take(char c) {
    const bool is_quote = quote_ == 0 ? c == '\'' || c == '"' : c == quote_;
    if (is_quote) {
      quote_ = quote_ == 0 ? c : '\0';
      in_word_ = true;
    } else if (c == '\\' && Escapes()) {
      Put(text_[++at_]);
    } else if (quote_ == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      EndWord();
    } else {
      Put(c);
    }
  }

  // Whether the backslash here takes the next character as it is.
  bool Escapes() const {
    if (quote_ == '\'' || at_ + 1 == text_.size()) return false;
    return quote_ == 0 || text_[at_ + 1] == '"' || text_[at_ + 1] == '\\';
  }

  void Put(char c) {
    word_ += c;
    in_word_ = true;
  }

  void EndWord() {
    if (in_word_) words_.push_back(std::exchange(word_, {}));
    in_word_ = false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  char quote_ = '\0';  // the one that is open
  bool in_word_ = false;
  std::string word_;
  std::vector<std::string> words_;
};

}  // namespace

std::vector<std::string> SplitCommandLine(std::string_view text) { return WordReader(text).Read(); }

std::vector<std::string> ArgumentsOf(const std::string& program, std::string_view parameters) {
  return parameters.empty() ? std::vector{program} : SplitCommandLine(parameters);
}

}  // namespace bitsproof
