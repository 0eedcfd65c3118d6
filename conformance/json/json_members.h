// JsonMembers: reads the members of a JSON object and says exactly which of them is wrong.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/json.h"
#include "conformance/json/problem.h"

namespace bitsproof::conformance {

// A value that is not of its form: where, as a JSON pointer, and what is wrong. what() is both,
// "/a/0: must be a text".
class MemberError : public std::invalid_argument {
 public:
  MemberError(std::string pointer, const std::string& message)
      : std::invalid_argument((pointer.empty() ? "/" : pointer) + ": " + message),
        pointer_(std::move(pointer)),
        message_(message) {}

  const std::string& pointer() const { return pointer_; }
  const std::string& message() const { return message_; }

 private:
  std::string pointer_;
  std::string message_;
};

// A view of one object. Every reader throws MemberError when the member is missing or of another
// type.
class JsonMembers {
 public:
  // `object` must outlive this view. Throws MemberError when it is not an object.
  JsonMembers(const Json& object, std::string pointer);

  // nullptr when there is no such member.
  const Json* Find(std::string_view key) const;
  const Json& Get(std::string_view key) const;

  std::string Text(std::string_view key) const;
  std::string TextOr(std::string_view key, std::string fallback) const;
  std::uint64_t Number(std::string_view key) const;
  double Real(std::string_view key) const;
  bool BoolOr(std::string_view key, bool fallback) const;
  const Json& Array(std::string_view key) const;
  std::vector<std::string> Texts(std::string_view key) const;

  // Throws for the first member that is not among `known`.
  void RefuseUnknown(std::initializer_list<std::string_view> known) const;

  std::string PointerTo(std::string_view key) const { return Join(pointer_, std::string(key)); }
  const std::string& pointer() const { return pointer_; }

 private:
  const Json& object_;
  std::string pointer_;
};

}  // namespace bitsproof::conformance
