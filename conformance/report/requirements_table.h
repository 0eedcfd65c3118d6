// The catalogue with what a run says of it, for people, for pages and for programs.
#pragma once

#include <string>

#include "conformance/report/requirement_fate.h"
#include "conformance/scenario/catalogue.h"

namespace bitsproof::conformance {

// Every requirement under its topic: id, level, status, statement, verdict and why.
std::string RequirementsText(const Catalogue& catalogue, const RequirementStanding& standing);

// One row a topic and one for all: all requirements, and how many of them were judged, only
// observed, ... Depends on nothing that differs between two runs of one suite.
std::string RequirementsMarkdown(const Catalogue& catalogue, const RequirementStanding& standing);

// {"counts", "topics": [{"topic", "title", "counts", "requirements": [{"id", ..., "verdict"}]}]}.
Json RequirementsJson(const Catalogue& catalogue, const RequirementStanding& standing);

// A page with its generated block renewed.
struct PageUpdate {
  bool stale = false;   // the block was another one
  std::string content;  // the whole page
};

// The page at `path` with `block` between its lines <!-- NAME:begin --> and <!-- NAME:end -->.
// Throws std::invalid_argument when the page cannot be read or does not have both lines in this
// order.
PageUpdate UpdatePage(const std::string& path, const std::string& block,
                      const std::string& name = "requirements");

// `text` as a cell of a markdown table: on one line, without what ends a cell.
std::string MarkdownCell(std::string text);

}  // namespace bitsproof::conformance
