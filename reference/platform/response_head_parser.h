// ResponseHeadParser: from header lines to a ResponseHead.
#pragma once

#include <string>
#include <string_view>

#include "reference/env/transport.h"

namespace bitsproof::platform {

// Takes the header lines of one exchange, one at a time, with or without their line end.
class ResponseHeadParser {
 public:
  enum class Step {
    kMore,       // nothing to report
    kHead,       // head() is complete; reported once per exchange
    kMalformed,  // not the head of an HTTP/1.0 or HTTP/1.1 response that can be used here
  };

  // Interim responses (1xx) are read over, and so are trailer fields behind the body. 101 is
  // malformed: no request asks to switch protocols.
  Step Feed(std::string_view line);

  const ResponseHead& head() const { return head_; }

 private:
  enum class Part { kStatusLine, kFields, kBody };

  Step FeedStatusLine(std::string_view line);
  Step FeedField(std::string_view line);
  Step EndHead();
  void KeepField();

  Part part_ = Part::kStatusLine;
  ResponseHead head_;
  // The field that the next line may continue; no name: none.
  std::string name_;
  std::string value_;
};

}  // namespace bitsproof::platform
