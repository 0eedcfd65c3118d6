// The catalogue with its coverage, for people, for pages and for programs.
#pragma once

#include <string>

#include "conformance/run/ledger.h"
#include "conformance/scenario/catalogue.h"

namespace bitsproof::conformance {

// Every requirement under its topic: id, level, status, how often its checks ran, statement.
std::string RequirementsText(const Catalogue& catalogue, const Ledger& ledger);

// One row a topic and one for all: requirements, covered, disputed, excluded. Depends on nothing
// that differs between two runs of one suite.
std::string RequirementsMarkdown(const Catalogue& catalogue, const Ledger& ledger);

// {"topics": [{"topic", "title", "requirements": [{"id", ..., "passed", "failed"}]}]}.
Json RequirementsJson(const Catalogue& catalogue, const Ledger& ledger);

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
