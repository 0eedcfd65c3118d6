// Contender: a program that downloads files, told to download some.
#pragma once

#include <string>
#include <vector>

#include "bench/child_process.h"

namespace bitsproof::bench {

// Files of a server, by name, and where they are to go.
struct Order {
  std::string base_url;            // without a slash at the end
  std::vector<std::string> names;  // each is a file of the server and of `target`
  std::string target;              // an existing empty directory
  std::string scratch;             // an existing directory for lists and state
  std::string authorities{};       // a PEM file of those that are trusted; "" without HTTPS
};

// The reference job manager as bitsproof_fetch, whose path is `program`: one job, file after file,
// HEAD and GET for each.
Command ReferenceCommand(const std::string& program, const Order& order);

// curl, for one file: a GET.
Command CurlCommand(const Order& order);

// curl as one process on one connection: HEAD and GET for each file, as BITS does.
Command CurlHeadAndGetCommand(const Order& order);

// aria2c with one connection a file and no preallocation; up to five files at once, which is its
// default.
Command Aria2Command(const Order& order);

}  // namespace bitsproof::bench
