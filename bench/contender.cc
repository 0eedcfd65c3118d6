#include "bench/contender.h"

#include <fstream>

namespace bitsproof::bench {
namespace {

void Trust(Command& command, const char* option, const Order& order) {
  if (order.authorities.empty()) return;
  command.arguments.insert(command.arguments.end(), {option, order.authorities});
}

}  // namespace

Command ReferenceCommand(const std::string& program, const Order& order) {
  Command command{
      .arguments = {program, "--to", order.target, "--store", order.scratch + "/jobs.db"}};
  Trust(command, "--authorities", order);
  for (const std::string& name : order.names) {
    command.arguments.push_back(order.base_url + "/" + name);
  }
  return command;
}

Command CurlCommand(const Order& order) {
  const std::string& name = order.names.front();
  Command command{.arguments = {"curl", "--disable", "--silent", "--fail", "--output",
                                order.target + "/" + name, order.base_url + "/" + name}};
  Trust(command, "--cacert", order);
  return command;
}

Command CurlHeadAndGetCommand(const Order& order) {
  const std::string list = order.scratch + "/curl.conf";
  std::ofstream file(list, std::ios::trunc);
  bool first = true;
  for (const std::string& name : order.names) {
    const std::string url = "url = \"" + order.base_url + "/" + name + "\"\nfail\nsilent\n";
    if (!first) file << "next\n";
    file << url << "head\noutput = \"/dev/null\"\nnext\n";
    file << url << "output = \"" << order.target << "/" << name << "\"\n";
    first = false;
  }
  return {.arguments = {"curl", "--disable", "--config", list}};
}

Command Aria2Command(const Order& order) {
  const std::string list = order.scratch + "/aria2.list";
  std::ofstream file(list, std::ios::trunc);
  for (const std::string& name : order.names) {
    file << order.base_url << "/" << name << "\n  out=" << name << "\n";
  }
  Command command{.arguments = {"aria2c", "--no-conf", "--quiet", "--max-connection-per-server=1",
                                "--split=1", "--file-allocation=none", "--dir", order.target,
                                "--input-file", list}};
  Trust(command, "--ca-certificate", order);
  return command;
}

}  // namespace bitsproof::bench
