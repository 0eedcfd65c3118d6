#include "conformance/run/resource_digest.h"

#include <map>
#include <mutex>
#include <utility>

#include "conformance/run/handshake.h"
#include "fakes/body.h"

namespace bitsproof::conformance {
namespace {

// Hashing a megabyte costs more than most cases; the same few bodies come again in every case.
Digest DigestOfSeed(std::uint64_t seed, std::uint64_t bytes) {
  static std::mutex mutex;
  static auto* const known = new std::map<std::pair<std::uint64_t, std::uint64_t>, std::string>;
  const std::lock_guard lock(mutex);
  std::string& sha256 = (*known)[{seed, bytes}];
  if (sha256.empty()) sha256 = fakes::Body::FromSeed(seed, bytes).Sha256();
  return {bytes, sha256};
}

Digest DigestOf(const fakes::Body& body) { return {body.size(), body.Sha256()}; }

}  // namespace

Digest DigestOfResource(const Json& script, const std::string& resource) {
  const std::size_t hash = resource.find('#');
  try {
    const Json* content = &script.at("resources").at(resource.substr(0, hash));
    if (hash != std::string::npos) {
      const std::size_t version = std::stoul(resource.substr(hash + 1));
      if (version > 0) content = &content->at("versions").at(version - 1);
    }
    const Json& body = content->at("body");
    if (body.contains("text")) return DigestOf(fakes::Body::FromText(body["text"]));
    if (body.contains("file")) return DigestOf(fakes::Body::FromFile(body["file"]));
    return DigestOfSeed(body.at("seed"), body.at("bytes"));
  } catch (const std::exception&) {
    throw HarnessError("the origin has no resource with a body at \"" + resource + "\"");
  }
}

}  // namespace bitsproof::conformance
