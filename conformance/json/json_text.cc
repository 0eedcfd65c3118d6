#include "conformance/json/json_text.h"

#include <algorithm>
#include <vector>

#include "reference/base/text.h"

namespace bitsproof::conformance {
namespace {

// Builds the document and watches for keys that come twice.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view text, const JsonProblem& problem) : text_(text), problem_(&problem) {}

  Json TakeRoot() { return std::move(root_); }

  bool null() override { return Put(nullptr); }
  bool boolean(bool value) override { return Put(value); }
  bool number_integer(number_integer_t value) override { return Put(value); }
  bool number_unsigned(number_unsigned_t value) override { return Put(value); }
  bool number_float(number_float_t value, const string_t&) override { return Put(value); }
  bool string(string_t& value) override { return Put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(Json::object()); }
  bool start_array(std::size_t) override { return Open(Json::array()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    if (open_.back()->contains(name)) {
      (*problem_)(Join(Pointer(), name), "the key \"" + name + "\" stands twice in this object");
    }
    keys_.back() = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override {
    const std::size_t at = std::min(position - std::min(position, token.size()), text_.size());
    const std::string_view before = text_.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t newline = before.rfind('\n');
    const std::size_t column = newline == std::string_view::npos ? at + 1 : at - newline;
    (*problem_)("", "line " + std::to_string(line) + ", column " + std::to_string(column) +
                        ": this is no JSON: " + Detail(error.what()));
    return false;
  }

 private:
  // The library's text without its own account of the place.
  static std::string Detail(const std::string& what) {
    for (const char* const mark : {"column ", "] "}) {
      const std::size_t start = what.find(mark);
      if (start == std::string::npos) continue;
      const std::size_t colon = what.find(": ", start);
      if (colon != std::string::npos) return what.substr(colon + 2);
    }
    return what;
  }

  std::string Pointer() const {
    std::string pointer;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      pointer =
          open_[i]->is_array() ? Join(pointer, open_[i]->size() - 1) : Join(pointer, keys_[i]);
    }
    return pointer;
  }

  Json* Add(Json value) {
    if (open_.empty()) return &(root_ = std::move(value));
    Json& parent = *open_.back();
    if (parent.is_object()) return &(parent[keys_.back()] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }

  bool Put(Json value) {
    Add(std::move(value));
    return true;
  }

  bool Open(Json value) {
    open_.push_back(Add(std::move(value)));
    keys_.emplace_back();
    if (open_.size() <= kJsonDepthMax) return true;
    (*problem_)(Pointer(), "nested deeper than " + std::to_string(kJsonDepthMax) + " levels");
    return false;
  }

  bool Close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  std::string_view text_;
  const JsonProblem* problem_;
  Json root_;
  std::vector<Json*> open_;  // the objects and arrays around the present place, outermost first
  std::vector<std::string> keys_;  // for each of them the present key, "" in arrays
};

}  // namespace

std::optional<Json> ReadJson(std::string_view text, const JsonProblem& problem) {
  Builder builder(text, problem);
  if (!Json::sax_parse(text, &builder)) return std::nullopt;
  return builder.TakeRoot();
}

std::string ToLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string Abbreviated(const Json& json, std::size_t bytes_max) {
  std::string text = ToLine(json);
  if (text.size() <= bytes_max) return text;
  return std::string(CutToBytes(text, bytes_max)) + "... (" + std::to_string(text.size()) +
         " bytes)";
}

std::string RepairedUtf8(const std::string& text) {
  // The writer of JSON replaces such bytes; reading it back undoes its escapes.
  return Json::parse(ToLine(text)).get<std::string>();
}

}  // namespace bitsproof::conformance
